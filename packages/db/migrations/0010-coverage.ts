import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // Why a household is not reached, each household once: what is left beside these has yet to be added.
  `alter table unit_count
    add column households_unreachable integer not null default 0,
    add column households_proxied integer not null default 0,
    add column households_without_consent integer not null default 0`,
  // Made anew by the next change of anything.
  `insert into unit_recount (unit_id) select distinct unit_id from residence`,
  // How far the groups of a unit and everything below it reached, on the days on which that changed.
  `create table coverage_day (
    unit_id text collate "C" not null,
    day date not null,
    people integer not null,
    households integer not null,
    households_reached integer not null,
    households_unreachable integer not null,
    households_proxied integer not null,
    households_without_consent integer not null,
    required integer not null,
    required_present integer not null,
    constraint coverage_day_pk primary key (unit_id, day)
  )`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
