import { foldName, type Day, type HouseholdId, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { readPeople, type StoredPerson } from './read-people.ts'

export interface Household {
  readonly id: HouseholdId
  readonly unitId: UnitId | null
  /** What the office calls it, such as the number of its book. */
  readonly label: string | null
}

export async function findHousehold(db: Db, id: HouseholdId): Promise<Household | null> {
  const { rows } = await sql<Household>`select id, unit_id as "unitId", label from household where id = ${id}`.execute(
    db,
  )
  return rows[0] ?? null
}

/** The same as it is on a day: where everybody lives who lives in it then, or else where it is now. */
export async function findHouseholdOn(db: Db, id: HouseholdId, on: Day): Promise<Household | null> {
  const { rows } = await sql<Household>`
    select household.id, coalesce(home.unit_id, household.unit_id) as "unitId", household.label from household
    left join lateral (
      select min(residence.unit_id) as unit_id from residence
      where residence.household_id = household.id and valid_from <= ${on}::date and ${on}::date < valid_to
      having count(distinct residence.unit_id) = 1
    ) as home on true
    where household.id = ${id}
  `.execute(db)
  return rows[0] ?? null
}

/** What the office calls the households; those without a label are left out. */
export async function listHouseholdLabels(db: Db, ids: readonly HouseholdId[]): Promise<Map<HouseholdId, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; label: string }>`
    select id, label from household where id = any(${[...ids]}::text[]) and label is not null
  `.execute(db)
  return new Map(rows.map((row) => [row.id, row.label]))
}

export async function updateHousehold(db: Db, household: Household): Promise<void> {
  const { id, unitId, label } = household
  await sql`
    insert into household (id, unit_id, label) values (${id}, ${unitId}, ${label})
    on conflict (id) do update set unit_id = excluded.unit_id, label = excluded.label
  `.execute(db)
}

/** Everybody who lives in the household, or ever did. */
export async function listHouseholdMembers(db: Db, household: Household): Promise<StoredPerson[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from residence where household_id = ${household.id}
  `.execute(db)
  return readPeople(
    db,
    rows.map((row) => row.person_id),
  )
}

/** Who lives in the households on the day. */
export async function listHouseholdResidents(
  db: Db,
  ids: readonly HouseholdId[],
  day: Day,
): Promise<{ readonly householdId: HouseholdId; readonly personId: PersonId }[]> {
  const { rows } = await sql<{ householdId: HouseholdId; personId: PersonId }>`
    select household_id as "householdId", person_id as "personId" from residence
    where household_id = any(${[...ids]}::text[]) and valid_from <= ${day}::date and valid_to > ${day}::date
    order by household_id, person_id
  `.execute(db)
  return rows
}

/** Everybody who holds a position at the unit, did or will. */
export async function listOfficeHolders(db: Db, unitId: UnitId): Promise<StoredPerson[]> {
  return listOfficeHoldersOf(db, [unitId])
}

/** The same of several units. */
export async function listOfficeHoldersOf(db: Db, unitIds: readonly UnitId[]): Promise<StoredPerson[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from appointment where unit_id = any(${textArray(unitIds)}::text[])
  `.execute(db)
  return readPeople(
    db,
    rows.map((row) => row.person_id),
  )
}

/** A household in a list. */
export interface HouseholdRow {
  readonly id: HouseholdId
  readonly label: string | null
  readonly representative: string | null
  readonly members: number
}

/** Households of a unit on the day in which somebody bears a name with these words, by the name of their representative. */
export async function listHouseholds(
  db: Db,
  search: { readonly unitId: UnitId; readonly text: string; readonly asOf: Day; readonly limit: number },
): Promise<HouseholdRow[]> {
  const words = foldName(search.text)
    .split(' ')
    .filter((word) => word !== '')
  const named = words.map((word) => sql`person.name_folded like ${`%${word.replace(/[\\%_]/gu, '\\$&')}%`}`)
  const { rows } = await sql<HouseholdRow>`
    select household_id as id, max(household.label) as label,
      min(person.name) filter (where represents_household) as representative, count(*) as members
    from residence
    join person on person.id = residence.person_id
    left join household on household.id = residence.household_id
    where residence.unit_id = ${search.unitId} and household_id is not null
      and valid_from <= ${search.asOf}::date and valid_to > ${search.asOf}::date
    group by household_id
    having bool_or(${named.length === 0 ? sql`true` : sql.join(named, sql` and `)})
    order by min(person.sort_key) filter (where represents_household), household_id
    limit ${search.limit}
  `.execute(db)
  return rows
}

/** Lets households follow those who live in them: where all of them live in another unit on the day, and away where nobody ever did. */
export async function settleHouseholds(trx: Db, ids: readonly HouseholdId[], asOf: Day): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update household set unit_id = home.unit_id
    from (
      select household_id, min(unit_id) as unit_id from residence
      where household_id = any(${textArray(ids)}::text[]) and valid_from <= ${asOf}::date and ${asOf}::date < valid_to
      group by household_id having count(distinct unit_id) = 1
    ) as home
    where household.id = home.household_id and household.unit_id is distinct from home.unit_id
  `.execute(trx)
  await sql`
    delete from household where id = any(${textArray(ids)}::text[]) and label is null
      and not exists (select from residence where residence.household_id = household.id)
  `.execute(trx)
}

/**
 * The same for those in which somebody begins to live between two days: a household that moves on a day to come stays where it is until
 * then, and follows those who live in it once the day has come.
 */
export async function settleHouseholdsSince(
  trx: Db,
  between: { readonly after: Day; readonly until: Day },
  asOf: Day,
): Promise<void> {
  await sql`
    update household set unit_id = home.unit_id
    from (
      select household_id, min(unit_id) as unit_id from residence
      where valid_from <= ${asOf}::date and ${asOf}::date < valid_to and household_id in (
        select begins.household_id from residence as begins
        where begins.valid_from > ${between.after}::date and begins.valid_from <= ${between.until}::date
          and begins.household_id is not null
      )
      group by household_id having count(distinct unit_id) = 1
    ) as home
    where household.id = home.household_id and household.unit_id is distinct from home.unit_id
  `.execute(trx)
}
