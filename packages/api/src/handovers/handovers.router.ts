import { findHandover, findPerson, listHandovers, listHandoversOfPeople } from '@ketnoi/db'
import { isValidOn, peopleOfHandover, unitsOfHandover, type Day, type Handover } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { requireSeen } from '../authorise.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { unitsOfPerson } from '../people/person-names.ts'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import { cancelHandover, confirmHandover, proposeHandover, type ConfirmedHandover } from './change-handover.ts'
import {
  handoverRows,
  loadHandoverPage,
  previewHandover,
  seatName,
  type HandoverPage,
  type HandoverPreview,
  type HandoverRow,
  type SeatName,
} from './handover-view.ts'

// Whether days are days is judged with the rest, so that the field gets the text.
const day = z.string().max(40)
const seat = { positionId: z.string().max(200), unitId: z.string().max(200) }
const handover = z.object({
  on: day,
  lines: z
    .array(
      z.object({
        kind: z.enum(['transfer', 'retirement', 'leave', 'death']),
        personId: z.string(),
        until: day.nullable(),
        ends: z
          .array(
            z.object({
              ...seat,
              next: z.discriminatedUnion('kind', [
                z.object({ kind: z.literal('successor'), personId: z.string() }),
                z.object({ kind: z.literal('acting'), personId: z.string(), until: day.nullable() }),
                z.object({ kind: z.literal('vacant'), accepted: z.boolean() }),
              ]),
            }),
          )
          .max(50),
        begins: z.array(z.object({ ...seat, beside: z.boolean() })).max(50),
      }),
    )
    .min(1)
    .max(50),
})
const id = z.object({ id: z.string() })
const revisions = z.record(z.string(), z.int32())
const reason = z.string().trim().max(500).default('')
const MOST_SHOWN = 200

/** Somebody with the seats that they may hand over. */
export interface HandoverStart {
  readonly asOf: Day
  readonly personId: string
  readonly personName: string
  readonly seats: readonly (SeatName & { readonly follows: boolean; readonly several: boolean })[]
  readonly coming: readonly HandoverRow[]
}

export const handoversRouter = router({
  /** Those of the units that one may see, the latest day first. */
  list: procedure('handovers.list').query(
    async ({ ctx }): Promise<{ readonly asOf: Day; readonly rows: readonly HandoverRow[]; readonly more: boolean }> => {
      const within = ctx.authoriseWithin()
      const found = await listHandovers(ctx.db, { within, limit: MOST_SHOWN + 1 })
      const { asOf } = await getWorld(ctx)
      return { asOf, rows: await handoverRows(ctx, found.slice(0, MOST_SHOWN)), more: found.length > MOST_SHOWN }
    },
  ),
  byId: procedure('handovers.byId')
    .input(id)
    .query(async ({ ctx, input }): Promise<HandoverPage> => {
      const stored = await findHandover(ctx.db, input.id)
      ctx.authoriseAny(stored?.sides.map(({ unitId }) => unitId) ?? [])
      if (stored === null) throw new NotFoundError('handover', input.id)
      return loadHandoverPage(ctx, stored)
    }),
  /** Where a handover of somebody begins: the seats that they hold. */
  ofPerson: procedure('handovers.ofPerson')
    .input(z.object({ personId: z.string() }))
    .query(async ({ ctx, input }): Promise<HandoverStart> => {
      const stored = await findPerson(ctx.db, input.personId)
      ctx.authoriseAny(stored === null ? [] : unitsOfPerson(stored.person))
      if (stored === null) throw new NotFoundError('person', input.personId)
      const world = await getWorld(ctx)
      const { person } = stored
      return {
        asOf: world.asOf,
        personId: person.id,
        personName: person.name,
        seats: person.appointments
          .filter((one) => isValidOn(one, world.asOf) || (one.from !== null && one.from > world.asOf))
          .map((one) => ({
            ...seatName(world, one),
            follows: world.model.positions.some(
              ({ id: positionId, exOfficio }) => positionId === one.positionId && exOfficio !== undefined,
            ),
            several: world.model.positions.some(
              ({ id: positionId, severalHolders }) => positionId === one.positionId && severalHolders === true,
            ),
          })),
        coming: await handoverRows(
          ctx,
          (await listHandoversOfPeople(ctx.db, [person.id])).filter(({ state }) => state !== 'in-force'),
        ),
      }
    }),
  /** What a handover would do to every group that it touches, or what stands in its way. */
  preview: procedure('handovers.preview')
    .input(z.object({ handover }))
    .query(async ({ ctx, input }): Promise<HandoverPreview> => {
      ctx.authoriseAny(unitsOf(input.handover))
      await requireSeenPeople(ctx, input.handover)
      return previewHandover(ctx, input.handover)
    }),
  /** Proposes it and agrees to it as far as one may; with nobody else to agree it is done. */
  propose: procedure('handovers.propose')
    .input(z.object({ handover, reason, revisions }))
    .mutation(async ({ ctx, input }): Promise<ConfirmedHandover> => {
      ctx.authoriseAny(unitsOf(input.handover))
      await requireSeenPeople(ctx, input.handover)
      return proposeHandover(ctx, input)
    }),
  confirm: procedure('handovers.confirm')
    .input(id.extend({ revision: z.int32(), reason, revisions }))
    .mutation(async ({ ctx, input }): Promise<ConfirmedHandover> => {
      ctx.authoriseAny((await findHandover(ctx.db, input.id))?.sides.map(({ unitId }) => unitId) ?? [])
      return confirmHandover(ctx, input)
    }),
  cancel: procedure('handovers.cancel')
    .input(id.extend({ revision: z.int32(), reason }))
    .mutation(async ({ ctx, input }): Promise<{ readonly cancelled: true }> => {
      ctx.authoriseAny((await findHandover(ctx.db, input.id))?.sides.map(({ unitId }) => unitId) ?? [])
      await cancelHandover(ctx, input)
      return { cancelled: true }
    }),
})

function unitsOf(given: Handover): readonly string[] {
  const { giving, receiving } = unitsOfHandover(given)
  return [...giving, ...receiving]
}

async function requireSeenPeople(ctx: Context, given: Handover): Promise<void> {
  for (const personId of peopleOfHandover(given)) {
    const stored = await findPerson(ctx.db, personId)
    if (stored === null) throw new NotFoundError('person', personId)
    requireSeen(ctx.actor, 'handovers.propose', unitsOfPerson(stored.person))
  }
}
