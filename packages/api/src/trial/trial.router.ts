import { z } from 'zod'
import { ApiError } from '../errors.ts'
import { procedure, router } from '../trpc.ts'
import { endTrial, loadTrial, startTrial, type TrialView } from './trial.ts'

export const trialRouter = router({
  state: procedure('trial.state').query(async ({ ctx }): Promise<TrialView> => {
    ctx.authorise(null)
    return loadTrial(ctx)
  }),
  start: procedure('trial.start')
    .input(z.object({ unitId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      await startTrial(ctx, input.unitId)
    }),
  /** Which faults the simulated service has from now on. */
  setFaults: procedure('trial.setFaults')
    .input(z.object({ kinds: z.array(z.string()).max(30) }))
    .mutation(async ({ ctx, input }): Promise<void> => {
      ctx.authorise(null)
      const { trial } = ctx
      if (trial === null || input.kinds.some((kind) => !trial.faultKinds.includes(kind)))
        throw new ApiError('input-invalid', 'there is no such fault')
      await trial.setFaults(input.kinds)
    }),
  end: procedure('trial.end').mutation(async ({ ctx }): Promise<void> => {
    ctx.authorise(null)
    await endTrial(ctx)
  }),
})
