import { listHouseholds, type HouseholdRow } from '@ketnoi/db'
import { z } from 'zod'
import { requireSeenPerson } from '../people/get-person.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { editHousehold } from './edit-household.ts'
import { getHousehold, getShownHousehold, loadHouseholdPage, type HouseholdPage } from './household-page.ts'

const personFrom = { personId: z.string(), from: z.iso.date() }

export const householdsRouter = router({
  byId: procedure('households.byId')
    .input(z.object({ id: z.string() }))
    .query(async ({ ctx, input }): Promise<HouseholdPage> => {
      const household = await getShownHousehold(ctx, input.id)
      ctx.authorise(household.unitId)
      return loadHouseholdPage(ctx, household)
    }),
  /** Households of a unit by the name of anybody in them. A mutation, so that names stay out of addresses. */
  search: procedure('households.search')
    .input(z.object({ unitId: z.string(), text: z.string().max(200), limit: z.int32().min(1).max(50).default(20) }))
    .mutation(async ({ ctx, input }): Promise<readonly HouseholdRow[]> => {
      ctx.authorise(input.unitId)
      const { asOf } = await getWorld(ctx)
      return listHouseholds(ctx.db, { ...input, asOf })
    }),
  /** Fails with `revision-conflict` when anybody of the household was changed since it was read. */
  update: procedure('households.update')
    .input(
      z.object({
        id: z.string(),
        revisions: z.record(z.string(), z.int32()),
        change: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('label'), label: z.string().trim().min(1).max(100).nullable() }),
          z.object({ kind: z.literal('move'), unitId: z.string(), from: z.iso.date() }),
          z.object({ kind: z.literal('representative'), ...personFrom }),
          z.object({ kind: z.literal('add'), ...personFrom }),
          z.object({ kind: z.literal('take-out'), ...personFrom }),
        ]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ changed: true }> => {
      ctx.authorise((await getHousehold(ctx, input.id)).unitId)
      if (input.change.kind === 'move') ctx.authorise(input.change.unitId)
      if (input.change.kind === 'add') await requireSeenPerson(ctx, 'households.update', input.change.personId)
      await editHousehold(ctx, input)
      return { changed: true }
    }),
})
