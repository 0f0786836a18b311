import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // Each change of a run is written three times or more. Where no index holds what is written, and the page has room, that is done in
  // place, at half the cost; recent removals are found by their runs.
  `drop index run_change_removal_ix`,
  `create index run_change_removal_ix on run_change (run_id, group_id) where change ->> 'kind' = 'remove'`,
  `alter table run_change set (fillfactor = 80)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
