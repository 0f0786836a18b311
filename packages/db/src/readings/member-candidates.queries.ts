import type { Day, GroupId, MemberCandidate, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** Somebody whom a row of a member list may be. */
export interface FoundMemberCandidate extends MemberCandidate {
  /** Whether the group wants the person. */
  readonly desired: boolean
}

/**
 * Whom the rows of a member list may be, by id: whoever the group wants, lives or serves at its unit, or has one of the phones. With
 * what a row knows people by on the day, and nothing else of them: a village has hundreds of people, and lists are read often.
 */
export async function listMemberCandidates(
  db: Db,
  where: {
    readonly groupId: GroupId
    readonly unitId: UnitId
    readonly phones: readonly string[]
    readonly asOf: Day
  },
): Promise<FoundMemberCandidate[]> {
  const { groupId, unitId, phones, asOf } = where
  const now = sql`valid_from <= ${asOf}::date and valid_to > ${asOf}::date`
  const { rows } = await sql<FoundMemberCandidate>`
    with wanted as (select person_id from desired_member where group_id = ${groupId}),
    found as (
      select person_id from wanted
      union select person_id from residence where unit_id = ${unitId}
      union select person_id from appointment where unit_id = ${unitId}
      union select person_id from phone where number = any(${[...phones]}::text[])
    )
    select person.id as "personId", person.name, person.id in (select person_id from wanted) as desired,
      array(select number from phone where person_id = person.id and ${now} order by valid_from, number) as phones,
      array(
        select account_id from messaging_account where person_id = person.id and ${now} order by valid_from, account_id
      ) as "accountIds",
      array(
        select display_name from messaging_account
        where person_id = person.id and display_name is not null and ${now} order by valid_from, account_id
      ) as "displayNames"
    from person where person.id in (select person_id from found)
    order by person.id
  `.execute(db)
  return rows
}
