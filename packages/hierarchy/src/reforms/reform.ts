import type { GroupId, HouseholdId, PersonId, PositionId, TierId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Body, GroupKind, LocalText, Model, Position } from '../model/model.ts'
import type { UnitTree } from '../units/unit-tree.ts'

/** A unit that a reform makes, as it is on its first day. */
export interface NewUnit {
  readonly id: UnitId
  readonly tier: TierId
  /** What people call this kind of unit (`xã`, `phường`). */
  readonly kind: string
  readonly name: { readonly short: string; readonly full: string }
  readonly aliases: readonly string[]
  readonly codes: readonly { readonly system: string; readonly code: string }[]
  /** The unit above it, or `null` for a root. */
  readonly parent: UnitId | null
}

/** A unit that a split unit's territory and people go to. */
export interface SplitTarget {
  readonly unitId: UnitId
  readonly share: 'full' | 'partial'
}

/**
 * One step of a reform.
 *
 * - `merge`: several units become one, a new one or one that goes on
 * - `split`: one becomes several; whoever and whatever nobody placed goes to `rest`, or must be placed where there is none
 * - `rename`, `recode` (`code: null`: bears none of the system any more), `move` (to another unit above), `change-kind` (a commune
 *   becomes a ward): the unit stays the same
 * - `end`: a unit ends without a successor; the units below it go to the unit above it
 * - `end-tier`: so does every unit of a tier, with the group kinds of the tier
 * - `begin-tier`: a tier begins, below the tier `above` (`null`: at the top)
 *
 * A unit may result from several steps: parts of A and of B become C in two splits.
 */
export type ReformOperation =
  | { readonly kind: 'merge'; readonly sources: readonly UnitId[]; readonly target: UnitId }
  | {
      readonly kind: 'split'
      readonly source: UnitId
      readonly targets: readonly SplitTarget[]
      readonly rest: UnitId | null
    }
  | {
      readonly kind: 'rename'
      readonly unitId: UnitId
      readonly name: { readonly short: string; readonly full: string }
    }
  | { readonly kind: 'recode'; readonly unitId: UnitId; readonly system: string; readonly code: string | null }
  | { readonly kind: 'move'; readonly unitId: UnitId; readonly parent: UnitId }
  | { readonly kind: 'change-kind'; readonly unitId: UnitId; readonly unitKind: string }
  | { readonly kind: 'end'; readonly unitId: UnitId }
  | { readonly kind: 'end-tier'; readonly tier: TierId }
  | {
      readonly kind: 'begin-tier'
      readonly tier: { readonly id: TierId; readonly name: LocalText }
      readonly above: TierId | null
    }

/** What a reform adds to the model; positions and group kinds begin on its day. */
export interface ModelAdditions {
  readonly bodies: readonly Body[]
  readonly positions: readonly Position[]
  readonly groupKinds: readonly GroupKind[]
}

/** Which real group goes on as the group of a unit, where several could and the default is not wanted. */
export interface SurvivorChoice {
  /** The group that ought to exist afterwards. */
  readonly groupId: GroupId
  /** The real group, by the id that `rehearse` is given for it. */
  readonly survivor: string
}

/** Where a household, or one person with their seats, goes when the unit they live in is split. A person goes before a household. */
export type Placement =
  | { readonly householdId: HouseholdId; readonly unitId: UnitId }
  | { readonly personId: PersonId; readonly unitId: UnitId }

/** Who holds a seat at a unit from the day of the reform on. Several people may hold one seat. */
export interface SeatChoice {
  readonly unitId: UnitId
  readonly positionId: PositionId
  readonly personId: PersonId
}

/** A decision that changes units on a day. A plain value: what was read from its document, and can be written to one again. */
export interface Reform {
  readonly formatVersion: 1
  readonly id: string
  /** The legal text, e.g. `1664/NQ-UBTVQH15`. */
  readonly decision: string
  /** The first day on which it holds. */
  readonly effectiveOn: Day
  readonly newUnits: readonly NewUnit[]
  readonly operations: readonly ReformOperation[]
  readonly model: ModelAdditions
  readonly groups: readonly SurvivorChoice[]
  readonly households: readonly Placement[]
  readonly seats: readonly SeatChoice[]
}

/** The model and the units that a reform changes, or that it leads to. */
export interface ReformWorld {
  readonly model: Model
  readonly tree: UnitTree
}
