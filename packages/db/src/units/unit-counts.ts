import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'

/**
 * Makes the counts of who lives in each unit anew: of all (`all`), or of those noted since (`noted`). Everybody counts in their home
 * alone, so that the sum over units is the number of people.
 *
 * For the transaction that holds `materialise`: a count that does not see what another transaction is about to write is made again
 * by that one.
 */
export async function updateUnitCounts(trx: Db, asOf: Day, scope: 'all' | 'noted'): Promise<void> {
  // Taken before counting: what is noted after this statement may or may not be counted by the next one, and stays noted.
  const { rows } = await sql<{ unitId: string }>`
    with taken as (delete from unit_recount returning unit_id) select distinct unit_id as "unitId" from taken
  `.execute(trx)
  if (scope === 'noted' && rows.length === 0) return
  const units = rows.map((row) => row.unitId)
  const some = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
    scope === 'all' ? sql`true` : sql`${column} = any(${units}::text[])`
  const whoMayLiveThere =
    scope === 'all' ? sql`` : sql` and person_id in (select person_id from residence where ${some(sql`unit_id`)})`
  await sql`delete from unit_count where ${some(sql`unit_id`)}`.execute(trx)
  await sql`
    insert into unit_count (unit_id, people, households, households_reached)
    select unit_id, sum(people), count(household_id), count(household_id) filter (where reached)
    from (
      select home.unit_id, home.household_id, count(*) as people,
        bool_or(exists (select from actual_member as a where a.person_id = home.person_id and a.state = 'member')) as reached
      from (
        select distinct on (person_id) person_id, unit_id, household_id
        from residence
        where valid_from <= ${asOf}::date and valid_to > ${asOf}::date${whoMayLiveThere}
        order by person_id, valid_from desc, unit_id
      ) as home
      where ${some(sql`home.unit_id`)}
      group by home.unit_id, home.household_id
    ) as lived
    group by unit_id
  `.execute(trx)
}

/** Notes where people live: before their facts change or go, and when they join or leave a group. */
export async function noteHomes(trx: Db, whose: RawBuilder<unknown>): Promise<void> {
  await sql`insert into unit_recount (unit_id) select distinct unit_id from residence where person_id in (${whose})`.execute(
    trx,
  )
}

/** Notes units in which somebody lives now. */
export async function noteUnits(trx: Db, unitIds: readonly UnitId[]): Promise<void> {
  await sql`insert into unit_recount (unit_id) select unnest(${[...unitIds]}::text[])`.execute(trx)
}
