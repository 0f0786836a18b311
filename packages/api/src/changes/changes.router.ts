import { listBatches } from '@ketnoi/db'
import { z } from 'zod'
import { loadAccountNames } from '../accounts/account-names.ts'
import { procedure, router } from '../trpc.ts'
import { getBatch, planUndo, undoBatch, viewOf, type BatchView, type UndoCounts, type UndoPlan } from './undo-batch.ts'

const batchId = z.object({ id: z.string() })
const MOST_LISTED = 100

export const changesRouter = router({
  /** What changed many people at once, the last one first: their own, or everything for whoever answers for everything. */
  list: procedure('changes.list').query(
    async ({ ctx }): Promise<{ readonly rows: readonly BatchView[]; readonly more: boolean }> => {
      const within = ctx.authoriseWithin()
      const author = within === null ? {} : { author: ctx.actor.id }
      const found = await listBatches(ctx.db, { ...author, limit: MOST_LISTED + 1 })
      const names = await loadAccountNames(ctx.db)
      const rows = found.slice(0, MOST_LISTED).map((batch) => viewOf(batch, names))
      return { rows, more: found.length > MOST_LISTED }
    },
  ),
  /** What taking a batch back would restore, and what it cannot. */
  plan: procedure('changes.plan')
    .input(batchId)
    .query(async ({ ctx, input }): Promise<UndoPlan> => {
      const within = ctx.authoriseWithin()
      return planUndo(ctx, await getBatch(ctx, input.id, within === null))
    }),
  undo: procedure('changes.undo')
    .input(batchId.extend({ fingerprint: z.string(), reason: z.string().trim().min(5).max(500) }))
    .mutation(async ({ ctx, input }): Promise<UndoCounts> => {
      const within = ctx.authoriseWithin()
      return undoBatch(ctx, await getBatch(ctx, input.id, within === null), input)
    }),
})
