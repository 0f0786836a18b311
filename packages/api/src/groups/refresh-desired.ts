import { materialiseDesired, updateCoverageDay } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { turnDay } from '../days/turn-day.ts'
import { startJob } from '../jobs/run-job.ts'
import { getWorld } from '../world.ts'

/** Computes anew who should be in every group; `turned`: for another day, on which whatever is due takes effect first. */
export async function refreshDesired(
  ctx: Context,
  options: { readonly turned: boolean } = { turned: false },
): Promise<{ readonly jobId: string }> {
  const { jobId } = await startJob(ctx, 'refresh-desired', {}, async (report) => {
    report('desired', 0, 0)
    if (options.turned && (await turnDay(ctx)) === 'turned') {
      report('desired', 1, 1)
      return
    }
    const world = await getWorld(ctx)
    await materialiseDesired(ctx.db, world.model, world.asOf)
    await updateCoverageDay(ctx.db, ctx.today())
    report('desired', 1, 1)
  })
  return { jobId }
}
