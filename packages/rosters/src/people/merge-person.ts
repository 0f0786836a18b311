import {
  foldName,
  isValidOn,
  type Day,
  type HouseholdId,
  type Interval,
  type Person,
  type Residence,
} from '@ketnoi/hierarchy'
import { birthsAgree } from './repeated-rows.ts'
import type { FieldChange, RosterDraft } from './roster.ts'

/** A person with a row taken in, and what it changed. */
export interface MergedPerson {
  readonly person: Person
  readonly changes: readonly FieldChange[]
}

/** The household that a row is about. */
export interface MergedHousehold {
  readonly householdId: HouseholdId | null
  /** `null`: whoever represents it now goes on. */
  readonly represents: boolean | null
}

/** The person that a row is about when nobody knew them: as if it were taken into somebody of whom nothing is known. */
export function createPerson(id: string, draft: RosterDraft, household: MergedHousehold, asOf: Day): Person {
  const { unitId, name, birth, adult } = draft
  const holds: Interval = { from: asOf, to: null }
  return {
    id,
    name,
    birth,
    adult,
    residences:
      draft.resides && unitId !== null
        ? [
            {
              unitId,
              householdId: household.householdId,
              representsHousehold: household.represents ?? false,
              ...holds,
            },
          ]
        : NOTHING,
    appointments: once(draft.positions, seatOf).map(({ positionId, unitId: at }) => ({
      positionId,
      unitId: at,
      ...holds,
    })),
    phones: once(draft.phones, String).map((number) => ({ number, ...holds })),
    consents: once(draft.consents, ({ purposeId }) => purposeId).flatMap(({ purposeId, agreed }) =>
      agreed ? [{ purposeId, ...holds }] : [],
    ),
    accounts: once(draft.accounts, accountOf).map((account) => ({ ...account, ...holds })),
    reachability: draft.reachability ?? 'unknown',
  }
}

const NOTHING: readonly never[] = []

/** Of several with one key the first. */
function once<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  if (values.length < 2) return values
  return values.filter((value, at) => values.findIndex((other) => keyOf(other) === keyOf(value)) === at)
}

function seatOf(seat: { readonly positionId: string; readonly unitId: string }): string {
  return `${seat.positionId}@${seat.unitId}`
}

function accountOf(account: { readonly service: string; readonly accountId: string }): string {
  return `${account.service}:${account.accountId}`
}

/**
 * Takes a row into a person from a day on. Blank cells never erase, and what the row does not name stays: only a home, a
 * household and a withdrawn consent replace what was. Taking the same row in again changes nothing.
 */
export function mergePerson(person: Person, draft: RosterDraft, household: MergedHousehold, asOf: Day): MergedPerson {
  const changes: FieldChange[] = []
  const name = betterName(person.name, draft.name)
  if (name !== person.name) changes.push({ field: 'name', from: [person.name], to: [name] })
  const birth = betterBirth(person.birth, draft.birth)
  if (birth !== person.birth) changes.push({ field: 'birth', from: oneOf(person.birth), to: oneOf(birth) })
  const adult = draft.adult ?? person.adult
  if (adult !== person.adult)
    changes.push({ field: 'adult', from: oneOf(textOf(person.adult)), to: oneOf(textOf(adult)) })
  const reachability = draft.reachability ?? person.reachability
  if (reachability !== person.reachability)
    changes.push({ field: 'reachability', from: [person.reachability], to: [reachability] })
  const residences =
    draft.resides && draft.unitId !== null
      ? mergeResidence(person.residences, draft.unitId, draft, household, asOf, changes)
      : person.residences

  const phones = addMissing(
    person.phones,
    draft.phones,
    (phone) => phone.number,
    (number, from) => ({ number, from, to: null }),
    asOf,
  )
  if (phones !== person.phones)
    changes.push({
      field: 'phones',
      from: person.phones.filter((p) => isValidOn(p, asOf)).map((p) => p.number),
      to: phones.filter((p) => isValidOn(p, asOf)).map((p) => p.number),
    })

  const appointments = addMissing(
    person.appointments,
    draft.positions,
    seatOf,
    ({ positionId, unitId }, from) => ({ positionId, unitId, from, to: null }),
    asOf,
    seatOf,
  )
  if (appointments !== person.appointments)
    changes.push({
      field: 'appointments',
      from: person.appointments.filter((a) => isValidOn(a, asOf)).map(seatOf),
      to: appointments.filter((a) => isValidOn(a, asOf)).map(seatOf),
    })

  const accounts = addMissing(
    person.accounts,
    draft.accounts,
    accountOf,
    (account, from) => ({ ...account, from, to: null }),
    asOf,
    accountOf,
  )
  if (accounts !== person.accounts)
    changes.push({
      field: 'accounts',
      from: person.accounts.filter((a) => isValidOn(a, asOf)).map(accountOf),
      to: accounts.filter((a) => isValidOn(a, asOf)).map(accountOf),
    })

  const consents = mergeConsents(person, draft, asOf)
  if (consents !== person.consents)
    changes.push({
      field: 'consents',
      from: person.consents.filter((c) => isValidOn(c, asOf)).map((c) => c.purposeId),
      to: consents.filter((c) => isValidOn(c, asOf)).map((c) => c.purposeId),
    })

  if (changes.length === 0) return { person, changes }
  return {
    person: { ...person, name, birth, adult, reachability, residences, phones, appointments, accounts, consents },
    changes,
  }
}

function textOf(value: boolean | null): string | null {
  return value === null ? null : String(value)
}

function oneOf(value: string | null | undefined): readonly string[] {
  return value === null || value === undefined ? [] : [value]
}

/** A name in capitals alone, in small letters or without marks says less than the same name with them. */
function betterName(known: string, written: string): string {
  if (known === written || foldName(known) !== foldName(written)) return written
  if (written === written.toUpperCase() && known !== known.toUpperCase() && known.toUpperCase() === written)
    return known
  if (marksIn(written) !== marksIn(known)) return marksIn(written) < marksIn(known) ? known : written
  return known !== known.toUpperCase() && capitalsIn(written) < capitalsIn(known) ? known : written
}

/** Words that begin with a capital letter. */
function capitalsIn(text: string): number {
  return text.match(/(?<!\S)\p{Lu}/gu)?.length ?? 0
}

function marksIn(text: string): number {
  return text.normalize('NFD').match(/[\p{M}đĐƀɃ'’ʼ]/gu)?.length ?? 0
}

function betterBirth(known: string | null, written: string | null): string | null {
  if (written === null || known === null) return written ?? known
  if (!birthsAgree(known, written)) return written
  return precisionOf(written) > precisionOf(known) ? written : known
}

/** 1 January is hardly more than the year. */
function precisionOf(birth: string): number {
  return birth.endsWith('-01-01') ? 5 : birth.length
}

function mergeResidence(
  residences: readonly Residence[],
  unitId: string,
  draft: RosterDraft,
  { householdId, represents }: MergedHousehold,
  asOf: Day,
  changes: FieldChange[],
): readonly Residence[] {
  const now = residences.filter((residence) => isValidOn(residence, asOf))
  const current = now.find((residence) => residence.unitId === unitId) ?? now.at(-1)
  const next = residences
    .filter((residence) => residence.from !== null && residence.from > asOf)
    .sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))[0]
  const wantedHousehold = draft.householdKey === null && current?.unitId === unitId ? current.householdId : householdId
  const stays = current?.unitId === unitId && current.householdId === wantedHousehold
  const wanted = {
    unitId,
    householdId: wantedHousehold,
    representsHousehold: represents ?? (stays && current.representsHousehold),
  }
  if (current !== undefined && sameHome(current, wanted)) return residences
  if (current === undefined || current.unitId !== unitId)
    changes.push({ field: 'residence', from: oneOf(current?.unitId), to: [unitId] })
  if ((current?.householdId ?? null) !== wanted.householdId)
    changes.push({ field: 'household', from: oneOf(current?.householdId), to: oneOf(wanted.householdId) })
  if ((current?.representsHousehold ?? false) !== wanted.representsHousehold) {
    changes.push({
      field: 'represents-household',
      from: current === undefined ? [] : [String(current.representsHousehold)],
      to: [String(wanted.representsHousehold)],
    })
  }
  // The same home, known from a later day on: it began earlier.
  if (current === undefined && next !== undefined && sameHome(next, wanted))
    return residences.map((residence) => (residence === next ? { ...next, from: asOf } : residence))
  return current === undefined
    ? [...residences, { ...wanted, from: asOf, to: next?.from ?? null }]
    : replaceFrom(residences, current, wanted, asOf)
}

/** Makes somebody represent the household of their home from a day on, or no longer. */
export function changeRepresentative(
  person: Person,
  home: Residence,
  represents: boolean,
  asOf: Day,
): { readonly person: Person; readonly change: FieldChange } {
  const residences = replaceFrom(person.residences, home, { ...home, representsHousehold: represents }, asOf)
  const change: FieldChange = { field: 'represents-household', from: [String(!represents)], to: [String(represents)] }
  return { person: { ...person, residences }, change }
}

function replaceFrom(
  residences: readonly Residence[],
  current: Residence,
  wanted: Pick<Residence, 'unitId' | 'householdId' | 'representsHousehold'>,
  asOf: Day,
): Residence[] {
  return [...endAt(residences, current, asOf), { ...wanted, from: asOf, to: current.to }]
}

function sameHome(a: Residence, b: Pick<Residence, 'unitId' | 'householdId' | 'representsHousehold'>): boolean {
  return a.unitId === b.unitId && a.householdId === b.householdId && a.representsHousehold === b.representsHousehold
}

/** Ends a fact at a day; one that began on that very day never held. */
function endAt<T extends Interval>(facts: readonly T[], ending: T, day: Day): T[] {
  return facts.flatMap((fact) => (fact !== ending ? [fact] : fact.from === day ? [] : [{ ...fact, to: day }]))
}

function addMissing<Fact extends Interval, Written>(
  facts: readonly Fact[],
  written: readonly Written[],
  keyOf: (fact: Fact) => string,
  create: (written: Written, from: Day) => Fact,
  asOf: Day,
  writtenKey: (written: Written) => string = String,
): readonly Fact[] {
  let result = facts
  for (const value of written) {
    const key = writtenKey(value)
    if (result.some((fact) => keyOf(fact) === key && isValidOn(fact, asOf))) continue
    const later = result.find((fact) => keyOf(fact) === key && fact.from !== null && fact.from > asOf)
    result =
      later === undefined
        ? [...result, create(value, asOf)]
        : result.map((fact) => (fact === later ? { ...later, from: asOf } : fact))
  }
  return result
}

function mergeConsents(person: Person, draft: RosterDraft, asOf: Day): Person['consents'] {
  let { consents } = person
  for (const { purposeId, agreed } of draft.consents) {
    const current = consents.find((consent) => consent.purposeId === purposeId && isValidOn(consent, asOf))
    if (agreed && current === undefined) consents = [...consents, { purposeId, from: asOf, to: null }]
    if (!agreed && current !== undefined) consents = endAt(consents, current, asOf)
  }
  return consents
}
