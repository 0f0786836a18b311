import { findUnit, isValidOn, type UnitId } from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/** A unit, those that it last belonged to, and those that any of these became by the day. */
export function lastUnits(world: World, unitId: UnitId): ReadonlySet<UnitId> {
  const found = new Set<UnitId>()
  const visit = (id: UnitId): void => {
    if (found.has(id)) return
    found.add(id)
    const unit = findUnit(world.tree, id)
    const above = unit?.parents.at(-1)
    if (above !== undefined) visit(above.unitId)
    // Who answers for what a unit became closes the groups that it left.
    if (unit !== undefined && unit.to !== null && unit.to <= world.asOf)
      for (const successor of unit.successors) visit(successor.unitId)
  }
  visit(unitId)
  return found
}

/**
 * The units of which somebody has to answer for one to look at the past of this one: itself, and once it has ended those that it last
 * belonged to and those that it became.
 */
export function unitsAnsweringFor(world: World, unitId: UnitId): readonly UnitId[] {
  const unit = findUnit(world.tree, unitId)
  return unit === undefined || isValidOn(unit, world.asOf) ? [unitId] : [...lastUnits(world, unitId)]
}
