import { z } from 'zod'
import type {
  Day,
  GroupId,
  GroupKindId,
  LocalText,
  MemberExplanation,
  PersonId,
  PurposeId,
  Reachability,
  Reason,
  Role,
  UnitId,
} from '@ketnoi/hierarchy'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

export interface PersonPage {
  readonly id: PersonId
  readonly name: string
  readonly birth: string | null
  readonly adult: boolean | null
  readonly reachability: Reachability
  readonly residences: readonly {
    readonly unitId: UnitId
    readonly unitName: string
    readonly parentName: string | null
    readonly householdId: string | null
    readonly representsHousehold: boolean
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly appointments: readonly {
    readonly positionId: string
    readonly positionName: LocalText
    readonly unitId: UnitId
    readonly unitName: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
  /** Masked: `people.revealPhone` shows one number and records who looked and why. */
  readonly phones: readonly {
    readonly masked: string
    readonly shared: number
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly consents: readonly {
    readonly purposeId: PurposeId
    readonly purposeName: LocalText
    readonly from: Day | null
    readonly to: Day | null
  }[]
  readonly accounts: readonly { readonly service: string; readonly displayName: string | null }[]
  readonly overrides: readonly {
    readonly id: string
    readonly kind: 'include' | 'exclude'
    readonly groupId: GroupId
    readonly groupName: string
    readonly role: Role
    readonly reason: string
    readonly author: string
    readonly from: Day | null
    readonly to: Day | null
  }[]
}

export interface PersonGroup {
  readonly groupId: GroupId
  readonly kind: GroupKindId
  readonly groupName: string
  readonly role: Role
  readonly required: boolean
  readonly reasons: readonly Reason[]
  /** By the latest reading: `unknown` while the group has none, or a partial one without the person. */
  readonly presence: 'present' | 'invited' | 'absent' | 'unknown'
  readonly actualRole: Role | null
}

export interface PersonRow {
  readonly id: PersonId
  readonly name: string
  readonly birthYear: string | null
  readonly unitId: UnitId | null
  readonly unitName: string | null
  readonly parentName: string | null
  readonly maskedPhone: string | null
}

export const peopleRouter = router({
  byId: procedure('people.read')
    .input(z.object({ id: z.string() }))
    .query((): PersonPage => notBuilt()),
  /** The groups that the person ought to be in, and those that a reading has them in. */
  groups: procedure('people.read')
    .input(z.object({ id: z.string() }))
    .query((): readonly PersonGroup[] => notBuilt()),
  /** Every condition with its result: "why in" and "why not in" of one group. */
  explain: procedure('people.read')
    .input(z.object({ id: z.string(), groupId: z.string() }))
    .query(
      (): {
        readonly groupId: GroupId
        readonly groupName: string
        readonly explanation: MemberExplanation
        readonly unitNames: Readonly<Record<UnitId, string>>
      } => notBuilt(),
    ),
  /** A mutation, so that the text of a search for a person never stands in an address or a log of addresses. */
  search: procedure('people.read')
    .input(
      z.object({
        text: z.string().trim().min(2).max(200),
        unitId: z.string().optional(),
        limit: z.number().int().min(1).max(50).default(20),
      }),
    )
    .mutation((): { readonly rows: readonly PersonRow[]; readonly more: boolean } => notBuilt()),
  revealPhone: procedure('people.reveal')
    .input(z.object({ id: z.string(), index: z.number().int().min(0), reason: z.string().trim().max(500).default('') }))
    .mutation((): { readonly number: string } => notBuilt()),
})
