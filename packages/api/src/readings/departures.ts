import {
  listReadingRows,
  listReadings,
  listRemovedByHand,
  type ActualGroup,
  type Db,
  type ReadingRow,
} from '@ketnoi/db'
import type { Departure, GroupId, PersonId } from '@ketnoi/hierarchy'

/** What a complete list said before, where the last one was complete. */
export interface ListBefore {
  readonly readAt: string
  readonly rows: readonly ReadingRow[]
}

/** The last list of a group, when it was complete: only then who is not on a new one has gone since. */
export async function findListBefore(db: Db, groupId: GroupId, actual: ActualGroup): Promise<ListBefore | null> {
  const [last] = await listReadings(db, [groupId])
  if (last?.completeness !== 'complete') return null
  return { readAt: last.readAt, rows: await listReadingRows(db, actual.id) }
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
