import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import type { JobView } from './job-view.ts'
import { getJobView, listActiveJobs } from './run-job.ts'

export const jobsRouter = router({
  byId: procedure('jobs.byId')
    .input(z.object({ id: z.string() }))
    .query(async ({ ctx, input }): Promise<JobView> => {
      ctx.authorise(null)
      return getJobView(ctx, input.id)
    }),
  /** The work that is under way now, newest first. */
  active: procedure('jobs.active').query(async ({ ctx }): Promise<readonly JobView[]> => {
    ctx.authorise(null)
    return listActiveJobs(ctx)
  }),
})
