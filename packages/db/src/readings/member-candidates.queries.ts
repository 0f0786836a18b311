import type { Day, GroupId, MemberCandidate, PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** Somebody whom a row of a member list may be. */
export interface FoundMemberCandidate extends MemberCandidate {
  /** Whether the group wants the person, or has them: whoever was known by name stays known while they are there. */
  readonly desired: boolean
}

/** What a list of the members of a group names people by. */
export interface MemberKeys {
  readonly groupId: GroupId
  readonly phones: readonly string[]
  readonly accountIds: readonly string[]
}

/**
 * Whom the rows of member lists may be, by group, and by id: whoever the group wants or has, and others who have one of the phones or
 * accounts of its list; only these lead beyond those. With the names that people are known by on the day, and of their phones and
 * accounts those that are on a list, and nothing else of them: lists are read often.
 */
export async function listMemberCandidates(
  db: Db,
  lists: readonly MemberKeys[],
  asOf: Day,
): Promise<ReadonlyMap<GroupId, readonly FoundMemberCandidate[]>> {
  const groupIds = textArray(lists.map((list) => list.groupId))
  const keys = (of: (list: MemberKeys) => readonly string[]) => {
    const pairs = lists.flatMap((list) => of(list).map((key) => [list.groupId, key] as const))
    return {
      values: sql`${textArray(pairs.map(([, key]) => key))}::text[]`,
      pairs: sql`unnest(${textArray(pairs.map(([groupId]) => groupId))}::text[], ${textArray(pairs.map(([, key]) => key))}::text[])`,
    }
  }
  const phones = keys((list) => list.phones)
  const accounts = keys((list) => list.accountIds)
  // Arrays are looked up in the indexes: how many there will be is not for the planner to guess.
  const these = sql`any((select ids from these)::text[])`
  const holds = sql`valid_from <= ${asOf}::date and valid_to > ${asOf}::date`
  // Hashed, for whoever has many accounts to compare with many.
  const isListed = sql`account_id in (select id from listed)`
  const { rows } = await sql<{ groupId: GroupId; personId: PersonId } & FoundMemberCandidate>`
    with
      found as (
        select group_id, person_id, bool_or(desired) as desired
        from (
          select group_id, person_id, true as desired from desired_member where group_id = any(${groupIds}::text[])
          union all select group_id, person_id, true from actual_member where group_id = any(${groupIds}::text[])
          union all
          select listed.group_id, person_id, false from phone join ${phones.pairs} as listed (group_id, number) using (number)
          where number = any(${phones.values})
          union all
          select listed.group_id, person_id, false
          from messaging_account join ${accounts.pairs} as listed (group_id, account_id) using (account_id)
          where account_id = any(${accounts.values})
        ) as one
        group by group_id, person_id
      ),
      these as (select array(select distinct person_id from found) as ids),
      listed as (select unnest(${accounts.values}) as id),
      numbers as (
        select person_id, array_agg(number order by valid_from, number) as phones
        from phone where number = any(${phones.values}) and ${holds} group by person_id
      ),
      accounts as (
        select person_id, array_agg(account_id order by valid_from, account_id) filter (where ${isListed}) as ids,
          array_agg(display_name order by valid_from, account_id) filter (where display_name is not null) as names
        -- The days are compared only afterwards: with them PostgreSQL 18 reads the whole index.
        from (select * from messaging_account where person_id = ${these} offset 0) as account
        where ${holds} and (display_name is not null or ${isListed})
        group by person_id
      )
    select found.group_id as "groupId", person.id as "personId", person.name, found.desired,
      coalesce(numbers.phones, '{}') as phones, coalesce(accounts.ids, '{}') as "accountIds",
      coalesce(accounts.names, '{}') as "displayNames"
    from person
    join found on found.person_id = person.id
    left join numbers on numbers.person_id = person.id
    left join accounts on accounts.person_id = person.id
    where person.id = ${these}
    order by found.group_id, person.id
  `.execute(db)
  const candidates = new Map<GroupId, FoundMemberCandidate[]>(lists.map(({ groupId }) => [groupId, []]))
  for (const { groupId, ...candidate } of rows) candidates.get(groupId)?.push(candidate)
  return candidates
}
