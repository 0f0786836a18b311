import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { loadExpiring, type ExpiringPage } from './load-expiring.ts'

export const expiringRouter = router({
  /** Exceptions, appointments, consents and roles of accounts that end within 30 days, in a unit or everywhere that one sees. */
  list: procedure('expiring.list')
    .input(z.object({ unitId: z.string().optional() }).default({}))
    .query(async ({ ctx, input }): Promise<ExpiringPage> =>
      loadExpiring(ctx, ctx.authoriseWithin(await unitsNow(ctx, input.unitId))),
    ),
})
