import {
  foldName,
  isValidOn,
  type Day,
  type HouseholdId,
  type Interval,
  type Person,
  type PersonId,
  type UnitId,
} from '@ketnoi/hierarchy'
import { birthsAgree, likelySame } from './repeated-rows.ts'
import type { DuplicateCandidate, RosterDraft } from './roster.ts'
import { foldOnce } from './person-name.ts'

/** A person who is known, from before or from an earlier row of the file. */
export interface KnownPerson {
  person: Person
  readonly isNew: boolean
  readonly homes: readonly UnitId[]
  /** `position@unit` of every appointment that holds. */
  readonly seats: readonly string[]
  readonly seatUnits: readonly UnitId[]
  readonly householdId: string | null
  readonly representsHousehold: boolean
  /** Rows of this file that were taken for this person. */
  readonly claims: RosterDraft[]
  /** Name, birth, phones and accounts as they were before the file, or as its first row gives them. */
  readonly phones: readonly string[]
}

/**
 * How well a row and a known person of the same name fit. `strong`: the same person; `weak`: the same unless somebody else fits
 * as well; `doubt`: a person decides.
 */
export type Fit = 'strong' | 'weak' | 'doubt'

/** Somebody a row may be. */
export interface FittingPerson {
  readonly known: KnownPerson
  readonly fit: Fit
  readonly score: number
  readonly why: DuplicateCandidate['why']
}

/** People by everything that a row may know them by. */
export interface KnownPeople {
  /** `row`: the one that a new person was found in. */
  readonly add: (person: Person, nameFolded: string, row: RosterDraft | null) => KnownPerson
  readonly byId: (id: PersonId) => KnownPerson | undefined
  readonly fitting: (draft: RosterDraft) => FittingPerson[]
  /** Everybody of that folded name who lives or serves at the unit. */
  readonly namedAt: (foldedName: string, unitId: UnitId) => readonly KnownPerson[]
  readonly size: () => number
  /** Whether the household was known before the file. */
  readonly knowsHousehold: (id: HouseholdId) => boolean
  /** Whether it was, at that unit. */
  readonly hasHousehold: (id: HouseholdId, unitId: UnitId) => boolean
  readonly all: () => Iterable<KnownPerson>
}

/** Indexes people for comparison on a day. Cost: linear; a look-up costs as many namesakes as there are. */
export function indexPeople(people: Iterable<Person>, asOf: Day): KnownPeople {
  const everybody: KnownPerson[] = []
  // Most files decide about nobody: made when somebody is looked for.
  let ids: Map<PersonId, KnownPerson> | null = null
  const households = new Set<HouseholdId>()
  // Few files name households: made when one is looked for.
  let householdsOfUnits: Set<string> | null = null
  // By name and unit, name and phone, name and day of birth: whoever fits is found under one of them, namesakes elsewhere never.
  const namesOfUnits = new Map<UnitId, Map<string, Bearers>>()
  const names = new Map<string, Bearers>()
  // By phone and day of birth, whatever the name: a whole file may share one phone.
  const births = new Map<string, Bearers>()
  const accounts = new Map<string, KnownPerson>()

  // What begins later is known as well: the same file may be imported for an earlier day.
  const isAhead = (interval: Interval) => isValidOn(interval, asOf) || (interval.from !== null && interval.from > asOf)

  function add(person: Person, folded: string, row: RosterDraft | null): KnownPerson {
    const residences = only(person.residences, isAhead)
    const appointments = only(person.appointments, isAhead)
    const known: KnownPerson = {
      person,
      isNew: row !== null,
      homes: unique(residences, (residence) => residence.unitId),
      seats: unique(appointments, (a) => `${a.positionId}@${a.unitId}`),
      seatUnits: unique(appointments, (appointment) => appointment.unitId),
      householdId: residences.at(-1)?.householdId ?? null,
      representsHousehold: residences.at(-1)?.representsHousehold ?? false,
      phones: unique(only(person.phones, isAhead), (phone) => phone.number),
      claims: row === null ? [] : [row],
    }
    everybody.push(known)
    ids?.set(person.id, known)
    if (row === null) for (const { householdId } of residences) if (householdId !== null) households.add(householdId)
    for (const unitId of known.homes) push(namesOf(unitId), folded, known)
    for (const unitId of known.seatUnits) if (!known.homes.includes(unitId)) push(namesOf(unitId), folded, known)
    for (const number of known.phones) push(names, `${folded}|${number}`, known)
    if (isFullDay(person.birth)) {
      push(names, `${folded}|${person.birth}`, known)
      for (const number of known.phones) push(births, `${number}|${person.birth}`, known)
    }
    for (const account of person.accounts)
      if (isAhead(account)) accounts.set(`${account.service}|${account.accountId}`, known)
    return known
  }
  function namesOf(unitId: UnitId): Map<string, Bearers> {
    const known = namesOfUnits.get(unitId)
    if (known !== undefined) return known
    const ofUnit = new Map<string, Bearers>()
    namesOfUnits.set(unitId, ofUnit)
    return ofUnit
  }
  const namedAt = (folded: string, unitId: UnitId): readonly KnownPerson[] =>
    listOf(namesOfUnits.get(unitId)?.get(folded))
  for (const person of people) add(person, foldName(person.name), null)

  return {
    add,
    byId: (id) => {
      ids ??= new Map(everybody.map((known) => [known.person.id, known]))
      return ids.get(id)
    },
    namedAt,
    size: () => everybody.length,
    knowsHousehold: (id) => households.size > 0 && households.has(id),
    hasHousehold: (id, unitId) => {
      householdsOfUnits ??= new Set(
        everybody.flatMap(({ person, isNew }) =>
          isNew
            ? []
            : person.residences
                .filter(isAhead)
                .map((residence) => `${residence.unitId}|${residence.householdId ?? ''}`),
        ),
      )
      return householdsOfUnits.has(`${unitId}|${id}`)
    },
    all: () => everybody,
    fitting: (draft) => {
      const found: FittingPerson[] = []
      const folded = draft.nameFolded
      for (const account of draft.accounts) {
        const known = accounts.get(`${account.service}|${account.accountId}`)
        if (known === undefined) continue
        const sameName = foldOnce(known.person.name) === folded
        found.push({ known, fit: sameName ? 'strong' : 'doubt', score: 100, why: 'same-account' })
      }
      const consider = (namesakes: readonly KnownPerson[]) => {
        for (const known of namesakes) {
          if (found.some((other) => other.known === known)) continue
          const fit = fitOf(draft, known)
          if (fit !== null) found.push({ known, ...fit })
        }
      }
      if (draft.unitId !== null) consider(namedAt(folded, draft.unitId))
      for (const { unitId } of draft.positions) if (unitId !== draft.unitId) consider(namedAt(folded, unitId))
      for (const phone of draft.phones) consider(listOf(names.get(`${folded}|${phone}`)))
      if (isFullDay(draft.birth)) consider(listOf(names.get(`${folded}|${draft.birth}`)))
      found.push(...sameBirthAndPhone(draft, folded))
      return found.length < 2 ? found : found.sort((a, b) => FIT_ORDER[a.fit] - FIT_ORDER[b.fit] || b.score - a.score)
    },
  }

  /** A name that was written anew: the same village, phone and full date of birth are hardly two people. */
  function sameBirthAndPhone(draft: RosterDraft, folded: string): FittingPerson[] {
    if (!isFullDay(draft.birth)) return []
    const found: FittingPerson[] = []
    for (const number of draft.phones) {
      for (const known of listOf(births.get(`${number}|${draft.birth}`))) {
        if (found.some((fit) => fit.known === known) || foldOnce(known.person.name) === folded) continue
        if (draft.unitId !== null && known.homes.includes(draft.unitId))
          found.push({ known, fit: 'doubt', score: 1, why: 'same-phone-and-birth' })
      }
    }
    return found
  }
}

const NONE: readonly string[] = []
const NOBODY: readonly KnownPerson[] = []

/** Most keys lead to one person, who needs no list. */
type Bearers = KnownPerson | KnownPerson[]

function listOf(bearers: Bearers | undefined): readonly KnownPerson[] {
  if (bearers === undefined) return NOBODY
  return Array.isArray(bearers) ? bearers : [bearers]
}

/** The values themselves where nothing is left out. */
function only<T>(values: readonly T[], test: (value: T) => boolean): readonly T[] {
  return values.every(test) ? values : values.filter(test)
}

function unique<T>(values: readonly T[], keyOf: (value: T) => string): readonly string[] {
  const [first] = values
  if (first === undefined) return NONE
  return values.length === 1 ? [keyOf(first)] : [...new Set(values.map(keyOf))]
}

/** Known to the day; 1 January often stands for the year, and of years alone too many people share one. */
export function isFullDay(birth: string | null): birth is string {
  return birth !== null && birth.length === 10 && !birth.endsWith('-01-01')
}

const FIT_ORDER: Readonly<Record<Fit, number>> = { strong: 0, weak: 1, doubt: 2 }

function push(map: Map<string, Bearers>, key: string, known: KnownPerson): void {
  const bearers = map.get(key)
  if (bearers === undefined) map.set(key, known)
  else if (Array.isArray(bearers)) bearers.push(known)
  else map.set(key, [bearers, known])
}

function fitOf(draft: RosterDraft, known: KnownPerson): Omit<FittingPerson, 'known'> | null {
  const shared = draft.phones.some((phone) => known.phones.includes(phone))
  const phonesDiffer = !shared && draft.phones.length > 0 && known.phones.length > 0
  const { birth } = known.person
  const birthKnown = draft.birth !== null && birth !== null
  const birthsFit = draft.birth !== null && birth !== null && birthsAgree(draft.birth, birth)
  const sameSeat = draft.positions.some((position) => known.seats.includes(`${position.positionId}@${position.unitId}`))
  const here = isHere(draft, known)
  const exact = birthsFit && draft.birth === birth
  const fullDay = exact && isFullDay(draft.birth)
  // What neither knows is alike as well: of two namesakes the row takes the one that it could have been written from.
  const likeness =
    (draft.birth === birth ? 1 : 0) +
    (draft.phones.length === known.phones.length && draft.phones.every((phone) => known.phones.includes(phone)) ? 1 : 0)
  const score =
    (shared ? 8 : 0) + (fullDay ? 6 : exact ? 3 : birthsFit ? 2 : 0) + (here ? 2 : 0) + (sameSeat ? 2 : 0) + likeness
  if (birthKnown && !birthsFit) return shared && here ? { fit: 'doubt', score, why: 'same-name-and-phone' } : null
  if (shared) return { fit: 'strong', score, why: 'same-name-and-phone' }
  if (birthsFit) {
    if (here) return { fit: fullDay || !phonesDiffer ? 'strong' : 'doubt', score, why: 'same-name-and-birth' }
    return fullDay ? { fit: 'doubt', score, why: 'same-name-and-birth' } : null
  }
  if (!here && !sameSeat) return null
  return { fit: phonesDiffer && !sameSeat ? 'doubt' : 'weak', score, why: 'same-name' }
}

function isHere(draft: RosterDraft, known: KnownPerson): boolean {
  if (draft.unitId !== null && (known.homes.includes(draft.unitId) || known.seatUnits.includes(draft.unitId)))
    return true
  return draft.positions.some(({ unitId }) => known.homes.includes(unitId) || known.seatUnits.includes(unitId))
}

/** Whether a row can be about a person whom other rows of the file are about already: it adds positions, or a home to them. */
export function completes(draft: RosterDraft, known: KnownPerson): boolean {
  return !draft.resides || known.claims.every((claim) => !claim.resides)
}

/** Whether a row is likely the same person as one of the rows that a known person was found in. */
export function repeatsClaim(draft: RosterDraft, known: KnownPerson): boolean {
  return known.claims.some(
    (claim) =>
      likelySame(draft, claim) &&
      (claim.unitId === draft.unitId || draft.phones.some((phone) => claim.phones.includes(phone))),
  )
}
