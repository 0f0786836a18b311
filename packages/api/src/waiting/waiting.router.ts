import { procedure, router } from '../trpc.ts'
import { countWaiting, type Waiting } from './count-waiting.ts'

export const waitingRouter = router({
  /** What waits for whoever asks, to be shown as soon as they come. */
  count: procedure('waiting.count').query(({ ctx }): Promise<Waiting> => {
    ctx.authorise(null)
    return countWaiting(ctx)
  }),
})
