import type { GroupId, MemberCount, PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import type { DesiredRow } from './desired.queries.ts'

/** These groups, or any (`null`). */
export function ofGroups(groupIds: readonly GroupId[] | null, column: RawBuilder<unknown>): RawBuilder<unknown> {
  if (groupIds === null) return sql`true`
  // A statement that is planned once expects ten of any list; of one alone it knows how much there is.
  const [only] = groupIds
  return only !== undefined && groupIds.length === 1
    ? sql`${column} = ${only}`
    : sql`${column} = any(${[...groupIds]}::text[])`
}

/** Desired memberships that a plan has to look at, and the others as numbers. */
export interface DifferingRows {
  readonly rows: readonly DesiredRow[]
  /** Who is in a group and was not left out: those whom `listDifferingReadings` reads. */
  readonly present: readonly Present[]
  /** Who ought to be in a group and is not; of groups that were left out, nobody. */
  readonly missing: readonly Present[]
  /** Members who are in their group as they should be, and were left out. */
  readonly inOrder: ReadonlyMap<GroupId, MemberCount>
  /** Members of groups that nobody is in, known or not, or ever left, where these were left out. */
  readonly absent: ReadonlyMap<GroupId, MemberCount>
}

export interface Present {
  readonly groupId: GroupId
  readonly personId: PersonId
}

interface Pair extends Present {
  /** Not desired: `null`, like the rest. */
  readonly role: number | null
  readonly clauses: number
  readonly required: boolean
  readonly isPresent: boolean
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
  const { rows: counts } = await sql<{
    groupId: GroupId
    members: number
    required: number
    differs: boolean
    absent: boolean
  }>`
    select c.group_id as "groupId", c.desired as members, c.required,
      c.to_add + c.to_remove + c.wrong_role > 0
        or exists (select from actual_member as a where a.group_id = c.group_id and a.state <> 'member') as differs,
      c.actual = 0 and not exists (select from actual_member as a where a.group_id = c.group_id) and not exists (
        select from actual_group as real join departure on departure.actual_group_id = real.id where real.group_id = c.group_id
      ) and c.unmatched = 0 as absent
    from group_count as c where ${ofGroups(groupIds, sql`c.group_id`)}
  `.execute(db)
  const listed = options.countAbsent ? new Set(options.listed) : null
  const absent = new Map<GroupId, MemberCount>()
  const inOrder = new Map<GroupId, { members: number; required: number }>()
  for (const { groupId, members, required, absent: isAbsent } of counts) {
    if (isAbsent && listed !== null && !listed.has(groupId)) absent.set(groupId, { members, required })
    else inOrder.set(groupId, { members, required })
  }
  const looked = counts.flatMap(({ groupId, differs }) => (differs && !absent.has(groupId) ? [groupId] : []))
  // Leaders are looked at wherever anything differs: whether one of them may go depends on the others.
  const { rows: pairs } = await sql<Pair>`
    select coalesce(d.group_id, a.group_id) as "groupId", coalesce(d.person_id, a.person_id) as "personId",
      d.role, d.clauses, d.required, a.person_id is not null as "isPresent"
    from (select * from desired_member where group_id = any(${looked}::text[])) as d
    full join (select * from actual_member where group_id = any(${looked}::text[])) as a
      on a.group_id = d.group_id and a.person_id = d.person_id
    where (a.state = 'member' and a.role = d.role and d.role < 2) is not true
    order by 1, 2
  `.execute(db)
  const rows = pairs.flatMap(({ groupId, personId, role, clauses, required }): DesiredRow[] =>
    role === null ? [] : [{ groupId, personId, role: roleOf(role), clauses, required }],
  )
  for (const { groupId, required } of rows) {
    const rest = inOrder.get(groupId)
    if (rest === undefined) continue
    rest.members -= 1
    if (required) rest.required -= 1
  }
  const present = pairs.filter((pair) => pair.isPresent)
  const missing = pairs.filter((pair) => pair.role !== null && !pair.isPresent)
  return { rows, present, missing, inOrder, absent }
}
