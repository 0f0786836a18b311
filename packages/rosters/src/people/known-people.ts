import { foldName, isValidOn, type Day, type Person, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { birthsAgree, likelySame } from './repeated-rows.ts'
import type { DuplicateCandidate, RosterDraft } from './roster.ts'

/** A person who is known, from before or from an earlier row of the file. */
export interface KnownPerson {
  person: Person
  readonly isNew: boolean
  readonly homes: ReadonlySet<UnitId>
  /** `position@unit` of every appointment that holds. */
  readonly seats: ReadonlySet<string>
  readonly seatUnits: ReadonlySet<UnitId>
  readonly householdId: string | null
  /** Rows of this file that were taken for this person. */
  readonly claims: RosterDraft[]
  /** Name, birth, phones and accounts as they were before the file, or as its first row gives them. */
  readonly phones: ReadonlySet<string>
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
  readonly add: (person: Person, isNew: boolean) => KnownPerson
  readonly byId: (id: PersonId) => KnownPerson | undefined
  readonly fitting: (draft: RosterDraft) => FittingPerson[]
  readonly all: () => Iterable<KnownPerson>
}

/** Indexes people for comparison on a day. Cost: linear; a look-up costs as many namesakes as there are. */
export function indexPeople(people: Iterable<Person>, asOf: Day): KnownPeople {
  const ids = new Map<PersonId, KnownPerson>()
  const names = new Map<string, KnownPerson[]>()
  const phones = new Map<string, KnownPerson[]>()
  const accounts = new Map<string, KnownPerson>()

  function add(person: Person, isNew: boolean): KnownPerson {
    // What begins later is known as well: the same file may be imported for an earlier day.
    const holds = (interval: { readonly from: Day | null; readonly to: Day | null }) =>
      isValidOn(interval, asOf) || (interval.from !== null && interval.from > asOf)
    const residences = person.residences.filter(holds)
    const appointments = person.appointments.filter(holds)
    const known: KnownPerson = {
      person,
      isNew,
      homes: new Set(residences.map((residence) => residence.unitId)),
      seats: new Set(appointments.map((a) => `${a.positionId}@${a.unitId}`)),
      seatUnits: new Set(appointments.map((appointment) => appointment.unitId)),
      householdId: residences.at(-1)?.householdId ?? null,
      phones: new Set(person.phones.filter(holds).map((phone) => phone.number)),
      claims: [],
    }
    ids.set(person.id, known)
    push(names, foldName(person.name), known)
    for (const number of known.phones) push(phones, number, known)
    for (const account of person.accounts)
      if (holds(account)) accounts.set(`${account.service}|${account.accountId}`, known)
    return known
  }
  for (const person of people) add(person, false)

  return {
    add,
    byId: (id) => ids.get(id),
    all: () => ids.values(),
    fitting: (draft) => {
      const found: FittingPerson[] = []
      const folded = foldName(draft.name)
      for (const account of draft.accounts) {
        const known = accounts.get(`${account.service}|${account.accountId}`)
        if (known === undefined) continue
        const sameName = foldName(known.person.name) === folded
        found.push({ known, fit: sameName ? 'strong' : 'doubt', score: 100, why: 'same-account' })
      }
      for (const known of names.get(folded) ?? []) {
        if (found.some((other) => other.known === known)) continue
        const fit = fitOf(draft, known)
        if (fit !== null) found.push({ known, ...fit })
      }
      if (found.length === 0) found.push(...sameBirthAndPhone(draft))
      return found.sort((a, b) => FIT_ORDER[a.fit] - FIT_ORDER[b.fit] || b.score - a.score)
    },
  }

  /** A name that was written anew: the same village, phone and full date of birth are hardly two people. */
  function sameBirthAndPhone(draft: RosterDraft): FittingPerson[] {
    if (draft.birth === null || draft.birth.length < 10 || draft.birth.endsWith('-01-01')) return []
    const found: FittingPerson[] = []
    for (const number of draft.phones) {
      for (const known of phones.get(number) ?? []) {
        if (known.person.birth === draft.birth && draft.unitId !== null && known.homes.has(draft.unitId)) {
          found.push({ known, fit: 'doubt', score: 1, why: 'same-phone-and-birth' })
        }
      }
    }
    return found
  }
}

const FIT_ORDER: Readonly<Record<Fit, number>> = { strong: 0, weak: 1, doubt: 2 }

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}

function fitOf(draft: RosterDraft, known: KnownPerson): Omit<FittingPerson, 'known'> | null {
  const shared = draft.phones.some((phone) => known.phones.has(phone))
  const phonesDiffer = !shared && draft.phones.length > 0 && known.phones.size > 0
  const { birth } = known.person
  const birthKnown = draft.birth !== null && birth !== null
  const birthsFit = draft.birth !== null && birth !== null && birthsAgree(draft.birth, birth)
  const sameSeat = draft.positions.some((position) => known.seats.has(`${position.positionId}@${position.unitId}`))
  const here = isHere(draft, known)
  const exact = birthsFit && draft.birth === birth
  const fullDay = exact && draft.birth !== null && draft.birth.length === 10 && !draft.birth.endsWith('-01-01')
  const score = (shared ? 8 : 0) + (fullDay ? 6 : exact ? 3 : birthsFit ? 2 : 0) + (here ? 2 : 0) + (sameSeat ? 2 : 0)
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
  if (draft.unitId !== null && (known.homes.has(draft.unitId) || known.seatUnits.has(draft.unitId))) return true
  return draft.positions.some(({ unitId }) => known.homes.has(unitId) || known.seatUnits.has(unitId))
}

/** Whether a row can be about a person whom other rows of the file are about already: it adds positions, or a home to them. */
export function completes(draft: RosterDraft, known: KnownPerson): boolean {
  return !draft.resides || known.claims.every((claim) => !claim.resides)
}

/** Whether a row is likely the same person as one of the rows that a known person was found in. */
export function repeatsClaim(draft: RosterDraft, known: KnownPerson): boolean {
  return known.claims.some((claim) => likelySame(draft, claim))
}
