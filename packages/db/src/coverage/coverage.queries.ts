import type { Day, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { PersonRow } from '../people/person-rows.queries.ts'
import { listPeopleFound } from '../people/person-rows.queries.ts'
import type { Db } from '../schema.ts'
import { homesOn, householdState } from '../units/unit-counts.ts'

/** How a household stands. `waiting`: it could be added and has not been yet. */
export const HOUSEHOLD_STATES = ['reached', 'unreachable', 'proxied', 'without-consent', 'waiting'] as const
export type HouseholdState = (typeof HOUSEHOLD_STATES)[number]

/** A unit without units below it, as a picture shows it. */
export interface CoverageCell {
  readonly unitId: UnitId
  readonly households: number
  readonly reached: number
  readonly required: number
  readonly requiredPresent: number
}

/** Some of the smallest units, by the unit above and by name. */
export async function listCoverageCells(db: Db, unitIds: readonly UnitId[], asOf: Day): Promise<CoverageCell[]> {
  if (unitIds.length === 0) return []
  const asked = sql`any(${[...unitIds]}::text[])`
  const { rows } = await sql<CoverageCell>`
    select unit.id as "unitId",
      coalesce(unit_count.households, 0) as households, coalesce(unit_count.households_reached, 0) as reached,
      coalesce(covered.required, 0) as required, coalesce(covered.required - covered.missing, 0) as "requiredPresent"
    from unit
    join unit_ancestor as present on present.unit_id = unit.id and present.depth = 0
    left join unit_ancestor as parent on parent.unit_id = unit.id and parent.depth = 1
    left join unit_count on unit_count.unit_id = unit.id
    left join (
      select expected_group.unit_id, sum(group_count.required) as required, sum(group_count.required_missing) as missing
      from expected_group join group_count on group_count.group_id = expected_group.id and expected_group.part = 1
      group by expected_group.unit_id
    ) as covered on covered.unit_id = unit.id
    left join lateral (
      select unit_name.folded from unit_name
      where unit_name.unit_id = unit.id and unit_name.valid_from <= ${asOf}::date
      order by unit_name.valid_from desc limit 1
    ) as bears on true
    where unit.id = ${asked}
    order by parent.ancestor_id, bears.folded, unit.id
  `.execute(db)
  return rows
}

/** How far the groups of a unit and everything below it reached on one day. */
export interface CoverageDay {
  readonly day: Day
  readonly people: number
  readonly households: number
  readonly householdsReached: number
  readonly householdsUnreachable: number
  readonly householdsProxied: number
  readonly householdsWithoutConsent: number
  readonly required: number
  readonly requiredPresent: number
}

/** Keeps how everything stands on the day: a row for each unit that differs from what was kept of it last. */
export async function updateCoverageDay(db: Db, day: Day): Promise<void> {
  await sql`
    with lived as (
      select tree.ancestor_id as unit_id, sum(c.people) as people, sum(c.households) as households,
        sum(c.households_reached) as reached, sum(c.households_unreachable) as unreachable,
        sum(c.households_proxied) as proxied, sum(c.households_without_consent) as without_consent
      from unit_ancestor as tree join unit_count as c on c.unit_id = tree.unit_id
      group by tree.ancestor_id
    ),
    covered as (
      select tree.ancestor_id as unit_id, sum(c.required) as required, sum(c.required - c.required_missing) as present
      from unit_ancestor as tree
      join expected_group as g on g.unit_id = tree.unit_id
      join group_count as c on c.group_id = g.id and g.part = 1
      group by tree.ancestor_id
    ),
    now as (
      select unit.id as unit_id, coalesce(people, 0) as people, coalesce(households, 0) as households,
        coalesce(reached, 0) as reached, coalesce(unreachable, 0) as unreachable, coalesce(proxied, 0) as proxied,
        coalesce(without_consent, 0) as without_consent, coalesce(required, 0) as required, coalesce(present, 0) as present
      from unit
      join unit_ancestor as there on there.unit_id = unit.id and there.depth = 0
      left join lived on lived.unit_id = unit.id
      left join covered on covered.unit_id = unit.id
    ),
    last as (
      select distinct on (unit_id) * from coverage_day where day <= ${day}::date order by unit_id, day desc
    )
    insert into coverage_day (
      unit_id, day, people, households, households_reached, households_unreachable, households_proxied,
      households_without_consent, required, required_present
    )
    select now.unit_id, ${day}::date, now.people, now.households, now.reached, now.unreachable, now.proxied,
      now.without_consent, now.required, now.present
    from now
    left join last on last.unit_id = now.unit_id
    where last.unit_id is null
      or (last.people, last.households, last.households_reached, last.households_unreachable, last.households_proxied,
          last.households_without_consent, last.required, last.required_present)
        is distinct from
          (now.people, now.households, now.reached, now.unreachable, now.proxied, now.without_consent, now.required,
          now.present)
    order by now.unit_id
    on conflict (unit_id, day) do update set
      people = excluded.people, households = excluded.households, households_reached = excluded.households_reached,
      households_unreachable = excluded.households_unreachable, households_proxied = excluded.households_proxied,
      households_without_consent = excluded.households_without_consent, required = excluded.required,
      required_present = excluded.required_present
  `.execute(db)
}

/** What was kept of a unit, by day; on the days between it was as on the one before. */
export async function listCoverageDays(db: Db, unitId: UnitId, from: Day): Promise<CoverageDay[]> {
  const { rows } = await sql<CoverageDay>`
    select to_char(day, 'YYYY-MM-DD') as day, people, households, households_reached as "householdsReached",
      households_unreachable as "householdsUnreachable", households_proxied as "householdsProxied",
      households_without_consent as "householdsWithoutConsent", required, required_present as "requiredPresent"
    from coverage_day
    where unit_id = ${unitId} and day >= coalesce(
      (select max(day) from coverage_day where unit_id = ${unitId} and day <= ${from}::date), ${from}::date
    )
    order by coverage_day.day
  `.execute(db)
  return rows
}

/** What was kept of units last by the end of a day; those of which nothing was kept by then are left out. */
export async function listCoverageOn(
  db: Db,
  unitIds: readonly UnitId[],
  on: Day,
): Promise<(CoverageDay & { readonly unitId: UnitId })[]> {
  const { rows } = await sql<CoverageDay & { readonly unitId: UnitId }>`
    select asked.id as "unitId", to_char(day, 'YYYY-MM-DD') as day, people, households, households_reached as "householdsReached",
      households_unreachable as "householdsUnreachable", households_proxied as "householdsProxied",
      households_without_consent as "householdsWithoutConsent", required, required_present as "requiredPresent"
    from unnest(${[...unitIds]}::text[]) with ordinality as asked (id, place)
    join lateral (
      select * from coverage_day where coverage_day.unit_id = asked.id and coverage_day.day <= ${on}::date
      order by coverage_day.day desc limit 1
    ) as kept on true
    order by asked.place
  `.execute(db)
  return rows
}

/** Those who speak for the households that stand like this, in a unit and everything below it, by given name. */
export async function listRepresentatives(
  db: Db,
  filter: {
    readonly unitId: UnitId
    readonly state: HouseholdState
    readonly asOf: Day
    readonly after?: string | null
    readonly limit: number
  },
): Promise<Page<PersonRow>> {
  const { unitId, state, asOf } = filter
  const keys = keysOf(filter.after, 2)
  const units = sql`any(array(select unit_id from unit_ancestor where ancestor_id = ${unitId}))`
  const rows = await listPeopleFound(db, asOf, async (trx) => {
    const { rows: found } = await sql<{ id: PersonId }>`
      select person.id from person
      join (
        select home.person_id, home.unit_id, home.household_id, home.represents_household,
          ${householdState(asOf, sql`over (partition by home.unit_id, home.household_id)`)} as state
        from ${homesOn(asOf, sql`unit_id = ${units}`)} as home
      ) as lived on lived.person_id = person.id
      where lived.represents_household and lived.household_id is not null and lived.state = ${state} and lived.unit_id = ${units}
      ${keys === null ? sql`` : sql`and (person.sort_key, person.id) > (${keys[0]}, ${keys[1]})`}
      order by person.sort_key, person.id
      limit ${filter.limit + 1}
    `.execute(trx)
    return found.map(({ id }) => id)
  })
  const page = pageOf(rows, filter.limit, (row) => [row.sortKey, row.personId])
  return { rows: page.rows.map(({ sortKey: _, ...row }) => row), next: page.next }
}
