import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { countPeopleWithin } from './duplicates.queries.ts'

/** Where people are looked for. */
export type SearchArea = { readonly kind: 'everywhere' } | SmallArea | LargeArea

/**
 * Who belongs to an area: whoever lives there on the day, or also whoever holds, held or will hold a seat there. Officers often live
 * elsewhere, and whoever answers for their seats sees them on whatever day.
 */
export type Belonging = 'residents' | 'residents-and-seats'

/** Few belong there: they are gone through. */
export interface SmallArea {
  readonly kind: 'small'
  /** From where (`person_id`, `sort_key`), and on what condition, they are read; somebody may be there twice. */
  readonly people: RawBuilder<unknown>
}

/** Many belong there: whoever is found is asked whether they do, one by one. */
export interface LargeArea {
  readonly kind: 'large'
  readonly belongsThere: (personId: string) => RawBuilder<unknown>
}

/** Going through as many names takes about as long as looking for one among millions. */
const SMALL = 100_000

/** The area of some units and all below them on the day; without units it is everywhere. */
export async function searchAreaOf(
  db: Db,
  within: readonly UnitId[] | undefined,
  asOf: Day,
  belonging: Belonging,
): Promise<SearchArea> {
  if (within === undefined) return { kind: 'everywhere' }
  return (await countPeopleWithin(db, within)) <= SMALL
    ? smallArea(within, asOf, belonging)
    : largeArea(within, asOf, belonging)
}

export function smallArea(within: readonly UnitId[], asOf: Day, belonging: Belonging): SmallArea {
  // An array, so that homes and seats are looked up by index, unit by unit.
  const units = sql`array(select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]))`
  const homes = sql`residence where residence.unit_id = any(${units}) and ${holdsOn(asOf)}`
  if (belonging === 'residents') return { kind: 'small', people: homes }
  // The names of office holders are looked up one by one: they are few, and a join would go through everybody.
  return {
    kind: 'small',
    people: sql`(
      select residence.person_id, residence.sort_key from ${homes}
      union all
      select appointment.person_id, named.sort_key from appointment
      join lateral (select person.sort_key from person where person.id = appointment.person_id offset 0) as named on true
      where appointment.unit_id = any(${units})
    ) as belonging where true`,
  }
}

export function largeArea(within: readonly UnitId[], asOf: Day, belonging: Belonging): LargeArea {
  const isWithin = (unitId: string) => sql`coalesce((
    select true from unit_ancestor
    where unit_ancestor.unit_id = ${sql.ref(unitId)} and unit_ancestor.ancestor_id = any(${[...within]}::text[]) limit 1
  ), false)`
  // Not with "exists": that would be looked for in a set made of everybody there.
  const livesThere = (personId: string) => sql`coalesce((
    select true from residence
    where residence.person_id = ${sql.ref(personId)} and ${holdsOn(asOf)} and ${isWithin('residence.unit_id')} limit 1
  ), false)`
  const hasSeatThere = (personId: string) => sql`coalesce((
    select true from appointment
    where appointment.person_id = ${sql.ref(personId)} and ${isWithin('appointment.unit_id')} limit 1
  ), false)`
  return {
    kind: 'large',
    belongsThere: (personId) =>
      belonging === 'residents' ? livesThere(personId) : sql`(${livesThere(personId)} or ${hasSeatThere(personId)})`,
  }
}

function holdsOn(asOf: Day): RawBuilder<unknown> {
  return sql`residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date`
}

/** The condition that somebody belongs to the area, where it is not gone through anyway. */
export function andBelongsTo(area: SearchArea, personId: string): RawBuilder<unknown> {
  return area.kind === 'large' ? sql`and ${area.belongsThere(personId)}` : sql``
}
