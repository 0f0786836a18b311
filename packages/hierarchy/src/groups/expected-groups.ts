import type { GroupId, GroupKindId, UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { GroupKind, Model } from '../model/model.ts'
import { findUnit, nameOn, parentOn, unitsOn, type UnitTree } from '../units/unit-tree.ts'
import { groupIdOf, partName } from './group-id.ts'

/** A group that ought to exist on a day. */
export interface ExpectedGroup {
  readonly id: GroupId
  readonly kind: GroupKindId
  readonly unitId: UnitId
  /** 1; from 2: a further group of the unit, because the first cannot hold everybody. */
  readonly part: number
  readonly name: string
  /** `invalid`: a rule of its kind could not be read, so it is frozen: no plan touches it. */
  readonly state: 'ok' | 'invalid'
}

/**
 * Answers which groups ought to exist on a day: one for every existing unit of the tier of every kind that holds on the day.
 * `further` names the parts from 2 of groups that one could not hold, by the first group. Sorted by id. Cost: linear in units.
 *
 * @example
 * expectedGroups(IA_PA_2024, tree, '2024-02-01')
 */
export function expectedGroups(
  model: Model,
  tree: UnitTree,
  day: Day,
  further: ReadonlyMap<GroupId, readonly number[]> = new Map(),
): ExpectedGroup[] {
  const groups: ExpectedGroup[] = []
  for (const kind of model.groupKinds) {
    const tier = model.tiers.find((t) => t.id === kind.tier)
    if (tier === undefined || !isValidOn(tier, day) || !isValidOn(kind, day)) continue
    for (const unitId of unitsOn(tree, day, kind.tier)) {
      const first = expectedGroup(kind, tree, unitId, day)
      groups.push(first)
      for (const part of further.get(first.id) ?? []) groups.push(furtherGroup(first, part))
    }
  }
  return groups.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * Gives the group of a kind that a unit ought to have on a day, without asking whether the kind and the unit exist then: what a group
 * is called, for one that is known to be there.
 *
 * @example
 * model.groupKinds.map((kind) => expectedGroup(kind, tree, 'vn-v-trok', '2024-02-01').name)
 */
export function expectedGroup(kind: GroupKind, tree: UnitTree, unitId: UnitId, day: Day): ExpectedGroup {
  return {
    id: groupIdOf(kind.id, unitId),
    kind: kind.id,
    unitId,
    part: 1,
    name: groupName(kind, tree, unitId, day),
    state: kind.issues.length > 0 ? 'invalid' : 'ok',
  }
}

/**
 * Gives a further group beside the first one: of the same kind for the same unit.
 *
 * @example
 * model.groupKinds.map((kind) => furtherGroup(expectedGroup(kind, tree, 'vn-v-trok', '2024-02-01'), 2).name)
 */
export function furtherGroup(first: ExpectedGroup, part: number): ExpectedGroup {
  return { ...first, id: groupIdOf(first.kind, first.unitId, part), part, name: partName(first.name, part) }
}

function groupName(kind: GroupKind, tree: UnitTree, unitId: UnitId, day: Day): string {
  const unit = findUnit(tree, unitId)
  const parentId = parentOn(tree, unitId, day)
  const parent = parentId === null ? undefined : findUnit(tree, parentId)
  const own = unit === undefined ? { full: unitId, short: unitId } : nameOn(unit, day)
  const above = parent === undefined ? { full: '', short: '' } : nameOn(parent, day)
  let name = ''
  for (const part of templateOf(kind)) {
    if (part === '{unit}') name += own.full
    else if (part === '{unit.short}') name += own.short
    else if (part === '{parent}') name += above.full
    else name += part.startsWith('{') && part.endsWith('}') ? above.short : part
  }
  // Without a unit above, what joined the two names is left over at the end.
  return parent === undefined ? name.replace(/[\s–-]+$/u, '') : name
}

/** Thousands of groups share the template of their kind, which is taken apart once. */
const TEMPLATES = new WeakMap<GroupKind, readonly string[]>()

function templateOf(kind: GroupKind): readonly string[] {
  let parts = TEMPLATES.get(kind)
  if (parts === undefined) {
    parts = kind.nameTemplate.split(/(\{[^}]*\})/)
    TEMPLATES.set(kind, parts)
  }
  return parts
}
