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
  type GroupExplanation,
  type PersonGroup,
  type PersonPage,
  type PersonRow,
} from './person-page.ts'
import { unitsOfPerson } from './person-names.ts'
import { searchOutside, type OutsideRow } from './search-outside.ts'

const personId = z.object({ id: z.string() })

export const peopleRouter = router({
  byId: procedure('people.byId')
    .input(personId)
    .query(async ({ ctx, input }): Promise<PersonPage> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadPersonPage(ctx, person)
    }),
  /** The groups that the person ought to be in, and those that a reading has them in. */
  groups: procedure('people.groups')
    .input(personId)
    .query(async ({ ctx, input }): Promise<readonly PersonGroup[]> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.id)))
      return loadPersonGroups(ctx, input.id)
    }),
  /** Every condition with its result: "why in" and "why not in" of one group. */
  explain: procedure('people.explain')
    .input(personId.extend({ groupId: z.string() }))
    .query(async ({ ctx, input }): Promise<GroupExplanation> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return explainPersonGroup(ctx, person, input.groupId)
    }),
  /** A mutation, so that the text of a search for a person never stands in an address or a log of addresses. */
  search: procedure('people.search')
    .input(
      z.object({
        text: z.string().trim().min(2).max(200),
        unitId: z.string().optional(),
        limit: z.number().int().min(1).max(50).default(20),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly rows: readonly PersonRow[]; readonly more: boolean }> => {
      const within = ctx.authoriseWithin(input.unitId)
      return searchPeople(ctx.db, await getWorld(ctx), { ...input, within })
    }),
  /**
   * Looks a single person up where one may search and not see: refused with `search-too-broad` unless at least two things are known
   * of the person. Who asked, and why, is on record.
   */
  searchOutside: procedure('people.searchOutside')
    .input(
      z.object({
        name: z.string().trim().max(200).optional(),
        birth: z
          .string()
          .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
          .optional(),
        phone: z.string().trim().max(30).optional(),
        unitId: z.string().optional(),
        reason: z.string().trim().min(5).max(500),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly rows: readonly OutsideRow[]; readonly more: boolean }> => {
      return searchOutside(ctx, input, ctx.authoriseWithin(input.unitId))
    }),
  revealPhone: procedure('people.revealPhone')
    .input(personId.extend({ index: z.number().int().min(0), reason: z.string().trim().max(500).default('') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly number: string }> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return revealPhone(ctx, person, input)
    }),
})
