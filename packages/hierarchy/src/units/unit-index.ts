import type { TierId, UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { UnitTree } from './unit-tree.ts'
import { parentOn } from './unit-tree.ts'

/**
 * The hierarchy of one day with units as whole numbers, for evaluation. Numbers stay with their unit when the index is made anew
 * from a previous one, because facts about people refer to them.
 */
export interface UnitIndex {
  readonly ids: readonly UnitId[]
  readonly numberOf: ReadonlyMap<UnitId, number>
  /** Whether the unit exists on the day. */
  readonly exists: readonly boolean[]
  readonly tierOf: readonly TierId[]
  /** Number of the unit directly above, or -1. */
  readonly parentOf: Int32Array
  readonly childrenOf: readonly (readonly number[])[]
}

/** Indexes a tree for a day. Cost: linear in units. */
export function createUnitIndex(tree: UnitTree, day: Day, previous?: UnitIndex): UnitIndex {
  const ids = [...(previous?.ids ?? [])]
  const numberOf = new Map(previous?.numberOf ?? [])
  for (const id of tree.units.keys()) {
    if (!numberOf.has(id)) {
      numberOf.set(id, ids.length)
      ids.push(id)
    }
  }
  const exists: boolean[] = []
  const tierOf: TierId[] = []
  const parentOf = new Int32Array(ids.length).fill(-1)
  const childrenOf: number[][] = ids.map(() => [])
  for (const id of ids) {
    const unit = tree.units.get(id)
    exists.push(unit !== undefined && isValidOn(unit, day))
    tierOf.push(unit?.tier ?? '')
  }
  for (const [number, id] of ids.entries()) {
    const parent = exists[number] === true ? parentOn(tree, id, day) : null
    const above = parent === null ? undefined : numberOf.get(parent)
    if (above === undefined || exists[above] !== true) continue
    parentOf[number] = above
    childrenOf[above]?.push(number)
  }
  return { ids, numberOf, exists, tierOf, parentOf, childrenOf }
}

/** Gives the number of the unit above at that tier, or -1. A unit is not its own ancestor. */
export function ancestorNumber(index: UnitIndex, unit: number, tier: TierId): number {
  for (let above = index.parentOf[unit] ?? -1; above >= 0; above = index.parentOf[above] ?? -1) {
    if (index.tierOf[above] === tier) return above
  }
  return -1
}

/** Calls back for every unit below, optionally of one tier. */
export function forEachDescendant(
  index: UnitIndex,
  unit: number,
  tier: TierId | null,
  visit: (unit: number) => void,
): void {
  for (const child of index.childrenOf[unit] ?? []) {
    if (tier === null || index.tierOf[child] === tier) visit(child)
    forEachDescendant(index, child, tier, visit)
  }
}

/** Answers whether the unit is, or lies below, the other. */
export function liesWithin(index: UnitIndex, unit: number, other: number): boolean {
  for (let at = unit; at >= 0; at = index.parentOf[at] ?? -1) if (at === other) return true
  return false
}
