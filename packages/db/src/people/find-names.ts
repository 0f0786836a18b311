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
export async function findByName(db: Db, text: string, area: SearchArea, limit: number): Promise<PersonId[]> {
  const pattern = namePattern(text)
  return area.kind === 'small'
    ? listBelonging(db, pattern, area.people, limit)
    : findAmongMillions(db, pattern, area, limit)
}

/** Everybody who belongs to the area is gone through. */
async function listBelonging(
  db: Db,
  pattern: NamePattern,
  people: RawBuilder<unknown>,
  limit: number,
): Promise<PersonId[]> {
  const key = sql.ref('sort_key')
  const { rows } = await sql<{ id: PersonId }>`
    with found as (
      select distinct person_id as id, sort_key, ${rankOf(pattern, key)} as rank from ${people} and ${holdsWords(pattern, key)}
    )
    select id from found
    order by rank, case rank when ${sql.lit(RANK.beginning)} then ltrim(split_part(sort_key, ${PART}, 2) || ' ' || split_part(sort_key, ${PART}, 1)) end,
      sort_key, id
    limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Rank by rank, the best ones from indexes that hold them in order, until there are enough. */
async function findAmongMillions(db: Db, pattern: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  const found = new Set<PersonId>()
  for (const find of [findWholeOrEnd, findBeginning, findAnyPart]) {
    for (const id of await find(db, pattern, area, limit)) found.add(id)
    if (found.size >= limit) break
  }
  return [...found].slice(0, limit)
}

async function findWholeOrEnd(db: Db, pattern: NamePattern, area: SearchArea, limit: number): Promise<PersonId[]> {
  const { last, before } = pattern
  const key = sql.ref('sort_key')
  const within = (beginning: string): RawBuilder<unknown> =>
    sql`sort_key >= ${`${beginning}${PART}`} and sort_key < ${`${beginning}${AFTER_PART}`}`
  const first = async (condition: RawBuilder<unknown>): Promise<PersonId[]> => {
    const { rows } = await sql<{ id: PersonId }>`
      select id from person where ${condition} ${andBelongsTo(area, 'person.id')} order by sort_key, id limit ${limit}
    `.execute(db)
    return rows.map(({ id }) => id)
  }
  const whole = await first(within(`${last}${PART}${before}`))
  if (whole.length >= limit) return whole
  return [...whole, ...(await first(sql`${within(last)} and ${endsLike(pattern, key)}`))]
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
  // Rare, then: everybody is found by the index of parts of names. It knows no parts of two letters; these stand in the key as well.
  const whole = pattern.words.some((word) => word.length >= LEAST_PART) ? sql.ref('name_folded') : sql.ref('sort_key')
  const { rows } = await sql<{ id: PersonId }>`
    with named as materialized (
      select id, sort_key from person where ${holdsWords(pattern, whole)} ${andBelongsTo(area, 'person.id')}
    )
    select id from named order by ${rankOf(pattern, sql.ref('sort_key'))}, sort_key, id limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** The index of parts of names is one of parts of three letters. */
const LEAST_PART = 3
