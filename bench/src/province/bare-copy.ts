import type pg from 'pg'

export interface CopyTime {
  readonly table: string
  readonly rows: number
  readonly megabytes: number
  readonly ms: number
}

/**
 * The bytes of every table by a bare COPY, from a file of the server into a table without keys, indexes and triggers: what no load can
 * be faster than. In a table that the transaction made itself, so that nothing is written twice.
 */
export async function copyBare(client: pg.Client, folder: string): Promise<readonly CopyTime[]> {
  const { rows: tables } = await client.query<{ table: string; columns: string }>(`
    select class.relname as table, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_class as class join pg_attribute on attrelid = class.oid
    where class.relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped and attgenerated = ''
      and class.relname !~ '^(kysely|bench)'
    group by class.relname, class.oid having pg_relation_size(class.oid) > 0 order by class.relname`)
  const times: CopyTime[] = []
  for (const { table, columns } of tables) {
    const file = `${folder}/bare-copy`
    await client.query(`copy ${table} (${columns}) to '${file}'`)
    await client.query('begin')
    await client.query(`create table bench_bare as select ${columns} from ${table} with no data`)
    const start = performance.now()
    const { rowCount } = await client.query(`copy bench_bare from '${file}'`)
    const ms = performance.now() - start
    const { rows } = await client.query<{ size: string }>(`select size from pg_stat_file('${file}')`)
    await client.query('rollback')
    times.push({ table, rows: rowCount ?? 0, megabytes: Number(rows[0]?.size) / 1e6, ms })
  }
  await client.query(`copy (select) to '${folder}/bare-copy'`)
  return times
}
