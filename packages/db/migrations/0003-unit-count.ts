import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // Who lives in a unit itself, everybody once (in their home), so that a unit above is the sum of those below it.
  `create table unit_count (
    unit_id text collate "C" not null,
    people integer not null,
    households integer not null,
    households_reached integer not null,
    constraint unit_count_pk primary key (unit_id)
  )`,
  // Units whose counts are to be made anew. Without a key: whoever changes people only adds, and never waits for another.
  `create table unit_recount (
    unit_id text collate "C" not null
  )`,
  // Few are invited and have not come yet, and a plan looks at all of them.
  `create index actual_member_pending_ix on actual_member (group_id) where state <> 'member'`,
  // Counts that were derived before this table came are made up for, as of the day they were derived for.
  `insert into unit_count (unit_id, people, households, households_reached)
    select unit_id, sum(people), count(household_id), count(household_id) filter (where reached)
    from (
      select home.unit_id, home.household_id, count(*) as people, bool_or(member.person_id is not null) as reached
      from (
        select distinct on (residence.person_id) residence.person_id, residence.unit_id, residence.household_id
        from residence
        join setting on setting.name = 'materialised'
        where residence.valid_from <= (setting.value ->> 'asOf')::date and residence.valid_to > (setting.value ->> 'asOf')::date
        order by residence.person_id, residence.valid_from desc, residence.unit_id
      ) as home
      left join (select distinct person_id from actual_member where state = 'member') as member on member.person_id = home.person_id
      group by home.unit_id, home.household_id
    ) as lived
    group by unit_id`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
