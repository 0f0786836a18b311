import type { ActualMember, GroupId, PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { askTogether } from '../ask-together.ts'
import { countingGroups } from '../groups/difference.queries.ts'
import { ofGroups } from '../groups/differing.queries.ts'
import { divideAnewFor, firstGroupsOf } from '../groups/divide-anew.ts'
import { listCandidates } from '../groups/divide-groups.ts'
import { lockMembership } from '../locks.ts'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { sendTogether } from '../send-together.ts'
import { notingHomes, takeNotedUnits, updateCountsOfUnits } from '../units/unit-counts.ts'
import { stepBeyond } from '../wall.ts'

/**
 * Derives who is in the groups from the current readings of their real groups, and the counts that follow. Two rows of one person
 * are one member, in the higher role and the better state. Of units only those are counted that somebody noted, or `all`, which is less
 * where these are most of them.
 */
export async function updateActualMembers(
  trx: Db,
  groupIds: readonly GroupId[],
  counted: 'noted' | 'all' = 'noted',
): Promise<void> {
  await lockMembership(trx)
  await updateLockedMembers(trx, groupIds, counted)
}

/** The same for the transaction that holds `materialise`. */
export async function updateLockedMembers(
  trx: Db,
  groupIds: readonly GroupId[],
  counted: 'noted' | 'all' = 'noted',
): Promise<void> {
  const these = (column: RawBuilder<unknown>): RawBuilder<unknown> => ofGroups(groupIds, column)
  // Only what differs is written: who was in a group is kept from one change of it to the next. Households are reached or no longer
  // reached only where somebody joined or left: whoever was a member or is one now, and is written.
  const members = sql`
    with
      now as (
        select real.group_id, row.person_id, max(row.role)::smallint as role,
          case min(case row.state when 'member' then 0 when 'invited' then 1 else 2 end)
            when 0 then 'member' when 1 then 'invited' else 'invitation-failed'
          end as state
        from actual_group as real
        join reading_member as row on row.reading_id = real.reading_id
        where ${these(sql`real.group_id`)} and row.person_id is not null
        group by real.group_id, row.person_id
      ),
      before as (
        select group_id, person_id from actual_member where ${these(sql`group_id`)} and state = 'member'
      ),
      gone as (
        delete from actual_member as was
        where ${these(sql`was.group_id`)} and not exists (
          select from now where now.group_id = was.group_id and now.person_id = was.person_id
        )
        returning was.group_id, was.person_id
      ),
      written as (
        insert into actual_member (group_id, person_id, role, state)
        select group_id, person_id, role, state from now
        on conflict (group_id, person_id) do update set role = excluded.role, state = excluded.state
        where (actual_member.role, actual_member.state) is distinct from (excluded.role, excluded.state)
        returning group_id, person_id, state
      ),
      moved as (
        select written.person_id from written left join before using (group_id, person_id)
        where (written.state = 'member') <> (before.person_id is not null)
        union select person_id from gone join before using (group_id, person_id)
      )
    ${notingHomes(sql`select person_id from moved`)}
  `
  const [comeBack, , candidates, { units, last }] = await askTogether(trx, (one) => [
    stepBeyond(one),
    sendTogether(one, [members, ...countingGroups(groupIds)]),
    listCandidates(one, firstGroupsOf(groupIds)),
    takeNotedUnits(one),
  ])
  // Before the first time nobody is wanted anywhere, and nothing is counted.
  if (last !== null) {
    if (candidates.length > 0) await divideAnewFor(trx, groupIds, last)
    await updateCountsOfUnits(trx, last.asOf, counted === 'all' ? null : units)
  }
  await comeBack(trx)
}

/** A membership that a current reading shows. */
export interface ActualRow extends ActualMember {
  readonly groupId: GroupId
}

/** The groups that some people really are in. */
export async function listActualRowsOfPeople(db: Db, personIds: readonly PersonId[]): Promise<ActualRow[]> {
  const { rows } = await sql<Omit<ActualRow, 'role'> & { role: number }>`
    select group_id as "groupId", person_id as "personId", role, state from actual_member
    where person_id = any(${[...personIds]}::text[]) order by group_id, person_id
  `.execute(db)
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}
