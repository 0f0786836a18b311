import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // What somebody decided about one difference of a group.
  `create table drift_decision (
    group_id ${KEY} not null,
    /* a person, or a row of the member list */
    subject ${KEY} not null,
    kind text not null,
    way text not null,
    reason text not null,
    author ${KEY} not null,
    decided_at timestamptz not null,
    constraint drift_decision_pk primary key (group_id, subject),
    constraint drift_decision_way_ck check (way in ('revert', 'ignore'))
  )`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
