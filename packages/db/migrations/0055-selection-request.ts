import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // A change of many people that is too large for one person to answer for: what they asked for, and who agreed.
  `create table selection_request (
    id ${KEY} not null,
    /* each with the revision that was seen */
    people jsonb not null,
    change jsonb not null,
    reason text not null,
    fingerprint ${KEY} not null,
    /* where the people are kept, before and after: who may agree */
    unit_ids text[] not null,
    asked_by ${KEY} not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    seconded_by ${KEY},
    seconded_at timestamptz,
    withdrawn_at timestamptz,
    constraint selection_request_pk primary key (id),
    constraint selection_request_second_ck check ((seconded_by is null) = (seconded_at is null) and seconded_by is distinct from asked_by)
  )`,
  `create index selection_request_open_ix on selection_request (expires_at) where seconded_at is null and withdrawn_at is null`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
