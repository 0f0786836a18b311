import {
  countPeopleWithin,
  listDuplicateCandidates,
  listHouseholdLabels,
  listPersonNames,
  readPeople,
  type Db,
  type StoredPerson,
} from '@ketnoi/db'
import {
  isValidOn,
  mergeQuestions,
  suggestDuplicate,
  type Day,
  type Duplicate,
  type Interval,
  type LocalText,
  type MergeField,
  type Person,
  type PersonId,
  type Reachability,
  type UnitId,
} from '@ketnoi/hierarchy'
import { areaOf, isAllowed, type Actor } from '../authorise.ts'
import type { Action } from '../permissions.ts'
import type { Context } from '../context.ts'
import { keptBy, peopleWithin } from '../people/person-names.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { getWorld, parentName, unitName, type World } from '../world.ts'

/** A fact that begins and ends, as a page shows it. */
type Shown<T> = T & Interval & { readonly holds: boolean }

/** One of two records beside each other. */
export interface RecordSide {
  readonly id: PersonId
  /** What a merge names, so that nobody merges what they have not seen. */
  readonly revision: number
  readonly name: string
  readonly birth: string | null
  readonly adult: boolean | null
  readonly reachability: Reachability
  readonly proxyName: string | null
  readonly homes: readonly Shown<{
    readonly unitName: string
    readonly parentName: string | null
    readonly inHousehold: boolean
    readonly householdLabel: string | null
    readonly represents: boolean
  }>[]
  readonly seats: readonly Shown<{ readonly positionName: LocalText; readonly unitName: string }>[]
  /** `shared`: the other record has it too. */
  readonly phones: readonly Shown<{ readonly masked: string; readonly shared: boolean }>[]
  readonly accounts: readonly Shown<{ readonly service: string; readonly displayName: string | null }>[]
  readonly consents: readonly Shown<{ readonly purposeName: LocalText }>[]
}

/** Two records that may be one person, with what somebody needs to decide. */
export interface DuplicatePair extends Duplicate {
  readonly one: RecordSide
  readonly other: RecordSide
  /** Fields in which the records say different things. */
  readonly questions: readonly MergeField[]
  /** Why whoever asks may not merge them: one is kept elsewhere, or holds a seat that is not for them to give. */
  readonly barred: 'elsewhere' | 'seats' | null
}

export interface DuplicatePage {
  readonly rows: readonly DuplicatePair[]
  readonly next: string | null
  /** So many people live there that namesakes would be without end: a smaller unit has to be chosen. */
  readonly isTooWide: boolean
}

/** A district is looked through in a second; a province would take minutes, and nobody reads its list to the end. */
const MOST_PEOPLE = 100_000
/** Of so many times the pairs of a page hardly all lie elsewhere; finding them takes as long as finding one. */
const CANDIDATES_PER_ROW = 5

export async function loadDuplicates(
  ctx: Context,
  filter: { readonly within: readonly UnitId[] | null; readonly after: string | null; readonly limit: number },
): Promise<DuplicatePage> {
  const { within, after, limit } = filter
  if ((await countPeopleWithin(ctx.db, within)) > MOST_PEOPLE) return { rows: [], next: null, isTooWide: true }
  const world = await getWorld(ctx)
  const found = await findPairs(ctx, world, { within, after, limit: limit * CANDIDATES_PER_ROW })
  const pairs = found.pairs.slice(0, limit)
  const names = await namesFor(
    ctx,
    pairs.flatMap(({ one, other }) => [one, other]),
  )
  return {
    rows: pairs.map(({ one, other, why }) => pairOf(ctx.actor, world, names, one, other, why)),
    next: pairs.length < found.pairs.length ? (pairs.at(-1)?.cursor ?? null) : found.next,
    isTooWide: false,
  }
}

interface FoundPair {
  readonly one: StoredPerson
  readonly other: StoredPerson
  readonly why: Duplicate
  /** Where a page that begins after this pair starts. */
  readonly cursor: string
}

/** The pairs among so many candidates that are worth asking about, and of which whoever asks may see both. */
async function findPairs(
  ctx: Context,
  { asOf }: World,
  filter: { readonly within: readonly UnitId[] | null; readonly after: string | null; readonly limit: number },
): Promise<{ readonly pairs: readonly FoundPair[]; readonly next: string | null }> {
  const { rows, next } = await listDuplicateCandidates(ctx.db, { ...filter, asOf })
  const people = await readPeople(ctx.db, [...new Set(rows.flatMap(({ oneId, otherId }) => [oneId, otherId]))])
  const seen = new Set(
    peopleWithin(
      people.map(({ person }) => person),
      areaOf(ctx.actor, 'see'),
    ),
  )
  const shown = new Map(people.flatMap((one) => (seen.has(one.person) ? [[one.person.id, one] as const] : [])))
  const pairs = rows.flatMap(({ oneId, otherId, cursor }): FoundPair[] => {
    const [one, other] = [shown.get(oneId), shown.get(otherId)]
    if (one === undefined || other === undefined) return []
    const why = suggestDuplicate(one.person, other.person, asOf)
    return why === null ? [] : [{ one, other, why, cursor }]
  })
  return { pairs, next }
}

/** More than somebody decides before they look again. */
const MOST_COUNTED = 100

/** The first page asks each time it is opened, and looking through a commune takes half a second. */
const COUNT_KEPT_MS = 5 * 60_000
const counts = new WeakMap<Db, Map<string, { readonly at: number; readonly count: number | null }>>()

/** How many pairs `loadDuplicates` would give, up to that many, as of the last minutes; `null`: it would not look. */
export async function countDuplicates(ctx: Context, within: readonly UnitId[] | null): Promise<number | null> {
  const kept = counts.get(ctx.db) ?? new Map<string, { readonly at: number; readonly count: number | null }>()
  counts.set(ctx.db, kept)
  const see = areaOf(ctx.actor, 'see')
  const key = JSON.stringify([within, see.kind === 'units' ? see.roots : null])
  const now = Date.parse(ctx.now())
  const before = kept.get(key)
  if (before !== undefined && Math.abs(now - before.at) < COUNT_KEPT_MS) return before.count
  const count = await countNow(ctx, within)
  kept.set(key, { at: now, count })
  return count
}

/** After somebody decided about a pair. */
export function forgetDuplicateCounts(db: Db): void {
  counts.delete(db)
}

async function countNow(ctx: Context, within: readonly UnitId[] | null): Promise<number | null> {
  if ((await countPeopleWithin(ctx.db, within)) > MOST_PEOPLE) return null
  const { pairs } = await findPairs(ctx, await getWorld(ctx), { within, after: null, limit: MOST_COUNTED })
  return pairs.length
}

/** Why somebody may not merge these records. */
export function mergeBarrier(
  actor: Actor,
  action: Action,
  asOf: Day,
  people: readonly Person[],
): DuplicatePair['barred'] {
  const isKept = (person: Person): boolean => keptBy(person, asOf).some((unitId) => isAllowed(actor, action, unitId))
  if (!people.every(isKept)) return 'elsewhere'
  const seats = people.flatMap((person) => person.appointments.filter((seat) => isValidOn(seat, asOf)))
  return seats.every((seat) => isAllowed(actor, 'seats.appoint', seat.unitId)) ? null : 'seats'
}

interface Names {
  readonly households: ReadonlyMap<string, string>
  readonly proxies: ReadonlyMap<PersonId, string>
}

async function namesFor(ctx: Context, people: readonly StoredPerson[]): Promise<Names> {
  return {
    households: await listHouseholdLabels(
      ctx.db,
      people.flatMap(({ person }) => person.residences.flatMap((home) => home.householdId ?? [])),
    ),
    proxies: await listPersonNames(
      ctx.db,
      people.flatMap(({ person }) => person.proxyId ?? []),
    ),
  }
}

function pairOf(
  actor: Actor,
  world: World,
  names: Names,
  one: StoredPerson,
  other: StoredPerson,
  why: Duplicate,
): DuplicatePair {
  return {
    ...why,
    one: sideOf(world, names, one, other.person),
    other: sideOf(world, names, other, one.person),
    questions: mergeQuestions(one.person, other.person, world.asOf),
    barred: mergeBarrier(actor, 'duplicates.merge', world.asOf, [one.person, other.person]),
  }
}

function sideOf(world: World, names: Names, { person, revision }: StoredPerson, other: Person): RecordSide {
  const { model, asOf } = world
  const shown = <F extends Interval, T>(facts: readonly F[], describe: (fact: F) => T): Shown<T>[] =>
    facts.map((fact) => ({ ...describe(fact), from: fact.from, to: fact.to, holds: isValidOn(fact, asOf) }))
  const nameOf = (named: readonly { readonly id: string; readonly name: LocalText }[], id: string): LocalText =>
    named.find((thing) => thing.id === id)?.name ?? { vi: id, en: id }
  return {
    id: person.id,
    revision,
    name: person.name,
    birth: person.birth,
    adult: person.adult,
    reachability: person.reachability,
    proxyName: names.proxies.get(person.proxyId ?? '') ?? null,
    homes: shown(person.residences, (home) => ({
      unitName: unitName(world, home.unitId),
      parentName: parentName(world, home.unitId),
      inHousehold: home.householdId !== null,
      householdLabel: names.households.get(home.householdId ?? '') ?? null,
      represents: home.representsHousehold,
    })),
    seats: shown(person.appointments, (seat) => ({
      positionName: nameOf(model.positions, seat.positionId),
      unitName: unitName(world, seat.unitId),
    })),
    phones: shown(person.phones, ({ number }) => ({
      masked: maskPhone(number),
      shared: other.phones.some((phone) => phone.number === number),
    })),
    accounts: shown(person.accounts, ({ service, displayName }) => ({ service, displayName })),
    consents: shown(person.consents, ({ purposeId }) => ({ purposeName: nameOf(model.purposes, purposeId) })),
  }
}
