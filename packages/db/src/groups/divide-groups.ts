import {
  assignOverflow,
  foldName,
  groupIdOf,
  partName,
  type AssignedGroup,
  type Day,
  type GroupId,
  type Overflow,
  type OverflowGroup,
  type PersonId,
} from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { ofGroups } from './differing.queries.ts'
import { updateFurtherGroups } from './further-groups.ts'
import { mergeDesired } from './merge-desired.ts'

/** What dividing changed. */
export interface Division {
  readonly inserted: number
  readonly deleted: number
  /** The groups in which somebody else is wanted now, and those that came or went. */
  readonly groupIds: readonly GroupId[]
}

/** By the first group. */
export type Newcomers = ReadonlyMap<GroupId, ReadonlySet<PersonId>>

const NOBODY: ReadonlySet<PersonId> = new Set()

export interface Candidate {
  readonly id: GroupId
  readonly kind: string
  readonly unitId: string
  readonly name: string
  readonly sortKey: string
  /** Of a group that has yet to be made. */
  readonly capacity: number
}

interface PartRow {
  readonly firstId: GroupId
  readonly id: GroupId
  readonly part: number
  readonly capacity: number
  readonly isMade: boolean
  readonly isClosing: boolean
  /** Members who will not go: nobody is removed here, or nobody knows who they are and somebody has said so. */
  readonly others: number
}

interface MemberRow {
  readonly firstId: GroupId
  readonly personId: PersonId
  readonly role: number
  readonly clauses: number
  readonly required: boolean
  readonly householdId: string | null
  /** Where the person is wanted by now, and is. */
  readonly wanted: readonly number[]
  readonly present: readonly number[]
  readonly invited: readonly number[]
}

/**
 * Divides the people of units that one group cannot hold, among groups of which further ones come and go; of some groups or of all
 * (`null`). Who is wanted in the unit at all, and the counts of its groups, are up to date before. For the transaction that holds
 * the lock of memberships. `newcomers`: who stands in a first group only because nobody has assigned them yet.
 */
export async function divideGroups(
  trx: Db,
  asOf: Day,
  groupIds: readonly GroupId[] | null,
  newcomers: Newcomers = new Map(),
): Promise<Division> {
  const candidates = await listCandidates(trx, groupIds)
  if (candidates.length === 0) {
    if (groupIds === null) await updateFurtherGroups(trx)
    return { inserted: 0, deleted: 0, groupIds: [] }
  }
  const parts = Map.groupBy(await listParts(trx, candidates), (part) => part.firstId)
  const members = Map.groupBy(await listMembers(trx, candidates, asOf), (member) => member.firstId)
  const touched = new Set<GroupId>()
  const wanted: { groupId: GroupId; member: MemberRow }[] = []
  const present: GroupId[] = []
  for (const candidate of candidates) {
    const own = parts.get(candidate.id) ?? []
    const people = members.get(candidate.id) ?? []
    const { groups: divided, consolidate } = divide(candidate, own, people, newcomers.get(candidate.id) ?? NOBODY)
    present.push(...own.map((part) => part.id))
    for (const id of await updateParts(trx, candidate, own, divided)) {
      touched.add(id)
      if (!present.includes(id)) present.push(id)
    }
    const byId = new Map(people.map((member) => [member.personId, member]))
    await sql`
      update expected_group set spare = not spare
      where kind = ${candidate.kind} and unit_id = ${candidate.unitId} and spare <> (part = ${consolidate ?? 0})
    `.execute(trx)
    for (const { number, members: ids } of divided)
      for (const id of ids) {
        const member = byId.get(id)
        if (member !== undefined) wanted.push({ groupId: groupIdOf(candidate.kind, candidate.unitId, number), member })
      }
  }
  const changes = await mergeDesired(
    trx,
    rowsOf(wanted),
    sql`(select * from desired_member where group_id = any(${present}::text[]))`,
  )
  for (const { group_id } of changes) touched.add(group_id)
  await updateFurtherGroups(trx)
  return {
    inserted: changes.reduce((sum, row) => sum + row.inserted, 0),
    deleted: changes.reduce((sum, row) => sum + row.deleted, 0),
    groupIds: [...touched].sort(),
  }
}

function divide(
  candidate: Candidate,
  parts: readonly PartRow[],
  people: readonly MemberRow[],
  newcomers: ReadonlySet<PersonId>,
): Overflow {
  const result = assignOverflow({
    capacity: candidate.capacity,
    people: people.map(({ personId, householdId, role, required }) => ({
      personId,
      householdId,
      role: roleOf(role),
      required,
    })),
    groups: parts.map(({ part, capacity, isMade, isClosing, others }): OverflowGroup => {
      const of = (where: 'present' | 'invited' | 'wanted'): PersonId[] =>
        people.filter((member) => member[where].includes(part)).map(({ personId }) => personId)
      return {
        number: part,
        capacity,
        members: of('present'),
        planned: [...of('invited'), ...of('wanted').filter((id) => !newcomers.has(id))],
        others,
        isMade: part === 1 || isMade,
        isClosing,
      }
    }),
  })
  if (result.ok) return result.value
  // Dividing would not help: leaders and required members alone fill a group. Everybody belongs into the first, as if it had room.
  const members = people.map(({ personId }) => personId)
  const { capacity } = candidate
  return {
    groups: [{ number: 1, isNew: false, isClosing: false, members, size: members.length, capacity, level: 'full' }],
    consolidate: null,
  }
}

/** Makes the rows of groups that are new, and takes those away that are gone; gives both. */
async function updateParts(
  trx: Db,
  candidate: Candidate,
  before: readonly PartRow[],
  divided: readonly AssignedGroup[],
): Promise<GroupId[]> {
  const idOf = (part: number): GroupId => groupIdOf(candidate.kind, candidate.unitId, part)
  const now = new Map(divided.map((group) => [idOf(group.number), group]))
  const gone = before.filter(({ id }) => !now.has(id)).map(({ id }) => id)
  const made = divided.filter(({ number }) => !before.some(({ part }) => part === number))
  const kept = before.filter(({ id, isClosing }) => isClosing && now.get(id)?.isClosing === false).map(({ id }) => id)
  if (gone.length > 0) await sql`delete from expected_group where id = any(${gone}::text[])`.execute(trx)
  // A group that is gone is no longer being given up, and neither is one that is needed after all.
  if (gone.length + kept.length > 0)
    await sql`delete from group_closing where group_id = any(${[...gone, ...kept]}::text[])`.execute(trx)
  for (const { number } of made) {
    const name = partName(candidate.name, number)
    await sql`
      insert into expected_group (id, kind, unit_id, name, name_folded, sort_key, state, mode, capacity, part)
      select ${idOf(number)}, kind, unit_id, ${name}, ${foldName(name)}, ${partSortKey(candidate.sortKey, number)}, state, mode, capacity,
        ${number}::smallint
      from expected_group where id = ${candidate.id}
    `.execute(trx)
  }
  return [...gone, ...made.map(({ number }) => idOf(number))]
}

/** The parts of a group follow it in the order of their numbers. */
export function partSortKey(sortKey: string, part: number): string {
  return part === 1 ? sortKey : `${sortKey}\u0001${String(part).padStart(3, '0')}`
}

/** The real group of an expected one, as the list of groups chooses it. */
const REAL = sql`
  left join lateral (
    select actual_group.id, actual_group.reading_id, actual_group.capacity, actual_group.archived from actual_group
    where actual_group.group_id = g.id order by actual_group.archived, actual_group.id limit 1
  ) as real on true`

/** Members of whom somebody said that they are none of the people known: no plan removes them. */
const STRANGERS = sql`(
  select count(*) from reading_member as row
  where row.reading_id = real.reading_id and row.person_id is null and row.matched_by is not null
)`

/** First groups that cannot hold everybody, or have further ones beside them. */
export async function listCandidates(trx: Db, groupIds: readonly GroupId[] | null): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select g.id, g.kind, g.unit_id as "unitId", g.name, g.sort_key as "sortKey", g.capacity
    from expected_group as g left join group_count as c on c.group_id = g.id ${REAL}
    where g.part = 1 and g.state = 'ok' and ${ofGroups(groupIds, sql`g.id`)} and (
      exists (select from expected_group as f where f.kind = g.kind and f.unit_id = g.unit_id and f.part > 1)
      or c.desired > coalesce(real.capacity, g.capacity)
      or c.desired * 5 > coalesce(real.capacity, g.capacity) * 4 and c.desired + ${STRANGERS} > coalesce(real.capacity, g.capacity)
    )
    order by g.id
  `.execute(trx)
  return rows
}

async function listParts(trx: Db, candidates: readonly Candidate[]): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`
    select first.id as "firstId", g.id, g.part, coalesce(real.capacity, g.capacity) as capacity,
      real.id is not null and not real.archived as "isMade",
      exists (select from group_closing where group_closing.group_id = g.id) as "isClosing",
      ${STRANGERS} + case when g.mode = 'add-only' then (
        select count(*) from actual_member as a where a.group_id = g.id and a.state = 'member' and not exists (
          select from expected_group as part join desired_member as d on d.group_id = part.id
          where part.kind = g.kind and part.unit_id = g.unit_id and d.person_id = a.person_id
        )
      ) else 0 end as others
    from expected_group as first join expected_group as g on g.kind = first.kind and g.unit_id = first.unit_id ${REAL}
    where first.id = any(${candidates.map(({ id }) => id)}::text[])
    order by first.id, g.part
  `.execute(trx)
  return rows
}

async function listMembers(trx: Db, candidates: readonly Candidate[], asOf: Day): Promise<MemberRow[]> {
  const places = (state: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
    select coalesce(array_agg(part.part::integer order by part.part), '{}')
    from part join actual_member as a on a.group_id = part.id
    where part.first_id = w.first_id and a.person_id = w.person_id and a.state = ${state}
  )`
  const { rows } = await sql<MemberRow>`
    with part as materialized (
      select first.id as first_id, g.id, g.part
      from expected_group as first join expected_group as g on g.kind = first.kind and g.unit_id = first.unit_id
      where first.id = any(${candidates.map(({ id }) => id)}::text[])
    ),
    w as materialized (
      select part.first_id, d.person_id, max(d.role) as role, bit_or(d.clauses) as clauses, bool_or(d.required) as required,
        array_agg(part.part::integer order by part.part) as wanted
      from part join desired_member as d on d.group_id = part.id
      group by part.first_id, d.person_id
    )
    select w.first_id as "firstId", w.person_id as "personId", w.role, w.clauses, w.required, home.household_id as "householdId",
      w.wanted, ${places(sql`'member'`)} as present, ${places(sql`'invited'`)} as invited
    from w
    left join lateral (
      select residence.household_id from residence
      where residence.person_id = w.person_id
        and residence.valid_from <= ${asOf}::date and residence.valid_to > ${asOf}::date
      order by residence.valid_from desc, residence.unit_id limit 1
    ) as home on true
    order by w.first_id, w.person_id
  `.execute(trx)
  return rows
}

function rowsOf(wanted: readonly { readonly groupId: GroupId; readonly member: MemberRow }[]): RawBuilder<unknown> {
  return sql`
    select * from unnest(
      ${wanted.map(({ groupId }) => groupId)}::text[], ${wanted.map(({ member }) => member.personId)}::text[],
      ${wanted.map(({ member }) => member.role)}::smallint[], ${wanted.map(({ member }) => member.clauses)}::integer[],
      ${wanted.map(({ member }) => member.required)}::boolean[]
    ) as one (group_id, person_id, role, clauses, required)`
}
