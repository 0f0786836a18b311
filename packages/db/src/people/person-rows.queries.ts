import { foldName, type Day, type Person, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'

/** A person in a list. */
export interface PersonRow {
  readonly personId: PersonId
  readonly revision: number
  readonly name: string
  readonly birth: string | null
  readonly unitId: UnitId | null
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
  const { rows } = await selectPersonRows(
    filter.asOf,
    sql`
      select person.* from person
      where exists (
        select from residence join unit_ancestor on unit_ancestor.unit_id = residence.unit_id
        where residence.person_id = person.id and unit_ancestor.ancestor_id = ${filter.unitId}
          and residence.valid_from <= ${filter.asOf}::date and residence.valid_to > ${filter.asOf}::date
      )
      ${keys === null ? sql`` : sql`and (person.sort_key, person.id) > (${keys[0]}, ${keys[1]})`}
      order by person.sort_key, person.id
      limit ${filter.limit + 1}
    `,
    sql`sort_key, shown.id`,
  ).execute(db)
  const page = pageOf(rows, filter.limit, (row) => [row.sortKey, row.personId])
  return { rows: page.rows.map(withoutSortKey), next: page.next }
}

/** Fewer digits fit half of the population. */
const LEAST_DIGITS = 3

/** People whose name contains every word, or whose phone begins or ends with the digits, best first. */
export async function listPeopleMatching(
  db: Db,
  search: { readonly text: string; readonly asOf: Day; readonly within?: readonly UnitId[]; readonly limit: number },
): Promise<PersonRow[]> {
  const digits = search.text.replace(/[\s.\-()]/gu, '')
  const text = foldName(search.text)
  if (text === '') return []
  const { within } = search
  // As an array, which is looked up by index: behind the wall of the database the indexes of parts of names and numbers are of no use,
  // and nobody else is to be looked at.
  const residents = within === undefined ? null : sql`any(array(${residentsOf(within, search.asOf)}))`
  const inside = residents === null ? sql`` : sql`and person.id = ${residents}`
  const theirs = residents === null ? sql`` : sql`and person_id = ${residents}`
  const isPhone = /^\+?\d+$/u.test(digits)
  if (isPhone && digits.replace('+', '').length < LEAST_DIGITS) return []
  const words = text.split(' ')
  const found = isPhone
    ? sql`
        select person.*, 0 as rank from person
        where person.id in (
          select person_id from phone where number like ${`${international(digits)}%`} ${theirs}
          union
          select person_id from phone where reverse(number) like ${`${Array.from(
            digits.replace('+', ''),
            (digit) => digit,
          )
            .reverse()
            .join('')}%`} ${theirs}
        ) ${inside}
        order by person.sort_key, person.id
        limit ${search.limit}
      `
    : sql`
        select person.*, case
            when name_folded = ${text} then 0
            when name_folded like ${`% ${escaped(text)}`} then 1
            when name_folded like ${`${escaped(text)}%`} then 2
            when name_folded like ${`% ${escaped(text)}%`} then 3
            else 4
          end as rank
        from person
        where ${sql.join(
          words.map((word) => sql`name_folded like ${`%${escaped(word)}%`}`),
          sql` and `,
        )} ${inside}
        order by rank, person.sort_key, person.id
        limit ${search.limit}
      `
  const { rows } = await selectPersonRows(search.asOf, found, sql`rank, sort_key, shown.id`).execute(db)
  return rows.map(withoutSortKey)
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
  if (within !== undefined) conditions.push(sql`person.id in (${residentsOf(within, asOf)})`)
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

function residentsOf(within: readonly UnitId[], asOf: Day): RawBuilder<unknown> {
  return sql`
    select residence.person_id from residence join unit_ancestor on unit_ancestor.unit_id = residence.unit_id
    where unit_ancestor.ancestor_id = any(${[...within]}::text[])
      and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
  `
}

function withoutSortKey({ sortKey: _, ...row }: PersonRow & { readonly sortKey: string }): PersonRow {
  return row
}

/** The beginning of a number as people type it, in the form numbers are kept in. */
function international(digits: string): string {
  if (digits.startsWith('+')) return digits
  return digits.startsWith('0') ? `+84${digits.slice(1)}` : `+${digits}`
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/gu, '\\$&')
}

/** Adds what a list shows to the few people it shows. */
export function selectPersonRows(
  asOf: Day,
  people: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): RawBuilder<PersonRow & { sortKey: string }> {
  return sql<PersonRow & { sortKey: string }>`
    with shown as materialized (${people})
    select shown.id as "personId", shown.revision, shown.name, shown.birth, home.unit_id as "unitId", home.household_id as "householdId",
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
      select phone.number from phone
      where phone.person_id = shown.id and phone.valid_from <= ${asOf}::date and phone.valid_to > ${asOf}::date
      order by phone.valid_from desc, phone.number limit 1
    ) as reach on true
    order by ${order}
  `
}
