import type { ServiceConnection } from '@ketnoi/db'
import type { Day, Result, ServiceFailure, WriteOutcome } from '@ketnoi/hierarchy'

/** The service whose groups an official account owns, as `actual_group.service` says it. */
export const OFFICIAL_ACCOUNT = 'zalo'

/** One thing that must hold before groups can be kept, in the order in which it is looked at. */
export interface AccountCheckStep {
  readonly step: string
  /** `unknown`: it could not be looked at, or the service does not say. */
  readonly outcome: 'ok' | 'missing' | 'unknown'
  /** What to do about it, as a code that the screen has words for. */
  readonly action: string | null
  /** The service's own code. */
  readonly rawCode: number | null
  readonly detail: Readonly<Record<string, string | number | null>>
}

/** Something that did not work at the service, with what a person does about it. */
export interface AccountFailure {
  readonly kind: 'failed'
  readonly action: string
  readonly rawCode: number | null
}

/** What somebody at the service did or asked for. What people write is not in it. */
export type ServiceEvent =
  | { readonly kind: 'joined' | 'left'; readonly groupId: string; readonly userIds: readonly string[] }
  | {
      readonly kind: 'asked-to-join' | 'request-rejected'
      readonly groupId: string
      readonly userIds: readonly string[]
    }
  | {
      readonly kind: 'deputies-changed'
      readonly groupId: string
      readonly userIds: readonly string[]
      readonly added: boolean
    }
  | { readonly kind: 'created' | 'dissolved' | 'info-changed'; readonly groupId: string }
  | { readonly kind: 'wrote-to-oa'; readonly userId: string; readonly code: string | null }
  | {
      readonly kind: 'shared-info'
      readonly userId: string
      readonly name: string | null
      readonly phone: string | null
    }
  | { readonly kind: 'withdraw-request'; readonly userId: string | null }
  | { readonly kind: 'other'; readonly name: string }

export interface ReceivedEvent {
  /** The same each time that it is told. */
  readonly key: string
  /** ISO instant. */
  readonly at: string | null
  readonly event: ServiceEvent
}

/** What a group of the service lives by. */
export interface ReadAsset {
  readonly assetId: string | null
  readonly assetType: string | null
  readonly validThrough: Day | null
  readonly autoRenew: boolean | null
  readonly dissolvesOn: Day | null
}

export interface AssetToWatch extends ReadAsset {
  readonly groupId: string
}

/** How near the end of an asset is: within so many days, or over. */
export interface AssetAlarm {
  readonly groupId: string
  readonly level: 60 | 30 | 7 | 'expired'
  readonly daysLeft: number
  readonly validThrough: Day
  readonly autoRenew: boolean | null
  readonly dissolvesOn: Day
}

/** What groups cost a month, in đồng; typed in by whoever pays. */
export interface ServicePrices {
  readonly groups: Readonly<Record<string, number>>
  readonly included: Readonly<Record<string, number>>
  readonly message: number
}

export interface CostEstimate {
  readonly perMonth: number
  readonly kinds: readonly { readonly assetType: string; readonly count: number; readonly paid: number }[]
  /** Groups whose price nobody knows: the true cost is higher. */
  readonly withoutPrice: number
}

/** Whoever was meant by an account of the service. */
export interface ServiceUser {
  readonly displayName: string | null
}

/** What this package needs of the account that owns groups; secrets go in and never come out. */
export interface OfficialAccount {
  readonly seal: (name: 'app-secret' | 'account-secret', secret: string) => string
  /** A new secret for consenting, sealed. */
  readonly newVerifier: () => string
  /** What is entered at the service so that it knows who consents; `null` where the secrets cannot be opened any more. */
  readonly challengeOf: (connection: ServiceConnection) => string | null
  /** Codes: `unknown-setting`, `wrong-setting`. */
  readonly parseSettings: (value: unknown) => Result<object>
  readonly consentLink: (
    connection: ServiceConnection,
    link: { readonly redirectUri: string; readonly state: string },
  ) => string | null
  /** Exchanges what came back from consenting, keeps the tokens, and says which account it is. */
  readonly acceptConsent: (
    connection: ServiceConnection,
    back: { readonly code: string; readonly accountId: string },
  ) => Promise<{ readonly kind: 'done'; readonly id: string; readonly name: string | null } | AccountFailure>
  /** Looks step by step; `null` where nobody has set it up. */
  readonly check: () => Promise<readonly AccountCheckStep[] | null>
  /** What a request that claims to come from the service tells; `null`: it does not come from there, or nobody has set it up. */
  readonly receive: (rawBody: Uint8Array, headers: Headers) => Promise<ReceivedEvent | null>
  readonly readAsset: (
    externalId: string,
  ) => Promise<{ readonly kind: 'done'; readonly asset: ReadAsset } | ServiceFailure>
  readonly findUser: (accountId: string) => Promise<ServiceUser | null>
  /** One outcome each, in their order. */
  readonly answerRequests: (
    externalId: string,
    accountIds: readonly string[],
    answer: 'accept' | 'reject',
  ) => Promise<readonly WriteOutcome[]>
  readonly dueAlarms: (assets: readonly AssetToWatch[], today: Day) => Promise<readonly AssetAlarm[]>
  /** `null`: what nobody has confirmed, as a beginning. */
  readonly estimateCost: (counts: Readonly<Record<string, number>>, prices: ServicePrices | null) => CostEstimate
  readonly unconfirmedPrices: ServicePrices
}
