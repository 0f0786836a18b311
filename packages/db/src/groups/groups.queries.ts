import { foldName, type GroupId, type GroupKindId, type UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import type { GroupDifference } from './difference.queries.ts'

/**
 * How a group stands. `invalid`: frozen by a rule that could not be read; `unlinked`: no real group is known; `unread`: never
 * read; `differs`: somebody to add, to remove or with another role; `undecided`: only unmatched names are left; `in-order`:
 * nothing to do.
 */
export type GroupState = 'invalid' | 'unlinked' | 'unread' | 'differs' | 'undecided' | 'in-order'

export interface GroupRow extends GroupDifference {
  readonly kind: GroupKindId
  readonly unitId: UnitId
  readonly name: string
  readonly state: GroupState
  readonly mode: 'manage' | 'add-only'
  readonly capacity: number
  /** 1; from 2: a further group of the unit. */
  readonly part: number
  /** Its own people would fit into the other groups of the unit with room to spare. */
  readonly isSpare: boolean
  /** Somebody decided to give it up. */
  readonly isClosing: boolean
  readonly actualGroupId: string | null
  readonly readAt: string | null
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly unmatched: number
}

export interface GroupFilter {
  /** Words of the name, or of the name of its real group, with or without marks. */
  readonly text?: string
  /** What else words stand for: groups of these units are found by them, whatever their names are. */
  readonly places?: readonly { readonly words: readonly string[]; readonly unitIds: readonly UnitId[] }[]
  /** The group's unit, or one above it, is one of these. */
  readonly within?: readonly UnitId[]
  readonly kind?: GroupKindId
  readonly state?: GroupState
  readonly groupIds?: readonly GroupId[]
}

/** `unit`: the groups of a unit, then those of the units below it; otherwise the largest number first. */
export type GroupOrder = 'unit' | 'missing' | 'surplus' | 'required' | 'unmatched'

export interface GroupPageQuery extends GroupFilter {
  readonly order?: GroupOrder
  readonly after?: string | null
  readonly limit: number
}

/** The groups that ought to exist. Those with the same number follow each other by unit; those never read come last. */
export async function listGroups(db: Db, query: GroupPageQuery): Promise<Page<GroupRow>> {
  const counted = COUNTED[query.order ?? 'unit']
  const columns = counted === null ? (['sortKey', 'groupId'] as const) : (['rank', 'sortKey', 'groupId'] as const)
  const list = sql.join(columns.map((column) => sql.ref(column)))
  const keys = keysOf(query.after, columns.length)
  const { rows } = await sql<GroupRow & { rank: string; sortKey: string }>`
    select * from (select *, ${rankOf(counted)} as rank from (${selectGroups(query)}) as one) as shown
    where ${ofState(query)} ${keys === null ? sql`` : sql`and (${list}) > (${sql.join(keys)})`}
    order by ${list}
    limit ${query.limit + 1}
  `.execute(db)
  const { rows: shown, next } = pageOf(rows, query.limit, (row) => columns.map((column) => row[column]))
  return { rows: shown.map(({ rank: _, sortKey: __, ...row }) => row), next }
}

const COUNTED: Readonly<Record<GroupOrder, keyof GroupRow | null>> = {
  unit: null,
  missing: 'toAdd',
  surplus: 'toRemove',
  required: 'requiredMissing',
  unmatched: 'unmatched',
}

/** A text like the other sort keys, so that a list continues after it; smaller for a larger number. */
function rankOf(counted: keyof GroupRow | null): RawBuilder<unknown> {
  if (counted === null) return sql`''`
  return sql`case when "readAt" is null or completeness = 'failed' then 'unread' else lpad((999999999 - ${sql.ref(counted)})::text, 9, '0') end collate "C"`
}

export interface GroupCounts {
  readonly total: number
  readonly states: Readonly<Record<GroupState, number>>
}

/** How many groups there are by state, for the same filter without its state. */
export async function countGroups(db: Db, filter: GroupFilter): Promise<GroupCounts> {
  const { rows } = await sql<{ state: GroupState; count: number }>`
    select state, count(*) as count from (${selectGroups(filter)}) as shown group by state
  `.execute(db)
  const states = { invalid: 0, unlinked: 0, unread: 0, differs: 0, undecided: 0, 'in-order': 0 }
  for (const row of rows) states[row.state] = row.count
  return { total: rows.reduce((sum, row) => sum + row.count, 0), states }
}

/** How many groups ought to exist in some units and everything below them; `null`: everywhere. */
export async function countExpectedGroups(db: Db, within: readonly UnitId[] | null): Promise<number> {
  const inside =
    within === null
      ? sql``
      : sql` where unit_id in (select unit_id from unit_ancestor where ancestor_id = any(${[...within]}::text[]))`
  const { rows } = await sql<{ count: number }>`select count(*) as count from expected_group${inside}`.execute(db)
  return rows[0]?.count ?? 0
}

export async function findGroup(db: Db, groupId: GroupId): Promise<GroupRow | null> {
  return (await listGroups(db, { groupIds: [groupId], limit: 1 })).rows[0] ?? null
}

function ofState(filter: GroupFilter): RawBuilder<unknown> {
  return filter.state === undefined ? sql`true` : sql`state = ${filter.state}`
}

function selectGroups(filter: GroupFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  const words = foldName(filter.text ?? '')
    .split(' ')
    .filter((word) => word !== '')
  for (const word of words) {
    const like = `%${word.replace(/[\\%_]/gu, '\\$&')}%`
    const unitIds = (filter.places ?? []).flatMap((place) => (place.words.includes(word) ? place.unitIds : []))
    const there = unitIds.length === 0 ? sql`` : sql` or g.unit_id = any(${[...new Set(unitIds)]}::text[])`
    conditions.push(sql`(g.name_folded like ${like} or g.id in (
      select group_id from actual_group where group_id is not null and name_folded like ${like}
    )${there})`)
  }
  if (filter.kind !== undefined) conditions.push(sql`g.kind = ${filter.kind}`)
  if (filter.groupIds !== undefined) conditions.push(sql`g.id = any(${[...filter.groupIds]}::text[])`)
  if (filter.within !== undefined) {
    conditions.push(
      sql`g.unit_id in (select unit_id from unit_ancestor where ancestor_id = any(${[...filter.within]}::text[]))`,
    )
  }
  return sql`
    select g.id as "groupId", g.kind, g.unit_id as "unitId", g.name, g.mode, g.capacity, g.part, g.spare as "isSpare",
      exists (select from group_closing where group_closing.group_id = g.id) as "isClosing", g.sort_key as "sortKey",
      case
        when g.state = 'invalid' then 'invalid'
        when real.id is null then 'unlinked'
        -- A list that could not be read says nothing of anybody.
        when real.reading_id is null or reading.completeness = 'failed' then 'unread'
        when c.to_add + c.to_remove + c.wrong_role > 0 then 'differs'
        when c.unmatched > 0 then 'undecided'
        else 'in-order'
      end as state,
      real.id as "actualGroupId", reading.read_at as "readAt", reading.completeness,
      coalesce(c.desired, 0) as desired, coalesce(c.actual, 0) as actual, coalesce(c.matching, 0) as matching,
      coalesce(c.to_add, 0) as "toAdd", coalesce(c.to_remove, 0) as "toRemove", coalesce(c.wrong_role, 0) as "wrongRole",
      coalesce(c.required, 0) as required, coalesce(c.required_missing, 0) as "requiredMissing",
      coalesce(c.unmatched, 0) as unmatched
    from expected_group as g
    left join group_count as c on c.group_id = g.id
    left join lateral (
      select actual_group.id, actual_group.reading_id from actual_group
      where actual_group.group_id = g.id
      order by actual_group.archived, actual_group.id
      limit 1
    ) as real on true
    left join reading on reading.id = real.reading_id
    where ${sql.join(conditions, sql` and `)}`
}
