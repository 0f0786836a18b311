import type { PGlite } from '@electric-sql/pglite'

const PAGE_BYTES = 8_192
const PIECE_BYTES = 2_000_000

/**
 * The embedded engine hands over a COPY as one value in memory: so a table is taken some of its pages at a time, fewer where its
 * rows have long values beside them. Within one transaction, which sees the same rows throughout.
 */
export async function* copyOutInPieces(
  pglite: PGlite,
  table: string,
  columns: readonly string[],
): AsyncGenerator<Uint8Array> {
  const { rows } = await pglite.query<{ own: number; whole: number }>(
    'select pg_relation_size($1::regclass)::float8 as own, pg_table_size($1::regclass)::float8 as whole',
    [table],
  )
  const { own = 0, whole = 0 } = rows[0] ?? {}
  const pages = Math.ceil(own / PAGE_BYTES)
  const step = Math.max(1, Math.floor((pages * PIECE_BYTES) / Math.max(whole, 1)))
  for (let page = 0; page < pages; page += step) {
    const { blob } = await pglite.query(
      `copy (select ${columns.join(', ')} from ${table} where ctid >= '(${page},0)' and ctid < '(${page + step},0)') to '/dev/blob'`,
    )
    if (blob !== undefined && blob.size > 0) yield new Uint8Array(await blob.arrayBuffer())
  }
}
