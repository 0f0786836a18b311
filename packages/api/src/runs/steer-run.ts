import {
  cancelOpenGroups,
  closeTasks,
  findRun,
  inTransaction,
  listOpenGroups,
  listApproved,
  listRunUnits,
  updateRun,
  type Db,
  type Run,
} from '@ketnoi/db'
import { judgeSecond, judgeStart, type GroupId, type Moved } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAdministratorOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, need, NotFoundError } from '../errors.ts'
import { getWorld } from '../world.ts'
import type { Escalation } from './approve-plan.ts'
import { continueGroups } from './moved-since.ts'
import { passesOver } from './work-context.ts'

/** What moved in a group since the plan was approved. */
export interface MovedGroup extends Moved {
  readonly groupId: GroupId
}

export async function getRun(db: Db, id: string): Promise<Run> {
  const run = await findRun(db, id)
  if (run === null) throw new NotFoundError('run', id)
  return run
}

/** Why an administrator has to be one of the two who agree, or `null`. */
export function escalationOf(run: Run): Escalation | null {
  // Written by `approvePlan`, and not at all before brakes escalated.
  return (run.plan as { readonly escalation?: Escalation | null }).escalation ?? null
}

/**
 * A second person answers for what the brakes stopped: for exactly the plan that both looked at, while it is what would be done. Nobody
 * is their own second, and where brakes trip again and again an administrator is one of the two.
 */
export async function secondRun(
  ctx: Context,
  { id, fingerprint }: { readonly id: string; readonly fingerprint: string },
): Promise<void> {
  const run = await getRun(ctx.db, id)
  need(judgeSecond(run, ctx.actor.id))
  if (!run.needsSecond || run.secondedBy !== null) throw stateError(run)
  if (run.fingerprint !== fingerprint) throw movedError()
  const escalation = escalationOf(run)
  if (
    escalation !== null &&
    !escalation.byAdministrator &&
    !isAdministratorOf(ctx.actor, await listRunUnits(ctx.db, id))
  )
    throw new ApiError('second-not-administrator', 'brakes trip again and again: an administrator has to agree', {
      trips: escalation.trips.length,
    })
  const at = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updateRun(trx, id, ['approved'], { state: 'approved', second: { by: ctx.actor.id, at } })))
      throw stateError(run)
    if ((await findMoved(trx, ctx, id)).length > 0) throw movedError()
    await audit(trx, ctx, id, 'run-seconded')
  })
}

/**
 * Begins to carry an approved plan out, once. Who should be and who is are read again first: where anything moved that was not
 * approved, the whole run stops before it touched anything, and shows what moved.
 */
export async function startRun(ctx: Context, id: string): Promise<{ readonly moved: readonly MovedGroup[] }> {
  const queue = await ctx.queue()
  const run = await getRun(ctx.db, id)
  if (run.state !== 'approved') throw stateError(run)
  const now = ctx.now()
  need(judgeStart(run, now))
  return inTransaction(ctx.db, async (trx) => {
    if (!(await updateRun(trx, id, ['approved'], { state: 'running', startedAt: now }))) throw stateError(run)
    const groupIds = await listOpenGroups(trx, id)
    const moved = await findMoved(trx, ctx, id)
    if (moved.length > 0) {
      await updateRun(trx, id, ['running'], { state: 'moved', endedAt: now, plan: { ...run.plan, moved } })
      await cancelOpenGroups(trx, id, now)
      await audit(trx, ctx, id, 'run-moved')
      return { moved }
    }
    await audit(trx, ctx, id, 'run-started')
    await queue.enqueue(trx, passesOver(id, groupIds))
    return { moved }
  })
}

async function findMoved(trx: Db, ctx: Context, runId: string): Promise<readonly MovedGroup[]> {
  const approved = await listApproved(trx, runId)
  const compared = await continueGroups(trx, await getWorld(ctx, trx), approved)
  return compared.flatMap(({ group: { groupId }, continued }) => {
    if (continued.ok) return []
    const data: Partial<Moved> = continued.issues[0]?.data ?? {}
    return [{ groupId, appeared: data.appeared ?? [], disappeared: data.disappeared ?? [] }]
  })
}

export async function pauseRun(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updateRun(trx, id, ['running'], { state: 'paused' }))) throw stateError(await getRun(trx, id))
    await audit(trx, ctx, id, 'run-paused')
  })
}

export async function resumeRun(ctx: Context, id: string): Promise<void> {
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updateRun(trx, id, ['paused'], { state: 'running' }))) throw stateError(await getRun(trx, id))
    await audit(trx, ctx, id, 'run-resumed')
    await queue.enqueue(trx, passesOver(id, await listOpenGroups(trx, id)))
  })
}

/** Ends a run where it is. What was carried out stays; what was not begun is not done, and the tasks of people close. */
export async function cancelRun(ctx: Context, id: string): Promise<void> {
  const now = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updateRun(trx, id, ['approved', 'running', 'paused'], { state: 'cancelled', endedAt: now })))
      throw stateError(await getRun(trx, id))
    const groupIds = await listOpenGroups(trx, id)
    await cancelOpenGroups(trx, id, now)
    await closeTasks(trx, groupIds)
    await audit(trx, ctx, id, 'run-cancelled')
  })
}

function movedError(): ApiError {
  return new ApiError('plan-changed', 'the plan is another one by now: look at it again')
}

function stateError(run: Run): ApiError {
  return new ApiError('run-state', 'the run is not in a state that allows this', { state: run.state })
}

async function audit(trx: Db, ctx: Context, id: string, action: string): Promise<void> {
  await noteEvent(ctx, trx, { action, subjectKind: 'run', subjectId: id })
}
