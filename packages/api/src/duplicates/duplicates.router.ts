import { findMerge, insertAuditEvents, insertDistinct, inTransaction } from '@ketnoi/db'
import type { Person } from '@ketnoi/hierarchy'
import { z } from 'zod'
import { authorise, requireSeen } from '../authorise.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { keptBy, unitsOfPerson } from '../people/person-names.ts'
import { getPerson, getStoredPerson } from '../people/get-person.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { getWorld } from '../world.ts'
import {
  countDuplicates,
  forgetDuplicateCounts,
  loadDuplicates,
  mergeBarrier,
  type DuplicatePage,
} from './duplicate-pairs.ts'
import { loadMergedRecords, mergeRecords, undoRecords, type MergedRecord } from './merge-records.ts'

const side = z.enum(['kept', 'merged']).optional()
const seen = z.object({ id: z.string(), revision: z.int32() })

export const duplicatesRouter = router({
  /** Records that may be one person, those with most in common first; of the units that one may change. */
  list: procedure('duplicates.list')
    .input(
      z.object({
        unitId: z.string().optional(),
        after: z.string().max(1_000).optional(),
        limit: z.int32().min(1).max(50).default(20),
      }),
    )
    .query(async ({ ctx, input }): Promise<DuplicatePage> => {
      const within = ctx.authoriseWithin(await unitsNow(ctx, input.unitId))
      return loadDuplicates(ctx, { within, after: input.after ?? null, limit: input.limit })
    }),
  /** How many of them wait, up to a hundred; `null`: so many people live there that a smaller unit has to be chosen. */
  count: procedure('duplicates.count').query(async ({ ctx }): Promise<{ readonly count: number | null }> => ({
    count: await countDuplicates(ctx, ctx.authoriseWithin()),
  })),
  /** Two records are two people: they are not suggested again. */
  distinguish: procedure('duplicates.distinguish')
    .input(z.object({ oneId: z.string(), otherId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ distinct: true }> => {
      const { oneId, otherId } = input
      const [one, other] = [await getExactly(ctx, oneId), await getExactly(ctx, otherId)]
      const { asOf } = await getWorld(ctx)
      ctx.authoriseAny([...keptBy(one, asOf), ...keptBy(other, asOf)])
      for (const person of [one, other]) requireSeen(ctx.actor, 'duplicates.distinguish', unitsOfPerson(person))
      refuseSame(oneId, otherId)
      await inTransaction(ctx.db, async (trx) => {
        await insertDistinct(trx, [oneId, otherId], { author: ctx.actor.id, at: ctx.now() })
        await insertAuditEvents(
          trx,
          [
            [oneId, otherId],
            [otherId, oneId],
          ].map(([subjectId = '', fromId]) => ({
            at: ctx.now(),
            actor: ctx.actor.id,
            action: 'people-distinguished',
            subjectKind: 'person',
            subjectId,
            data: { fromId },
          })),
        )
      })
      forgetDuplicateCounts(ctx.db)
      return { distinct: true }
    }),
  /** Two records are one person. Fails with `revision-conflict` when somebody changed one of them since they were shown. */
  merge: procedure('duplicates.merge')
    .input(
      z.object({
        kept: seen,
        merged: seen,
        choices: z
          .object({ name: side, birth: side, adult: side, reachability: side, proxy: side, home: side })
          .default({}),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly mergeId: string }> => {
      const people = [await getExactly(ctx, input.kept.id), await getExactly(ctx, input.merged.id)]
      const { asOf } = await getWorld(ctx)
      for (const person of people) ctx.authoriseAny(keptBy(person, asOf))
      refuseSeats(ctx, asOf, people)
      refuseSame(input.kept.id, input.merged.id)
      const choices = Object.fromEntries(Object.entries(input.choices).filter(([, chosen]) => chosen !== undefined))
      const merged = await mergeRecords(ctx, { ...input, choices })
      forgetDuplicateCounts(ctx.db)
      return merged
    }),
  /** Both records as they were. Fails with `merge-changed-since` or `merge-later` where that is no longer possible. */
  undo: procedure('duplicates.undo')
    .input(z.object({ mergeId: z.string() }))
    .mutation(async ({ ctx, input }): Promise<{ readonly restoredId: string }> => {
      const merge = await findMerge(ctx.db, input.mergeId)
      if (merge === null) throw new NotFoundError('merge', input.mergeId)
      const { asOf } = await getWorld(ctx)
      const people = [await getPerson(ctx, merge.keptId), merge.merged]
      for (const person of people) ctx.authoriseAny(keptBy(person, asOf))
      refuseSeats(ctx, asOf, people)
      const undone = await undoRecords(ctx, input.mergeId)
      forgetDuplicateCounts(ctx.db)
      return undone
    }),
  /** The records that were merged into a person, and whether each can still be separated. */
  ofPerson: procedure('duplicates.ofPerson')
    .input(z.object({ id: z.string() }))
    .query(async ({ ctx, input }): Promise<readonly MergedRecord[]> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadMergedRecords(ctx, person)
    }),
})

/** The very record: one that was merged meanwhile is not taken for the one it leads to. */
async function getExactly(ctx: Context, id: string): Promise<Person> {
  const { person } = await getStoredPerson(ctx, id)
  if (person.id !== id) throw new ApiError('person-merged', 'the record was merged into another one', { id })
  return person
}

function refuseSame(oneId: string, otherId: string): void {
  if (oneId === otherId) throw new ApiError('same-record', 'this is one record')
}

/** A merge moves seats, which are not for everybody to give. */
function refuseSeats(ctx: Context, asOf: string, people: readonly Person[]): void {
  if (mergeBarrier(ctx.actor, 'duplicates.merge', asOf, people) !== 'seats') return
  for (const { appointments } of people)
    for (const seat of appointments) authorise(ctx.actor, 'seats.appoint', seat.unitId)
}
