import {
  findPersonOrigin,
  listMergesInto,
  listOverrides,
  listPersonReadings,
  listPersonVersions,
  listRecordedActual,
  listRecordedDesired,
} from '@ketnoi/db'
import {
  createDirectory,
  groupsOfPerson,
  type Day,
  type GroupId,
  type Override,
  type Person,
  type PersonId,
  type Role,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld, type World } from '../world.ts'
import { dayBefore, groupNameEver } from './group-name.ts'
import { overAt, recordLook, worldOn, type Basis } from './model-on.ts'

/** A stay in a group. Ends are days or instants: known facts have days, lists and records have a time of day. `null`: still. */
export interface Stay {
  readonly groupId: GroupId
  readonly groupName: string
  readonly role: Role
  readonly from: string
  readonly to: string | null
}

export interface PersonGroups {
  readonly personId: PersonId
  readonly name: string
  readonly from: Day
  readonly to: Day
  readonly today: Day
  /** Where the person should have been, and was, by what is known today. */
  readonly desired: readonly Stay[]
  readonly actual: readonly Stay[]
  /** What stood in the database of both at the time. */
  readonly recordedDesired: readonly Stay[]
  readonly recordedActual: readonly Stay[]
}

/** Where somebody was during a span of days, and in what role. */
export async function loadPersonGroups(
  ctx: Context,
  person: Person,
  span: { readonly from: Day; readonly to: Day },
): Promise<PersonGroups> {
  const world = await getWorld(ctx)
  const merged = await listMergesInto(ctx.db, person.id)
  const personIds = [person.id, ...merged.map(({ mergedId }) => mergedId)]
  const named = <T extends { readonly groupId: GroupId }>(stay: T): T & { readonly groupName: string } => ({
    ...stay,
    groupName: groupNameEver(world, stay.groupId),
  })
  const recorded = (
    rows: Awaited<ReturnType<typeof listRecordedDesired>> | Awaited<ReturnType<typeof listRecordedActual>>,
  ) =>
    joined(
      rows.flatMap((row) =>
        'state' in row && row.state !== 'member'
          ? []
          : [{ groupId: row.groupId, role: row.role, from: row.recorded.from, to: row.recorded.to }],
      ),
    ).map(named)
  const read = await listPersonReadings(ctx.db, personIds, span)
  const stays = read.flatMap(({ groupId, role, state, from, to }) =>
    role === null || state !== 'member' ? [] : [{ groupId, role, from, to }],
  )
  await recordLook(ctx, 'person-history-seen', { kind: 'person', id: person.id }, span)
  return {
    personId: person.id,
    name: person.name,
    ...span,
    today: ctx.today(),
    desired: (await knownStays(ctx, world, person, span)).map(named),
    actual: joined(stays).map(named),
    recordedDesired: recorded(await listRecordedDesired(ctx.db, { personIds }, span)),
    recordedActual: recorded(await listRecordedActual(ctx.db, { personIds }, span)),
  }
}

type BareStay = Omit<Stay, 'groupName'>

/** Stays that follow each other without a gap and in the same role are one. */
function joined(stays: readonly BareStay[]): BareStay[] {
  const result: BareStay[] = []
  const order = [...stays].sort((a, b) => compare(a.groupId, b.groupId) || compare(a.from, b.from))
  for (const stay of order) {
    const last = result.at(-1)
    const goesOn =
      last !== undefined && last.groupId === stay.groupId && last.role === stay.role && last.to === stay.from
    if (goesOn) result[result.length - 1] = { ...last, to: stay.to }
    else result.push(stay)
  }
  return result
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By the rules, over the facts as they are known: computed on each day on which something can have changed. */
async function knownStays(
  ctx: Context,
  world: World,
  person: Person,
  span: { readonly from: Day; readonly to: Day },
): Promise<BareStay[]> {
  const overrides = await listOverrides(ctx.db, { personIds: [person.id] })
  const days = changeDays(world, person, overrides, span)
  const stays: BareStay[] = []
  for (const [place, day] of days.entries()) {
    const { model, tree } = await worldOn(ctx, day, 'known')
    const directory = createDirectory({ model, units: tree, asOf: day, people: [person], overrides })
    const to = days[place + 1] ?? null
    for (const { groupId, role } of groupsOfPerson(directory, person.id)) stays.push({ groupId, role, from: day, to })
  }
  return joined(stays)
}

/** Nobody grows older, and a span may be as long as days can be written: each day that is looked at computes all groups. */
const OLDEST = 120

const yearOf = (day: string): number => Number(day.slice(0, 4))

/** The first day of the span, and every day of it on which a fact, a unit, an exception, a rule or an age begins or ends. */
function changeDays(
  { model, tree }: World,
  person: Person,
  overrides: readonly Override[],
  { from, to }: { readonly from: Day; readonly to: Day },
): Day[] {
  const near = new Set([...person.residences, ...person.appointments].map(({ unitId }) => unitId))
  const spans = [
    ...[person.residences, person.appointments, person.consents, overrides, model.tiers, model.groupKinds].flat(),
    ...[...tree.units.values()].flatMap((unit) => [
      { from: unit.from, to: unit.to },
      ...(near.has(unit.id) ? unit.parents : []),
    ]),
  ]
  const birthdays: Day[] = []
  const born = person.birth === null ? 0 : yearOf(person.birth)
  if (person.birth !== null && person.birth.length === 10)
    for (let year = Math.max(born, yearOf(from)); year <= Math.min(born + OLDEST, yearOf(to)); year++)
      birthdays.push(`${String(year)}${person.birth.slice(4)}`.replace('-02-29', '-03-01'))
  const days = new Set([from, ...spans.flatMap((one) => [one.from ?? from, one.to ?? from]), ...birthdays])
  return [...days].filter((day) => day >= from && day <= to).sort()
}

/** Somebody as they were recorded when a day was over; `null`: nobody had recorded them by then. */
export async function personAsOf(ctx: Context, person: Person, day: Day, basis: Basis): Promise<Person | null> {
  if (basis === 'known') return person
  const over = overAt(day)
  const origin = await findPersonOrigin(ctx.db, person.id)
  if (origin !== null && Date.parse(origin.at) >= over) return null
  const versions = await listPersonVersions(ctx.db, person.id)
  const then = versions.find(({ at }) => Date.parse(at) < over)
  return then?.after ?? versions.at(-1)?.before ?? person
}

/** The span that is shown when nobody asks for another: the last year. */
export function lastYear(today: Day): { readonly from: Day; readonly to: Day } {
  return {
    from: dayBefore(`${String(Number(today.slice(0, 4)) - 1)}${today.slice(4)}`.replace('-02-29', '-03-01')),
    to: today,
  }
}
