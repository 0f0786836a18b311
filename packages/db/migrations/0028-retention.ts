import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // What was deleted because its time was over: how many people of which unit, on which day and on which basis. No names, no ids.
  `create table deletion_record (
    id bigint generated always as identity,
    day date not null,
    /* where they lived or held a position last; null: nowhere that is known */
    unit_id ${KEY},
    people integer not null,
    months integer not null,
    basis text not null,
    at timestamptz not null,
    constraint deletion_record_pk primary key (id),
    constraint deletion_record_people_ck check (people > 0)
  )`,
  `create index deletion_record_day_ix on deletion_record (day desc, id)`,
  `create trigger deletion_record_append_only before update or delete or truncate on deletion_record
    for each statement execute function refuse_change()`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
