import type { Day, PersonId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { cursorOf, keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'

/** Two records that `suggestDuplicate` of hierarchy has to look at. */
export interface DuplicateCandidate {
  readonly oneId: PersonId
  readonly otherId: PersonId
  /** Where a page that begins after this pair starts. */
  readonly cursor: string
}

interface CandidateRow extends Omit<DuplicateCandidate, 'cursor'> {
  readonly reasons: number
  readonly sortKey: string
}

/**
 * Pairs of namesakes of whom one lives or holds a position in the units, or below them, and who share the day of birth, a phone, an
 * account, the household or the unit: those with most in common first. What `suggestDuplicate` would leave alone is left out as far as
 * facts of the day tell, so that hardly a pair is read in vain; so are pairs of whom somebody said that they are two people.
 * `within: null`: everywhere.
 */
export async function listDuplicateCandidates(
  db: Db,
  filter: {
    readonly within: readonly UnitId[] | null
    readonly asOf: Day
    readonly after?: string | null
    readonly limit: number
  },
): Promise<Page<DuplicateCandidate>> {
  const { within, asOf, after, limit } = filter
  const keys = keysOf(after, 4)
  const inside =
    within === null
      ? sql``
      : sql`and unit_id in (select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]))`
  const today = sql`valid_from <= ${asOf}::date and valid_to > ${asOf}::date`
  const pairs = (why: string, housed = sql`false`) =>
    sql`select least(home.id, same.id), greatest(home.id, same.id), ${sql.lit(why)}, ${housed}`
  const contradict = sql`(
    one.birth is not null and other.birth is not null
    and not starts_with(one.birth, other.birth) and not starts_with(other.birth, one.birth)
  )`
  // One by one, not with `exists`: that would be looked for in a set made of the whole table.
  const hasPhone = (id: string) =>
    sql`coalesce((select true from phone where phone.person_id = ${sql.ref(id)} limit 1), false)`
  const { rows } = await sql<CandidateRow>`
    with home as materialized (
      select distinct person.id, person.name_folded, person.birth, stay.unit_id, stay.household_id
      from (
        select person_id, unit_id, household_id from residence where ${today} ${inside}
        union all
        select person_id, unit_id, null from appointment where ${today} ${inside}
      ) as stay
      join person on person.id = stay.person_id
    ),
    found (one_id, other_id, why, housed) as (
      ${pairs('unit', sql`home.household_id is not null and same.household_id is not null`)} from home
        join home as same on same.name_folded = home.name_folded and same.unit_id = home.unit_id and same.id > home.id
      union
      ${pairs('household')} from home
        join home as same on same.name_folded = home.name_folded and same.household_id = home.household_id and same.id > home.id
      union
      ${pairs('phone')} from home
        join phone on phone.person_id = home.id
        join phone as also on also.number = phone.number and also.person_id <> home.id
        join person as same on same.id = also.person_id and same.name_folded = home.name_folded
      union
      ${pairs('account')} from home
        join messaging_account as account on account.person_id = home.id
        join messaging_account as also on also.account_id = account.account_id and also.service = account.service
          and also.person_id <> home.id
        join person as same on same.id = also.person_id and same.name_folded = home.name_folded
      union
      ${pairs('birth')} from home
        join person as same on same.name_folded = home.name_folded and same.birth = home.birth and same.id <> home.id
        where length(home.birth) = 10
    ),
    pair as (
      select one_id, other_id, count(distinct why) as reasons, bool_or(housed) as housed, bool_or(why in ('phone', 'account')) as contact,
        bool_or(why = 'birth') as birth, bool_or(why = 'household') as household, bool_or(why in ('household', 'unit')) as place
      from found group by one_id, other_id
    )
    select pair.one_id as "oneId", pair.other_id as "otherId", pair.reasons, one.sort_key as "sortKey"
    from pair join person as one on one.id = pair.one_id join person as other on other.id = pair.other_id
    where (
        case when ${contradict} then contact and place and lower(one.name) = lower(other.name)
        else contact or pair.birth or household or not (housed and ${hasPhone('pair.one_id')} and ${hasPhone('pair.other_id')}) end
      )
      and not exists (
        select from person_distinct
        where person_distinct.one_id = pair.one_id and person_distinct.other_id = pair.other_id
      )
      ${
        keys === null
          ? sql``
          : sql`and (-pair.reasons, one.sort_key, pair.one_id, pair.other_id)
              > (-${Number(keys[0])}::bigint, ${keys[1]}, ${keys[2]}, ${keys[3]})`
      }
    order by pair.reasons desc, one.sort_key, pair.one_id, pair.other_id
    limit ${limit + 1}
  `.execute(db)
  const place = (row: CandidateRow): readonly string[] => [String(row.reasons), row.sortKey, row.oneId, row.otherId]
  const page = pageOf(rows, limit, place)
  return {
    rows: page.rows.map((row) => ({ oneId: row.oneId, otherId: row.otherId, cursor: cursorOf(place(row)) })),
    next: page.next,
  }
}

/** How many live in the units and below them; `null`: in all. */
export async function countPeopleWithin(db: Db, within: readonly UnitId[] | null): Promise<number> {
  const inside =
    within === null
      ? sql``
      : sql`where unit_id in (select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]))`
  const { rows } = await sql<{ people: number }>`
    select coalesce(sum(people), 0)::int as people from unit_count ${inside}
  `.execute(db)
  return rows[0]?.people ?? 0
}

/** Remembers that two records are two people; saying so again changes nothing. */
export async function insertDistinct(
  trx: Db,
  pair: readonly [PersonId, PersonId],
  said: { readonly author: string; readonly at: string },
): Promise<void> {
  const [one = '', other = ''] = [...pair].sort()
  await trx
    .insertInto('person_distinct')
    .values({ one_id: one, other_id: other, author: said.author, at: said.at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
