import { createHash } from 'node:crypto'
import { foldName, type Person, type PersonId } from '@ketnoi/hierarchy'

/** Characters of the hash: 60 bits, so that among a hundred million people two alike are not to be expected. */
const LENGTH = 15

/**
 * Gives people identities that come from what they are, not from the row they stand in: the same files in another order, or with rows
 * moved, give the same identities. Whom nothing tells apart is numbered.
 */
export function identify(people: readonly Person[]): Map<PersonId, Person> {
  const keys = people.map((person) => ({ person, key: keyOf(person) }))
  const seen = new Map<string, number>()
  const identified = new Map<PersonId, Person>()
  for (const { person, key } of keys) {
    const occurrence = (seen.get(key) ?? 0) + 1
    seen.set(key, occurrence)
    const hash = createHash('sha256').update(`${key}\n${occurrence}`).digest('hex').slice(0, LENGTH)
    identified.set(person.id, { ...person, id: `p-${hash}` })
  }
  return identified
}

function keyOf(person: Person): string {
  const unit = person.residences[0]?.unitId ?? person.appointments[0]?.unitId ?? ''
  const phones = person.phones.map((phone) => phone.number).sort()
  return [unit, foldName(person.name), person.birth ?? '', phones[0] ?? ''].join('\n')
}
