import type { ReadingRow } from '@ketnoi/db'
import { proposeMembers, type Person, type PersonId, type Role } from '@ketnoi/hierarchy'
import { unitOfPerson } from '../people/person-names.ts'
import { maskPhone } from '../people/phone-mask.ts'
import { unitName, type World } from '../world.ts'

/** A name of a member list that nobody was found for, with whom it may be. */
export interface UnmatchedName {
  readonly key: string
  readonly displayName: string
  readonly maskedPhone: string | null
  readonly role: Role
  /** Who it fits as well as anybody else. */
  readonly candidates: readonly Candidate[]
  /** Where it fits nobody: who is wanted, was not found in the list, and has a similar name. */
  readonly proposals: readonly Candidate[]
}

interface Candidate {
  readonly personId: PersonId
  readonly name: string
  readonly unitName: string | null
  readonly birthYear: string | null
  readonly maskedPhone: string | null
}

/** The rows that wait for a decision, in the order of the list. `missing`: who is wanted and was not found in it. */
export function describeUnmatched(
  world: World,
  rows: readonly ReadingRow[],
  people: ReadonlyMap<PersonId, Person>,
  missing: readonly { readonly personId: PersonId; readonly name: string }[],
): UnmatchedName[] {
  const describe = (personId: PersonId): Candidate[] => {
    const person = people.get(personId)
    if (person === undefined) return []
    const unitId = unitOfPerson(person, world.asOf)
    const phone = person.phones.at(-1)
    return [
      {
        personId,
        name: person.name,
        unitName: unitId === null ? null : unitName(world, unitId),
        birthYear: person.birth?.slice(0, 4) ?? null,
        maskedPhone: phone === undefined ? null : maskPhone(phone.number),
      },
    ]
  }
  return rows
    .filter((row) => row.personId === null && row.matchedBy === null)
    .map((row) => {
      const candidates = row.candidates.flatMap(describe)
      return {
        key: row.key,
        displayName: row.displayName,
        maskedPhone: row.phone === null ? null : maskPhone(row.phone),
        role: row.role,
        candidates,
        proposals: candidates.length > 0 ? [] : proposeMembers(row.displayName, missing).flatMap(describe),
      }
    })
}
