import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { homesOn } from './unit-counts.ts'

/** Whether more than so many live in the units on a day: as cheap as reading so many, however many they are. */
export async function hasMoreResidentsOn(db: Db, unitIds: readonly UnitId[], on: Day, most: number): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from residence
      where unit_id = any(${[...unitIds]}::text[]) and valid_from <= ${on}::date and valid_to > ${on}::date
      limit ${most + 1}
    ) as living
  `.execute(db)
  return (rows[0]?.count ?? 0) > most
}

/** How many people and households live in units on a day, summed for those that they are counted in (`inId`). */
export async function countResidentsOn(
  db: Db,
  places: readonly { readonly unitId: UnitId; readonly inId: UnitId }[],
  on: Day,
): Promise<Map<UnitId, { readonly people: number; readonly households: number }>> {
  const unitIds = places.map(({ unitId }) => unitId)
  const { rows } = await sql<{ id: UnitId; people: number; households: number }>`
    select place.in_id as id, count(*) as people,
      count(distinct (home.unit_id, home.household_id)) filter (where home.household_id is not null) as households
    from unnest(${unitIds}::text[], ${places.map(({ inId }) => inId)}::text[]) as place (unit_id, in_id)
    join ${homesOn(on, sql`unit_id = any(${unitIds}::text[])`)} as home on home.unit_id = place.unit_id
    group by place.in_id
  `.execute(db)
  return new Map(rows.map(({ id, ...counted }) => [id, counted]))
}
