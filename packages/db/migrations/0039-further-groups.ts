import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // 1: the group of the unit; from 2: a further one, because the first could not hold everybody.
  `alter table expected_group add column part smallint not null default 1`,
  `create index expected_group_further_ix on expected_group (kind, unit_id) where part > 1`,
  // That somebody decided to give a further group up. It goes when the group is gone, or is needed after all.
  `create table group_closing (
    group_id ${KEY} not null,
    at timestamptz not null,
    author ${KEY} not null,
    constraint group_closing_pk primary key (group_id)
  )`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
