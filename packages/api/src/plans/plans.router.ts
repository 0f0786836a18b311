import { z } from 'zod'
import { unitOfGroup } from '../groups/group-id.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { describePlanInWords, loadPlanOverview, type PlanOverview } from './plan-overview.ts'

export const plansRouter = router({
  /**
   * The plan over all groups that one may see, or of a unit: one that was never read is created, and its members are added. On a day
   * to come it is a preview.
   */
  all: procedure('plans.all')
    .input(z.object({ unitId: z.string().optional() }).default({}))
    .query(async ({ ctx, input }): Promise<PlanOverview> => {
      return loadPlanOverview(ctx, ctx.authoriseWithin(await unitsNow(ctx, input.unitId)))
    }),
  /** The plan in words, as the command prints it; for one group or for all. */
  describe: procedure('plans.describe')
    .input(z.object({ language: z.enum(['vi', 'en']), groupId: z.string().optional() }))
    .query(async ({ ctx, input }): Promise<{ readonly text: string; readonly fingerprint: string }> => {
      const within = ctx.authoriseWithin(input.groupId === undefined ? undefined : unitOfGroup(input.groupId))
      return describePlanInWords(ctx, { ...input, within })
    }),
})
