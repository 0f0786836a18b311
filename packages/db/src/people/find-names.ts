import type { PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { andBelongsTo, type SearchArea } from './areas.ts'
import { endsLike, holdsWords, namePattern, rankOf, RANK, type NamePattern } from './name-pattern.ts'
import { AFTER_PART, PART } from './sort-key.ts'

/**
 * Who bears a name that holds every word of the text, best first, and by given name among those who fit alike (those whose names begin
 * with the text by the whole name).
 */
export async function findByName(
  db: Db,
  text: string,
  area: SearchArea,
  limit: number,
  few = FEW,
): Promise<PersonId[]> {
  const pattern = namePattern(text)
  return area.kind === 'small'
    ? listBelonging(db, pattern, area.people, limit)
    : findAmongMillions(db, pattern, area, limit, few)
}

/** Of a name that is borne by so many at most all are read and ranked, in some 20 ms. */
const FEW = 2_000

/** Everybody who belongs to the area is gone through. */
async function listBelonging(
  db: Db,
  pattern: NamePattern,
  people: RawBuilder<unknown>,
  limit: number,
): Promise<PersonId[]> {
  return listBestFirst(
    db,
    pattern,
    sql`select distinct person_id as id, sort_key from ${people} and ${holdsWords(pattern, sql.ref('sort_key'))}`,
    limit,
  )
}

/** Ranks all of them, which are few. */
async function listBestFirst(
  db: Db,
  pattern: NamePattern,
  few: RawBuilder<unknown>,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`
    with few as materialized (${few}),
    found as (select id, sort_key, ${rankOf(pattern, sql.ref('sort_key'))} as rank from few)
    select id from found
    order by rank, case rank when ${sql.lit(RANK.beginning)} then ltrim(split_part(sort_key, ${PART}, 2) || ' ' || split_part(sort_key, ${PART}, 1)) end,
      sort_key, id
    limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Rank by rank, the best ones from indexes that hold them in order, until there are enough; where few bear such a name, all of them at
 * once.
 */
async function findAmongMillions(
  db: Db,
  pattern: NamePattern,
  area: SearchArea,
  limit: number,
  few: number,
): Promise<PersonId[]> {
  const whole = await findWhole(db, pattern, area, limit)
  if (whole.length >= limit) return whole
  if ((await estimateBearers(db, pattern)) <= few) return listRare(db, pattern, area, limit)
  const found = new Set(whole)
  for (const find of [findEnd, findBeginning, findAnyPart]) {
    for (const id of await find(db, pattern, area, limit)) found.add(id)
    if (found.size >= limit) break
  }
  return [...found].slice(0, limit)
}

/** The index of parts of names is one of parts of three letters. */
const LEAST_PART = 3

/** How many hold every word, as the database estimates it before it reads anything; without an index that tells, endlessly many. */
async function estimateBearers(db: Db, pattern: NamePattern): Promise<number> {
  if (!pattern.words.some((word) => word.length >= LEAST_PART)) return Infinity
  const { rows } = await sql<{ 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }] }>`
    explain (format json) select from person where ${holdsWords(pattern, sql.ref('name_folded'))}
  `.execute(db)
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? Infinity
}

/** Everybody, by the index of parts of names. It knows no parts of two letters; these stand in the key as well. */
function listRare(db: Db, pattern: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  const whole = pattern.words.some((word) => word.length >= LEAST_PART) ? sql.ref('name_folded') : sql.ref('sort_key')
  return listBestFirst(
    db,
    pattern,
    sql`select id, sort_key from person where ${holdsWords(pattern, whole)} ${andBelongsTo(area, 'person.id')}`,
    limit,
  )
}

function findWhole(db: Db, { last, before }: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  return findInOrder(db, within(`${last}${PART}${before}`), area, limit)
}

function findEnd(db: Db, pattern: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  return findInOrder(db, sql`${within(pattern.last)} and ${endsLike(pattern, sql.ref('sort_key'))}`, area, limit)
}

function within(beginning: string): RawBuilder<unknown> {
  return sql`sort_key >= ${`${beginning}${PART}`} and sort_key < ${`${beginning}${AFTER_PART}`}`
}

async function findInOrder(
  db: Db,
  condition: RawBuilder<unknown>,
  area: SearchArea,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`
    select id from person where ${condition} ${andBelongsTo(area, 'person.id')} order by sort_key, id limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** After every letter. */
const HIGHEST = '\u{10ffff}'

async function findBeginning(db: Db, { text }: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`
    select id from person
    where name_folded > ${text} and name_folded < ${`${text}${HIGHEST}`} ${andBelongsTo(area, 'person.id')}
    order by name_folded, sort_key, id limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Going through as many names in order, in the index alone, takes some 20 ms. What many people bear is found among them. */
const GONE_THROUGH = 60_000

async function findAnyPart(db: Db, pattern: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  const first = (names: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select id, sort_key from (${names} order by sort_key, id limit ${sql.lit(GONE_THROUGH)}) as named
    where ${holdsWords(pattern, sql.ref('sort_key'))} ${andBelongsTo(area, 'named.id')}
    order by sort_key, id limit ${limit}
  `
  const inOrder = async (names: RawBuilder<unknown>): Promise<PersonId[]> => {
    const { rows } = await sql<{
      id: PersonId
    }>`select distinct id, sort_key from (${names}) as found order by sort_key, id limit ${limit}`.execute(db)
    return rows.map(({ id }) => id)
  }
  const byGivenName = await inOrder(
    sql.join(
      pattern.words.map(
        (word) =>
          sql`(${first(sql`select id, sort_key from person where sort_key >= ${word} and sort_key < ${`${word}${HIGHEST}`}`)})`,
      ),
      sql` union all `,
    ),
  )
  if (byGivenName.length >= limit) return byGivenName
  const common = await inOrder(first(sql`select id, sort_key from person`))
  if (common.length >= limit) return [...byGivenName, ...common]
  // Rarer than was estimated.
  return listRare(db, pattern, area, limit)
}
