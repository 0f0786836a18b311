import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // Who carries messages to somebody whom they do not reach.
  `alter table person add column proxy_id text collate "C"`,
  // What made the person known. What changed them later are versions.
  `alter table person add column added_event bigint`,
  `alter table residence add column end_reason text
    constraint residence_end_reason_ck check (end_reason in ('moved-away', 'died'))`,
  // Who lives, or lived, in a household.
  `create index residence_household_ix on residence (household_id)`,
  // What a change made of a person; who, when and why is in its event. Without foreign keys, like all that imports write in bulk.
  `create table person_version (
    person_id text collate "C" not null,
    revision integer not null,
    event_id bigint not null,
    before jsonb not null,
    after jsonb not null,
    constraint person_version_pk primary key (person_id, revision)
  )`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
