import { countDesiredOn } from '@ketnoi/db'
import { ancestorsOn, descendantsOn, parentOn, unitsOn, type Day, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { areTooMany } from '../days/most-people.ts'
import { NotFoundError } from '../errors.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { countUnitsFrom, listUnitRowsOnDay, type CountsOnDay } from '../units/units-on-day.ts'
import { unitName, type World } from '../world.ts'

/** What can be said of a unit on a day to come: nobody knows yet who will really be in its groups. */
export interface CountsToCome extends CountsOnDay {
  /** Members who must be in their groups by then; `null`: too many people to count while somebody waits. */
  readonly required: number | null
}

/** How far the groups of some units ought to reach on a day to come, by the facts as they are known today. */
export interface CoverageToCome {
  readonly kind: 'to-come'
  readonly asOf: Day
  readonly unit: { readonly id: UnitId; readonly name: string } | null
  readonly ancestors: readonly { readonly id: UnitId; readonly name: string }[]
  /** How many units there are, with those that are named. */
  readonly units: number
  readonly total: CountsToCome
  readonly rows: readonly (CountsToCome & { readonly id: UnitId; readonly name: string; readonly children: number })[]
}

/** `world` is of the day. */
export async function loadCoverageToCome(
  ctx: Context,
  world: World,
  query: { readonly unitId: UnitId | null; readonly within: readonly UnitId[] | null },
): Promise<CoverageToCome> {
  const { asOf, tree } = world
  if (query.unitId !== null && !tree.units.has(query.unitId)) throw new NotFoundError('unit', query.unitId)
  const present = new Set(unitsOn(tree, asOf))
  const topIds =
    query.within?.filter((id) => present.has(id)) ?? [...present].filter((id) => parentOn(tree, id, asOf) === null)
  const asked = query.unitId === null ? topIds : [query.unitId]
  const requiredIn = await countRequired(ctx, world, asked)
  const rowsOf = async (which: UnitId | readonly UnitId[]): Promise<readonly CoverageToCome['rows'][number][]> =>
    (await listUnitRowsOnDay(ctx, world, which)).map(({ id, name, children, onDay }) => ({
      id,
      name,
      children,
      people: onDay?.people ?? null,
      households: onDay?.households ?? null,
      groups: onDay?.groups ?? 0,
      required: requiredIn(id),
    }))
  const tops = await rowsOf(asked)
  const worth = tops.filter((row) => row.people !== 0 || row.groups > 0)
  const unitId = query.unitId ?? (worth.length === 1 ? (worth[0]?.id ?? null) : null)
  const rows = unitId === null ? worth : await rowsOf(unitId)
  const above = unitId === null ? [] : ancestorsOn(tree, unitId, asOf)
  const own = unitId === null ? worth : tops.filter(({ id }) => id === unitId)
  return {
    kind: 'to-come',
    asOf,
    unit: unitId === null ? null : { id: unitId, name: unitName(world, unitId) },
    ancestors: above
      .slice(0, above.findIndex((id) => topIds.includes(id)) + 1)
      .reverse()
      .map((id) => ({ id, name: unitName(world, id) })),
    units: countUnitsFrom(world, asked),
    total: {
      people: sumOf(own.map(({ people }) => people)),
      households: sumOf(own.map(({ households }) => households)),
      groups: own.reduce((sum, { groups }) => sum + groups, 0),
      required: sumOf(own.map(({ required }) => required)),
    },
    rows,
  }
}

/** How many must be in the groups of a unit that lies in those asked about, and of all below it. */
async function countRequired(
  ctx: Context,
  world: World,
  asked: readonly UnitId[],
): Promise<(unitId: UnitId) => number | null> {
  const { asOf, model, tree } = world
  const inside = new Set(asked.flatMap((id) => [id, ...descendantsOn(tree, id, asOf)]))
  if (await areTooMany(ctx, [...inside], asOf)) return () => null
  // Whoever is required in a unit is so in each of its groups, and counts once: in the first.
  const groups = groupsOf(world).filter(({ unitId, part }) => part === 1 && inside.has(unitId))
  const unitOf = new Map(groups.map((group) => [group.id, group.unitId]))
  const requiredOf = new Map<UnitId, number>()
  for (const row of await countDesiredOn(ctx.db, { model, tree, on: asOf }, groups, groupsOf(world))) {
    const unitId = unitOf.get(row.groupId)
    if (unitId !== undefined) requiredOf.set(unitId, (requiredOf.get(unitId) ?? 0) + row.required)
  }
  return (id) => [id, ...descendantsOn(tree, id, asOf)].reduce((sum, unitId) => sum + (requiredOf.get(unitId) ?? 0), 0)
}

/** `null` where one of them is not known. */
function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0)
}
