import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // What waits for somebody else to agree, of all that was ever approved: every opening of the first page asks.
  `create index run_second_ix on run (expires_at) where state = 'approved' and needs_second and seconded_by is null`,
  `create index announcement_second_ix on announcement (expires_at) where state = 'approved' and needs_second and seconded_by is null`,
  `create index reform_approval_second_ix on reform_approval (expires_at) where needs_second and seconded_by is null and started_at is null`,
  // Of a village or a commune, or of all.
  `create index self_registration_waiting_ix on self_registration (created_at, id) where state = 'waiting'`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
