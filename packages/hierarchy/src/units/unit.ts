import type { TierId, UnitId } from '../id.ts'
import type { Interval } from '../interval.ts'

/** A name that a unit bore for a time. `full` includes the kind of unit (`Xã Ia Pa`), `short` does not (`Ia Pa`). */
export interface UnitName extends Interval {
  readonly short: string
  readonly full: string
  /** What this kind of unit was called with this name, where that is not `Unit.kind`: a commune that became a ward. */
  readonly kind?: string
}

/** A code that a unit bore for a time. The same code may belong to another unit at another time: two thirds did in 2025. */
export interface UnitCode extends Interval {
  /** Who issued it, e.g. `NSO`. */
  readonly system: string
  /** Text, because leading zeros count. */
  readonly code: string
}

/** The unit above, for a time: villages survive a merger of communes and change parent. */
export interface UnitParent extends Interval {
  readonly unitId: UnitId
}

/** Where a unit's territory and people went when it ended. Many to many: communes merge, and are split up to five ways. */
export interface UnitSuccessor {
  readonly unitId: UnitId
  /** `full`: all of the territory and people; `partial`: a part, so a person must be asked where each household went. */
  readonly share: 'full' | 'partial'
}

/** An administrative unit or a village, in its own identity, with everything about it that changes kept by validity. */
export interface Unit extends Interval {
  readonly id: UnitId
  readonly tier: TierId
  /** What people call this kind of unit (`thôn`, `buôn`, `xã`): a label, never part of the identity. */
  readonly kind: string
  /** At least one; the one valid on a day is its name on that day. */
  readonly names: readonly UnitName[]
  /** Other spellings that are met in rosters. */
  readonly aliases: readonly string[]
  readonly codes: readonly UnitCode[]
  /** Empty for a root. At most one is valid on any day. */
  readonly parents: readonly UnitParent[]
  readonly successors: readonly UnitSuccessor[]
}
