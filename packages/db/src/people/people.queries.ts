import type { Day, Person, PersonId, UnitId } from '@ketnoi/hierarchy'
import type { Page } from '../page.ts'
import type { Db } from '../schema.ts'

/** A person with the revision that a later update has to name. */
export interface StoredPerson {
  readonly person: Person
  readonly revision: number
}

export async function findPerson(_db: Db, _id: PersonId): Promise<StoredPerson | null> {
  throw new Error('not written yet')
}

/** People with all facts, by id; ids of nobody are left out. */
export async function listPeople(_db: Db, _ids: readonly PersonId[]): Promise<Person[]> {
  throw new Error('not written yet')
}

/** Everybody, in parts by id, for exports and full computations in memory. */
export async function listPeoplePage(
  _db: Db,
  _page: { readonly after?: string | null; readonly limit: number },
): Promise<Page<Person>> {
  throw new Error('not written yet')
}

/** Everybody who lives or holds a position in one of the units, or ever did: the candidates for a roster of these units. */
export async function listPeopleOfUnits(_db: Db, _unitIds: readonly UnitId[]): Promise<Person[]> {
  throw new Error('not written yet')
}

/** Everybody with one of the phone numbers (E.164). */
export async function listPeopleByPhones(_db: Db, _numbers: readonly string[]): Promise<Person[]> {
  throw new Error('not written yet')
}

/** Everybody with one of the names, folded. */
export async function listPeopleByNames(_db: Db, _folded: readonly string[]): Promise<Person[]> {
  throw new Error('not written yet')
}

/** A person in a list. */
export interface PersonRow {
  readonly personId: PersonId
  readonly name: string
  readonly birth: string | null
  readonly unitId: UnitId | null
  readonly householdId: string | null
  readonly representsHousehold: boolean
  readonly phone: string | null
  readonly reachability: Person['reachability']
  /** Position ids held on the day. */
  readonly positions: readonly string[]
  /** How many groups want the person. */
  readonly groups: number
}

/** Who lives in a unit or below it on the day, by given name as Vietnamese lists are sorted. */
export async function listPeopleOfUnit(
  _db: Db,
  _filter: { readonly unitId: UnitId; readonly asOf: Day; readonly after?: string | null; readonly limit: number },
): Promise<Page<PersonRow>> {
  throw new Error('not written yet')
}

/** People whose name contains the words, or whose phone begins or ends with the digits, best first. */
export async function listPeopleMatching(
  _db: Db,
  _search: { readonly text: string; readonly asOf: Day; readonly within?: UnitId; readonly limit: number },
): Promise<PersonRow[]> {
  throw new Error('not written yet')
}

export async function countPeople(_db: Db): Promise<number> {
  throw new Error('not written yet')
}

export interface PeopleChanges {
  readonly inserted: readonly PersonId[]
  readonly updated: readonly PersonId[]
  readonly unchanged: number
}

/**
 * Stores people, replacing all facts of those who differ and leaving alone those who do not. Made for 100,000 at once.
 * Throws `ReferenceUnknown` when a fact names a unit that does not exist.
 */
export async function updatePeople(_db: Db, _people: Iterable<Person>): Promise<PeopleChanges> {
  throw new Error('not written yet')
}

/** Stores one person who was read before; throws `RevisionConflict` when somebody else was faster. Returns the new revision. */
export async function updatePerson(_db: Db, _person: Person, _revision: number): Promise<number> {
  throw new Error('not written yet')
}

/** Removes people with all their facts. */
export async function deletePeople(_db: Db, _ids: readonly PersonId[]): Promise<void> {
  throw new Error('not written yet')
}
