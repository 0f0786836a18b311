import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // For what they were kept longest. Null: before each purpose had a time of its own.
  `alter table deletion_record add column purpose text collate "C"`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
