import type { HouseholdId, PersonId, UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import { findAlike, type KnownName } from './find-alike.ts'
import type { Person, Reachability, Residence } from './person.ts'

/** What an officer writes down about one person at the door. */
export interface FieldFacts {
  readonly name: string
  /** E.164, or `null`. */
  readonly phone: string | null
  readonly unitId: UnitId
  readonly householdId: HouseholdId | null
  readonly representsHousehold: boolean
  readonly adult: boolean
  readonly reachability: Reachability
  /** Who carries messages to the person; `null`: nobody was named. */
  readonly proxyId: PersonId | null
  /** Somebody known whom the officer recognised in the person; `null`: nobody. */
  readonly personId: PersonId | null
  /** People whom the officer was shown and who are somebody else. */
  readonly distinctFrom: readonly PersonId[]
}

/** Somebody known at the unit or by the phone. */
export interface KnownResident extends KnownName {
  readonly householdId: HouseholdId | null
}

/** What the records and changes that were made after a record, and were known before it came, leave nothing to say about. */
export interface SaidSince {
  /** How the person is reached, and through whom. */
  readonly reachability: boolean
  /** Where the person lives, and whom they represent. */
  readonly residence: boolean
}

/** What is known where the person was recorded. */
export interface FieldSurroundings {
  /** Those who bear the name at the unit, or have the phone. */
  readonly people: readonly KnownResident[]
  /** Who represents the household on the day. */
  readonly representatives: readonly PersonId[]
}

/** What stands in the way of a record: `same-person`: it may be one of these; `household-represented`: they represent the household already. */
export type FieldQuestionCode = 'same-person' | 'household-represented'

/** Whether a record can be taken in, or what a person has to decide first. */
export type FieldVerdict =
  | { readonly kind: 'take' }
  | { readonly kind: 'ask'; readonly code: FieldQuestionCode; readonly candidates: readonly PersonId[] }

/**
 * Answers whether a record that was made without knowing what others recorded can be taken in. Two officers who registered the
 * same person, or two representatives of one household, are never settled silently: a person decides. Namesakes with different
 * phones in different households are common in a village, and are left alone.
 *
 * @example
 * judgeFieldRecord(facts, { people: [], representatives: [] }).kind // 'take'
 */
export function judgeFieldRecord(facts: FieldFacts, known: FieldSurroundings): FieldVerdict {
  if (facts.personId === null) {
    const people = known.people.filter(({ personId }) => !facts.distinctFrom.includes(personId))
    const households = new Map(people.map((person) => [person.personId, person.householdId]))
    const phones = facts.phone === null ? [] : [facts.phone]
    const candidates = findAlike({ name: facts.name, phones }, people)
      .filter(
        ({ personId, why }) =>
          why !== 'same-name-other-phone' ||
          (facts.householdId !== null && households.get(personId) === facts.householdId),
      )
      .map(({ personId }) => personId)
    if (candidates.length > 0) return { kind: 'ask', code: 'same-person', candidates }
  }
  const others = known.representatives.filter((id) => id !== facts.personId)
  if (facts.representsHousehold && facts.householdId !== null && others.length > 0)
    return { kind: 'ask', code: 'household-represented', candidates: others }
  return { kind: 'take' }
}

/**
 * Gives the person as they are after the record, from a day on: somebody new under the id, or the one who was recognised. What
 * the record does not say stays: the name as it is known, former homes, other phones. So does what somebody said since: a device without
 * signal brings its records late, and the last word is the one that was said last. Consents are kept in their own ledger.
 *
 * @example
 * takeFieldRecord({ kind: 'new', id: 'p-1' }, facts, '2024-02-01')
 */
export function takeFieldRecord(
  whom:
    | { readonly kind: 'new'; readonly id: PersonId }
    | { readonly kind: 'known'; readonly person: Person; readonly saidSince?: SaidSince },
  facts: FieldFacts,
  day: Day,
): Person {
  const before = whom.kind === 'known' ? whom.person : nobody(whom.id, facts.name)
  const saidSince = whom.kind === 'known' ? whom.saidSince : undefined
  return {
    ...before,
    adult: before.birth === null ? facts.adult : before.adult,
    ...(saidSince?.reachability === true ? {} : reachedAfter(facts)),
    residences: saidSince?.residence === true ? before.residences : residencesAfter(before.residences, facts, day),
    phones:
      facts.phone === null || before.phones.some((phone) => phone.number === facts.phone && isValidOn(phone, day))
        ? before.phones
        : [...before.phones, { number: facts.phone, from: day, to: null }],
  }
}

/**
 * Gives the person as they are when somebody else represents the household from a day on.
 *
 * @example
 * endRepresentation(person, 'h-1', '2026-01-05')
 */
export function endRepresentation(person: Person, householdId: HouseholdId, day: Day): Person {
  const current = person.residences.find(
    (residence) => residence.householdId === householdId && residence.representsHousehold && isValidOn(residence, day),
  )
  if (current === undefined) return person
  const after = { ...current, representsHousehold: false, from: day }
  return { ...person, residences: [...endAt(person.residences, current, day), after] }
}

function reachedAfter({ reachability, proxyId }: FieldFacts): Pick<Person, 'reachability' | 'proxyId'> {
  return { reachability, ...(proxyId === null ? {} : { proxyId }) }
}

function residencesAfter(residences: readonly Residence[], facts: FieldFacts, day: Day): readonly Residence[] {
  const { unitId, householdId, representsHousehold } = facts
  const current = residences.find((residence) => isValidOn(residence, day))
  // The household that is known stays, where the officer named none.
  const home = householdId ?? (current?.unitId === unitId ? current.householdId : null)
  const wanted = { unitId, householdId: home, representsHousehold, from: day, to: null }
  if (current === undefined) return [...residences, wanted]
  const same =
    current.unitId === unitId && current.householdId === home && current.representsHousehold === representsHousehold
  return same ? residences : [...endAt(residences, current, day), wanted]
}

/** One that began on that very day never held. */
function endAt(residences: readonly Residence[], ending: Residence, day: Day): Residence[] {
  return residences.flatMap((residence) =>
    residence !== ending ? [residence] : residence.from === day ? [] : [{ ...residence, to: day }],
  )
}

function nobody(id: PersonId, name: string): Person {
  return {
    id,
    name,
    birth: null,
    adult: null,
    residences: [],
    appointments: [],
    phones: [],
    consents: [],
    accounts: [],
    reachability: 'unknown',
  }
}
