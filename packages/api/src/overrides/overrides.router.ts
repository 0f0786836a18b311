import { z } from 'zod'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

export const overridesRouter = router({
  /** An exception always has a reason and a last day: `to` is the first day on which the rules decide again. */
  add: procedure('overrides.write')
    .input(
      z.object({
        kind: z.enum(['include', 'exclude']),
        groupId: z.string(),
        personId: z.string(),
        role: z.enum(['member', 'deputy', 'leader']).default('member'),
        reason: z.string().trim().min(1).max(1000),
        from: z.iso.date().optional(),
        to: z.iso.date(),
      }),
    )
    .mutation((): { overrideId: string } => notBuilt()),
  end: procedure('overrides.write')
    .input(z.object({ overrideId: z.string(), reason: z.string().trim().min(1).max(1000) }))
    .mutation((): { ended: true } => notBuilt()),
})
