import { listDesiredOn } from '@ketnoi/db'
import { descendantsOn, parentOn, unitsOn, type Day, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { areTooMany, MOST_PEOPLE } from '../days/most-people.ts'
import type { World } from '../world.ts'
import { describeChecks, describeCounts, endedGroupsWithin, groupsOf, groupsWithin, makePlan } from './make-plan.ts'
import type { PlanOverview } from './plan-overview.ts'

/** How a plan for another day came out. It is looked at, and never approved: the day has its own. */
export interface PlanPreview {
  readonly today: Day
  /** `past`: a plan is for what is still to be done; `too-many`: it would take too long, a unit below can be asked. */
  readonly outcome: 'shown' | 'past' | 'too-many'
  readonly mostPeople: number
}

/**
 * What the plan would be on another day: who should be in the groups by then against who is in them now. Nothing of it is kept, so it
 * is computed for the units that are asked about alone.
 */
export async function loadPlanOnDay(
  ctx: Context,
  world: World,
  today: Day,
  within: readonly UnitId[] | null,
): Promise<PlanOverview> {
  const { asOf, model, tree } = world
  const ids = new Set(groupsWithin(world, within) ?? groupsOf(world).map((group) => group.id))
  const groups = groupsOf(world).filter((group) => ids.has(group.id))
  const outcome = asOf < today ? 'past' : (await areTooMany(ctx, unitsIn(world, within), asOf)) ? 'too-many' : 'shown'
  const preview = { today, outcome, mostPeople: MOST_PEOPLE } as const
  const shared = { asOf, model: { id: model.id, version: model.version }, preview }
  if (outcome !== 'shown')
    return {
      ...shared,
      counts: describeCounts({ changes: {}, held: 0, unmatched: 0, blocked: 0 }),
      passed: true,
      checks: [],
      groups: [],
      blocked: [],
    }
  const rows = await listDesiredOn(ctx.db, { model, tree, on: asOf }, groups, groupsOf(world))
  const roots = within ?? unitsOn(tree, asOf).filter((id) => parentOn(tree, id, asOf) === null)
  const ended = await endedGroupsWithin(ctx.db, world, roots)
  const { plan, guarded } = await makePlan(ctx.db, world, [...ids, ...ended], { wanted: rows })
  const checks = describeChecks(plan.groups, guarded)
  const tripped = new Set(checks.flatMap((check) => (check.passed || check.groupId === null ? [] : [check.groupId])))
  const changes = Map.groupBy(plan.changes, (change) => change.groupId)
  const blocked = Map.groupBy(plan.blocked, (line) => line.groupId)
  return {
    ...shared,
    counts: describeCounts(plan.summary),
    passed: guarded.passed,
    checks,
    groups: plan.groups.flatMap(({ id, kind, name, held, unmatched }) => {
      const kinds = Map.groupBy(changes.get(id) ?? [], (change) => change.kind)
      const counted = Object.fromEntries([...kinds].map(([change, of]) => [change, of.length]))
      const own = describeCounts({ changes: counted, held, unmatched, blocked: blocked.get(id)?.length ?? 0 })
      return Object.values(own).every((count) => count === 0)
        ? []
        : [{ id, kind, name, counts: own, passed: !tripped.has(id) }]
    }),
    blocked: plan.blocked,
  }
}

/** The units, and all below them, on the day of the world. */
function unitsIn(world: World, within: readonly UnitId[] | null): UnitId[] {
  const { asOf, tree } = world
  return within === null
    ? unitsOn(tree, asOf)
    : [...new Set(within.flatMap((id) => [id, ...descendantsOn(tree, id, asOf)]))]
}
