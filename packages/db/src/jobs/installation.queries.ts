import { sql } from 'kysely'
import { migrations } from '../../migrations/index.ts'
import type { Db } from '../schema.ts'

export interface Installation {
  /** Whether any program has made its tables. */
  readonly migrated: boolean
  readonly unknownMigrations: readonly string[]
  /** Whether the extension that finds names is there. */
  readonly extension: boolean
  /** The time of the database. */
  readonly clock: string
}

/** What there is before anything of this program can be relied on. */
export async function findInstallation(db: Db): Promise<Installation> {
  const { rows } = await sql<{ migrated: boolean; extension: boolean; clock: string }>`
    select to_regclass('kysely_migration') is not null as migrated, clock_timestamp() as clock,
      exists (select from pg_extension where extname = 'pg_trgm') as extension
  `.execute(db)
  const { migrated = false, extension = false, clock = '' } = rows[0] ?? {}
  const { rows: had } = migrated
    ? await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    : { rows: [] }
  return {
    migrated,
    extension,
    clock,
    unknownMigrations: had.map(({ name }) => name).filter((name) => !(name in migrations)),
  }
}
