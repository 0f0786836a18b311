import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { countPeopleWithin } from './duplicates.queries.ts'

/** Where people are looked for. */
export type SearchArea = { readonly kind: 'everywhere' } | SmallArea | LargeArea

/** Few live there: they are gone through. */
export interface SmallArea {
  readonly kind: 'small'
  /** From where, and on what condition, homes are read. */
  readonly homes: RawBuilder<unknown>
}

/** Many live there: whoever is found is asked for their home, one by one. */
export interface LargeArea {
  readonly kind: 'large'
  readonly livesThere: (personId: string) => RawBuilder<unknown>
}

/** Going through as many names takes about as long as looking for one among millions. */
const SMALL = 100_000

/** The area of some units and all below them on the day; without units it is everywhere. */
export async function searchAreaOf(db: Db, within: readonly UnitId[] | undefined, asOf: Day): Promise<SearchArea> {
  if (within === undefined) return { kind: 'everywhere' }
  return (await countPeopleWithin(db, within)) <= SMALL ? smallArea(within, asOf) : largeArea(within, asOf)
}

export function smallArea(within: readonly UnitId[], asOf: Day): SmallArea {
  // An array, so that homes are looked up by index, unit by unit.
  const units = sql`array(select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]))`
  return { kind: 'small', homes: sql`residence where residence.unit_id = any(${units}) and ${holdsOn(asOf)}` }
}

export function largeArea(within: readonly UnitId[], asOf: Day): LargeArea {
  // Not with "exists": that would be looked for in a set made of everybody there.
  return {
    kind: 'large',
    livesThere: (personId) => sql`coalesce((
      select true from residence
      where residence.person_id = ${sql.ref(personId)} and ${holdsOn(asOf)} and coalesce((
        select true from unit_ancestor
        where unit_ancestor.unit_id = residence.unit_id and unit_ancestor.ancestor_id = any(${[...within]}::text[]) limit 1
      ), false) limit 1
    ), false)`,
  }
}

function holdsOn(asOf: Day): RawBuilder<unknown> {
  return sql`residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date`
}

/** The condition that somebody lives in the area, where it is not gone through anyway. */
export function andLivesIn(area: SearchArea, personId: string): RawBuilder<unknown> {
  return area.kind === 'large' ? sql`and ${area.livesThere(personId)}` : sql``
}
