import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { requireSeenPerson } from '../people/get-person.ts'
import { addOverride, endOverride } from './edit-overrides.ts'

export const overridesRouter = router({
  /** An exception always has a reason and a last day: `to` is the first day on which the rules decide again. */
  add: procedure('overrides.add')
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
    .mutation(async ({ ctx, input }): Promise<{ overrideId: string }> => {
      ctx.authorise(unitOfGroup(input.groupId))
      await requireSeenPerson(ctx, 'overrides.add', input.personId)
      return addOverride(ctx, input)
    }),
  end: procedure('overrides.end')
    .input(z.object({ overrideId: z.string(), groupId: z.string(), reason: z.string().trim().min(1).max(1000) }))
    .mutation(async ({ ctx, input }): Promise<{ ended: true }> => {
      ctx.authorise(unitOfGroup(input.groupId))
      await endOverride(ctx, input)
      return { ended: true }
    }),
})
