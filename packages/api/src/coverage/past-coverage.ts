import { listCoverageOn } from '@ketnoi/db'
import { ancestorsOn, childrenOn, descendantsOn, parentOn, unitsOn, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { groupsOf } from '../plans/make-plan.ts'
import { countUnitsFrom } from '../units/units-on-day.ts'
import { unitName, type World } from '../world.ts'
import { countsOf, listTrend, smallestBelow, sumOf } from './coverage-counts.ts'
import type { CoverageRow, KeptCoverage } from './coverage-page.ts'

/** How a past day was kept when it was over, in the tree of units of that day. `world` is of the day. */
export async function loadPastCoverage(
  ctx: Context,
  world: World,
  query: { readonly unitId: UnitId | null; readonly within: readonly UnitId[] | null },
): Promise<KeptCoverage> {
  const { asOf, tree } = world
  const groups = Map.groupBy(groupsOf(world), (group) => group.unitId)
  const rowsOf = async (ids: readonly UnitId[]): Promise<CoverageRow[]> =>
    (await listCoverageOn(ctx.db, ids, asOf)).map(({ unitId, ...kept }) => ({
      id: unitId,
      name: unitName(world, unitId),
      children: childrenOn(tree, unitId, asOf).length,
      ...countsOf({
        ...kept,
        groups: [unitId, ...descendantsOn(tree, unitId, asOf)].reduce(
          (sum, id) => sum + (groups.get(id)?.length ?? 0),
          0,
        ),
        linkedGroups: null,
      }),
    }))
  const topIds = query.within ?? unitsOn(tree, asOf).filter((id) => parentOn(tree, id, asOf) === null)
  const tops = (await rowsOf(topIds)).filter((row) => row.people > 0 || row.groups > 0)
  const unitId = query.unitId ?? (tops.length === 1 ? (tops[0]?.id ?? null) : null)
  const [own = null] = unitId === null ? [] : await rowsOf([unitId])
  if (unitId !== null && !tree.units.has(unitId)) throw new NotFoundError('unit', unitId)
  const rows = unitId === null ? tops : await rowsOf(childrenOn(tree, unitId, asOf))
  const rowIds = new Set(rows.map((row) => row.id))
  const above = unitId === null ? [] : ancestorsOn(tree, unitId, asOf)
  const last = above.findIndex((id) => topIds.includes(id))
  const smallest = smallestBelow(world, unitId === null ? topIds : [unitId])
  return {
    kind: 'kept',
    asOf,
    unit: unitId === null ? null : { id: unitId, name: unitName(world, unitId) },
    ancestors: above
      .slice(0, last + 1)
      .reverse()
      .map((id) => ({ id, name: unitName(world, id) })),
    units: countUnitsFrom(world, query.unitId === null ? topIds : [query.unitId]),
    total: own ?? sumOf(unitId === null ? tops : []),
    rows,
    cells: (await listCoverageOn(ctx.db, smallest, asOf)).map((kept) => ({
      unitId: kept.unitId,
      households: kept.households,
      reached: kept.householdsReached,
      required: kept.required,
      requiredPresent: kept.requiredPresent,
      rowId: [kept.unitId, ...ancestorsOn(tree, kept.unitId, asOf)].find((id) => rowIds.has(id)) ?? null,
    })),
    days: unitId === null ? [] : await listTrend(ctx, unitId),
  }
}
