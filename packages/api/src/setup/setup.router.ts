import { z } from 'zod'
import type { Day } from '@ketnoi/hierarchy'
import type { JobView } from '../jobs/job-view.ts'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

export interface SetupStatus {
  readonly database: 'pglite' | 'postgres'
  /** A model is active: set-up is over. */
  readonly ready: boolean
  readonly model: { readonly id: string; readonly version: string } | null
  /** The day that everything is computed for; `pinned` when it is not today (the example is of 2024). */
  readonly asOf: Day
  readonly pinned: boolean
  readonly exampleAvailable: boolean
  /** The latest loading of the example, under way or ended. */
  readonly exampleJob: JobView | null
  readonly counts: { readonly units: number; readonly people: number; readonly groups: number }
}

export const setupRouter = router({
  status: procedure('setup.read').query((): SetupStatus => notBuilt()),
  /** Starts the loading; refused with `not-empty` where there are people already. */
  loadExample: procedure('setup.write').mutation((): { jobId: string } => notBuilt()),
  startEmpty: procedure('setup.write')
    .input(
      z.object({ model: z.enum(['ia-pa-2024', 'gia-lai-2025']), name: z.string().trim().min(1).max(200).optional() }),
    )
    .mutation((): { modelId: string } => notBuilt()),
  /** The day that everything is computed for; `null` follows the calendar. Starts the refresh of the desired members. */
  setAsOf: procedure('setup.write')
    .input(z.object({ asOf: z.iso.date().nullable() }))
    .mutation((): { jobId: string } => notBuilt()),
})
