import { sql } from 'kysely'
import type { Db } from '../src/schema.ts'

/** Every id and other short text that stands in a column of ids. */
export async function knownIds(db: Db): Promise<readonly string[]> {
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'uuid', 'bigint', 'integer')
      and (column_name = 'id' or column_name like '%\\_id' or column_name like '%fingerprint%')
  `.execute(db)
  const ids = new Set<string>()
  for (const { table, column } of columns) {
    const { rows } = await sql<{ value: string | null }>`
      select distinct ${sql.ref(column)}::text as value from ${sql.table(table)} limit 20
    `.execute(db)
    for (const { value } of rows) if (value !== null) ids.add(value)
  }
  return [...ids]
}

/** How each table is: the number of its rows and a sum over all that is in them. */
export async function stateOf(db: Db, without: readonly string[] = []): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%' order by 1
  `.execute(db)
  const kept = tables.filter(({ name }) => !without.includes(name))
  const parts = kept.map(
    ({ name }) =>
      sql`select ${sql.lit(name)} as name, count(*)::text || ':' || coalesce(sum(hashtext(t::text)), 0) as state from ${sql.table(name)} t`,
  )
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
}
