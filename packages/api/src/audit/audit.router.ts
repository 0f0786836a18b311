import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { loadAuditPage, type AuditPage } from './audit-list.ts'
import { verifyNow, type Verified } from './keep-sealed.ts'

export const auditRouter = router({
  /** What happened, newest first: to everything, or to the units that one may see, their groups and people. */
  list: procedure('audit.list')
    .input(
      z.object({
        actor: z.string().max(200).optional(),
        action: z.string().max(200).optional(),
        subject: z.object({ kind: z.string().max(50), id: z.string().max(300) }).optional(),
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        unitId: z.string().optional(),
        after: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }): Promise<AuditPage> => {
      return loadAuditPage(ctx, { ...input, within: ctx.authoriseWithin(input.unitId) })
    }),
  /** Computes every seal anew, and says what was touched. */
  verify: procedure('audit.verify')
    .input(z.object({}).default({}))
    .mutation(async ({ ctx }): Promise<Verified> => {
      ctx.authorise(null)
      return verifyNow(ctx)
    }),
})
