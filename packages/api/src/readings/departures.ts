import {
  findLastCompleteAt,
  listReadingRows,
  listReadings,
  listRemovedByHand,
  type ActualGroup,
  type Db,
  type ReadingRow,
} from '@ketnoi/db'
import type { Departure, GroupId, PersonId } from '@ketnoi/hierarchy'

/** Who was in a group by the lists before: by the last whole one, and by those after it that were not whole. */
export interface ListBefore {
  /** When the last whole list was read: who was taken out since then was taken out by us. */
  readonly readAt: string
  readonly rows: readonly ReadingRow[]
}

/** What was known of a group before a list; `null`: nothing, or its last reading failed. */
export async function findListBefore(db: Db, groupId: GroupId, actual: ActualGroup): Promise<ListBefore | null> {
  if (actual.readingId === null) return null
  const [last] = await listReadings(db, [groupId])
  if (last === undefined || last.completeness === 'failed') return null
  const readAt = (await findLastCompleteAt(db, actual.id)) ?? last.readAt
  return { readAt, rows: await listReadingRows(db, actual.id) }
}

/**
 * The rows of a list that is not whole. It never loses anybody: a name that was somebody before is still theirs where the list alone would
 * not tell, e.g. because it says the name twice.
 */
export function knownAsBefore(before: readonly ReadingRow[], now: readonly ReadingRow[]): ReadingRow[] {
  const people = new Set(now.flatMap((row) => row.personId ?? []))
  const wereOf = new Map(before.map((row) => [row.key, row]))
  return now.map((row) => {
    const was = wereOf.get(row.key)
    if (row.personId !== null || row.matchedBy !== null) return row
    if (was === undefined || was.personId === null || people.has(was.personId)) return row
    people.add(was.personId)
    return { ...row, personId: was.personId, matchedBy: was.matchedBy, candidates: [] }
  })
}

/**
 * Rows of the list before that a list which is not whole leaves as they are: it tells who is there, and nothing of whoever it does not
 * name.
 */
export function stillKnown(
  before: readonly ReadingRow[],
  now: readonly Pick<ReadingRow, 'key' | 'personId'>[],
): ReadingRow[] {
  const people = new Set(now.flatMap((row) => row.personId ?? []))
  const keys = new Set(now.map((row) => row.key))
  return before.filter(({ personId, key }) => !keys.has(key) && !(personId !== null && people.has(personId)))
}

/** Members of the list before who are on the new one neither as themselves nor as a row that nobody knows any more. */
export function goneSince(
  before: readonly ReadingRow[],
  now: readonly Pick<ReadingRow, 'key' | 'personId'>[],
): PersonId[] {
  const present = new Set(now.flatMap((row) => row.personId ?? []))
  const unknown = new Set(now.flatMap((row) => (row.personId === null ? [row.key] : [])))
  return before.flatMap(({ personId, state, key }) =>
    personId !== null && state === 'member' && !present.has(personId) && !unknown.has(key) ? [personId] : [],
  )
}

/** How people left: taken out by us, for the reasons that the plan gave, or else by themselves. */
export function departuresOf(
  gone: readonly PersonId[],
  removed: ReadonlyMap<PersonId, readonly { readonly kind: string }[]>,
  at: string,
): Departure[] {
  return gone.map((personId) => {
    const reasons = removed.get(personId)
    const wished = reasons?.some(({ kind }) => kind === 'left-by-themselves' || kind === 'consent-withdrawn')
    // An exception keeps somebody out for as long as it holds; when it has ended, the rule decides again.
    return { personId, by: wished === false ? 'rule' : 'self', at }
  })
}

/** How those left whom a list that people brought does not name any more. Whether a leader took them out it does not tell. */
export async function departuresByHand(
  trx: Db,
  groupId: GroupId,
  before: ListBefore,
  gone: readonly PersonId[],
  at: string,
): Promise<Departure[]> {
  return departuresOf(gone, await listRemovedByHand(trx, groupId, gone, before.readAt), at)
}
