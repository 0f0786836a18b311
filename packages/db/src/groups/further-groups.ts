import { groupIdOf, parseGroupId, type Assignment, type GroupId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'
import { findSetting, updateSetting } from '../settings/settings.queries.ts'

/** The parts from 2 of groups that one could not hold, by the first group. */
export type FurtherGroups = ReadonlyMap<GroupId, readonly number[]>

/** Under which the further groups stand among the settings, for whoever reads these anyway. */
export const FURTHER_GROUPS = 'further-groups'

const NONE: FurtherGroups = new Map()

/** Reads the value of the setting. */
export function furtherGroupsOf(value: unknown): FurtherGroups {
  if (typeof value !== 'object' || value === null) return NONE
  return new Map(
    Object.entries(value).flatMap(([id, parts]) =>
      Array.isArray(parts) ? [[id, parts.filter((part): part is number => typeof part === 'number')]] : [],
    ),
  )
}

export async function listFurtherGroups(db: Db): Promise<FurtherGroups> {
  const { rows } = await sql<{ kind: string; unitId: string; parts: number[] }>`
    select kind, unit_id as "unitId", array_agg(part::integer order by part) as parts from expected_group where part > 1
    group by kind, unit_id order by kind, unit_id
  `.execute(db)
  return new Map(rows.map(({ kind, unitId, parts }) => [groupIdOf(kind, unitId), parts]))
}

/** Keeps the setting as the groups are. */
export async function updateFurtherGroups(trx: Db): Promise<void> {
  const now = Object.fromEntries(await listFurtherGroups(trx))
  const before = Object.fromEntries(furtherGroupsOf(await findSetting(trx, FURTHER_GROUPS)))
  if (JSON.stringify(now) !== JSON.stringify(before)) await updateSetting(trx, FURTHER_GROUPS, now)
}

/** All parts of groups, by id. */
export function partsOf(firstId: GroupId, further: FurtherGroups): GroupId[] {
  return [firstId, ...(further.get(firstId) ?? []).map((part) => partId(firstId, part))]
}

function partId(firstId: GroupId, part: number): GroupId {
  return `${firstId}~${String(part)}`
}

/**
 * Who is wanted in the first groups, told apart by part: leaders and required members in each, the others where they were assigned
 * before, and newcomers in the first until `divideGroups` looks at them.
 */
export function inParts(wanted: RawBuilder<unknown>, further: FurtherGroups): RawBuilder<unknown> {
  if (further.size === 0) return wanted
  const parts = [...further.keys()].flatMap((firstId) => partsOf(firstId, further).map((id) => ({ firstId, id })))
  return sql`
    with part as materialized (
      select * from unnest(${parts.map(({ firstId }) => firstId)}::text[], ${parts.map(({ id }) => id)}::text[]) as p (first_id, id)
    )
    select coalesce(part.id, w.group_id) as group_id, w.person_id, w.role, w.clauses, w.required
    from (${wanted}) as w left join part on part.first_id = w.group_id
    where part.id is null or w.required or w.role > 0
      or exists (select from desired_member as d where d.group_id = part.id and d.person_id = w.person_id)
      or part.id = w.group_id and not exists (
        select from desired_member as d join part as other on other.id = d.group_id
        where other.first_id = w.group_id and d.person_id = w.person_id
      )`
}

/** Who is in a group and wanted in another one of the same unit instead; of some groups or of all (`null`). */
export async function listAssignments(db: Db, groupIds: readonly GroupId[] | null): Promise<Assignment[]> {
  const some = groupIds === null ? sql`true` : sql`g.id = any(${[...groupIds]}::text[])`
  const { rows } = await sql<Assignment>`
    select a.group_id as "groupId", a.person_id as "personId", min(d.group_id) as "assignedTo"
    from expected_group as other
    join expected_group as g on g.kind = other.kind and g.unit_id = other.unit_id and g.id <> other.id
    join actual_member as a on a.group_id = g.id
    join desired_member as d on d.group_id = other.id and d.person_id = a.person_id
    where ${some} and (g.part > 1 or other.part > 1)
      and not exists (select from desired_member as own where own.group_id = g.id and own.person_id = a.person_id)
    group by a.group_id, a.person_id order by a.group_id, a.person_id
  `.execute(db)
  return rows
}

/** Expects a further group that there is already; the first derivation of the expected groups fills in the rest. Nothing for a first one. */
export async function insertFurtherGroup(trx: Db, id: GroupId): Promise<void> {
  const of = parseGroupId(id)
  if (of === null || of.part === 1) return
  await sql`
    insert into expected_group (id, kind, unit_id, name, name_folded, sort_key, state, mode, capacity, part)
    values (${id}, ${of.kind}, ${of.unitId}, '', '', '', 'ok', 'manage', 1, ${of.part}::smallint)
    on conflict (id) do nothing
  `.execute(trx)
}
