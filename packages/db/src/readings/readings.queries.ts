import type { GroupId, GroupReading, PersonId } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'

/** A real group, linked to an expected one or not. */
export interface ActualGroup {
  readonly id: string
  readonly externalId: string
  readonly groupId: GroupId | null
  readonly name: string
  readonly previousNames: readonly string[]
  readonly owner: 'us' | 'other'
  readonly archived: boolean
  /** Not yet planned once: the first plan removes nobody. */
  readonly firstRun: boolean
  readonly capacity: number | null
  readonly joinLink: string | null
  readonly readingId: string | null
}

export async function listActualGroups(
  _db: Db,
  _filter?: { readonly groupIds?: readonly GroupId[]; readonly unlinked?: true },
): Promise<ActualGroup[]> {
  throw new Error('not written yet')
}

export async function findActualGroup(_db: Db, _id: string): Promise<ActualGroup | null> {
  throw new Error('not written yet')
}

export async function insertActualGroup(_db: Db, _group: Omit<ActualGroup, 'readingId'>): Promise<void> {
  throw new Error('not written yet')
}

export async function updateActualGroup(
  _db: Db,
  _id: string,
  _change: Partial<Omit<ActualGroup, 'id' | 'readingId'>>,
): Promise<void> {
  throw new Error('not written yet')
}

/** A row of a member list, matched to a person or not. */
export interface ReadingRow {
  /** Stable across readings, for remembered decisions. */
  readonly key: string
  readonly personId: PersonId | null
  readonly displayName: string
  readonly accountId: string | null
  readonly phone: string | null
  readonly role: 'member' | 'deputy' | 'leader'
  readonly state: 'member' | 'invited' | 'invitation-failed'
  /** How the person was found: `account`, `phone`, `name` or `decision`; `null` while unmatched. */
  readonly matchedBy: string | null
  /** Who it may be, while unmatched. */
  readonly candidates: readonly PersonId[]
}

export interface NewReading {
  readonly id: string
  readonly actualGroupId: string
  /** ISO instant. */
  readonly readAt: string
  readonly completeness: 'complete' | 'partial' | 'failed'
  /** Where it came from: `paste`, a file name, a connector. */
  readonly source: string
  readonly author: string
  readonly rows: readonly ReadingRow[]
}

/** Stores a reading and makes it the current one of its group; group counts follow. */
export async function insertReading(_db: Db, _reading: NewReading): Promise<void> {
  throw new Error('not written yet')
}

/** The current readings as `createPlan` of hierarchy takes them, of these expected groups; `null`: of all real groups. */
export async function listReadings(_db: Db, _groupIds: readonly GroupId[] | null): Promise<GroupReading[]> {
  throw new Error('not written yet')
}

/** The rows of the current reading of a real group, in the order of the list. */
export async function listReadingRows(_db: Db, _actualGroupId: string): Promise<ReadingRow[]> {
  throw new Error('not written yet')
}

/** What somebody decided about a row of a member list, once and for all readings: a person, or a stranger (`null`). */
export interface MemberMatch {
  readonly key: string
  readonly personId: PersonId | null
}

export async function listMemberMatches(_db: Db, _actualGroupId: string): Promise<MemberMatch[]> {
  throw new Error('not written yet')
}

/** Remembers the decision and applies it to the current reading; group counts follow. */
export async function updateMemberMatch(
  _db: Db,
  _actualGroupId: string,
  _match: MemberMatch,
  _author: string,
): Promise<void> {
  throw new Error('not written yet')
}

/** Takes a decision back: the row is unmatched again. */
export async function deleteMemberMatch(_db: Db, _actualGroupId: string, _key: string): Promise<void> {
  throw new Error('not written yet')
}
