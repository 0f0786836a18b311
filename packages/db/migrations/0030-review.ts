import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // That somebody looked through the members of a group, and what came of it. When the next time is due follows from it.
  `create table review (
    id ${KEY} not null,
    group_id ${KEY} not null,
    unit_id ${KEY} not null,
    /* the due day that it was made for */
    due_on date not null,
    reviewed_on date not null,
    at timestamptz not null,
    author ${KEY} not null,
    outcome text not null,
    /* who was in the group, and how many of them lead it */
    members integer not null,
    leaders integer not null,
    excluded integer not null,
    /* of whom the rosters have to be corrected: ids, no names */
    asked jsonb not null default '[]',
    constraint review_pk primary key (id),
    constraint review_outcome_ck check (outcome in ('confirmed', 'changes-asked'))
  )`,
  `create index review_group_ix on review (group_id, reviewed_on desc, at desc)`,
  `create trigger review_append_only before update or delete or truncate on review
    for each statement execute function refuse_change()`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
