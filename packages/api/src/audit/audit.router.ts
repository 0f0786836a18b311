import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { unitsAnsweringFor } from '../units/last-units.ts'
import { getWorld } from '../world.ts'
import { loadAuditPage, type AuditPage } from './audit-list.ts'
import { verifyNow, type Verified } from './keep-sealed.ts'

export const auditRouter = router({
  /** What happened, newest first: everywhere, or in the units that one may see. */
  list: procedure('audit.list')
    .input(
      z.object({
        actor: z.string().max(200).optional(),
        action: z.string().max(200).optional(),
        subject: z.object({ kind: z.string().max(50).optional(), id: z.string().max(300).optional() }).optional(),
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        unitId: z.string().optional(),
        after: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }): Promise<AuditPage> => {
      // What happened to a unit that is no more is for those who answer for what it became.
      const { unitId } = input
      if (unitId !== undefined) ctx.authoriseAny(unitsAnsweringFor(await getWorld(ctx), unitId))
      return loadAuditPage(ctx, { ...input, within: unitId === undefined ? ctx.authoriseWithin() : [unitId] })
    }),
  /** Computes every seal anew, and says what was touched. */
  verify: procedure('audit.verify')
    .input(z.object({}).default({}))
    .mutation(async ({ ctx }): Promise<Verified> => {
      ctx.authorise(null)
      return verifyNow(ctx)
    }),
})
