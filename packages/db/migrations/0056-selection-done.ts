import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // When a change that was agreed to was done to the end: until then whoever finds it goes on with it.
  `alter table selection_request add column done_at timestamptz`,
  `update selection_request set done_at = seconded_at`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
