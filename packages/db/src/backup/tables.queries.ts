import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { BackupManifest, BackupTable } from './backup-part.ts'

// Names are quoted where they need it, so that they can stand in a statement as they are. The queue of work lies in a schema of its
// own and is not asked for.

/** The tables of the program with the columns that are written to, in order. */
export async function listTables(db: Db): Promise<BackupTable[]> {
  const { rows } = await sql<BackupTable>`
    select quote_ident(c.relname) as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely%'
    group by c.oid, c.relname order by c.relname collate "C"
  `.execute(db)
  return rows
}

/** The last number of every identity, which may be beyond the last row. */
export async function listIdentities(db: Db): Promise<BackupManifest['identities']> {
  const { rows } = await sql<{ table: string; column: string; last: string | null }>`
    select quote_ident(c.relname) as table, quote_ident(a.attname) as column,
      pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass)::text as last
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity <> ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    order by 1, 2
  `.execute(db)
  return rows
}

export async function updateIdentities(db: Db, identities: BackupManifest['identities']): Promise<void> {
  for (const { table, column, last } of identities) {
    if (last !== null)
      await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${last}::bigint)`.execute(db)
  }
}

/** `null` where no program has ever made its schema. */
export async function listMigrations(db: Db): Promise<string[] | null> {
  const { rows: found } = await sql<{
    there: boolean
  }>`select to_regclass('kysely_migration') is not null as there`.execute(db)
  if (found[0]?.there !== true) return null
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** The first table with a row in it, or `null`. */
export async function findFilledTable(db: Db): Promise<string | null> {
  for (const { name } of await listTables(db)) {
    const { rows } = await sql<{ filled: boolean }>`select exists (select from ${sql.raw(name)}) as filled`.execute(db)
    if (rows[0]?.filled === true) return name
  }
  return null
}

/** How many other connections of the program are open. */
export async function countOthers(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and usename = current_user and pid <> pg_backend_pid() and backend_type = 'client backend'
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** What makes loading slow or impossible in any order, and the statements that bring it back. */
export interface Hindrances {
  readonly remove: readonly string[]
  readonly bringBack: readonly string[]
}

/** References, indexes beside the keys, and triggers: rows come back as they were, and were checked when they were written. */
export async function listHindrances(db: Db): Promise<Hindrances> {
  const { rows: references } = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where connamespace = 'public'::regnamespace and contype = 'f' order by 1, 2
  `.execute(db)
  const { rows: indexes } = await sql<{ name: string; definition: string }>`
    select quote_ident(indexname) as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename not like 'kysely%'
      and not exists (select from pg_constraint where conname = indexname)
    order by indexname
  `.execute(db)
  const { rows: triggers } = await sql<{ table: string }>`
    select distinct tgrelid::regclass::text as table from pg_trigger where not tgisinternal order by 1
  `.execute(db)
  return {
    remove: [
      ...references.map(({ table, name }) => `alter table ${table} drop constraint ${name}`),
      ...indexes.map(({ name }) => `drop index ${name}`),
      ...triggers.map(({ table }) => `alter table ${table} disable trigger user`),
    ],
    bringBack: [
      ...indexes.map(({ definition }) => definition),
      ...references.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
      ...triggers.map(({ table }) => `alter table ${table} enable trigger user`),
    ],
  }
}

/** The statements that take away a schema without a row in it. */
export async function listSchemaRemovals(db: Db): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`
    select format('drop table %s cascade', oid::regclass) as statement from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
    union all
    select format('drop function %s cascade', f.oid::regprocedure) from pg_proc as f
    where f.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend as d where d.objid = f.oid and d.deptype = 'e')
  `.execute(db)
  return rows.map(({ statement }) => statement)
}
