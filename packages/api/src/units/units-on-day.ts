import { countResidentsOn } from '@ketnoi/db'
import { childrenOn, descendantsOn, findUnit, nameOn, parentOn, unitsOn, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { areTooMany } from '../days/most-people.ts'
import { groupsOf } from '../plans/make-plan.ts'
import type { World } from '../world.ts'
import { bareRow, type UnitRow } from './unit-page.ts'

/** What is counted for another day: who lives there by their dated homes, and the groups that ought to exist. */
export interface CountsOnDay {
  /** `null`: too many people to count while somebody waits. */
  readonly people: number | null
  readonly households: number | null
  readonly groups: number
}

const COLLATOR = new Intl.Collator('vi')

/** The units below one, the roots (`null`), or the units that are named, as they are on the day that is looked at. */
export async function listUnitRowsOnDay(
  ctx: Context,
  world: World,
  which: UnitId | readonly UnitId[] | null,
): Promise<UnitRow[]> {
  const { asOf, tree } = world
  const ids =
    which === null
      ? unitsOn(tree, asOf).filter((id) => parentOn(tree, id, asOf) === null)
      : typeof which === 'string'
        ? childrenOn(tree, which, asOf)
        : which
  const places = ids.flatMap((inId) => [inId, ...descendantsOn(tree, inId, asOf)].map((unitId) => ({ unitId, inId })))
  const isLarge = await areTooMany(
    ctx,
    places.map(({ unitId }) => unitId),
    asOf,
  )
  const residents = isLarge ? null : await countResidentsOn(ctx.db, places, asOf)
  const groups = Map.groupBy(groupsOf(world), ({ unitId }) => unitId)
  const groupsIn = new Map<UnitId, number>()
  for (const { unitId, inId } of places)
    groupsIn.set(inId, (groupsIn.get(inId) ?? 0) + (groups.get(unitId)?.length ?? 0))
  return ids
    .flatMap((id) => findUnit(tree, id) ?? [])
    .sort((a, b) => COLLATOR.compare(nameOn(a, asOf).full, nameOn(b, asOf).full))
    .map((unit) => ({
      ...bareRow(world, unit),
      children: childrenOn(tree, unit.id, asOf).length,
      onDay: {
        people: residents === null ? null : (residents.get(unit.id)?.people ?? 0),
        households: residents === null ? null : (residents.get(unit.id)?.households ?? 0),
        groups: groupsIn.get(unit.id) ?? 0,
      },
    }))
}

/** How many units there are on the day of the world: these and all below them. */
export function countUnitsFrom({ tree, asOf }: Pick<World, 'tree' | 'asOf'>, ids: readonly UnitId[]): number {
  const within = new Set(ids.flatMap((id) => [id, ...descendantsOn(tree, id, asOf)]))
  return unitsOn(tree, asOf).filter((id) => within.has(id)).length
}
