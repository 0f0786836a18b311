import { listOverrides, listRecordedOverrides } from '@ketnoi/db'
import type { Day, Model, UnitId } from '@ketnoi/hierarchy'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { explainPersonGroup, type GroupExplanation } from '../people/person-groups.ts'
import { getPerson } from '../people/get-person.ts'
import { unitsOfPerson } from '../people/person-names.ts'
import { NotFoundError } from '../errors.ts'
import { procedure, router } from '../trpc.ts'
import { unitsAnsweringFor } from '../units/last-units.ts'
import { getWorld } from '../world.ts'
import { loadGroupHistory, type GroupHistory } from './group-history.ts'
import { worldOn } from './model-on.ts'
import { lastYear, loadPersonGroups, personAsOf, type PersonGroups } from './person-groups.ts'
import { loadUnitHistory, type UnitHistory } from './unit-groups.ts'

const day = z.iso.date()
/** The day that every page is about, which somebody may have pinned. */
const shownDay = async (ctx: Context): Promise<Day> => (await getWorld(ctx)).asOf
/** What a unit left behind is for those who answer for what it became. */
async function authorisePast(
  ctx: Context & { readonly authoriseAny: (unitIds: readonly UnitId[]) => void },
  unitId: UnitId,
): Promise<void> {
  ctx.authoriseAny(unitsAnsweringFor(await getWorld({ ...ctx, lookAt: null }), unitId))
}
const basis = z.enum(['known', 'believed']).default('known')

export interface PastExplanation extends GroupExplanation {
  /** The model that the conditions are of: it names the positions and purposes that they speak of. */
  readonly model: Model
}

export const historyRouter = router({
  /** Who should have been in a group on a day, who was, and why; with a second day, what changed between them. Who looked is kept. */
  ofGroup: procedure('history.ofGroup')
    .input(z.object({ id: z.string(), on: day.optional(), compare: day.optional(), basis }))
    .query(async ({ ctx, input }): Promise<GroupHistory> => {
      await authorisePast(ctx, unitOfGroup(input.id))
      return loadGroupHistory(ctx, { ...input, on: input.on ?? (await shownDay(ctx)) })
    }),
  /** Where somebody should have been, and was, during a span of days; the last year unless said otherwise. Who looked is kept. */
  ofPerson: procedure('history.ofPerson')
    .input(z.object({ id: z.string(), from: day.optional(), to: day.optional() }))
    .query(async ({ ctx, input }): Promise<PersonGroups> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      const to = input.to ?? (await shownDay(ctx))
      const from = input.from ?? lastYear(to).from
      return loadPersonGroups(ctx, person, from <= to ? { from, to } : { from: to, to: from })
    }),
  /** Which groups a unit had on a day, and how many were in them. */
  ofUnit: procedure('history.ofUnit')
    .input(z.object({ id: z.string(), on: day.optional() }))
    .query(async ({ ctx, input }): Promise<UnitHistory> => {
      await authorisePast(ctx, input.id)
      return loadUnitHistory(ctx, input.id, input.on ?? (await shownDay(ctx)))
    }),
  /** Every condition with its result on a day, from the facts as they are known, or as they were recorded by then. */
  explain: procedure('history.explain')
    .input(z.object({ personId: z.string(), groupId: z.string(), on: day, basis }))
    .query(async ({ ctx, input }): Promise<PastExplanation> => {
      const person = await getPerson(ctx, input.personId)
      ctx.authoriseAny(unitsOfPerson(person))
      const then = await personAsOf(ctx, person, input.on, input.basis)
      if (then === null) throw new NotFoundError('person', input.personId)
      const world = await worldOn(ctx, input.on, input.basis)
      const overrides =
        input.basis === 'known'
          ? await listOverrides(ctx.db, { personIds: [then.id], asOf: input.on })
          : await listRecordedOverrides(ctx.db, { personIds: [then.id] }, input.on)
      return { ...(await explainPersonGroup(ctx, then, input.groupId, { world, overrides })), model: world.model }
    }),
})
