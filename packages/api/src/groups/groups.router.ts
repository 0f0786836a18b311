import { z } from 'zod'
import type {
  Blocked,
  Change,
  Day,
  GroupId,
  GroupKindId,
  Held,
  HeldCode,
  LocalText,
  PersonId,
  Reachability,
  Reason,
  Role,
  UnitId,
} from '@ketnoi/hierarchy'
import { notBuilt } from '../not-built.ts'
import type { BrakeCheck, PlanCounts } from '../plans/plans.router.ts'
import type { UnmatchedName } from '../readings/readings.router.ts'
import { procedure, router } from '../trpc.ts'

export interface GroupRow {
  readonly id: GroupId
  readonly kind: GroupKindId
  readonly unitId: UnitId
  readonly name: string
  readonly unitName: string
  readonly parentName: string | null
  /** `invalid`: its rules cannot be read and it is frozen. `unread`: nobody has read its members yet. */
  readonly state: 'invalid' | 'unread' | 'in-order' | 'differs'
  readonly desired: number
  readonly required: number
  /** By the latest reading; `null` while there is none. */
  readonly actual: number | null
  readonly requiredPresent: number | null
  readonly toAdd: number | null
  readonly toRemove: number | null
  readonly unmatched: number | null
  readonly readAt: string | null
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly joinLink: string | null
}

/** A page of groups; `next` is the key to ask for the following one. */
export interface GroupList {
  readonly asOf: Day
  readonly rows: readonly GroupRow[]
  readonly next: string | null
  readonly total: number
  readonly counts: {
    readonly byKind: Readonly<Record<GroupKindId, number>>
    readonly byState: Readonly<Record<GroupRow['state'], number>>
  }
}

/** One person on the page of a group: who should be, who is, and what differs. */
export interface GroupLine {
  readonly personId: PersonId
  readonly name: string
  readonly unitName: string | null
  readonly desiredRole: Role | null
  readonly actualRole: Role | null
  readonly required: boolean
  readonly presence: 'present' | 'invited' | 'invitation-failed' | 'absent' | 'unknown'
  readonly reachability: Reachability
  /** Why the person is wanted, or why not any more. */
  readonly reasons: readonly Reason[]
  /** What the plan does about it. */
  readonly change: 'none' | 'add' | 'reinvite' | 'promote' | 'demote' | 'withdraw-invitation' | 'remove'
  /** Why the plan does not do it although it differs. */
  readonly held: HeldCode | null
  readonly overrideId: string | null
}

export interface GroupPage {
  readonly asOf: Day
  readonly group: GroupRow
  readonly kindName: LocalText
  readonly ancestors: readonly { readonly id: UnitId; readonly name: string }[]
  readonly link: {
    readonly joinLink: string | null
    readonly externalId: string | null
    readonly externalName: string | null
  }
  readonly capacity: number
  readonly reading: {
    readonly id: string
    readonly readAt: string
    readonly completeness: 'complete' | 'partial' | 'failed'
    readonly members: number
  } | null
  /** Those wanted or present, leaders first, then by name (Vietnamese order: last word first). */
  readonly lines: readonly GroupLine[]
  readonly unmatched: readonly UnmatchedName[]
  readonly strangers: readonly { readonly key: string; readonly displayName: string }[]
  readonly clauses: readonly {
    readonly id: string
    readonly name: LocalText
    readonly role: Role
    readonly required: boolean
    readonly matched: number
    readonly missing: number
  }[]
  readonly plan: GroupPlan
  readonly overrides: readonly {
    readonly id: string
    readonly kind: 'include' | 'exclude'
    readonly personId: PersonId
    readonly personName: string
    readonly role: Role
    readonly reason: string
    readonly author: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
}

export interface GroupPlan {
  readonly fingerprint: string
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
  readonly blocked: readonly Blocked[]
  readonly counts: PlanCounts
  readonly passed: boolean
  readonly checks: readonly BrakeCheck[]
}

/** What a person works through by hand, on paper: nothing in it that the screen does not show. */
export interface Checklist {
  readonly asOf: Day
  readonly groupId: GroupId
  readonly name: string
  readonly unitPath: readonly string[]
  readonly joinLink: string | null
  readonly readAt: string | null
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly fingerprint: string
  readonly sections: readonly {
    readonly kind: 'add' | 'reinvite' | 'promote' | 'demote' | 'withdraw-invitation' | 'remove' | 'held' | 'decide'
    readonly lines: readonly {
      readonly personId: PersonId | null
      readonly name: string
      readonly unitName: string | null
      readonly role: Role | null
      readonly required: boolean
      readonly reasons: readonly Reason[]
      readonly held: HeldCode | null
      readonly reachability: Reachability
      /** In full: the list is what an officer calls people from. Empty in `decide`. */
      readonly maskedPhones: readonly string[]
    }[]
  }[]
}

const groupId = z.object({ id: z.string() })

export const groupsRouter = router({
  list: procedure('groups.read')
    .input(
      z.object({
        text: z.string().max(200).optional(),
        /** This unit and everything below it. */
        unitId: z.string().optional(),
        kind: z.string().optional(),
        state: z.enum(['invalid', 'unread', 'in-order', 'differs']).optional(),
        sort: z.enum(['name', 'desired', 'difference', 'read-at']).default('name'),
        descending: z.boolean().default(false),
        after: z.string().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .query((): GroupList => notBuilt()),
  byId: procedure('groups.read')
    .input(groupId)
    .query((): GroupPage => notBuilt()),
  plan: procedure('groups.read')
    .input(groupId)
    .query((): GroupPlan => notBuilt()),
  checklist: procedure('groups.read')
    .input(groupId)
    .query((): Checklist => notBuilt()),
  setLink: procedure('groups.write')
    .input(
      z.object({
        id: z.string(),
        /** `https://zalo.me/g/…`; empty takes it away. */
        joinLink: z.union([z.literal(''), z.url({ protocol: /^https$/ })]),
        externalId: z.string().trim().max(200).optional(),
      }),
    )
    .mutation((): { readonly joinLink: string | null; readonly externalId: string | null } => notBuilt()),
})
