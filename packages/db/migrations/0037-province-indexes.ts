import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // A search in a commune goes through everybody who lives there: in the index alone, with the days on which they do.
  `drop index residence_unit_ix`,
  `create index residence_unit_ix on residence (unit_id, sort_key, person_id) include (valid_from, valid_to)`,
  // What ends, and what has ended: hardly anything, of tables with a row for everybody.
  ...['residence', 'appointment', 'consent', 'membership_override'].map(
    (table) => `create index ${table}_ends_ix on ${table} (valid_to) where valid_to < 'infinity'`,
  ),
  // Everything that hangs on a person is found by the person.
  `create index private_link_owner_ix on private_link (person_id)`,
  `create index field_record_person_ix on field_record (person_id) where person_id is not null`,
  `create index self_registration_person_ix on self_registration (person_id) where person_id is not null`,
  `create index person_merge_undone_ix on person_merge (merged_id)`,
  // Whether somebody stands in one list, of the many that they ever stood in.
  `drop index reading_member_person_ix`,
  `create index reading_member_person_ix on reading_member (person_id, reading_id)`,
  // What waits for people, among all that was ever carried out.
  `create index run_group_open_ix on run_group (group_id) where state in ('waiting', 'working', 'with-people')`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
