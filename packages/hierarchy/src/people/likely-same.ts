import type { UnitId } from '../id.ts'
import { foldName } from './fold-name.ts'
import type { PartialDate, Person } from './person.ts'

/** Why two records may be one person. */
export type SameEvidence = 'name' | 'birth' | 'phone' | 'account' | 'household' | 'unit'

/** Somebody about to be recorded. */
export interface NewcomerLike {
  readonly name: string
  readonly birth: PartialDate | null
  readonly phones: readonly string[]
  readonly unitId: UnitId
}

/** What a record tells a person apart by. */
export interface Identity {
  readonly name: string
  readonly birth: PartialDate | null
  readonly phones: readonly string[]
  readonly accounts: readonly string[]
  readonly households: readonly string[]
  readonly units: readonly UnitId[]
}

/**
 * Gives those who may be the same person as a newcomer, with what they share, most first. The name must be the same without
 * marks, and something beside it: the village, the phone or the birth. Relatives who share a phone are other people, and so
 * are namesakes whose births contradict.
 *
 * @example
 * likelySame({ name: 'Siu Klon', birth: '1960', phones: [], unitId: 'vn-v-trok' }, people)[0]?.evidence
 */
export function likelySame(
  newcomer: NewcomerLike,
  known: readonly Person[],
): { readonly person: Person; readonly evidence: readonly SameEvidence[] }[] {
  const { unitId, ...rest } = newcomer
  const identity: Identity = { ...rest, accounts: [], households: [], units: [unitId] }
  return known
    .flatMap((person) => {
      if (contradict(person.birth, newcomer.birth)) return []
      const evidence = evidenceBetween(identityOf(person), identity)
      return evidence.length > 1 ? [{ person, evidence }] : []
    })
    .sort((a, b) => b.evidence.length - a.evidence.length || (a.person.id < b.person.id ? -1 : 1))
}

/** What the facts of a person tell them apart by, whenever these held. */
export function identityOf(person: Person): Identity {
  return {
    name: person.name,
    birth: person.birth,
    phones: person.phones.map(({ number }) => number),
    accounts: person.accounts.map(({ service, accountId }) => `${service} ${accountId}`),
    households: person.residences.flatMap(({ householdId }) => householdId ?? []),
    units: [...person.residences, ...person.appointments].map(({ unitId }) => unitId),
  }
}

/** What speaks for two records being one person: nothing at all where the names differ in more than marks. */
export function evidenceBetween(a: Identity, b: Identity): SameEvidence[] {
  if (foldName(a.name) !== foldName(b.name)) return []
  const evidence: SameEvidence[] = ['name']
  if (a.birth !== null && b.birth !== null && !contradict(a.birth, b.birth)) evidence.push('birth')
  if (a.phones.some((number) => b.phones.includes(number))) evidence.push('phone')
  if (a.accounts.some((account) => b.accounts.includes(account))) evidence.push('account')
  if (a.households.some((household) => b.households.includes(household))) evidence.push('household')
  if (a.units.some((unitId) => b.units.includes(unitId))) evidence.push('unit')
  return evidence
}

/** A year alone contradicts no day in it. */
export function contradict(a: PartialDate | null, b: PartialDate | null): boolean {
  return a !== null && b !== null && !a.startsWith(b) && !b.startsWith(a)
}
