import { z } from 'zod'
import { bytes } from '../bytes.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { requireSeenPerson } from '../people/get-person.ts'
import { procedure, router } from '../trpc.ts'
import { decideName, undecideName } from './decide-name.ts'
import { previewReading, saveReading, type ReadingPreview, type SavedReading } from './save-reading.ts'

const memberList = z.object({
  groupId: z.string(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), fileName: z.string().max(300), bytes }),
    /** Pasted: one display name a line. */
    z.object({ kind: z.literal('text'), text: z.string().max(1_000_000) }),
  ]),
})

export const readingsRouter = router({
  preview: procedure('readings.preview')
    .input(memberList)
    .mutation(async ({ ctx, input }): Promise<ReadingPreview> => {
      ctx.authorise(unitOfGroup(input.groupId))
      return previewReading(ctx, input)
    }),
  /** Refused with `looks-like-wrong-group`, or `loses-many`, until somebody has confirmed it. */
  save: procedure('readings.save')
    .input(
      memberList.extend({
        completeness: z.enum(['complete', 'partial']),
        confirmWrongGroup: z.boolean().default(false),
        confirmLosses: z.boolean().default(false),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<SavedReading> => {
      ctx.authorise(unitOfGroup(input.groupId))
      return saveReading(ctx, input)
    }),
  /** What a name that no person was found for stands for; remembered for this and later lists of the group. */
  decide: procedure('readings.decide')
    .input(
      z.object({
        groupId: z.string(),
        key: z.string(),
        decision: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('person'), personId: z.string() }),
          z.object({ kind: z.literal('stranger') }),
        ]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly unmatched: number }> => {
      ctx.authorise(unitOfGroup(input.groupId))
      if (input.decision.kind === 'person') await requireSeenPerson(ctx, 'readings.decide', input.decision.personId)
      return decideName(ctx, input)
    }),
  /** Takes such a decision back: the name waits for another one. */
  undecide: procedure('readings.undecide')
    .input(z.object({ groupId: z.string(), key: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly unmatched: number }> => {
      ctx.authorise(unitOfGroup(input.groupId))
      return undecideName(ctx, input)
    }),
})
