import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { FEWEST_MONTHS, loadRetention, MOST_MONTHS, saveRetention, type RetentionPage } from './retention.ts'

/** By purpose. */
const months = z.record(z.string().max(200), z.number().int().min(FEWEST_MONTHS).max(MOST_MONTHS))

export const retentionRouter = router({
  /** Who would be deleted now and in the months to come, and what was deleted. */
  page: procedure('retention.page')
    .input(z.object({ months: months.optional() }).default({}))
    .query(({ ctx, input }): Promise<RetentionPage> => {
      ctx.authorise(null)
      return loadRetention(ctx, input.months)
    }),
  set: procedure('retention.set')
    .input(z.object({ on: z.boolean(), months, basis: z.string().trim().min(5).max(500) }))
    .mutation(async ({ ctx, input }): Promise<{ readonly saved: true }> => {
      ctx.authorise(null)
      await saveRetention(ctx, input)
      return { saved: true }
    }),
})
