import {
  deleteUnits,
  inTransaction,
  insertReformComers,
  listReformPeople,
  listReformSteps,
  listReformVersions,
  lockPeople,
  materialiseDesired,
  readPeople,
  updateActiveModel,
  updateReformLosses,
  updateReformPeople,
  updateReformStarted,
  updateReformState,
  updateReformStepsUndone,
  updateUnits,
  type Db,
} from '@ketnoi/db'
import { undoReform } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, need } from '../errors.ts'
import { readdressRecords } from '../onboarding/readdress-records.ts'
import { writePeople } from '../people/save-person.ts'
import { reformWork } from '../runs/work-context.ts'
import { bumpPeople, bumpWorld, getWorld } from '../world.ts'
import { needApproval } from './approve-reform.ts'
import { returnRegistrations } from './lead-registrations.ts'
import { MOVED, WHOLE, type Pace } from './move-people.ts'
import { createdUnits } from './reform-reached.ts'
import { getLockedReform, noteReform, stateError, type KnownReform, type ReformEffects } from './reform-store.ts'
import { settleMovedHouseholds } from './take-effect.ts'
import { loadUndoPlan, stepsChangedSince, takeFactsBack } from './undo-plan.ts'
import { undoStep } from './undo-step.ts'

/** Begins to undo, once, exactly as it was looked at; the queue does it in batches, people first and units last. */
export async function startUndo(ctx: Context, id: string): Promise<void> {
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    const approval = await needApproval(ctx, trx, known, 'undo')
    const plan = await loadUndoPlan(ctx, trx, known)
    if (plan.fingerprint !== approval.fingerprint || known.effects === null)
      throw new ApiError('reform-moved', 'undoing it would do something else by now: look at it again')
    await insertReformComers(trx, id, createdUnits(known.effects.record.units))
    const [at, account] = [ctx.now(), ctx.actor.id]
    await updateReformStarted(trx, approval.id, { account, at })
    if (!(await updateReformState(trx, { id, from: [known.stored.state], to: 'undoing', at, losses: plan.losses })))
      throw stateError(known)
    await noteReform(ctx, trx, id, 'reform-undo-started')
    await queue.enqueue(trx, [reformWork(id)])
  })
}

/** Goes back person by person, then everything else at once: a process that is killed leaves the batch it was at, and nothing else. */
export async function carryUndo(ctx: Context, id: string, pace = WHOLE): Promise<void> {
  for (let done = 0; done < pace.batches; done++) if ((await undoBatch(ctx, id, pace)) === 'over') return
}

async function undoBatch(ctx: Context, id: string, pace: Pace): Promise<'goes-on' | 'over'> {
  return inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    const { stored, effects } = known
    if (stored.state !== 'undoing' || effects === null) return 'over'
    if (await undoNextPeople(ctx, trx, known, effects, pace)) return 'goes-on'
    const steps = await listReformSteps(trx, id)
    const changed = await stepsChangedSince(trx, steps)
    for (const step of steps) if (!changed.includes(step)) await undoStep(trx, step)
    await updateReformStepsUndone(trx, id, ctx.now())
    await settleMovedHouseholds(ctx, trx, id)
    await returnRegistrations(trx, await getWorld(ctx, trx), effects)
    await undoUnits(ctx, trx, known, effects)
    await updateReformState(trx, { id, from: ['undoing'], to: 'undone', at: ctx.now() })
    await noteReform(ctx, trx, id, 'reform-undone')
    return 'over'
  })
}

async function undoNextPeople(
  ctx: Context,
  trx: Db,
  known: KnownReform,
  effects: ReformEffects,
  pace: Pace,
): Promise<boolean> {
  const { id } = known.stored
  const ids = await listReformPeople(trx, id, { state: 'moved', limit: pace.people })
  if (ids.length === 0) return false
  const removed = createdUnits(effects.record.units)
  await lockPeople(trx, ids)
  const stored = await readPeople(trx, ids)
  const versions = Map.groupBy(await listReformVersions(trx, id, MOVED, ids), ({ personId }) => personId)
  const changes = stored.map(({ person, revision }) => ({
    person: takeFactsBack(known, person, versions.get(person.id) ?? [], removed).person,
    revision,
  }))
  await writePeople(ctx, trx, changes, { action: 'reform-undone', data: { reformId: id } })
  await updateReformPeople(trx, id, ids, 'undone')
  await bumpPeople(trx)
  return true
}

async function undoUnits(ctx: Context, trx: Db, known: KnownReform, { record }: ReformEffects): Promise<void> {
  const world = await getWorld(ctx, trx)
  const undone = need(undoReform(record, world))
  await updateUnits(trx, undone.changed)
  const kept = await deleteUnits(trx, undone.removed, world.asOf)
  if (undone.model !== world.model) await updateActiveModel(trx, undone.model)
  await bumpWorld(trx)
  const ids = record.units.after.map((unit) => unit.id)
  await readdressRecords(trx, await getWorld(ctx, trx), ids)
  const named = new Set(known.losses.flatMap((loss) => (loss.code === 'unit-kept' ? [loss.unitId] : [])))
  const more = kept.filter((unitId) => !named.has(unitId)).map((unitId) => ({ code: 'unit-kept', unitId }))
  if (more.length > 0) await updateReformLosses(trx, known.stored.id, [...known.losses, ...more])
  const day = known.stored.effectiveOn
  await materialiseDesired(trx, undone.model, world.asOf, ...(day <= world.asOf ? [] : [{ personIds: [] }]))
  await bumpPeople(trx)
}
