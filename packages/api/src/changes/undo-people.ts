import {
  cancelRestOfImport,
  inTransaction,
  lockBatch,
  lockWork,
  updateBatchUndone,
  updateCoverageDay,
  type ChangeBatch,
} from '@ketnoi/db'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { forgetJudgedImports } from '../imports/judge-import.ts'
import { askForUndo, weighsMuch, type UndoCounts } from './ask-for-undo.ts'
import { countsOf, fingerprintOfUndo } from './people-plan.ts'
import { judgeLocked, writeUndo } from './write-undo.ts'

/**
 * Takes a batch back exactly as the plan said, in one transaction. Refused with `undo-changed-since` when the plan would be another one
 * by now, and with `nothing-to-undo` when there is nothing that it would do. What weighs much is asked for, and gives `null`.
 */
export async function undoPeople(
  ctx: Context,
  batch: ChangeBatch,
  input: { readonly fingerprint: string; readonly reason: string },
): Promise<UndoCounts | null> {
  const counts = await inTransaction(ctx.db, async (trx) => {
    await lockWork(trx, 'import')
    await lockBatch(trx, batch.id)
    const judged = await judgeLocked(ctx, trx, batch)
    if (fingerprintOfUndo(batch, judged) !== input.fingerprint)
      throw new ApiError('undo-changed-since', 'what the undo would do has changed since it was looked at')
    const now = countsOf(judged)
    if (now.restore + now.remove === 0) throw new ApiError('nothing-to-undo', 'nothing of the batch is left to undo')
    if (weighsMuch(now)) {
      await askForUndo(ctx, trx, batch, { ...input, counts: now })
      return null
    }
    const by = ctx.actor.id
    const removed = await writeUndo(ctx, trx, batch, judged, { by, reason: input.reason })
    await updateCoverageDay(trx, ctx.today())
    const { reason } = input
    await updateBatchUndone(trx, batch.id, { at: ctx.now(), by, reason, counts: { ...now, removed } })
    await cancelRestOfImport(trx, batch.id)
    return now
  })
  forgetJudgedImports()
  return counts
}
