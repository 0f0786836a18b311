import type { Override } from '../groups/override.ts'
import type { GroupId, HouseholdId, PersonId, PositionId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Role } from '../model/model.ts'
import type { Person } from '../people/person.ts'
import type { UnitSuccessor } from '../units/unit.ts'
import type { SeatMove } from './move-facts.ts'
import type { Reform, ReformWorld } from './reform.ts'
import type { ScopeGrant, ScopeQuestion } from './relocate-scopes.ts'

/** A group that exists in the messaging service, as it was last read. */
export interface RealGroup {
  readonly id: string
  /** The group that it is. */
  readonly groupId: GroupId
  /** 1 for the first group of its unit, from 2 for further ones. */
  readonly number: number
  readonly name: string
  readonly members: number
  /** Leaders and deputies in it. */
  readonly leaders: number
  readonly lastActivityOn: Day | null
  /** How many people it can hold; `null` or absent: as many as its kind. */
  readonly capacity?: number | null
}

/** How many people live in a unit, where they are not all among the people of the rehearsal. */
export interface UnitCount {
  readonly unitId: UnitId
  readonly residents: number
  readonly households: number
}

/** How many people should be in a group before the reform, where they are not all among the people of the rehearsal. */
export interface GroupCount {
  readonly groupId: GroupId
  readonly members: number
}

/** An account with what it may do. */
export interface AccountScopes {
  readonly accountId: string
  readonly grants: readonly ScopeGrant[]
}

/** A way into a real group that was given out. */
export interface GroupLink {
  readonly id: string
  readonly kind: 'link' | 'poster'
  readonly realGroupId: string
}

/** What a reform is rehearsed on. Everything but the reform, the model, the units and the people may be left out. */
export interface RehearsalInput extends ReformWorld {
  readonly reform: Reform
  /**
   * Everybody; or, where they are too many, those who hold a position, live in a unit that ends, is split or takes one over, have an
   * override, or are named in the reform (`touchedBy`), with `unitCounts` and `groupCounts` for the others. Gone through twice.
   */
  readonly people: Iterable<Person>
  readonly overrides?: Iterable<Override>
  /**
   * Who is in, or assigned to, which group of a unit that has several. Without it, and without `groupCounts`, they are divided as
   * `divideMembers` does.
   */
  readonly memberships?: Iterable<{ readonly groupId: GroupId; readonly personId: PersonId }>
  /** Without it every group is taken to exist with the members it should have. */
  readonly realGroups?: readonly RealGroup[]
  readonly unitCounts?: readonly UnitCount[]
  readonly groupCounts?: readonly GroupCount[]
  readonly accounts?: readonly AccountScopes[]
  readonly links?: readonly GroupLink[]
}

/** A value on the day before, and on the day. */
export interface BeforeAfter<T> {
  readonly before: T
  readonly after: T
}

/** What becomes of one unit. */
export interface UnitFate {
  readonly unitId: UnitId
  /** `takes-over`: it goes on, and others go to it; `changed`: it goes on with another name, code, kind or unit above. */
  readonly fate: 'created' | 'merged' | 'split' | 'ended' | 'takes-over' | 'changed'
  readonly successors: readonly UnitSuccessor[]
  readonly predecessors: readonly UnitSuccessor[]
  readonly name: BeforeAfter<string | null>
  readonly code: BeforeAfter<string | null>
  readonly parent: BeforeAfter<UnitId | null>
  /** Counted before the reform; `null` where nobody did. */
  readonly residents: number | null
  readonly households: number | null
}

/** What becomes of one group, real or only expected. */
export interface GroupFate {
  /** The group it was, or the one that is made. */
  readonly groupId: GroupId
  /** `null`: there is none in the service, or none was given. */
  readonly realGroupId: string | null
  /**
   * `survives`: it goes on as the group of another unit; `further`: as a further one, because one cannot hold everybody; `merged-into`: its
   * members go to another group.
   */
  readonly fate: 'kept' | 'renamed' | 'survives' | 'further' | 'merged-into' | 'archived' | 'created'
  /** The group that it, or its members, are in afterwards. */
  readonly becomes: GroupId | null
  readonly name: BeforeAfter<string | null>
  /** Why this one survives of those that could: somebody chose it, its unit goes on, it is the only one, or what it has most of. */
  readonly why: 'chosen' | 'goes-on' | 'only' | 'members' | 'activity' | 'leaders' | 'order' | null
  readonly members: number | null
}

/** One person whose groups differ, seen from the real groups: whoever is in the one that survives stays. */
export interface MembershipMove {
  readonly personId: PersonId
  /** Groups as they were before. */
  readonly leaves: readonly GroupId[]
  /** Groups as they are afterwards. */
  readonly joins: readonly GroupId[]
  readonly changes: readonly { readonly groupId: GroupId; readonly before: Role; readonly after: Role }[]
}

/** A leading seat that nobody carries on. */
export interface SeatToFill {
  readonly unitId: UnitId
  readonly positionId: PositionId
  readonly holders: readonly { readonly personId: PersonId; readonly unitId: UnitId }[]
}

/** An account that may do other things afterwards. */
export interface ScopeMove {
  readonly accountId: string
  readonly before: readonly ScopeGrant[]
  readonly after: readonly ScopeGrant[]
  readonly asked: readonly ScopeQuestion[]
}

/** A unit that will have more people than one group can hold. */
export interface GroupOverflow {
  readonly groupId: GroupId
  readonly members: number
  /** Of the group that it has until now, or of its kind. */
  readonly capacity: number
  /** The groups that they are divided among, the first one first, and what each was before; `null`: it has yet to be made. */
  readonly parts: readonly { readonly groupId: GroupId; readonly from: GroupId | null; readonly members: number }[]
  /** How many groups it takes; `null`: leaders and required members alone fill one. */
  readonly groupsNeeded: number | null
}

/** A link or poster that leads nowhere afterwards. */
export interface DeadLink {
  readonly id: string
  readonly kind: GroupLink['kind']
  readonly realGroupId: string
  /** The group whose link takes its place. */
  readonly becomes: GroupId | null
}

/**
 * Something that a person must decide. `blocks`: the reform cannot be carried out before. The others wait until after.
 *
 * | code | what is asked | say it in |
 * |---|---|---|
 * | `household-undecided`, `person-undecided` | where they go when their unit is split or ends | `households`, or `rest` of the split |
 * | `appointment-undecided` | at which part they go on holding it | `seats`, `households`, or `rest` |
 * | `override-undecided` | into which group the inclusion goes | `households` (the person) |
 * | `residents-missing` | people of a split unit are not among those given | the people of the rehearsal |
 * | `person-unknown` | a seat is given to somebody who is not known | `seats` |
 * | `survivor-unknown` | the group chosen is none of those that could go on | `groups` |
 * | `seat-contested` | who holds the seat that several units bring | `seats`, or an appointment afterwards |
 * | `scope-asked` | which part the account is for | the account |
 * | `representatives-several`, `representative-missing` | who speaks for the household | the household |
 * | `group-leaderless` | who leads the group | `seats`, or an appointment afterwards |
 * | `placement-unused` | the household or person placed does not live in a unit that is split | `households` |
 */
export type ReformDecision = { readonly blocks: boolean } & (
  | {
      readonly code: 'household-undecided'
      readonly unitId: UnitId
      readonly householdId: HouseholdId
      readonly people: readonly PersonId[]
      readonly candidates: readonly UnitId[]
    }
  | {
      readonly code: 'person-undecided'
      readonly unitId: UnitId
      readonly personId: PersonId
      readonly candidates: readonly UnitId[]
    }
  | {
      readonly code: 'appointment-undecided'
      readonly unitId: UnitId
      readonly positionId: PositionId
      readonly personId: PersonId
      readonly candidates: readonly UnitId[]
    }
  | { readonly code: 'override-undecided'; readonly overrideId: string; readonly candidates: readonly GroupId[] }
  | { readonly code: 'residents-missing'; readonly unitId: UnitId; readonly residents: number; readonly given: number }
  | { readonly code: 'person-unknown'; readonly personId: PersonId }
  | { readonly code: 'survivor-unknown'; readonly groupId: GroupId; readonly survivor: string }
  | { readonly code: 'seat-contested'; readonly unitId: UnitId; readonly positionId: PositionId }
  | { readonly code: 'scope-asked'; readonly accountId: string; readonly unitId: UnitId }
  | {
      readonly code: 'representatives-several' | 'representative-missing'
      readonly unitId: UnitId
      readonly householdId: HouseholdId
      readonly people: readonly PersonId[]
    }
  | { readonly code: 'group-leaderless'; readonly groupId: GroupId }
  | { readonly code: 'placement-unused'; readonly householdId: HouseholdId | null; readonly personId: PersonId | null }
)

/** What a reform would do. A plain value in a fixed order: the same input gives the same text. */
export interface Rehearsal {
  readonly reformId: string
  readonly effectiveOn: Day
  /** Every unit that does not simply go on as it is, by id. */
  readonly units: readonly UnitFate[]
  /** Every group, by id and number. */
  readonly groups: readonly GroupFate[]
  /** Everybody whose groups differ, by id. */
  readonly people: readonly MembershipMove[]
  readonly seats: readonly SeatMove[]
  readonly seatsToFill: readonly SeatToFill[]
  readonly scopes: readonly ScopeMove[]
  readonly overflow: readonly GroupOverflow[]
  readonly deadLinks: readonly DeadLink[]
  readonly decisions: readonly ReformDecision[]
  /** Whether nothing is left to decide that blocks it. */
  readonly ready: boolean
  readonly counts: RehearsalCounts
}

/** How much a reform does. */
export interface RehearsalCounts {
  readonly unitsKept: number
  readonly units: Readonly<Record<UnitFate['fate'], number>>
  readonly groups: Readonly<Record<GroupFate['fate'], number>>
  readonly homesMoved: number
  readonly peopleMoved: number
  readonly joins: number
  readonly leaves: number
  readonly seatsCarried: number
  readonly seatsEnded: number
}
