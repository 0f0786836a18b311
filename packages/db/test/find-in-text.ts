import { sql } from 'kysely'
import type { Db } from '../src/schema.ts'

/** In which columns of the whole database one of the texts stands, as `table.column`; files are read as text too. */
export async function findInText(db: Db, texts: readonly string[]): Promise<string[]> {
  const { rows: columns } = await sql<{ table: string; column: string; type: string }>`
    select table_name as "table", column_name as "column", data_type as type from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'bytea')
    order by 1, 2
  `.execute(db)
  const found: string[] = []
  for (const { table, column, type } of columns) {
    const value = type === 'bytea' ? sql`encode(one.${sql.ref(column)}, 'escape')` : sql`one.${sql.ref(column)}::text`
    const { rows } = await sql<{ found: boolean }>`
      select exists (
        select from ${sql.table(table)} as one cross join unnest(${[...texts]}::text[]) as wanted (what)
        where position(wanted.what in ${value}) > 0
      ) as found
    `.execute(db)
    if (rows[0]?.found === true) found.push(`${table}.${column}`)
  }
  return found
}
