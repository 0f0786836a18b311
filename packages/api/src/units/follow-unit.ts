import { routeUnit, type UnitId } from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/**
 * The unit to which a poster, or what came by it, belongs by now: a unit that ended is followed. Where it was split nobody knows the
 * part, and the first one looks at it: an officer places the household.
 */
export function followUnit({ tree, asOf }: Pick<World, 'tree' | 'asOf'>, unitId: UnitId): UnitId {
  const route = routeUnit(tree, unitId, asOf)
  return route.kind === 'ask' ? (route.candidates[0] ?? unitId) : route.unitId
}
