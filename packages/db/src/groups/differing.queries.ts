import type { GroupId, MemberCount } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import type { DesiredRow } from './desired.queries.ts'

/** The groups in which anything differs, or somebody is still to come; `null`: among all. */
export function differing(groupIds: readonly GroupId[] | null): RawBuilder<unknown> {
  const some = ofGroups(groupIds, sql`group_id`)
  return sql`
    select group_id from group_count where to_add + to_remove + wrong_role > 0 and ${some}
    union select group_id from actual_member where state <> 'member' and ${some}`
}

/** These groups, or any (`null`). */
export function ofGroups(groupIds: readonly GroupId[] | null, column: RawBuilder<unknown>): RawBuilder<unknown> {
  return groupIds === null ? sql`true` : sql`${column} = any(${[...groupIds]}::text[])`
}

/** Of a desired member `d` and an actual one `a`: as it should be. Leaders are looked at wherever anything differs. */
export const IN_ORDER = sql`a.state = 'member' and a.role = d.role and d.role < 2`

/** Desired memberships that a plan has to look at, and the others as numbers. */
export interface DifferingRows {
  readonly rows: readonly DesiredRow[]
  /** Members who are in their group as they should be, and were left out. */
  readonly inOrder: ReadonlyMap<GroupId, MemberCount>
  /** Members of groups that nobody is in or ever left, where these were left out. */
  readonly absent: ReadonlyMap<GroupId, MemberCount>
}

/**
 * Lists what differs, not what is as it should be: at the size of a province a thousandth. Groups that nobody is in have all their
 * rows, or (`countAbsent`) a number, but for those in `listed`.
 */
export async function listDifferingRows(
  db: Db,
  groupIds: readonly GroupId[] | null,
  options: { readonly countAbsent: false } | { readonly countAbsent: true; readonly listed: readonly GroupId[] },
): Promise<DifferingRows> {
  const { rows: counts } = await sql<{ groupId: GroupId; members: number; required: number; absent: boolean }>`
    select c.group_id as "groupId", c.desired as members, c.required,
      not exists (select from actual_member as a where a.group_id = c.group_id) and not exists (
        select from actual_group as real join departure on departure.actual_group_id = real.id where real.group_id = c.group_id
      ) as absent
    from group_count as c where ${ofGroups(groupIds, sql`c.group_id`)}
  `.execute(db)
  const listed = options.countAbsent ? new Set(options.listed) : null
  const absent = new Map<GroupId, MemberCount>()
  const inOrder = new Map<GroupId, { members: number; required: number }>()
  for (const { groupId, members, required, absent: isAbsent } of counts) {
    if (isAbsent && listed !== null && !listed.has(groupId)) absent.set(groupId, { members, required })
    else inOrder.set(groupId, { members, required })
  }
  const { rows } = await sql<Omit<DesiredRow, 'role'> & { role: number }>`
    select d.group_id as "groupId", d.person_id as "personId", d.role, d.clauses, d.required
    from (${differing(groupIds)}) as differing
    join desired_member as d on d.group_id = differing.group_id
    left join actual_member as a on a.group_id = d.group_id and a.person_id = d.person_id
    where (${IN_ORDER}) is not true and not (d.group_id = any(${[...absent.keys()]}::text[]))
    order by d.group_id, d.person_id
  `.execute(db)
  for (const row of rows) {
    const rest = inOrder.get(row.groupId)
    if (rest === undefined) continue
    rest.members -= 1
    if (row.required) rest.required -= 1
  }
  return { rows: rows.map((row) => ({ ...row, role: roleOf(row.role) })), inOrder, absent }
}
