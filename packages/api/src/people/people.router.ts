import { z } from 'zod'
import { authorise } from '../authorise.ts'
import { procedure, router } from '../trpc.ts'
import { unitsNow } from '../units/follow-unit.ts'
import { getWorld } from '../world.ts'
import { explainPersonGroup, loadPersonGroups, type GroupExplanation, type PersonGroup } from './person-groups.ts'
import { getPerson, getStoredPerson, requireSeenPerson } from './get-person.ts'
import { loadPersonPage, revealPhone, type PersonPage } from './person-page.ts'
import { searchPeople, type PersonRow } from './search-people.ts'
import { addPerson, editPerson, type AddedPerson } from './edit-person.ts'
import { loadGroupsOn, type GroupOnDay } from './groups-on.ts'
import { loadChangesSince, loadHistory, type ChangesSince, type HistoryEntry } from './person-history.ts'
import { keptBy, unitsOfPerson } from './person-names.ts'
import { searchOutside, type OutsideRow } from './search-outside.ts'

const personId = z.object({ id: z.string() })
/** What somebody typed; far beyond any real value it is cut off by the procedure itself, with a text for the field. */
const typed = z.string().max(5_000)
// Whether it is a day is judged with the rest, so that the field gets the text.
const day = z.string().max(40)
const fact = z.enum(['residences', 'appointments', 'phones', 'accounts'])
const index = z.int32().min(0)
const reachability = z.enum(['reachable', 'no-smartphone', 'shared-phone', 'left', 'refused', 'unknown'])

export const peopleRouter = router({
  byId: procedure('people.byId')
    .input(personId)
    .query(async ({ ctx, input }): Promise<PersonPage> => {
      const stored = await getStoredPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(stored.person))
      return loadPersonPage(ctx, stored)
    }),
  /** The groups that the person ought to be in, and those that a reading has them in. */
  groups: procedure('people.groups')
    .input(personId)
    .query(async ({ ctx, input }): Promise<readonly PersonGroup[]> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadPersonGroups(ctx, person.id)
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
      z
        .object({
          text: z.string().trim().max(200),
          unitId: z.string().optional(),
          limit: z.int32().min(1).max(50).default(20),
        })
        .refine(({ text, unitId }) => text.length >= 2 || (text === '' && unitId !== undefined)),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly rows: readonly PersonRow[]; readonly more: boolean }> => {
      const within = ctx.authoriseWithin(await unitsNow(ctx, input.unitId))
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
        birth: z.string().trim().max(40).optional(),
        phone: z.string().trim().max(200).optional(),
        unitId: z.string().optional(),
        reason: z.string().trim().max(500),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly rows: readonly OutsideRow[]; readonly more: boolean }> => {
      return searchOutside(ctx, input, ctx.authoriseWithin(input.unitId))
    }),
  /** What changed, when, by whom and why, the last change first. */
  history: procedure('people.history')
    .input(personId)
    .query(async ({ ctx, input }): Promise<readonly HistoryEntry[]> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadHistory(ctx, person.id)
    }),
  /** What others made of a person since somebody read them: the answer to a `revision-conflict`. */
  changesSince: procedure('people.changesSince')
    .input(personId.extend({ revision: z.int32() }))
    .query(async ({ ctx, input }): Promise<ChangesSince> => {
      ctx.authoriseAny(unitsOfPerson(await getPerson(ctx, input.id)))
      return loadChangesSince(ctx, input.id, input.revision)
    }),
  /** The groups that the rules want the person in on another day, by the facts as they are known now. */
  groupsOn: procedure('people.groupsOn')
    .input(personId.extend({ day: z.iso.date() }))
    .query(async ({ ctx, input }): Promise<readonly GroupOnDay[]> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return loadGroupsOn(ctx, person, input.day)
    }),
  /** Records somebody by hand; answers who they may already be instead of recording them twice. */
  add: procedure('people.add')
    .input(
      z.object({
        name: typed,
        birth: typed.default(''),
        adult: z.boolean().nullable().default(null),
        reachability,
        unitId: z.string(),
        householdId: z.string().nullable(),
        representsHousehold: z.boolean(),
        phone: typed.default(''),
        from: day,
        differentFrom: z.array(z.string()).max(100).default([]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<AddedPerson> => {
      ctx.authorise(input.unitId)
      return addPerson(ctx, input)
    }),
  /** One change on what the editor has seen. Fails with `revision-conflict` when somebody else was faster. */
  update: procedure('people.update')
    .input(
      personId.extend({
        revision: z.int32(),
        reason: z.string().trim().max(500).default(''),
        change: z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('set'),
            name: typed.optional(),
            birth: typed.optional(),
            adult: z.boolean().nullable().optional(),
            reachability: reachability.optional(),
            proxyId: z.string().nullable().optional(),
          }),
          z.object({
            kind: z.literal('move'),
            unitId: z.string(),
            householdId: z.string().nullable(),
            representsHousehold: z.boolean(),
            from: day,
          }),
          z.object({ kind: z.literal('leave'), why: z.enum(['moved-away', 'died']), on: day }),
          z.object({ kind: z.literal('appoint'), positionId: z.string(), unitId: z.string(), from: day }),
          z.object({ kind: z.literal('add-phone'), number: typed, from: day }),
          z.object({
            kind: z.literal('add-account'),
            service: z.enum(['zalo']),
            accountId: z.string().trim().min(1).max(200),
            displayName: z.string().trim().max(200).nullable(),
            from: day,
          }),
          z.object({ kind: z.literal('end'), fact, index, on: day }),
          z.object({ kind: z.literal('remove'), fact, index }),
        ]),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ readonly revision: number }> => {
      const person = await getPerson(ctx, input.id)
      const { asOf } = await getWorld(ctx)
      ctx.authoriseAny(keptBy(person, asOf))
      const { change } = input
      if (change.kind === 'move') ctx.authorise(change.unitId)
      if (change.kind === 'appoint') authorise(ctx.actor, 'seats.appoint', change.unitId)
      if (change.kind === 'end' || change.kind === 'remove') {
        // A fact at a unit is for those to end who answer for the unit, and a seat for those who fill seats.
        const home = change.fact === 'residences' ? person.residences[change.index] : undefined
        if (home !== undefined) ctx.authorise(home.unitId)
        const seat = change.fact === 'appointments' ? person.appointments[change.index] : undefined
        if (seat !== undefined) authorise(ctx.actor, 'seats.end', seat.unitId)
      }
      if (change.kind === 'set' && change.proxyId) await requireSeenPerson(ctx, 'people.update', change.proxyId)
      return editPerson(ctx, input)
    }),
  revealPhone: procedure('people.revealPhone')
    .input(personId.extend({ index: z.int32().min(0), reason: z.string().trim().max(500).default('') }))
    .mutation(async ({ ctx, input }): Promise<{ readonly number: string }> => {
      const person = await getPerson(ctx, input.id)
      ctx.authoriseAny(unitsOfPerson(person))
      return revealPhone(ctx, person, input)
    }),
})
