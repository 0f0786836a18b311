import type { UnitId } from '../id.ts'
import { foldName } from './fold-name.ts'
import type { PartialDate, Person } from './person.ts'

/** Why two records may be one person. */
export type SameEvidence = 'name' | 'birth' | 'phone' | 'unit'

/** Somebody about to be recorded. */
export interface NewcomerLike {
  readonly name: string
  readonly birth: PartialDate | null
  readonly phones: readonly string[]
  readonly unitId: UnitId
}

/**
 * Gives those who may be the same person as a newcomer, with what they share, most first. The name must be the same without
 * marks, and something beside it: the village, the phone or the birth. Relatives who share a phone are other people, and so
 * are namesakes whose births contradict.
 *
 */
export function likelySame(
  newcomer: NewcomerLike,
  known: readonly Person[],
): { readonly person: Person; readonly evidence: readonly SameEvidence[] }[] {
  const name = foldName(newcomer.name)
  return known
    .flatMap((person) => {
      if (foldName(person.name) !== name || contradict(person.birth, newcomer.birth)) return []
      const evidence: SameEvidence[] = ['name']
      if (person.birth !== null && newcomer.birth !== null) evidence.push('birth')
      if (person.phones.some(({ number }) => newcomer.phones.includes(number))) evidence.push('phone')
      if ([...person.residences, ...person.appointments].some(({ unitId }) => unitId === newcomer.unitId))
        evidence.push('unit')
      return evidence.length > 1 ? [{ person, evidence }] : []
    })
    .sort((a, b) => b.evidence.length - a.evidence.length || (a.person.id < b.person.id ? -1 : 1))
}

/** A year alone contradicts no day in it. */
function contradict(a: PartialDate | null, b: PartialDate | null): boolean {
  return a !== null && b !== null && !a.startsWith(b) && !b.startsWith(a)
}
