import {
  firstGroupOf,
  isValidOn,
  type Day,
  type GroupId,
  type GroupKind,
  type Model,
  type PersonId,
  type Rule,
} from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { analyzeGrown } from '../analyze-grown.ts'
import { lockMembership } from '../locks.ts'
import { insertBasis } from '../history/basis.queries.ts'
import type { Db } from '../schema.ts'
import { updateSetting } from '../settings/settings.queries.ts'
import { inTransaction } from '../transaction.ts'
import { beyondWall } from '../wall.ts'
import { getUnitTree, updateUnitAncestors } from '../units/units.queries.ts'
import { updateUnitCounts } from '../units/unit-counts.ts'
import { desiredQuery, exists } from './desired-query.ts'
import { updateGroupCounts } from './difference.queries.ts'
import { divideGroups, type Newcomers } from './divide-groups.ts'
import { updateExpectedGroups } from './expected-groups.ts'
import { inParts, listFurtherGroups, partsOf, type FurtherGroups } from './further-groups.ts'
import { findMaterialised, MATERIALISED } from './materialised.ts'
import { mergeDesired } from './merge-desired.ts'

/**
 * What may have changed: everything; the groups named (an override, a rule); or the people named (their facts), which is exact
 * because every rule is about one person, and costs what these people cost.
 */
export type DesiredScope = { readonly groupIds: readonly GroupId[] } | { readonly personIds: readonly PersonId[] }

export interface DesiredChanges {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** The groups that are different now; `null` where everything was computed. */
  readonly groupIds: readonly GroupId[] | null
}

/**
 * Computes who should be in which group on the day, in the database, and writes only what differs.
 *
 * Without a scope (and with one that comes on another day, or with another model, than the last computation) also the expected
 * groups and the tree of the day are derived anew. The counts of groups and units follow. Two at once come one after the other.
 *
 * With `units: 'later'` the units are not counted where everything is derived: for a transaction in which `updateActualMembers` follows
 * and counts all of them.
 */
export async function materialiseDesired(
  db: Db,
  model: Model,
  asOf: Day,
  scope?: DesiredScope,
  { units = 'now' }: { readonly units?: 'now' | 'later' } = {},
): Promise<DesiredChanges> {
  return inTransaction(db, async (trx) => {
    await lockMembership(trx)
    return beyondWall(trx, () => derive(trx, model, asOf, scope, units))
  })
}

async function derive(
  trx: Db,
  model: Model,
  asOf: Day,
  scope: DesiredScope | undefined,
  units: 'now' | 'later',
): Promise<DesiredChanges> {
  const last = await findMaterialised(trx)
  const identity = `${model.id} ${model.version}`
  if (scope !== undefined && last?.asOf === asOf && last.model === identity)
    return materialiseSome(trx, model, asOf, scope)
  await updateUnitAncestors(trx, asOf)
  await updateExpectedGroups(trx, model, await getUnitTree(trx), asOf)
  await analyzeGrown(trx, ['person', 'residence', 'appointment', 'consent', 'unit_ancestor', 'expected_group'])
  const { newcomers, ...changes } = await materialiseAll(trx, model, asOf)
  await updateGroupCounts(trx, null)
  const division = await divideGroups(trx, asOf, null, newcomers)
  await updateGroupCounts(trx, division.groupIds)
  if (units === 'now') await updateUnitCounts(trx, asOf, 'all')
  await updateSetting(trx, MATERIALISED, { asOf, model: identity })
  await insertBasis(trx, { asOf, modelId: model.id, modelVersion: model.version })
  return {
    ...changes,
    inserted: changes.inserted + division.inserted,
    deleted: changes.deleted + division.deleted,
  }
}

/** Only the desired members of everything: the tree of the day and the expected groups stand. */
export async function materialiseAll(
  trx: Db,
  model: Model,
  asOf: Day,
): Promise<DesiredChanges & { readonly newcomers: Newcomers }> {
  const newcomers = new Map<GroupId, Set<PersonId>>()
  const changes = { inserted: 0, updated: 0, deleted: 0 }
  const isFirst = !(await exists(trx, sql`desired_member`))
  const further = await listFurtherGroups(trx)
  for (const kinds of levels(model, asOf)) {
    const wanted = await desiredOf(trx, model, kinds, asOf, further, {})
    if (isFirst) {
      const result = await sql`
        insert into desired_member (group_id, person_id, role, clauses, required) ${wanted}
      `.execute(trx)
      changes.inserted += Number(result.numAffectedRows ?? 0n)
      continue
    }
    const ids = kinds.map((kind) => kind.id)
    const isEverything = ids.length === model.groupKinds.length
    const present = isEverything
      ? sql`desired_member`
      : sql`(select * from desired_member where group_id in (select id from expected_group where kind = any(${ids}::text[])))`
    const result = await mergeDesired(trx, wanted, present, sql`group_id = any(${[...further.keys()]}::text[])`)
    for (const row of result) {
      if (row.newcomers.length > 0) newcomers.set(row.group_id, new Set(row.newcomers))
      changes.inserted += row.inserted
      changes.updated += row.updated
      changes.deleted += row.deleted
    }
  }
  return { ...changes, groupIds: null, newcomers }
}

async function materialiseSome(trx: Db, model: Model, asOf: Day, scope: DesiredScope): Promise<DesiredChanges> {
  const changes = { inserted: 0, updated: 0, deleted: 0 }
  const touched = new Set<GroupId>()
  const newcomers = new Map<GroupId, Set<PersonId>>()
  const further = await listFurtherGroups(trx)
  const firstIds = 'groupIds' in scope ? await withDependents(trx, model, scope.groupIds.map(firstGroupOf)) : []
  const parts = firstIds.flatMap((id) => partsOf(id, further))
  for (const kinds of levels(model, asOf)) {
    const ids = kinds.map((kind) => kind.id)
    const wanted = await desiredOf(
      trx,
      model,
      kinds,
      asOf,
      further,
      'groupIds' in scope ? { groupIds: firstIds } : scope,
    )
    const whose =
      'groupIds' in scope
        ? sql`d.group_id = any(${parts}::text[])`
        : sql`d.person_id = any(${[...scope.personIds]}::text[])`
    const present = sql`(
      select d.* from desired_member as d join expected_group as g on g.id = d.group_id
      where ${whose} and g.kind = any(${ids}::text[])
    )`
    for (const row of await mergeDesired(trx, wanted, present, sql`true`)) {
      if (row.newcomers.length > 0) newcomers.set(row.group_id, new Set(row.newcomers))
      changes.inserted += row.inserted
      changes.updated += row.updated
      changes.deleted += row.deleted
      touched.add(row.group_id)
    }
  }
  await updateGroupCounts(trx, [...touched])
  const looked = [...touched, ...('personIds' in scope ? await dividedGroupsOf(trx, further, scope.personIds) : parts)]
  const division = await divideGroups(trx, asOf, [...new Set(looked.map(firstGroupOf))], newcomers)
  await updateGroupCounts(trx, division.groupIds)
  for (const id of division.groupIds) touched.add(id)
  changes.inserted += division.inserted
  changes.deleted += division.deleted
  await updateUnitCounts(trx, asOf, 'noted')
  return { ...changes, groupIds: [...touched].sort() }
}

/** The divided groups that people are wanted in: whom they live with counts there, beside the rules. */
async function dividedGroupsOf(trx: Db, further: FurtherGroups, personIds: readonly PersonId[]): Promise<GroupId[]> {
  if (further.size === 0) return []
  const parts = [...further.keys()].flatMap((id) => partsOf(id, further))
  const { rows } = await sql<{ id: GroupId }>`
    select distinct group_id as id from desired_member
    where person_id = any(${[...personIds]}::text[]) and group_id = any(${parts}::text[])
  `.execute(trx)
  return rows.map(({ id }) => id)
}

/** The groups with every group whose rules ask who is in them. */
async function withDependents(trx: Db, model: Model, groupIds: readonly GroupId[]): Promise<GroupId[]> {
  const affected = new Set(groupIds)
  const kindsOf = (ids: Iterable<GroupId>): Set<string> => new Set([...ids].map((id) => id.slice(0, id.indexOf(':'))))
  // A group of groups may hang on any group at a tier, so all of its kind are looked at again: there are few such kinds.
  const kinds = kindsOf(groupIds)
  const dependent = new Set<string>()
  for (let grew = true; grew;) {
    grew = false
    for (const kind of model.groupKinds) {
      if (dependent.has(kind.id) || !referencesOf(kind).some((other) => kinds.has(other))) continue
      dependent.add(kind.id)
      kinds.add(kind.id)
      grew = true
    }
  }
  if (dependent.size > 0) {
    const { rows } = await sql<{
      id: string
    }>`select id from expected_group where kind = any(${[...dependent]}::text[]) and part = 1`.execute(trx)
    for (const { id } of rows) affected.add(id)
  }
  return [...affected]
}

interface Restriction {
  readonly groupIds?: readonly GroupId[]
  readonly personIds?: readonly PersonId[]
}

/** A query of the desired members of some kinds, in the groups and the tree of the day that are kept. */
async function desiredOf(
  trx: Db,
  model: Model,
  kinds: readonly GroupKind[],
  asOf: Day,
  further: FurtherGroups,
  only: Restriction,
): Promise<RawBuilder<unknown>> {
  const some = only.groupIds === undefined ? sql`` : sql` and id = any(${[...only.groupIds]}::text[])`
  const wanted = await desiredQuery(trx, {
    model,
    kinds,
    asOf,
    groupsOf: (ids) =>
      sql`(select id, unit_id from expected_group where kind = any(${[...ids]}::text[]) and part = 1 and state = 'ok'${some})`,
    ...(only.personIds === undefined ? {} : { personIds: only.personIds }),
  })
  return inParts(wanted, further)
}

/** Kinds that hold on the day, those that others refer to first; kinds that refer to none share the first level. */
function levels(model: Model, asOf: Day): GroupKind[][] {
  const depth = new Map<string, number>()
  const byId = new Map(model.groupKinds.map((kind) => [kind.id, kind]))
  const depthOf = (kind: GroupKind): number => {
    const known = depth.get(kind.id)
    if (known !== undefined) return known
    // A cycle is refused when the model is read; here it only must not recurse for ever.
    depth.set(kind.id, 0)
    const above = referencesOf(kind).map((id) => byId.get(id))
    const found = Math.max(-1, ...above.map((other) => (other === undefined ? -1 : depthOf(other)))) + 1
    depth.set(kind.id, found)
    return found
  }
  const held = model.groupKinds.filter((kind) => isValidOn(kind, asOf))
  return [...Map.groupBy(held, depthOf)].sort(([a], [b]) => a - b).map(([, kinds]) => kinds)
}

/** The kinds that the rules of a kind ask about. */
function referencesOf(kind: GroupKind): string[] {
  const found: string[] = []
  const visit = (rule: Rule): void => {
    if (rule.kind === 'member-of') found.push(rule.groupKind)
    else if (rule.kind === 'all' || rule.kind === 'any') rule.of.forEach(visit)
    else if (rule.kind === 'not') visit(rule.rule)
  }
  for (const clause of kind.clauses) visit(clause.rule)
  return found
}
