import type { Day } from '@ketnoi/hierarchy'
import type { ZaloCall } from '../settings.ts'

/** Somebody who has the messenger. */
export interface SimUser {
  readonly userId: string
  name: string
  follows: boolean
  /** Milliseconds since 1970, or `null` for never. */
  interactedAt: number | null
  /** Administers the account. */
  readonly administers: boolean
  /** Banned, or not seen for 45 days. */
  active: boolean
  shared: { readonly name: string; readonly phone: string } | null
}

export interface SimAsset {
  readonly assetId: string
  readonly assetType: string
  readonly quotaType: string
  /** The last day on which it is valid, in Vietnam. */
  validThrough: Day
  autoRenew: boolean
  usedBy: string | null
}

export interface SimGroup {
  readonly groupId: string
  name: string
  description: string
  assetId: string
  /** How many members it can hold, the account included where it takes a place. */
  capacity: number
  members: Map<string, 'member' | 'deputy'>
  /** `invited` by the account, or `asked` by the link. */
  pending: Map<string, 'invited' | 'asked'>
  settings: SimGroupSettings
  /** Who was in before the last change, for reads that lag behind. */
  before: Pick<SimGroup, 'members' | 'pending'> | null
}

export interface SimGroupSettings {
  lock_send_msg: boolean
  join_appr: boolean
  enable_msg_history: boolean
  enable_link_join: boolean
}

export interface SimAccount {
  readonly accountId: string
  readonly appId: string
  readonly appSecret: string
  /** The key that signs events. */
  readonly accountSecret: string
  name: string
  verified: boolean
  /** 2 business, 4 government. */
  type: number
  package: string
  packageValidThrough: Day
  /** Calls that the account granted; the others answer -223. */
  granted: ReadonlySet<ZaloCall> | 'all'
}

/** What no official page settles, as this service does it. Can be changed while it runs. */
export interface SimSemantics {
  /** What an invitation does: adds at once, or waits until the person accepts. */
  invite: 'adds' | 'asks'
  /** The member list tells roles. */
  tellsRoles: boolean
  /** The account is a row of the member list. */
  listsAccount: boolean
  /** The account takes one of the places. */
  countsAccount: boolean
  /** Accounts of public bodies may own groups. */
  governmentOwnsGroups: boolean
  /** Adding who is in, or removing who is not, is an error. */
  refusesRepetition: boolean
  /** One bad account: the whole call fails without effect, or the others are carried out and the call still fails. */
  oneBadAccount: 'fails-all' | 'fails-after-others'
  /** A deputy must be an ordinary member before being removed. */
  keepsDeputies: boolean
  largestPage: number
  largestBatch: number
  callsPerMinute: number
  /** Days within which somebody who does not follow must have written to be invited. */
  interactionDays: number
  /** Which column of the table of event names is used. */
  eventNames: 'first' | 'second' | 'third'
  signatureFirst: 'app' | 'account'
  signatureSecret: 'app' | 'account'
  signatureTime: 'body' | 'header'
}

export const DEFAULT_SEMANTICS: SimSemantics = {
  invite: 'adds',
  tellsRoles: true,
  listsAccount: true,
  countsAccount: true,
  governmentOwnsGroups: true,
  refusesRepetition: false,
  oneBadAccount: 'fails-all',
  keepsDeputies: false,
  largestPage: 50,
  largestBatch: 50,
  callsPerMinute: 4_000,
  interactionDays: 7,
  eventNames: 'first',
  signatureFirst: 'app',
  signatureSecret: 'account',
  signatureTime: 'body',
}

export interface SimTokens {
  accessToken: string
  accessUntil: number
  refreshToken: string
  refreshUntil: number
}

export interface SimWorld {
  readonly account: SimAccount
  readonly semantics: SimSemantics
  readonly users: Map<string, SimUser>
  readonly assets: Map<string, SimAsset>
  readonly groups: Map<string, SimGroup>
  tokens: SimTokens | null
  /** Codes of consent that were not exchanged yet. */
  readonly codes: Map<string, { readonly challenge: string | null; readonly until: number }>
}
