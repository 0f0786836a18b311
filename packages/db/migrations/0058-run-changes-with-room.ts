import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

export async function up(db: Kysely<never>): Promise<void> {
  // Changes that go together are neighbours, and are written three times or more: with room for all of a page at once each of them stays
  // on it, in place, and the table ends smaller than with less room.
  await sql`alter table run_change set (fillfactor = 45)`.execute(db)
}
