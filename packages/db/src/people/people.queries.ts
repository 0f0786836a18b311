import type { Day, Person, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { readPeople, type StoredPerson } from './read-people.ts'

export async function findPerson(db: Db, id: PersonId): Promise<StoredPerson | null> {
  return (await readPeople(db, [id]))[0] ?? null
}

/** People with all facts, by id; ids of nobody are left out. */
export async function listPeople(db: Db, ids: readonly PersonId[]): Promise<Person[]> {
  return (await readPeople(db, ids)).map(({ person }) => person)
}

/** Everybody, in parts by id, for exports and full computations in memory. */
export async function listPeoplePage(
  db: Db,
  page: { readonly after?: string | null; readonly limit: number },
): Promise<Page<Person>> {
  const after = keysOf(page.after, 1)?.[0]
  const rows = await db
    .selectFrom('person')
    .select('id')
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  const { rows: shown, next } = pageOf(rows, page.limit, (row) => [row.id])
  return {
    rows: await listPeople(
      db,
      shown.map(({ id }) => id),
    ),
    next,
  }
}

/** What a roster, or a registration, knows people by. */
export interface RosterKeys {
  readonly unitIds: readonly UnitId[]
  /** Of the people of the units only those who bear one of these names, folded; `null`: all of them. */
  readonly foldedNames: readonly string[] | null
  readonly phones: readonly string[]
  readonly accountIds: readonly string[]
  /** Names, folded, each with the date of birth beside it. */
  readonly births: readonly { readonly folded: string; readonly birth: string }[]
}

const FEW_NAMES = 100

/**
 * The candidates for a roster or a registration: people of its units, and people anywhere with one of its phones or accounts, or with a name and
 * the date of birth beside it. Looked up together, so that whoever is found in several ways is read once.
 */
export async function listRosterCandidates(db: Db, keys: RosterKeys): Promise<Person[]> {
  const { unitIds, foldedNames, phones, accountIds, births } = keys
  // Of a few names it is asked who bears them, and then whether they are there; with a roster it is less to go through its units.
  const isThere = (table: string) => sql`coalesce((
    select true from ${sql.table(table)} as fact where fact.person_id = person.id and fact.unit_id = any(${textArray(unitIds)}::text[]) limit 1
  ), false)`
  const ofUnits = sql`
    select person_id from residence where unit_id = any(${textArray(unitIds)}::text[])
    union select person_id from appointment where unit_id = any(${textArray(unitIds)}::text[])
  `
  const found = [
    foldedNames === null
      ? ofUnits
      : sql`select id from person where name_folded = any(${textArray(foldedNames)}::text[]) and ${
          foldedNames.length <= FEW_NAMES
            ? sql`(${isThere('residence')} or ${isThere('appointment')})`
            : sql`id in (${ofUnits})`
        }`,
    ...(phones.length === 0 ? [] : [sql`select person_id from phone where number = any(${textArray(phones)}::text[])`]),
    ...(accountIds.length === 0
      ? []
      : [sql`select person_id from messaging_account where account_id = any(${textArray(accountIds)}::text[])`]),
    ...(births.length === 0
      ? []
      : [
          // Asked as one of many: joined, everybody would be sorted by both wherever nobody has counted the rows yet.
          sql`select id from person where (name_folded, birth) in (
            select * from unnest(${textArray(births.map(({ folded }) => folded))}::text[], ${textArray(births.map(({ birth }) => birth))}::text[])
          )`,
        ]),
  ]
  const { rows } = await sql<{ person_id: string }>`
    select person_id from (${sql.join(found, sql` union `)}) as found (person_id)
  `.execute(db)
  return listPeople(
    db,
    rows.map((row) => row.person_id),
  )
}

/** Who holds a position at the unit on the day. */
export async function listAppointmentsAt(db: Db, unitId: UnitId, asOf: Day): Promise<PersonId[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from appointment
    where unit_id = ${unitId} and valid_from <= ${asOf}::date and valid_to > ${asOf}::date
    order by person_id
  `.execute(db)
  return rows.map((row) => row.person_id)
}

/** Everybody with one of the phone numbers (E.164), now or before. */
export async function listPeopleByPhones(db: Db, numbers: readonly string[]): Promise<Person[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from phone where number = any(${[...numbers]}::text[])
  `.execute(db)
  return listPeople(
    db,
    rows.map((row) => row.person_id),
  )
}

/** Everybody with one of the names, folded. */
export async function listPeopleByNames(db: Db, folded: readonly string[]): Promise<Person[]> {
  const { rows } = await sql<{
    id: string
  }>`select id from person where name_folded = any(${[...folded]}::text[])`.execute(db)
  return listPeople(
    db,
    rows.map((row) => row.id),
  )
}

/** Names by id, for plans and lists; ids of nobody are left out. */
export async function listPersonNames(db: Db, ids: readonly PersonId[]): Promise<Map<PersonId, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from person where id = any(${[...ids]}::text[])
  `.execute(db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** How people are told apart in a member list: their names and every phone that they ever had. Nothing else of them is read. */
export async function listContacts(
  db: Db,
  ids: readonly PersonId[],
): Promise<Map<PersonId, { readonly name: string; readonly phones: readonly string[] }>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string; phones: readonly string[] }>`
    select id, name, (
      select coalesce(json_agg(number order by valid_from, number), '[]') from phone where phone.person_id = person.id
    ) as phones
    from person where id = any(${textArray(ids)}::text[])
  `.execute(db)
  return new Map(rows.map(({ id, name, phones }) => [id, { name, phones }]))
}

export async function countPeople(db: Db): Promise<number> {
  const row = await db
    .selectFrom('person')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
