import type { Day, GroupId, MemberCandidate } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** Somebody whom a row of a member list may be. */
export interface FoundMemberCandidate extends MemberCandidate {
  /** Whether the group wants the person, or has them: whoever was known by name stays known while they are there. */
  readonly desired: boolean
}

/**
 * Whom the rows of a member list may be, by id: whoever the group wants or has, and others who have one of the phones or accounts; only these
 * lead beyond those. With what a row knows people by on the day, and nothing else of them: lists are read often.
 */
export async function listMemberCandidates(
  db: Db,
  where: {
    readonly groupId: GroupId
    readonly phones: readonly string[]
    readonly accountIds: readonly string[]
    readonly asOf: Day
  },
): Promise<FoundMemberCandidate[]> {
  const { groupId, phones, accountIds, asOf } = where
  const now = sql`valid_from <= ${asOf}::date and valid_to > ${asOf}::date`
  // One by one, or as an array, which is looked up in the indexes: how many there will be is not for the planner to guess.
  const ofFound = (table: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`found cross join lateral (select * from ${table} as one where one.person_id = found.person_id and ${now} offset 0) as own`
  const { rows } = await sql<FoundMemberCandidate>`
    with found as (
      select person_id, bool_or(desired) as desired
      from (
        select person_id, true as desired from desired_member where group_id = ${groupId}
        union all select person_id, true from actual_member where group_id = ${groupId}
        union all select person_id, false from phone where number = any(${textArray(phones)}::text[])
        union all select person_id, false from messaging_account where account_id = any(${textArray(accountIds)}::text[])
      ) as one
      group by person_id
    ),
    phones as (
      select own.person_id, array_agg(number order by valid_from, number) as numbers
      from ${ofFound(sql`phone`)} group by own.person_id
    ),
    accounts as (
      select own.person_id, array_agg(account_id order by valid_from, account_id) as ids,
        array_agg(display_name order by valid_from, account_id) filter (where display_name is not null) as names
      from ${ofFound(sql`messaging_account`)} group by own.person_id
    )
    select person.id as "personId", person.name, found.desired, coalesce(phones.numbers, '{}') as phones,
      coalesce(accounts.ids, '{}') as "accountIds", coalesce(accounts.names, '{}') as "displayNames"
    from person
    join found on found.person_id = person.id
    left join phones on phones.person_id = person.id
    left join accounts on accounts.person_id = person.id
    where person.id = any(array(select person_id from found))
    order by person.id
  `.execute(db)
  return rows
}
