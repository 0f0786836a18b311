import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { getWorld } from '../world.ts'
import {
  explainPersonGroup,
  getPerson,
  loadPersonGroups,
  loadPersonPage,
  revealPhone,
  searchPeople,
  unitsOfPerson,
  type GroupExplanation,
  type PersonGroup,
  type PersonPage,
  type PersonRow,
} from './person-page.ts'

const personId = z.object({ id: z.string() })

export const peopleRouter = router({
  byId: procedure('people.read')
    .input(personId)
    .query(async ({ ctx, input }): Promise<PersonPage> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadPersonPage(ctx, person)
    }),
  /** The groups that the person ought to be in, and those that a reading has them in. */
  groups: procedure('people.read')
    .input(personId)
    .query(async ({ ctx, input }): Promise<readonly PersonGroup[]> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.id)))
      return loadPersonGroups(ctx, input.id)
    }),
  /** Every condition with its result: "why in" and "why not in" of one group. */
  explain: procedure('people.read')
    .input(personId.extend({ groupId: z.string() }))
    .query(async ({ ctx, input }): Promise<GroupExplanation> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return explainPersonGroup(ctx, person, input.groupId)
    }),
  /** A mutation, so that the text of a search for a person never stands in an address or a log of addresses. */
  search: procedure('people.read')
    .input(
      z.object({
        text: z.string().trim().min(2).max(200),
        unitId: z.string().optional(),
        limit: z.number().int().min(1).max(50).default(20),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly rows: readonly PersonRow[]; readonly more: boolean }> => {
      ctx.authorise(input.unitId ?? null)
      return searchPeople(ctx.db, await getWorld(ctx), input)
    }),
  revealPhone: procedure('people.reveal')
    .input(personId.extend({ index: z.number().int().min(0), reason: z.string().trim().max(500).default('') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly number: string }> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return revealPhone(ctx, person, input)
    }),
})
