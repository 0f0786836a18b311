import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // Whose own people would fit into the other groups of the unit with room to spare: proposed to be given up.
  `alter table expected_group add column spare boolean not null default false`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
