import {
  cancelWithPeople,
  closeTasks,
  countRemovalsSince,
  insertRun,
  inTransaction,
  listActualGroups,
  listBusyGroups,
  listReformsIn,
  listTripsSince,
  lockMembership,
  type Db,
  type Trip,
} from '@ketnoi/db'
import {
  afterSuccessor,
  approvalEndsAt,
  guardPlan,
  isBlockedEntirely,
  type Change,
  type GroupId,
  type GuardedPlan,
  type Plan,
  type Waiver,
} from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAdministratorOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { describeChecks, describeCounts, makePlan, type BrakeCheck, type PlanCounts } from '../plans/make-plan.ts'
import { TRIAL_SERVICE } from '../trial/trial.ts'
import { getWorld } from '../world.ts'
import { subjectOf } from './hands-on.ts'
import { endRunIfOver } from './run-store.ts'

/** Removals of the last day count towards the brakes: many small runs are one large one. */
const RECENT_MS = 24 * 3_600_000

/** A month: who has to pass a brake every few weeks has a roster that is wrong, and not a busy day. */
const TRIPS_MS = 30 * 24 * 3_600_000

/** Why an administrator has to be one of the two who agree. */
export interface Escalation {
  /** When plans for these groups were approved past a brake within the last month, newest first. */
  readonly trips: readonly string[]
  /** Whether whoever approves is an administrator of all of it; else the second has to be. */
  readonly byAdministrator: boolean
}

/** A plan that may be approved, with what its brakes say. */
export interface Proposal {
  readonly fingerprint: string
  readonly counts: PlanCounts
  readonly passed: boolean
  readonly checks: readonly BrakeCheck[]
  readonly blocked: boolean
  /** `null`: brakes passed, or tripped seldom. */
  readonly escalation: Escalation | null
  readonly groups: readonly { readonly id: GroupId; readonly name: string; readonly changes: number }[]
  /** Groups that another run is busy with. */
  readonly busy: readonly { readonly runId: string; readonly groupId: GroupId; readonly name: string }[]
}

interface Proposed {
  readonly plan: Plan
  /** What a successor lets through. */
  readonly following: readonly Change[]
  readonly guarded: GuardedPlan
  readonly escalation: Escalation | null
}

async function propose(
  db: Db,
  ctx: Context,
  groupIds: readonly GroupId[],
  waivers: readonly Waiver[],
): Promise<Proposed> {
  const world = await getWorld(ctx, db)
  const { plan, readings } = await makePlan(db, world, groupIds)
  const following = afterSuccessor(plan, readings)
  const since = new Date(Date.parse(ctx.now()) - RECENT_MS).toISOString()
  const recentRemovals = await countRemovalsSince(db, groupIds, since)
  // What follows once a successor leads is a removal of this plan like others: brakes count it now.
  const later = Map.groupBy(
    following.filter(({ kind }) => kind === 'remove'),
    ({ groupId }) => groupId,
  )
  const groups = plan.groups.map((group) => ({
    ...group,
    removals: group.removals + (later.get(group.id)?.length ?? 0),
  }))
  const { fingerprint, blocked, summary } = plan
  const trips = await listTripsOf(db, ctx, groupIds)
  const guarded = guardPlan(
    { fingerprint, blocked, summary, groups },
    { model: world.model, waivers, recentRemovals, previousTrips: trips.length },
  )
  return { plan, following, guarded, escalation: guarded.escalate ? escalationOf(ctx, plan, trips) : null }
}

function listTripsOf(db: Db, ctx: Context, groupIds: readonly GroupId[]): Promise<Trip[]> {
  return listTripsSince(db, groupIds, new Date(Date.parse(ctx.now()) - TRIPS_MS).toISOString())
}

function escalationOf(ctx: Context, plan: Plan, trips: readonly Trip[]): Escalation {
  const changed = new Set(plan.changes.map(({ groupId }) => groupId))
  const units = plan.groups.flatMap((group) => (changed.has(group.id) ? [group.unitId] : []))
  return { trips: trips.map(({ at }) => at), byAdministrator: isAdministratorOf(ctx.actor, units) }
}

/** The plan over some groups as it would be approved now. */
export async function loadProposal(ctx: Context, groupIds: readonly GroupId[]): Promise<Proposal> {
  const { plan, guarded, escalation } = await propose(ctx.db, ctx, groupIds, [])
  const groups = plan.groups.filter(({ changes }) => changes > 0)
  return {
    fingerprint: plan.fingerprint,
    counts: describeCounts(plan.summary),
    passed: guarded.passed,
    checks: describeChecks(plan.groups, guarded),
    blocked: isBlockedEntirely(plan),
    escalation,
    groups: groups.map(({ id, name, changes }) => ({ id, name, changes })),
    busy: await listBusyGroups(
      ctx.db,
      groups.map(({ id }) => id),
    ),
  }
}

/** While people follow the units of a reform whose day has come, who should be where is not known. */
async function refuseReformUnderWay(ctx: Context, trx: Db): Promise<void> {
  const { asOf } = await getWorld(ctx, trx)
  const [reform] = await listReformsIn(trx, ['applying', 'undoing'], { until: asOf })
  if (reform !== undefined)
    throw new ApiError('reform-under-way', 'a reform is being carried out: wait until it is done', { id: reform.id })
}

export interface PlanApproval {
  readonly groupIds: readonly GroupId[]
  /** Of the plan that was looked at. */
  readonly fingerprint: string
  readonly reason: string | null
  /** For each brake that tripped, why it may be passed this once. */
  readonly waivers: readonly { readonly brake: string; readonly groupId: GroupId | null; readonly reason: string }[]
}

/**
 * Approves a plan over some groups: exactly the one that was looked at, for a day, to be carried out once. Where a brake tripped,
 * somebody else has to approve it as well; where brakes trip again and again, one of the two is an administrator. What waits for people in these groups gives way to it,
 * and what they were asked for already and is wanted all the same stays asked.
 */
export async function approvePlan(
  ctx: Context,
  approval: PlanApproval,
): Promise<{ readonly id: string; readonly needsSecond: boolean }> {
  const id = ctx.newId()
  const now = ctx.now()
  return inTransaction(ctx.db, async (trx) => {
    await refuseReformUnderWay(ctx, trx)
    await lockMembership(trx)
    const waivers = approval.waivers.flatMap((waiver): Waiver[] => [
      // The name was one of a check that this very server made; one that is not waives nothing.
      { ...waiver, brake: waiver.brake as Waiver['brake'], by: ctx.actor.id },
    ])
    const { plan, following, guarded, escalation } = await propose(trx, ctx, approval.groupIds, waivers)
    if (plan.fingerprint !== approval.fingerprint)
      throw new ApiError('plan-changed', 'the plan is another one by now: look at it again')
    if (isBlockedEntirely(plan)) throw new ApiError('plan-blocked', 'the input contradicts itself')
    if (plan.changes.length === 0) throw new ApiError('plan-empty', 'there is nothing to do')
    const checks = describeChecks(plan.groups, guarded)
    if (!guarded.passed) {
      const tripped = checks
        .filter((check) => check.outcome === 'tripped')
        .map(({ code, groupId }) => ({ code, groupId }))
      throw new ApiError('brakes-tripped', 'a brake tripped: somebody has to answer for it', { tripped })
    }
    const changed = new Set(plan.changes.map(({ groupId }) => groupId))
    const groups = plan.groups.filter((group) => changed.has(group.id))
    const groupIds = groups.map((group) => group.id)
    const busy = await listBusyGroups(trx, groupIds)
    if (busy.length > 0)
      throw new ApiError('group-busy', 'another run is busy with a group', { groups: busy.slice(0, 5) })
    const given = await cancelWithPeople(trx, groupIds, now)
    await closeTasks(trx, groupIds, [...new Set([...plan.changes, ...following].map(subjectOf))])
    for (const runId of given) await endRunIfOver(trx, runId, now)
    const needsSecond = checks.some((check) => check.outcome === 'waived')
    const reached = await listActualGroups(trx, { groupIds })
    const trial = reached.some(({ service }) => service === TRIAL_SERVICE)
    await insertRun(trx, {
      id,
      fingerprint: plan.fingerprint,
      plan: { asOf: plan.asOf, model: plan.model, summary: plan.summary, checks, waivers, escalation, trial },
      reason: approval.reason,
      approvedBy: ctx.actor.id,
      approvedAt: now,
      expiresAt: approvalEndsAt(now),
      needsSecond,
      groups: groups.map((group) => ({ id: group.id, unitId: group.unitId, name: group.name })),
      changes: [...plan.changes, ...following],
      held: plan.held,
    })
    await noteEvent(ctx, trx, {
      at: now,
      action: 'plan-approved',
      subjectKind: 'run',
      subjectId: id,
      data: {
        fingerprint: plan.fingerprint,
        groups: groups.length,
        changes: plan.changes.length,
        needsSecond,
        ...(escalation === null ? {} : { previousTrips: escalation.trips.length }),
      },
    })
    return { id, needsSecond }
  })
}
