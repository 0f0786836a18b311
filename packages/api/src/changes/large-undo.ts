import {
  cancelRestOfImport,
  countBatchUndo,
  findBatch,
  insertBatchUndoPeople,
  inTransaction,
  listNextUndoPart,
  lockBatch,
  lockBatchUndo,
  lockWork,
  updateBatchUndoEnded,
  updateBatchUndone,
  updateBatchUndoSeconded,
  updateCoverageDay,
  updateUndoOutcomes,
  type BatchUndo,
  type BatchUndoOutcome,
  type ChangeBatch,
  type Db,
} from '@ketnoi/db'
import { judgeSecond, judgeStart } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, ForbiddenError, need } from '../errors.ts'
import { refreshDesired } from '../groups/refresh-desired.ts'
import { forgetJudgedImports } from '../imports/judge-import.ts'
import { undoWork } from '../runs/work-context.ts'
import { getWorld } from '../world.ts'
import { askerOf, noteUndo } from './ask-for-undo.ts'
import { DONE_BY } from './batch-reach.ts'
import { isTheirs } from './judge-batch.ts'
import { fingerprintOfUndo } from './people-plan.ts'
import { partsOf } from './undo-parts.ts'
import { writeUnitsUndo } from './undo-units.ts'
import { judgeLocked, writeUndo } from './write-undo.ts'

/** How many people are taken back in one transaction: few enough that nobody who edits one of them waits for long. */
const PART = 500

/**
 * Somebody else agrees to what both looked at, while it is what the undo would do: people are then taken back in parts, which outlive the
 * process; units at once. Whoever agrees has to be allowed all of it.
 */
export async function secondUndo(ctx: Context, batch: ChangeBatch, fingerprint: string): Promise<void> {
  const queue = await ctx.queue()
  const begun = await inTransaction(ctx.db, async (trx) => {
    await lockWork(trx, 'import')
    await lockBatch(trx, batch.id)
    const undo = await lockBatchUndo(trx, batch.id)
    if (undo === null || undo.state !== 'asked')
      throw new ApiError('undo-not-waiting', 'nobody asks for this undo any more')
    need(judgeSecond({ ...undo, approvedBy: undo.askedBy, needsSecond: true }, ctx.actor.id))
    const [by, at] = [ctx.actor.id, ctx.now()]
    need(judgeStart({ ...undo, approvedBy: undo.askedBy, needsSecond: true, secondedBy: by }, at))
    if (undo.fingerprint !== fingerprint) throw changedSince()
    await noteUndo(ctx, trx, batch, 'undo-seconded', {})
    if (batch.kind === 'units') {
      await updateBatchUndoSeconded(trx, batch.id, { by, at, state: 'done' })
      await writeUnitsUndo(ctx, trx, batch, { fingerprint, reason: undo.reason, by: undo.askedBy })
      return 'done'
    }
    const actor = await askerOf(ctx, trx, batch.id)
    const judged = await judgeLocked(ctx, trx, batch, { actor })
    if (fingerprintOfUndo(batch, judged) !== fingerprint) throw changedSince()
    const { asOf } = await getWorld(ctx, trx)
    const parts = partsOf(judged, PART)
    const touched = new Set(parts.map(({ personId }) => personId))
    for (const { id, now } of judged)
      if (touched.has(id) && !isTheirs(ctx.actor, batch, now, asOf)) throw new ForbiddenError(DONE_BY[batch.kind], null)
    await insertBatchUndoPeople(trx, batch.id, parts)
    await updateBatchUndoSeconded(trx, batch.id, { by, at, state: 'running' })
    await queue.enqueue(trx, [undoWork(batch.id)])
    return 'running'
  })
  if (begun === 'done') await refreshDesired(ctx)
}

/** Goes on part by part: a process that is killed leaves the part it was at, and nothing else. `parts`: tests stop it in the middle. */
export async function carryUndo(ctx: Context, batchId: string, parts = Infinity): Promise<void> {
  for (let done = 0; done < parts; done++) if ((await carryPart(ctx, batchId)) === 'over') return
}

async function carryPart(ctx: Context, batchId: string): Promise<'goes-on' | 'over'> {
  const batch = await findBatch(ctx.db, batchId)
  if (batch === null) return 'over'
  const went = await inTransaction(ctx.db, async (trx) => {
    await lockBatch(trx, batchId)
    const undo = await lockBatchUndo(trx, batchId)
    if (undo?.state !== 'running') return 'over'
    const ids = await listNextUndoPart(trx, batchId)
    if (ids.length === 0) {
      await endUndo(ctx, trx, undo)
      return 'over'
    }
    const judged = await judgeLocked(ctx, trx, batch, { actor: null, ids })
    await writeUndo(ctx, trx, batch, judged, { by: undo.askedBy, reason: undo.reason })
    const outcomes = new Map(judged.map(({ id, outcome }) => [id, outcome]))
    await updateUndoOutcomes(
      trx,
      batchId,
      ids.map((personId) => ({ personId, outcome: settled(outcomes.get(personId)) })),
    )
    return 'goes-on'
  })
  forgetJudgedImports()
  return went
}

/** Whoever was changed or deleted since it was agreed to stays as they are. */
function settled(outcome: string | undefined): BatchUndoOutcome {
  return outcome === 'restore' || outcome === 'remove' ? outcome : 'keep'
}

async function endUndo(ctx: Context, trx: Db, undo: BatchUndo): Promise<void> {
  const at = ctx.now()
  const { restore, remove, keep } = await countBatchUndo(trx, undo.batchId)
  await updateCoverageDay(trx, ctx.today())
  await updateBatchUndoEnded(trx, undo.batchId, at)
  const { askedBy: by, reason } = undo
  await updateBatchUndone(trx, undo.batchId, { at, by, reason, counts: { restore, remove, keep } })
  await cancelRestOfImport(trx, undo.batchId)
}

function changedSince(): ApiError {
  return new ApiError('undo-changed-since', 'what the undo would do has changed since it was looked at')
}
