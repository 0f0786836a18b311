import { foldName, type Person, type PersonId } from '@ketnoi/hierarchy'
import type { ComparisonKeys } from '@ketnoi/rosters'

/** People read so far, found by what a roster knows of them, so that forty files do not each look at everybody. */
export interface KnownPeople {
  readonly put: (people: Iterable<Person>) => void
  /** Those whom a comparison needs, and the bearers of these names, folded. */
  readonly find: (keys: ComparisonKeys, foldedNames: readonly string[]) => Person[]
  readonly get: (id: PersonId) => Person | undefined
  readonly all: () => Person[]
}

export function createKnownPeople(): KnownPeople {
  const people = new Map<PersonId, Person>()
  const indexes = {
    unit: new Map<string, Set<PersonId>>(),
    name: new Map<string, Set<PersonId>>(),
    phone: new Map<string, Set<PersonId>>(),
    account: new Map<string, Set<PersonId>>(),
  }
  const add = (index: Map<string, Set<PersonId>>, key: string, id: PersonId): void => {
    const ids = index.get(key)
    if (ids === undefined) index.set(key, new Set([id]))
    else ids.add(id)
  }
  return {
    put: (given) => {
      for (const person of given) {
        people.set(person.id, person)
        add(indexes.name, foldName(person.name), person.id)
        for (const { unitId } of [...person.residences, ...person.appointments]) add(indexes.unit, unitId, person.id)
        for (const { number } of person.phones) add(indexes.phone, number, person.id)
        for (const { accountId } of person.accounts) add(indexes.account, accountId, person.id)
      }
    },
    find: (keys, foldedNames) => {
      const found = new Set<PersonId>()
      const collect = (index: Map<string, Set<PersonId>>, wanted: readonly string[]): void => {
        for (const key of wanted) for (const id of index.get(key) ?? []) found.add(id)
      }
      collect(indexes.unit, keys.unitIds)
      collect(indexes.name, foldedNames)
      collect(indexes.phone, keys.phones)
      collect(indexes.account, keys.accountIds)
      return [...found].flatMap((id) => people.get(id) ?? [])
    },
    get: (id) => people.get(id),
    all: () => [...people.values()],
  }
}
