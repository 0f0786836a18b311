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
  // One by one, which is looked up in the indexes: how many there will be is not for the planner to guess.
  const own = (table: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`from ${table} where person_id = person.id and valid_from <= ${asOf}::date and valid_to > ${asOf}::date`
  const accounts = own(sql`messaging_account`)
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
    )
    select person.id as "personId", person.name, found.desired,
      array(select number ${own(sql`phone`)} order by valid_from, number) as phones,
      array(select account_id ${accounts} order by valid_from, account_id) as "accountIds",
      array(select display_name ${accounts} and display_name is not null order by valid_from, account_id) as "displayNames"
    from person join found on found.person_id = person.id
    where person.id = any(array(select person_id from found))
    order by person.id
  `.execute(db)
  return rows
}
