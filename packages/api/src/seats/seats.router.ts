import { z } from 'zod'
import { requireSeenPerson } from '../people/get-person.ts'
import { procedure, router } from '../trpc.ts'
import { appointHolder, endHolder } from './edit-seats.ts'
import { loadComingSeats, type ComingSeat } from './coming-seats.ts'
import { loadSeatsPage, type SeatsPage } from './seats-page.ts'

const seatChange = z.object({
  unitId: z.string(),
  positionId: z.string(),
  on: z.iso.date(),
  revisions: z.record(z.string(), z.int32()),
})

export const seatsRouter = router({
  ofUnit: procedure('seats.ofUnit')
    .input(z.object({ unitId: z.string() }))
    .query(async ({ ctx, input }): Promise<SeatsPage> => {
      ctx.authorise(input.unitId)
      return loadSeatsPage(ctx, input.unitId)
    }),
  /** Who begins and who ends at a unit, and above it, on a later day. */
  coming: procedure('seats.coming')
    .input(z.object({ unitId: z.string(), above: z.boolean().default(false) }))
    .query(async ({ ctx, input }): Promise<readonly ComingSeat[]> => {
      ctx.authorise(input.unitId)
      return loadComingSeats(ctx, input)
    }),
  appoint: procedure('seats.appoint')
    .input(seatChange.extend({ personId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ changed: true }> => {
      ctx.authorise(input.unitId)
      await requireSeenPerson(ctx, 'seats.appoint', input.personId)
      await appointHolder(ctx, input)
      return { changed: true }
    }),
  end: procedure('seats.end')
    .input(seatChange.extend({ personId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ changed: true }> => {
      ctx.authorise(input.unitId)
      await endHolder(ctx, input)
      return { changed: true }
    }),
})
