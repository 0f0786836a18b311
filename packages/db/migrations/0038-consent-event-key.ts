import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // What is about one person can lie together on one machine of several only when the person is part of every key (docs/scale.md).
  `alter table consent_event drop constraint consent_event_pk, add constraint consent_event_pk primary key (person_id, id)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
