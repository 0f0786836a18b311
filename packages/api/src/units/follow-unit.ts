import { addDays, childrenOn, findUnit, parentOn, routeUnit, successorsOn, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld, type World } from '../world.ts'

type Place = Pick<World, 'tree' | 'asOf'>

/**
 * The units to which what was printed or sent for a unit may belong by now: itself, the one that follows it, or the parts that it was
 * split into, of which a person has to say one. A unit that ended without a successor stays the one that was meant.
 */
export function unitsFollowing({ tree, asOf }: Place, unitId: UnitId): readonly [UnitId, ...UnitId[]] {
  const route = routeUnit(tree, unitId, asOf)
  if (route.kind !== 'ask') return [route.unitId]
  const [first = unitId, ...others] = route.candidates
  return [first, ...others]
}

/**
 * Who is asked about what belongs to a unit that is no more: whoever answers for what it may have become, and where nothing followed
 * it, for the unit that it lay in, or for what became of that.
 */
export function unitsAsked({ tree, asOf }: Place, unitId: UnitId): readonly UnitId[] {
  const route = routeUnit(tree, unitId, asOf)
  if (route.kind !== 'ask') return [route.unitId]
  if (route.candidates.length > 0) return route.candidates
  const end = findUnit(tree, unitId)?.to ?? null
  const above = end === null ? null : parentOn(tree, unitId, addDays(end, -1))
  return above === null ? [] : unitsAsked({ tree, asOf }, above)
}

/**
 * What a list is narrowed to by a unit that somebody kept in an address: where it is no more, what carries on for it, and where nothing
 * followed it, for what lay in it.
 */
export async function unitsNow(
  ctx: Context,
  unitId: UnitId | undefined,
): Promise<UnitId | readonly UnitId[] | undefined> {
  if (unitId === undefined) return undefined
  const next = unitsCarryingOn(await getWorld(ctx), unitId)
  return next.length === 0 ? unitId : next
}

function unitsCarryingOn(place: Place, unitId: UnitId): readonly UnitId[] {
  const { tree, asOf } = place
  const next = successorsOn(tree, unitId, asOf)
  if (next.length > 0) return next.map((successor) => successor.unitId)
  const end = findUnit(tree, unitId)?.to ?? null
  if (end === null || end > asOf) return []
  const below = childrenOn(tree, unitId, addDays(end, -1)).flatMap((child) => unitsCarryingOn(place, child))
  return [...new Set(below)]
}
