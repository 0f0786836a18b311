import { z } from 'zod'
import { unitOfGroup } from '../groups/group-id.ts'
import { procedure, router } from '../trpc.ts'
import { describePlanInWords, loadPlanOverview, type PlanOverview } from './plan-overview.ts'

export const plansRouter = router({
  /** The plan over all groups: one that was never read is created, and its members are added. */
  all: procedure('plans.read').query(async ({ ctx }): Promise<PlanOverview> => {
    ctx.authorise(null)
    return loadPlanOverview(ctx)
  }),
  /** The plan in words, as the command prints it; for one group or for all. */
  describe: procedure('plans.read')
    .input(z.object({ language: z.enum(['vi', 'en']), groupId: z.string().optional() }))
    .query(async ({ ctx, input }): Promise<{ readonly text: string; readonly fingerprint: string }> => {
      ctx.authorise(input.groupId === undefined ? null : unitOfGroup(input.groupId))
      return describePlanInWords(ctx, input)
    }),
})
