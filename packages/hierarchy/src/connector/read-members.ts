import type { GroupReader, ReadOutcome, ServiceFailure, ServiceGroup, ServiceMember } from './connector.ts'

/** What casts doubt on a list that was read page by page. */
export type ReadingProblem =
  /** A page could not be read. */
  | 'page-failed'
  /** The service does not count the list, so its end cannot be proved. */
  | 'total-unknown'
  /** The count differs from what was read. */
  | 'total-differs'
  /** The count, or a row already read, changed between pages. */
  | 'changed-while-read'
  /** The service led back to a page already read. */
  | 'cursor-repeats'

/** A list read to its end, with how far it can be trusted. */
export interface ReadList<T> {
  /** `complete` proves who is there and who is not; `partial` only who is there; `failed` nothing. */
  readonly completeness: 'complete' | 'partial' | 'failed'
  /** Every row once, in the order of the service. */
  readonly rows: readonly T[]
  readonly problems: readonly ReadingProblem[]
  readonly failure: ServiceFailure | null
}

/**
 * Reads every member of a group and judges how far the list can be trusted. A failed first page is `failed`; a failed later page, a
 * count that does not match, a list that changes while it is read or a service that does not count is `partial`, so that no plan
 * removes anybody because of it. Cost: one call per page.
 *
 * @example
 * const { completeness, rows } = await readMembers(connector.reader, 'group-1')
 */
export async function readMembers(reader: GroupReader, externalId: string): Promise<ReadList<ServiceMember>> {
  return await readList(
    async (cursor) => await reader.readGroup(externalId, cursor),
    (member) => member.accountId,
  )
}

/**
 * Reads every group of a service and judges how far the list can be trusted, as `readMembers` does.
 *
 * @example
 * const { rows } = await readGroups(connector.reader)
 */
export async function readGroups(reader: GroupReader): Promise<ReadList<ServiceGroup>> {
  return await readList(
    async (cursor) => await reader.listGroups(cursor),
    (group) => group.externalId,
  )
}

async function readList<T>(
  read: (cursor: string | null) => Promise<ReadOutcome<T>>,
  keyOf: (row: T) => string,
): Promise<ReadList<T>> {
  const rows = new Map<string, T>()
  const problems = new Set<ReadingProblem>()
  const cursors = new Set<string>()
  let total: number | null | undefined
  let failure: ServiceFailure | null = null
  let cursor: string | null = null
  do {
    const outcome: ReadOutcome<T> = await read(cursor)
    if (outcome.kind === 'failed') {
      failure = outcome
      problems.add('page-failed')
      break
    }
    const { page } = outcome
    if (total !== undefined && total !== page.total) problems.add('changed-while-read')
    total = page.total
    for (const row of page.items) {
      if (rows.has(keyOf(row))) problems.add('changed-while-read')
      rows.set(keyOf(row), row)
    }
    if (page.next !== null && cursors.has(page.next)) {
      problems.add('cursor-repeats')
      break
    }
    cursor = page.next
    if (cursor !== null) cursors.add(cursor)
  } while (cursor !== null)

  if (total === undefined) return { completeness: 'failed', rows: [], problems: [...problems], failure }
  if (total === null) problems.add('total-unknown')
  else if (total !== rows.size && failure === null) problems.add('total-differs')
  return {
    completeness: problems.size === 0 ? 'complete' : 'partial',
    rows: [...rows.values()],
    problems: [...problems],
    failure,
  }
}
