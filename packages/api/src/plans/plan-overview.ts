import { listPersonNames } from '@ketnoi/db'
import { describePlan, type Blocked, type Day, type GroupId, type Language, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld } from '../world.ts'
import {
  describeChecks,
  describeCounts,
  groupsWithin,
  makePlan,
  makePlanCounts,
  type BrakeCheck,
  type PlanCounts,
} from './make-plan.ts'
import { loadPlanOnDay, type PlanPreview } from './plan-on-day.ts'

export interface PlanOverview {
  readonly asOf: Day
  readonly model: { readonly id: string; readonly version: string }
  readonly counts: PlanCounts
  readonly passed: boolean
  readonly checks: readonly BrakeCheck[]
  readonly groups: readonly {
    readonly id: GroupId
    readonly kind: string
    readonly name: string
    readonly counts: PlanCounts
    readonly passed: boolean
  }[]
  readonly blocked: readonly Blocked[]
  /** `null`: the plan of the present day. */
  readonly preview: PlanPreview | null
}

/** The plan over all groups of some units: counts, brakes and the groups it touches; the lines are on the pages of the groups. */
export async function loadPlanOverview(ctx: Context, within: readonly UnitId[] | null): Promise<PlanOverview> {
  const world = await getWorld(ctx)
  if (typeof ctx.lookAt === 'string') {
    const { asOf: today } = await getWorld({ ...ctx, lookAt: null })
    if (ctx.lookAt !== today) return loadPlanOnDay(ctx, world, today, within)
  }
  const { counts, guarded } = await makePlanCounts(ctx.db, world, groupsWithin(world, within))
  const checks = describeChecks(counts.groups, guarded)
  const tripped = new Set(checks.flatMap((check) => (check.passed || check.groupId === null ? [] : [check.groupId])))
  const blocked = Map.groupBy(counts.blocked, (line) => line.groupId)
  return {
    asOf: counts.asOf,
    model: counts.model,
    counts: describeCounts(counts.summary),
    passed: guarded.passed,
    checks,
    // Of the groups that the plan says something about.
    groups: counts.groups.flatMap(({ id, kind, name, held, unmatched }) => {
      const changes = counts.changesOf.get(id) ?? {}
      const own = describeCounts({ changes, held, unmatched, blocked: blocked.get(id)?.length ?? 0 })
      return Object.values(own).every((count) => count === 0)
        ? []
        : [{ id, kind, name, counts: own, passed: !tripped.has(id) }]
    }),
    blocked: counts.blocked,
    preview: null,
  }
}

/** The plan in words, as the command prints it. */
export async function describePlanInWords(
  ctx: Context,
  input: {
    readonly language: Language
    readonly groupId?: GroupId | undefined
    readonly within: readonly UnitId[] | null
  },
): Promise<{ readonly text: string; readonly fingerprint: string }> {
  const world = await getWorld(ctx)
  const { plan, guarded } = await makePlan(
    ctx.db,
    world,
    input.groupId === undefined ? groupsWithin(world, input.within) : [input.groupId],
  )
  const people = new Set([...plan.changes, ...plan.held].flatMap((line) => ('personId' in line ? [line.personId] : [])))
  const names = await listPersonNames(ctx.db, [...people])
  const text = describePlan(plan, {
    model: world.model,
    language: input.language,
    personName: (id) => names.get(id) ?? id,
    guarded,
  })
  return { text, fingerprint: plan.fingerprint }
}
