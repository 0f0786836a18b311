import { DEFAULT_ZALO_SETTINGS, type ZaloCall } from '../settings.ts'
import { ACCOUNT_CALLS } from './account-calls.ts'
import type { SimCall } from './call.ts'
import { GROUP_CALLS } from './group-calls.ts'
import { MEMBER_CALLS } from './member-calls.ts'

/** The calls as they are documented, and where nothing is, as `SimSemantics` says. Codes below -1000 stand for ones nobody has met yet. */
export const SIM_CALLS: Readonly<Record<ZaloCall, SimCall>> = { ...GROUP_CALLS, ...MEMBER_CALLS, ...ACCOUNT_CALLS }

/** Which call a path is, as the documentation has it. */
export const CALL_OF_PATH: ReadonlyMap<string, ZaloCall> = new Map(
  (Object.entries(DEFAULT_ZALO_SETTINGS.paths) as [ZaloCall, string][]).map(([call, path]) => [path, call]),
)

/** Calls that change something. */
export const WRITING_CALLS: ReadonlySet<ZaloCall> = new Set<ZaloCall>([
  'createGroup',
  'updateGroup',
  'changeAsset',
  'invite',
  'acceptPending',
  'rejectPending',
  'addDeputies',
  'removeDeputies',
  'removeMembers',
  'dissolve',
  'sendToGroup',
  'sendToUser',
])
