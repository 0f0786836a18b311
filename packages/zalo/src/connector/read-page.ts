import type { ZaloRows } from '../client/client.ts'
import type { ZaloResult } from '../client/errors.ts'

/** Where a list goes on, with the row before. */
export interface ListPlace {
  readonly offset: number
  /** The last row that was read; `null` at the beginning. */
  readonly last: string | null
}

export const LIST_START: ListPlace = { offset: 0, last: null }

export interface ListPage<T> {
  readonly rows: readonly T[]
  /** `null` where the service does not count, or the list moved while it was read. */
  readonly total: number | null
  readonly next: ListPlace | null
}

/**
 * Reads the next rows of a list, beginning with the last one that is known: if another row stands there, somebody before it left or
 * came, and an offset no longer says what was read. Rows count as they come, so that a page may be shorter than asked for; without a
 * total, only an empty page is the end.
 */
export async function readPage<T>(
  list: (offset: number) => Promise<ZaloResult<ZaloRows<T>>>,
  { offset, last }: ListPlace,
  idOf: (row: T) => string,
): Promise<ZaloResult<ListPage<T>>> {
  const known = last === null ? 0 : 1
  const result = await list(offset - known)
  if (result.kind === 'failed') return result
  const [first] = result.data.rows
  if (known === 1 && first !== undefined && idOf(first) !== last)
    return { kind: 'done', data: { rows: result.data.rows, total: null, next: null } }
  const rows = result.data.rows.slice(known)
  const { total } = result.data
  const end = rows.at(-1)
  const atEnd = end === undefined || (total !== null && offset + rows.length >= total)
  return {
    kind: 'done',
    data: { rows, total, next: atEnd ? null : { offset: offset + rows.length, last: idOf(end) } },
  }
}
