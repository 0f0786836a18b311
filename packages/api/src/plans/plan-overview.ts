import { listPersonNames } from '@ketnoi/db'
import {
  describePlan,
  type Blocked,
  type Change,
  type Day,
  type GroupId,
  type Language,
  type Plan,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld } from '../world.ts'
import { countPlan, describeChecks, groupsWithin, makePlan, type BrakeCheck, type PlanCounts } from './make-plan.ts'

export interface PlanOverview {
  readonly asOf: Day
  readonly model: { readonly id: string; readonly version: string }
  readonly fingerprint: string
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
}

const NOTHING: PlanCounts = {
  create: 0,
  rename: 0,
  unarchive: 0,
  archive: 0,
  add: 0,
  reinvite: 0,
  promote: 0,
  demote: 0,
  withdraw: 0,
  remove: 0,
  held: 0,
  blocked: 0,
  unmatched: 0,
}

const COUNTED: Readonly<Record<Change['kind'], keyof PlanCounts>> = {
  'create-group': 'create',
  'rename-group': 'rename',
  'unarchive-group': 'unarchive',
  'archive-group': 'archive',
  add: 'add',
  reinvite: 'reinvite',
  promote: 'promote',
  demote: 'demote',
  'withdraw-invitation': 'withdraw',
  remove: 'remove',
}

/** The plan over all groups of some units: counts, brakes and the groups it touches; the lines are on the pages of the groups. */
export async function loadPlanOverview(ctx: Context, within: readonly UnitId[] | null): Promise<PlanOverview> {
  const world = await getWorld(ctx)
  const made = await makePlan(ctx.db, world, groupsWithin(world, within))
  const { plan, guarded } = made
  const checks = describeChecks(made)
  const tripped = new Set(checks.flatMap((check) => (check.passed || check.groupId === null ? [] : [check.groupId])))
  const counts = countByGroup(plan)
  return {
    asOf: plan.asOf,
    model: plan.model,
    fingerprint: plan.fingerprint,
    counts: countPlan(plan),
    passed: guarded.passed,
    checks,
    groups: plan.groups.flatMap(({ id, kind, name }) => {
      const own = counts.get(id)
      return own === undefined ? [] : [{ id, kind, name, counts: own, passed: !tripped.has(id) }]
    }),
    blocked: plan.blocked,
  }
}

/** Of the groups that the plan says something about. */
function countByGroup(plan: Plan): Map<GroupId, PlanCounts> {
  const counts = new Map<GroupId, { -readonly [key in keyof PlanCounts]: number }>()
  const add = (groupId: GroupId, what: keyof PlanCounts, count: number): void => {
    if (count === 0) return
    const own = counts.get(groupId) ?? { ...NOTHING }
    own[what] += count
    counts.set(groupId, own)
  }
  for (const change of plan.changes) add(change.groupId, COUNTED[change.kind], 1)
  for (const line of plan.held) add(line.groupId, 'held', 1)
  for (const line of plan.blocked) if (line.groupId !== null) add(line.groupId, 'blocked', 1)
  for (const group of plan.groups) add(group.id, 'unmatched', group.unmatched)
  return counts
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
