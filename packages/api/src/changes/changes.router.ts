import { listBatches } from '@ketnoi/db'
import { z } from 'zod'
import { loadAccountNames } from '../accounts/account-names.ts'
import { procedure, router } from '../trpc.ts'
import { findUndoProgress, type UndoProgress } from './ask-for-undo.ts'
import { BATCH_KINDS, batchesWithin, getBatch, listWaitingUndos } from './batch-reach.ts'
import { viewOf, type BatchView } from './batch-view.ts'
import { secondUndo } from './large-undo.ts'
import { planUndo, undoBatch, type BatchUndone, type UndoPlan } from './undo-plan.ts'

const batchId = z.object({ id: z.string() })
const MOST_LISTED = 100

export const changesRouter = router({
  /** What changed much at once, the last one first: their own, and what touched only what they may change. */
  list: procedure('changes.list')
    .input(
      z.object({ kinds: z.array(z.enum(BATCH_KINDS)).default([...BATCH_KINDS]) }).default({ kinds: [...BATCH_KINDS] }),
    )
    .query(async ({ ctx, input }): Promise<{ readonly rows: readonly BatchView[]; readonly more: boolean }> => {
      ctx.authoriseWithin()
      const found = await listBatches(ctx.db, { ...batchesWithin(ctx.actor, input.kinds), limit: MOST_LISTED + 1 })
      const names = await loadAccountNames(ctx.db)
      const rows = found.slice(0, MOST_LISTED).map((batch) => viewOf(batch, names))
      return { rows, more: found.length > MOST_LISTED }
    }),
  /** The batches whose undo somebody else asked for, and waits for whoever asks. */
  waiting: procedure('changes.waiting').query(async ({ ctx }): Promise<readonly string[]> => {
    ctx.authoriseWithin()
    return listWaitingUndos(ctx)
  }),
  /** What taking a batch back would restore, and what it cannot. */
  plan: procedure('changes.plan')
    .input(batchId)
    .query(async ({ ctx, input }): Promise<UndoPlan> => {
      ctx.authoriseWithin()
      return planUndo(ctx, await getBatch(ctx, input.id))
    }),
  undo: procedure('changes.undo')
    .input(batchId.extend({ fingerprint: z.string(), reason: z.string().trim().min(5).max(500) }))
    .mutation(async ({ ctx, input }): Promise<BatchUndone> => {
      ctx.authoriseWithin()
      return undoBatch(ctx, await getBatch(ctx, input.id), input)
    }),
  /** Somebody else agrees to an undo that weighs much, as it was looked at: it begins. */
  second: procedure('changes.second')
    .input(batchId.extend({ fingerprint: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly seconded: true }> => {
      ctx.authoriseWithin()
      await secondUndo(ctx, await getBatch(ctx, input.id), input.fingerprint)
      return { seconded: true }
    }),
  /** How far an undo is that is done in parts; `null`: there is none. */
  progress: procedure('changes.progress')
    .input(batchId)
    .query(async ({ ctx, input }): Promise<UndoProgress | null> => {
      ctx.authoriseWithin()
      return findUndoProgress(ctx, (await getBatch(ctx, input.id)).id)
    }),
})
