import type { PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { andBelongsTo, type SearchArea } from './areas.ts'

/** Fewer digits fit half of the population. */
const LEAST_DIGITS = 3

const COUNTRY = '+84'
/** So many digits after that of the country fit some thousand numbers at most; fewer fit more people than live in a small area. */
const TELLING_DIGITS = 5

/** Nobody looks for one among more: the first by number are taken. In a small area fewer of them live. */
const MOST = { everywhere: 1_000, large: 1_000, small: 10_000 } as const

/** Whose phone begins or ends with the digits, by given name. */
export async function findByPhone(db: Db, digits: string, area: SearchArea, limit: number): Promise<PersonId[]> {
  const bare = digits.replace('+', '')
  if (bare.length < LEAST_DIGITS) return []
  const number = international(digits)
  const begins = beginsWith(sql.ref('number'), number)
  const ends = beginsWith(sql`reverse(number)`, Array.from(bare).reverse().join(''))
  const first = (fits: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`select person_id from phone where ${fits} ${andBelongsTo(area, 'phone.person_id')} order by ${order} limit ${sql.lit(MOST[area.kind])}`
  const fitsMany = number.startsWith(COUNTRY) && number.length < COUNTRY.length + TELLING_DIGITS
  const beginning =
    area.kind === 'small' && fitsMany
      ? sql`select person_id from phone where person_id = any(array(select person_id from ${area.people})) and ${begins}`
      : first(begins, sql.ref('number'))
  // As an array, so that they are looked up and nobody else is gone through.
  const found = sql`= any(array((${beginning}) union (${first(ends, sql`reverse(number)`)})))`
  const { rows } = await sql<{ id: PersonId }>`
    ${
      area.kind === 'small'
        ? sql`select distinct person_id as id, sort_key from ${area.people} and person_id ${found}`
        : sql`select id, sort_key from person where id ${found}`
    }
    order by sort_key, id limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Any digit comes before it. */
const AFTER_DIGITS = ':'

function beginsWith(value: RawBuilder<unknown>, digits: string): RawBuilder<unknown> {
  return sql`(${value} >= ${digits} and ${value} < ${`${digits}${AFTER_DIGITS}`})`
}

/** The beginning of a number as people type it, in the form numbers are kept in. */
function international(digits: string): string {
  if (digits.startsWith('+')) return digits
  return digits.startsWith('0') ? `${COUNTRY}${digits.slice(1)}` : `+${digits}`
}
