import { z } from 'zod'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'
import type { JobView } from './job-view.ts'

export const jobsRouter = router({
  byId: procedure('jobs.read')
    .input(z.object({ id: z.string() }))
    .query((): JobView => notBuilt()),
  /** The work that is under way now, newest first. */
  active: procedure('jobs.read').query((): readonly JobView[] => notBuilt()),
})
