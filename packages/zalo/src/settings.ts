import { DOCUMENTED_ERRORS, type ZaloErrorMeaning } from './client/errors.ts'
import type { ZaloEventMeaning } from './webhook/event-names.ts'

/** A call of the service. */
export type ZaloCall =
  | 'createGroup'
  | 'group'
  | 'updateGroup'
  | 'changeAsset'
  | 'invite'
  | 'listPending'
  | 'acceptPending'
  | 'rejectPending'
  | 'listMembers'
  | 'addDeputies'
  | 'removeDeputies'
  | 'removeMembers'
  | 'dissolve'
  | 'listGroups'
  | 'listAssets'
  | 'sendToGroup'
  | 'account'
  | 'listUsers'
  | 'user'
  | 'sendToUser'

/** What may be done in a group and by whom. */
export interface ZaloGroupSettings {
  /** Only the account and deputies may write. */
  readonly lockMessages: boolean
  /** Whoever comes by the link waits for approval. */
  readonly approveJoining: boolean
  /** Newcomers see what was written before. */
  readonly showHistory: boolean
  readonly joinByLink: boolean
}

export type ZaloRole = 'leader' | 'deputy' | 'member'

/**
 * Everything about the service that no official page proves to the letter, with the value that most sources agree on. What differs on
 * a real account is changed here, not in the code: docs/guides/zalo-official-account.md says which and how one finds out.
 */
export interface ZaloSettings {
  readonly apiUrl: string
  readonly oauthUrl: string
  readonly paths: Readonly<Record<ZaloCall, string>>
  readonly consentPath: string
  readonly tokenPath: string
  /** Where an answer with tokens does not say. */
  readonly accessLifeSeconds: number
  readonly refreshLifeDays: number
  /** After which part of its life an access token is renewed. */
  readonly refreshShare: number
  /** Answers to a refresh that mean that only a new consent helps. */
  readonly lostTokenCodes: readonly number[]
  readonly timeoutMs: number
  /** How often a read is asked for again when the service does not answer or has had too many calls. */
  readonly readAttempts: number
  readonly retryWaitMs: number

  /** Rows asked for at first; halved down to the smallest when the service says that it is too many. */
  readonly pageSize: number
  readonly smallestPageSize: number
  /** Accounts per call at first; halved likewise. */
  readonly batchSize: number
  readonly foundersMaximum: number
  readonly groupNameMaximum: number
  readonly textMaximum: number

  /** Until a header says more. */
  readonly callsPerMinute: number
  /** Share of the calls that is left for people who wait at a page. */
  readonly reserveShare: number
  readonly limitHeader: string
  readonly remainHeader: string
  /** How long machines wait when the rest of the calls is down to the reserve, or when the service refused one too many. */
  readonly backOffMs: number

  /** The account is a row of the member list of its groups. */
  readonly accountIsListed: boolean
  /** The account takes one of the places of a group. */
  readonly accountTakesPlace: boolean
  /** What an invitation answered with success has done: `member` means in at once. */
  readonly inviteEffect: 'member' | 'asked' | 'unknown'
  /** The field of a member that tells the role, and what its values mean; without the field, roles are not known. */
  readonly roleField: string
  readonly roles: Readonly<Record<string, ZaloRole>>
  readonly groupEnabled: string

  /** Put before the description of a group that was archived. */
  readonly archiveMark: string
  /** How groups are set when they are made or brought back. */
  readonly groupSettings: ZaloGroupSettings

  /** Kinds of assets and how many members they allow. */
  readonly assetSizes: Readonly<Record<string, number>>
  readonly quotaOwner: string
  readonly quotaTypes: readonly string[]
  readonly assetAvailable: string
  /** So many days after its asset ran out, the service dissolves a group. */
  readonly dissolvedAfterDays: number

  /** What `oa_type` says, and which kinds may own groups; a kind not named here is `unknown`. */
  readonly accountKinds: Readonly<Record<string, { readonly kind: string; readonly mayOwnGroups: boolean | null }>>
  /** Packages that come with groups and with calls by program, as a part of the package's name in lower case. */
  readonly packagesWithGroups: readonly string[]

  readonly errors: Readonly<Record<string, ZaloErrorMeaning>>

  readonly signatureHeader: string
  /** Where the time that is signed stands if it is not in the body. */
  readonly timeHeader: string
  /** Further names of events: those of docs and of running code are known anyhow. */
  readonly eventNames: Readonly<Record<string, ZaloEventMeaning>>
  /** What a binding code looks like in a message, in capitals, as a regular expression. */
  readonly bindingCode: string
}

export const DEFAULT_ZALO_SETTINGS: ZaloSettings = {
  apiUrl: 'https://openapi.zalo.me',
  oauthUrl: 'https://oauth.zaloapp.com',
  paths: {
    createGroup: '/v3.0/oa/group/creategroupwithoa',
    group: '/v3.0/oa/group/getgroup',
    updateGroup: '/v3.0/oa/group/updateinfo',
    changeAsset: '/v3.0/oa/group/updateasset',
    invite: '/v3.0/oa/group/invite',
    listPending: '/v3.0/oa/group/listpendinginvite',
    acceptPending: '/v3.0/oa/group/acceptpendinginvite',
    rejectPending: '/v3.0/oa/group/rejectpendinginvite',
    listMembers: '/v3.0/oa/group/listmember',
    addDeputies: '/v3.0/oa/group/addadmins',
    removeDeputies: '/v3.0/oa/group/removeadmins',
    removeMembers: '/v3.0/oa/group/removemembers',
    dissolve: '/v3.0/oa/group/delete',
    listGroups: '/v3.0/oa/group/getgroupsofoa',
    listAssets: '/v3.0/oa/quota/group',
    sendToGroup: '/v3.0/oa/group/message',
    account: '/v2.0/oa/getoa',
    listUsers: '/v3.0/oa/user/getlist',
    user: '/v3.0/oa/user/detail',
    sendToUser: '/v3.0/oa/message/cs',
  },
  consentPath: '/v4/oa/permission',
  tokenPath: '/v4/oa/access_token',
  accessLifeSeconds: 90_000,
  refreshLifeDays: 90,
  refreshShare: 0.8,
  lostTokenCodes: [-14014, -118],
  timeoutMs: 10_000,
  readAttempts: 3,
  retryWaitMs: 1_000,

  pageSize: 50,
  smallestPageSize: 5,
  batchSize: 50,
  foundersMaximum: 99,
  groupNameMaximum: 30,
  textMaximum: 2_000,

  callsPerMinute: 100,
  reserveShare: 0.2,
  limitHeader: 'x-ratelimit-limit',
  remainHeader: 'x-ratelimit-remain',
  backOffMs: 10_000,

  accountIsListed: true,
  accountTakesPlace: true,
  inviteEffect: 'unknown',
  roleField: 'role',
  roles: { owner: 'leader', leader: 'leader', admin: 'deputy', deputy: 'deputy', member: 'member' },
  groupEnabled: 'enabled',

  archiveMark: '[Đã lưu trữ]',
  groupSettings: { lockMessages: false, approveJoining: true, showHistory: true, joinByLink: true },

  assetSizes: { gmf10: 10, gmf50: 50, gmf100: 100, gmf1000: 1000 },
  quotaOwner: 'OA',
  quotaTypes: ['sub_quota', 'purchase_quota', 'reward_quota'],
  assetAvailable: 'available',
  dissolvedAfterDays: 45,

  accountKinds: {
    2: { kind: 'business', mayOwnGroups: true },
    4: { kind: 'government', mayOwnGroups: null },
  },
  packagesWithGroups: ['growth', 'tăng trưởng', 'comprehensive', 'toàn diện', 'advanced', 'nâng cao', 'premium'],

  errors: DOCUMENTED_ERRORS,

  signatureHeader: 'x-zevent-signature',
  timeHeader: 'x-zevent-timestamp',
  eventNames: {},
  // Six characters without those that are taken for one another, with a digit among them, so that a word is not taken for one.
  bindingCode: String.raw`(?<![A-Z0-9])(?=[A-Z]*[0-9])[A-HJ-NP-Z2-9]{6}(?![A-Z0-9])`,
}

/** What of the settings is changed: the rest stays as it is, and tables are added to. */
export type ZaloSettingsChanges = {
  readonly [K in keyof ZaloSettings]?: ZaloSettings[K] extends string | number | readonly unknown[]
    ? ZaloSettings[K]
    : ZaloSettings[K] extends boolean
      ? boolean
      : Partial<ZaloSettings[K]>
}

export function createZaloSettings(changes: ZaloSettingsChanges = {}): ZaloSettings {
  const base = DEFAULT_ZALO_SETTINGS
  return {
    ...base,
    ...changes,
    paths: { ...base.paths, ...changes.paths },
    roles: { ...base.roles, ...defined(changes.roles) },
    groupSettings: { ...base.groupSettings, ...changes.groupSettings },
    assetSizes: { ...base.assetSizes, ...defined(changes.assetSizes) },
    accountKinds: { ...base.accountKinds, ...defined(changes.accountKinds) },
    eventNames: { ...base.eventNames, ...defined(changes.eventNames) },
    errors: { ...base.errors, ...defined(changes.errors) },
  }
}

function defined<T>(table: Readonly<Partial<Record<string, T>>> = {}): Record<string, T> {
  return Object.fromEntries(Object.entries(table).filter((entry): entry is [string, T] => entry[1] !== undefined))
}
