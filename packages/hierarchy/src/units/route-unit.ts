import type { UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import { successorsOn, type UnitTree } from './unit-tree.ts'

/**
 * Where a fact that was recorded for a unit belongs on a later day. `here`: the unit still exists; `moved`: all of it went to one
 * other unit; `ask`: a person must say which of these it is, or any unit where there is none.
 */
export type UnitRoute =
  | { readonly kind: 'here'; readonly unitId: UnitId }
  | { readonly kind: 'moved'; readonly unitId: UnitId; readonly from: UnitId }
  | { readonly kind: 'ask'; readonly candidates: readonly UnitId[] }

/**
 * Answers where something belongs that a device recorded for a unit which may have been merged or split since: it is led on by
 * lineage, and never refused. A part alone does not tell where a household went, so it is asked.
 *
 * @example
 * routeUnit(tree, 'kim-tan', '2025-08-01') // { kind: 'moved', unitId: 'ia-pa', from: 'kim-tan' }
 */
export function routeUnit(tree: UnitTree, unitId: UnitId, day: Day): UnitRoute {
  const unit = tree.units.get(unitId)
  if (unit !== undefined && isValidOn(unit, day)) return { kind: 'here', unitId }
  const successors = successorsOn(tree, unitId, day)
  const [only] = successors
  if (only !== undefined && successors.length === 1 && only.share === 'full')
    return { kind: 'moved', unitId: only.unitId, from: unitId }
  return { kind: 'ask', candidates: successors.map((successor) => successor.unitId) }
}
