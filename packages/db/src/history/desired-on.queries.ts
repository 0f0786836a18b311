import {
  ancestorsOn,
  firstGroupOf,
  findUnit,
  unitsOn,
  type Day,
  type ExpectedGroup,
  type GroupId,
  type GroupKind,
  type Model,
  type Rule,
  type UnitId,
  type UnitTree,
} from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { desiredQuery } from '../groups/desired-query.ts'
import { inParts } from '../groups/further-groups.ts'
import type { DesiredRow } from '../groups/desired.queries.ts'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'

/**
 * Who should have been in some groups on a day by what is known today: by the compiled rules, over the facts that were valid on the
 * day and the tree of that day. `expected` are all groups of the day, for rules that ask who is in another one.
 */
export async function listDesiredOn(
  db: Db,
  world: DayWorld,
  groups: readonly ExpectedGroup[],
  expected: readonly ExpectedGroup[],
): Promise<DesiredRow[]> {
  if (groups.length === 0) return []
  const { rows } = await sql<Omit<DesiredRow, 'role'> & { role: number }>`
    ${await desiredOn(db, world, groups, expected)}
    select group_id as "groupId", person_id as "personId", role, clauses, required from wanted
    order by group_id, person_id
  `.execute(db)
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}

/** How many those are in each group, and how many of them are required; groups of nobody are left out. */
export async function countDesiredOn(
  db: Db,
  world: DayWorld,
  groups: readonly ExpectedGroup[],
  expected: readonly ExpectedGroup[],
): Promise<{ readonly groupId: GroupId; readonly desired: number; readonly required: number }[]> {
  if (groups.length === 0) return []
  const { rows } = await sql<{ groupId: GroupId; desired: number; required: number }>`
    ${await desiredOn(db, world, groups, expected)}
    select group_id as "groupId", count(*) as desired, count(*) filter (where required) as required from wanted
    group by group_id order by group_id
  `.execute(db)
  return rows
}

interface DayWorld {
  readonly model: Model
  readonly tree: UnitTree
  readonly on: Day
}

/** The head of a statement that reads `wanted`. */
async function desiredOn(
  db: Db,
  world: DayWorld,
  groups: readonly ExpectedGroup[],
  expected: readonly ExpectedGroup[],
): Promise<RawBuilder<unknown>> {
  const { model, tree, on } = world
  const kinds = model.groupKinds.filter((kind) => groups.some((group) => group.kind === kind.id))
  const refersToGroups = kinds.some((kind) => kind.clauses.some(({ rule }) => asksGroups(rule)))
  const units = refersToGroups ? unitsOn(tree, on) : unitsAround(tree, on, new Set(groups.map(({ unitId }) => unitId)))
  const firsts = expected.filter(({ part }) => part === 1)
  const asked = new Set(groups.map(({ id }) => firstGroupOf(id)))
  const wanted = await queryOf(
    db,
    world,
    kinds,
    firsts.filter(({ id }) => asked.has(id)),
    firsts,
    0,
  )
  const further = Map.groupBy(
    expected.filter(({ id, part }) => part > 1 && asked.has(firstGroupOf(id))),
    ({ id }) => firstGroupOf(id),
  )
  const divided = new Map([...further].map(([id, parts]) => [id, parts.map(({ part }) => part)]))
  // Whoever asks for one part alone gets that one.
  const some = divided.size === 0 ? sql`` : sql` where group_id = any(${groups.map(({ id }) => id)}::text[])`
  const rowsOfTree = units.flatMap((id) => treeRows(tree, on, id))
  return sql`
    with day_tree as materialized (
      select * from unnest(
        ${rowsOfTree.map((row) => row.unitId)}::text[], ${rowsOfTree.map((row) => row.ancestorId)}::text[],
        ${rowsOfTree.map((row) => row.unitTier)}::text[], ${rowsOfTree.map((row) => row.ancestorTier)}::text[],
        ${rowsOfTree.map((row) => row.depth)}::smallint[], ${rowsOfTree.map((row) => row.nearest)}::boolean[]
      ) as t (unit_id, ancestor_id, unit_tier, ancestor_tier, depth, nearest)
    ),
    everybody as (${inParts(wanted, divided)}),
    wanted as (select * from everybody${some})`
}

// A cycle is refused when a model is read; here it only must not recurse for ever.
const DEEPEST = 8

async function queryOf(
  db: Db,
  world: DayWorld,
  kinds: readonly GroupKind[],
  groups: readonly ExpectedGroup[],
  expected: readonly ExpectedGroup[],
  depth: number,
): Promise<RawBuilder<unknown>> {
  const { model, on } = world
  const asked = new Set(kinds.flatMap((kind) => kind.clauses.flatMap(({ rule }) => kindsAsked(rule))))
  const members = new Map<string, RawBuilder<unknown>>()
  for (const id of asked) {
    const others = expected.filter((group) => group.kind === id)
    const kind = model.groupKinds.filter((one) => one.id === id && depth < DEEPEST)
    const query = await queryOf(db, world, kind, others, expected, depth + 1)
    members.set(
      id,
      sql`(select substr(w.group_id, position(':' in w.group_id) + 1) as unit_id, w.person_id from (${query}) as w)`,
    )
  }
  return desiredQuery(db, {
    model,
    kinds,
    asOf: on,
    tree: sql`day_tree`,
    groupsOf: (ids) => {
      const some = groups.filter((group) => group.state === 'ok' && ids.includes(group.kind))
      return sql`(
        select * from unnest(${some.map(({ id }) => id)}::text[], ${some.map(({ unitId }) => unitId)}::text[]) as own (id, unit_id)
      )`
    },
    membersOf: (id) => members.get(id) ?? sql`(select null::text as unit_id, null::text as person_id where false)`,
  })
}

function kindsAsked(rule: Rule): string[] {
  if (rule.kind === 'member-of') return [rule.groupKind]
  if (rule.kind === 'all' || rule.kind === 'any') return rule.of.flatMap(kindsAsked)
  return rule.kind === 'not' ? kindsAsked(rule.rule) : []
}

function asksGroups(rule: Rule): boolean {
  return kindsAsked(rule).length > 0
}

/** Some units with everything above and below them. */
function unitsAround(tree: UnitTree, on: Day, centres: ReadonlySet<UnitId>): UnitId[] {
  const above = new Set([...centres].flatMap((id) => ancestorsOn(tree, id, on)))
  return unitsOn(tree, on).filter(
    (id) => centres.has(id) || above.has(id) || ancestorsOn(tree, id, on).some((one) => centres.has(one)),
  )
}

interface TreeRow {
  readonly unitId: UnitId
  readonly ancestorId: UnitId
  readonly unitTier: string
  readonly ancestorTier: string
  readonly depth: number
  readonly nearest: boolean
}

function treeRows(tree: UnitTree, on: Day, unitId: UnitId): TreeRow[] {
  const tierOf = (id: UnitId): string => findUnit(tree, id)?.tier ?? ''
  const seen = new Set<string>()
  return [unitId, ...ancestorsOn(tree, unitId, on)].map((ancestorId, depth) => {
    const ancestorTier = tierOf(ancestorId)
    const nearest = depth > 0 && !seen.has(ancestorTier)
    if (depth > 0) seen.add(ancestorTier)
    return { unitId, ancestorId, unitTier: tierOf(unitId), ancestorTier, depth, nearest }
  })
}
