import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { MATERIALISED, materialisedOf, type Materialised } from '../groups/materialised.ts'
import type { Db } from '../schema.ts'
import { sendTogether } from '../send-together.ts'

/**
 * Makes the counts of who lives in each unit anew: of all (`all`), or of those noted since (`noted`). Everybody counts in their home
 * alone, so that the sum over units is the number of people.
 *
 * For the transaction that holds `materialise`: a count that does not see what another transaction is about to write is made again
 * by that one.
 */
export async function updateUnitCounts(trx: Db, asOf: Day, scope: 'all' | 'noted'): Promise<void> {
  const { units } = await takeNotedUnits(trx)
  await updateCountsOfUnits(trx, asOf, scope === 'all' ? null : units)
}

/** The units noted, which are no longer: whoever takes them counts them; with the day that memberships are kept for. */
export async function takeNotedUnits(
  trx: Db,
): Promise<{ readonly units: readonly UnitId[]; readonly last: Materialised | null }> {
  // Taken before counting: what is noted after this statement may or may not be counted by the next one, and stays noted.
  const { rows } = await sql<{ units: UnitId[]; last: unknown }>`
    with taken as (delete from unit_recount returning unit_id)
    select array(select distinct unit_id from taken) as units, (select value from setting where name = ${MATERIALISED}) as last
  `.execute(trx)
  return { units: rows[0]?.units ?? [], last: materialisedOf(rows[0]?.last) }
}

/** The same for units that were taken; `null`: for all. */
export async function updateCountsOfUnits(trx: Db, asOf: Day, units: readonly UnitId[] | null): Promise<void> {
  if (units?.length === 0) return
  const some = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
    units === null ? sql`true` : sql`${column} = any(${[...units]}::text[])`
  const columns = sql`
    unit_id, people, households, households_reached, households_unreachable, households_proxied, households_without_consent`
  const counted = sql`
    select unit_id, sum(people), count(household_id),
      count(household_id) filter (where state = 'reached'), count(household_id) filter (where state = 'unreachable'),
      count(household_id) filter (where state = 'proxied'), count(household_id) filter (where state = 'without-consent')
    from (
      select home.unit_id, home.household_id, count(*) as people, ${householdState(asOf)} as state
      from ${homesOn(asOf, units === null ? null : some(sql`unit_id`))} as home
      where ${some(sql`home.unit_id`)}
      group by home.unit_id, home.household_id
    ) as lived
    group by unit_id
  `
  // Of all units it is less to forget every count than to compare it.
  if (units === null)
    return sendTogether(trx, [sql`delete from unit_count`, sql`insert into unit_count (${columns}) ${counted}`])
  await sql`
    with
      counted (${columns}) as (${counted}),
      gone as (
        delete from unit_count where ${some(sql`unit_id`)} and not exists (
          select from counted where counted.unit_id = unit_count.unit_id
        )
      )
    insert into unit_count (${columns}) select ${columns} from counted
    on conflict (unit_id) do update set
      people = excluded.people, households = excluded.households, households_reached = excluded.households_reached,
      households_unreachable = excluded.households_unreachable, households_proxied = excluded.households_proxied,
      households_without_consent = excluded.households_without_consent
  `.execute(trx)
}

/**
 * The home of everybody on the day, with what tells whether a message reaches them. `lived`: only of those who ever lived in a unit
 * that this holds for, at the cost of these alone.
 */
export function homesOn(asOf: Day, lived: RawBuilder<unknown> | null): RawBuilder<unknown> {
  // An array is looked up by index where a join would read everybody's homes; the days are compared only afterwards, because with
  // them PostgreSQL 18 reads the whole index.
  const residences =
    lived === null
      ? sql`residence`
      : sql`(select * from residence where person_id = any(array(select person_id from residence where ${lived})) offset 0) as residence`
  return sql`(
    select distinct on (residence.person_id) residence.person_id, residence.unit_id, residence.household_id,
      residence.represents_household, person.reachability
    from ${residences} join person on person.id = residence.person_id
    where residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
    order by residence.person_id, residence.valid_from desc, residence.unit_id
  )`
}

/** How a household stands, over its rows of `homesOn`, grouped or in a window (`over …`): the first that holds. */
export function householdState(asOf: Day, over: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
  return sql`case
    when bool_or(exists (select from actual_member as a where a.person_id = home.person_id and a.state = 'member')) ${over} then 'reached'
    when bool_or(home.represents_household and home.reachability in ('no-smartphone', 'left', 'refused')) ${over} then 'unreachable'
    when bool_or(home.represents_household and home.reachability = 'shared-phone') ${over} then 'proxied'
    when not bool_or(home.represents_household and exists (
      select from consent where consent.person_id = home.person_id
        and consent.valid_from <= ${asOf}::date and consent.valid_to > ${asOf}::date
    )) ${over} then 'without-consent'
    else 'waiting'
  end`
}

/** Notes where people live: before their facts change or go, and when they join or leave a group. */
export async function noteHomes(trx: Db, whose: RawBuilder<unknown>): Promise<void> {
  await notingHomes(whose).execute(trx)
}

/** The same, to be sent together with others. */
export function notingHomes(whose: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`insert into unit_recount (unit_id) select distinct unit_id from residence where person_id in (${whose})`
}

/** Notes units in which somebody lives now. */
export function notingUnits(unitIds: readonly UnitId[]): RawBuilder<unknown> {
  return sql`insert into unit_recount (unit_id) select unnest(${[...unitIds]}::text[])`
}
