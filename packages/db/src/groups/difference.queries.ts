import type { GroupId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { sendTogether } from '../send-together.ts'
import { ofGroups } from './differing.queries.ts'

export interface GroupDifference {
  readonly groupId: GroupId
  readonly desired: number
  readonly actual: number
  /** Desired and in the group, in whatever role. */
  readonly matching: number
  readonly toAdd: number
  readonly toRemove: number
  readonly wrongRole: number
  readonly required: number
  readonly requiredMissing: number
}

/** Desired against the current readings, counted by group. An invitation that failed counts as not in the group. */
export async function desiredDifference(db: Db, groupIds?: readonly GroupId[]): Promise<GroupDifference[]> {
  const { rows } = await difference(groupIds ?? null).execute(db)
  return rows
}

function difference(groupIds: readonly GroupId[] | null): RawBuilder<GroupDifference> {
  const some = ofGroups(groupIds, sql`group_id`)
  // A row is a pair that is desired, actual or both, so most counts follow from three: each one more costs a pass of its own.
  return sql<GroupDifference>`
    select "groupId", desired, actual, desired + actual - pairs as matching, pairs - actual as "toAdd", pairs - desired as "toRemove",
      "wrongRole", required, "requiredMissing"
    from (
      select coalesce(d.group_id, a.group_id) as "groupId",
        count(*) as pairs,
        count(d.person_id) as desired,
        count(a.person_id) as actual,
        count(*) filter (where d.role <> a.role) as "wrongRole",
        count(*) filter (where d.required) as required,
        count(*) filter (where d.required and a.person_id is null) as "requiredMissing"
      from (select * from desired_member where ${some}) as d
      full join (select * from actual_member where state <> 'invitation-failed' and ${some}) as a
        on a.group_id = d.group_id and a.person_id = d.person_id
      group by coalesce(d.group_id, a.group_id)
    ) as counted`
}

/** Keeps the counts that lists show and filter by: of these groups, or of all (`null`). */
export async function updateGroupCounts(trx: Db, groupIds: readonly GroupId[] | null): Promise<void> {
  if (groupIds?.length !== 0) await sendTogether(trx, countingGroups(groupIds))
}

/** The same, to be sent together with others. */
export function countingGroups(groupIds: readonly GroupId[] | null): readonly RawBuilder<unknown>[] {
  const some = (column: RawBuilder<unknown>): RawBuilder<unknown> => ofGroups(groupIds, column)
  const counted = sql`
    insert into group_count
      (group_id, desired, actual, matching, to_add, to_remove, wrong_role, required, required_missing, unmatched)
    select g.id, coalesce(c.desired, 0), coalesce(c.actual, 0), coalesce(c.matching, 0), coalesce(c."toAdd", 0),
      coalesce(c."toRemove", 0), coalesce(c."wrongRole", 0), coalesce(c.required, 0), coalesce(c."requiredMissing", 0),
      coalesce(u.unmatched, 0)
    from expected_group as g
    left join (${difference(groupIds)}) as c on c."groupId" = g.id
    left join (
      select real.group_id, count(*) as unmatched
      from actual_group as real
      join reading_member as row on row.reading_id = real.reading_id
      where row.person_id is null and row.matched_by is null and ${some(sql`real.group_id`)}
      group by real.group_id
    ) as u on u.group_id = g.id
    where ${some(sql`g.id`)}
  `
  // Of all groups it is less to forget every count than to compare it.
  if (groupIds === null) return [sql`delete from group_count`, counted]
  return [
    sql`
    with gone as (
      delete from group_count
      where ${some(sql`group_id`)} and not exists (select from expected_group where expected_group.id = group_count.group_id)
    )
    ${counted}
    on conflict (group_id) do update set
      desired = excluded.desired, actual = excluded.actual, matching = excluded.matching, to_add = excluded.to_add,
      to_remove = excluded.to_remove, wrong_role = excluded.wrong_role, required = excluded.required,
      required_missing = excluded.required_missing, unmatched = excluded.unmatched
  `,
  ]
}
