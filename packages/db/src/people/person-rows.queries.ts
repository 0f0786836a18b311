import { foldName, type Day, type Person, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { inTransaction } from '../transaction.ts'
import { beyondWall } from '../wall.ts'
import { andBelongsTo, searchAreaOf } from './areas.ts'
import { findByName } from './find-names.ts'
import { findByPhone } from './find-phones.ts'

/** A person in a list. */
export interface PersonRow {
  readonly personId: PersonId
  readonly revision: number
  readonly name: string
  readonly birth: string | null
  readonly unitId: UnitId | null
  /** Where the person holds a position on the day. */
  readonly seatUnitId: UnitId | null
  readonly householdId: string | null
  readonly representsHousehold: boolean
  readonly phone: string | null
  readonly reachability: Person['reachability']
  /** Position ids held on the day. */
  readonly positions: readonly string[]
  /** How many groups want the person. */
  readonly groups: number
}

/** Who lives in a unit or below it on the day, by given name as Vietnamese lists are sorted. */
export async function listPeopleOfUnit(
  db: Db,
  filter: { readonly unitId: UnitId; readonly asOf: Day; readonly after?: string | null; readonly limit: number },
): Promise<Page<PersonRow>> {
  const keys = keysOf(filter.after, 2)
  const limit = filter.limit + 1
  const rows = await listPeopleFound(db, filter.asOf, async (trx) => {
    const area = await searchAreaOf(trx, [filter.unitId], filter.asOf, 'residents')
    const further = (id: string): RawBuilder<unknown> =>
      keys === null ? sql`` : sql`and (sort_key, ${sql.ref(id)}) > (${keys[0]}, ${keys[1]})`
    const { rows: found } = await sql<{ id: PersonId }>`
      ${
        area.kind === 'small'
          ? sql`select distinct person_id as id, sort_key from ${area.people} ${further('person_id')}`
          : sql`select id, sort_key from person where true ${andBelongsTo(area, 'person.id')} ${further('id')}`
      }
      order by sort_key, id limit ${limit}
    `.execute(trx)
    return found.map(({ id }) => id)
  })
  const page = pageOf(rows, filter.limit, (row) => [row.sortKey, row.personId])
  return { rows: page.rows.map(withoutSortKey), next: page.next }
}

/** People whose name contains every word, or whose phone begins or ends with the digits, best first. */
export async function listPeopleMatching(
  db: Db,
  search: { readonly text: string; readonly asOf: Day; readonly within?: readonly UnitId[]; readonly limit: number },
): Promise<PersonRow[]> {
  const { within, asOf, limit } = search
  const digits = search.text.replace(/[\s.\-()]/gu, '')
  const text = foldName(search.text)
  if (text === '') return []
  const rows = await listPeopleFound(db, asOf, async (trx) => {
    const area = await searchAreaOf(trx, within, asOf, 'residents-and-seats')
    return /^\+?\d+$/u.test(digits) ? findByPhone(trx, digits, area, limit) : findByName(trx, text, area, limit)
  })
  return rows.map(withoutSortKey)
}

/**
 * The people whom a search finds, in its order. It looks behind the wall: before it PostgreSQL would ask for each person whether they
 * may be seen before it looks at a name or a number, and use no index of these. Whom it finds is read before the wall.
 */
export async function listPeopleFound(
  db: Db,
  asOf: Day,
  find: (trx: Db) => Promise<readonly PersonId[]>,
): Promise<readonly (PersonRow & { readonly sortKey: string })[]> {
  return inTransaction(db, async (trx) => {
    const ids = await beyondWall(trx, () => find(trx))
    if (ids.length === 0) return []
    const { rows } = await selectPersonRows(
      asOf,
      sql`
        select person.*, given.place from unnest(${textArray(ids)}::text[]) with ordinality as given (id, place)
        join person on person.id = given.id
      `,
      sql`shown.place`,
    ).execute(trx)
    return rows
  })
}

/** People who fit everything that is said of them: for looking up one person, not for leafing through many. */
export async function listPeopleByAttributes(
  db: Db,
  search: {
    /** Every word of it is part of the name. */
    readonly name?: string
    /** Year, month or day. */
    readonly birth?: string
    /** In E.164 form. */
    readonly phone?: string
    readonly within?: readonly UnitId[]
    readonly asOf: Day
    readonly limit: number
  },
): Promise<PersonRow[]> {
  const { name, birth, phone, within, asOf } = search
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  for (const word of foldName(name ?? '').split(' ')) conditions.push(sql`name_folded like ${`%${escaped(word)}%`}`)
  if (birth !== undefined) conditions.push(sql`birth like ${`${escaped(birth)}%`}`)
  if (phone !== undefined) conditions.push(sql`person.id in (select person_id from phone where number = ${phone})`)
  if (within !== undefined) conditions.push(sql`person.id in (${peopleOf(within, asOf)})`)
  const { rows } = await selectPersonRows(
    asOf,
    sql`
      select person.* from person where ${sql.join(conditions, sql` and `)}
      order by person.sort_key, person.id limit ${search.limit}
    `,
    sql`sort_key, shown.id`,
  ).execute(db)
  return rows.map(withoutSortKey)
}

/** Whoever lives in the units or below them on the day, or has a seat there on whatever day. */
function peopleOf(within: readonly UnitId[], asOf: Day): RawBuilder<unknown> {
  return sql`
    select residence.person_id from residence join unit_ancestor on unit_ancestor.unit_id = residence.unit_id
    where unit_ancestor.ancestor_id = any(${[...within]}::text[])
      and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
    union all
    select appointment.person_id from appointment join unit_ancestor on unit_ancestor.unit_id = appointment.unit_id
    where unit_ancestor.ancestor_id = any(${[...within]}::text[])
  `
}

function withoutSortKey({ sortKey: _, ...row }: PersonRow & { readonly sortKey: string }): PersonRow {
  return row
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/gu, '\\$&')
}

/** Adds what a list shows to the few people it shows. */
function selectPersonRows(
  asOf: Day,
  people: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): RawBuilder<PersonRow & { sortKey: string }> {
  return sql<PersonRow & { sortKey: string }>`
    with shown as materialized (${people})
    select shown.id as "personId", shown.revision, shown.name, shown.birth, home.unit_id as "unitId", office.unit_id as "seatUnitId", home.household_id as "householdId",
      coalesce(home.represents_household, false) as "representsHousehold", reach.number as phone, shown.reachability,
      (
        select coalesce(json_agg(distinct appointment.position_id), '[]') from appointment
        where appointment.person_id = shown.id
          and appointment.valid_from <= ${asOf}::date and appointment.valid_to > ${asOf}::date
      ) as positions,
      (select count(*) from desired_member where desired_member.person_id = shown.id) as groups,
      shown.sort_key as "sortKey"
    from shown
    left join lateral (
      select residence.unit_id, residence.household_id, residence.represents_household from residence
      where residence.person_id = shown.id
        and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
      order by residence.valid_from desc, residence.unit_id limit 1
    ) as home on true
    left join lateral (
      select appointment.unit_id from appointment
      where appointment.person_id = shown.id
        and appointment.valid_from <= ${asOf}::date and appointment.valid_to > ${asOf}::date
      order by appointment.valid_from desc, appointment.unit_id limit 1
    ) as office on true
    left join lateral (
      select phone.number from phone
      where phone.person_id = shown.id and phone.valid_from <= ${asOf}::date and phone.valid_to > ${asOf}::date
      order by phone.valid_from desc, phone.number limit 1
    ) as reach on true
    order by ${order}
  `
}
