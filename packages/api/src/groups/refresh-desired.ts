import { materialiseDesired, updateCoverageDay } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { startJob } from '../jobs/run-job.ts'
import { getWorld } from '../world.ts'

/** Computes anew who should be in every group, e.g. for another day. */
export async function refreshDesired(ctx: Context): Promise<{ readonly jobId: string }> {
  const { jobId } = await startJob(ctx, 'refresh-desired', {}, async (report) => {
    report('desired', 0, 0)
    const world = await getWorld(ctx)
    await materialiseDesired(ctx.db, world.model, world.asOf)
    await updateCoverageDay(ctx.db, ctx.today())
    report('desired', 1, 1)
  })
  return { jobId }
}
