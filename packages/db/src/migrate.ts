import { sql, type Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from '../migrations/index.ts'
import { DatabaseError, DatabaseNewer, MigrationFailed } from './errors.ts'
import type { Database } from './schema.ts'

/** Brings the schema up to date; refuses a database that a newer program has migrated, before touching it. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  await refuseNewer(db)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  // Two programs that start at once wait for each other; the later one may find that the earlier was newer.
  await refuseNewer(db)
  if (error instanceof DatabaseError) throw error
  throw new MigrationFailed(results?.find((result) => result.status === 'Error')?.migrationName ?? null, error)
}

async function refuseNewer(db: Kysely<Database>): Promise<void> {
  const { rows: tables } = await sql<{
    found: boolean
  }>`select to_regclass('kysely_migration') is not null as found`.execute(db)
  if (tables[0]?.found !== true) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const unknown = rows.map((row) => row.name).filter((name) => !(name in migrations))
  if (unknown.length > 0) throw new DatabaseNewer(unknown)
}
