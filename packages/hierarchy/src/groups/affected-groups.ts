import type { GroupId, GroupKindId, PersonId } from '../id.ts'
import type { Role } from '../model/model.ts'
import { orderGroupKinds } from '../model/parse-model.ts'
import {
  PRESENT,
  putOverride,
  putPerson,
  removeOverride,
  removePerson,
  residencesOf,
  type Directory,
} from '../people/directory.ts'
import type { Person } from '../people/person.ts'
import { forEachReaching } from '../rules/scope.ts'
import type { Rule, UnitScope } from '../rules/rule.ts'
import { createUnitIndex, forEachDescendant, type UnitIndex } from '../units/unit-index.ts'
import type { UnitTree } from '../units/unit-tree.ts'
import { groupIdOf } from './group-id.ts'
import type { Override } from './override.ts'
import { ROLES } from './resolve-members.ts'
import { createResolver } from './resolver.ts'

/** What changes in a directory. */
export interface DirectoryEdit {
  /** New people, and people whose facts differ from before: always whole. */
  readonly people?: readonly Person[]
  readonly removedPeople?: readonly PersonId[]
  readonly overrides?: readonly Override[]
  readonly removedOverrides?: readonly Override[]
  /**
   * The whole tree after the edit, from `createUnitTree`. What people held or where they lived in a unit that the tree before did not hold is
   * not known: give those people again with it.
   */
  readonly units?: UnitTree
}

/**
 * Changes a directory in place and answers which groups may differ now; every other group is as before. Sorted. Resolve those again
 * with `refreshMembers`. Cost: follows the change and the groups it reaches, not the population; new units cost a pass over units.
 *
 * @example
 * const affected = updateDirectory(directory, { people: [person] })
 */
export function updateDirectory(directory: Directory, edit: DirectoryEdit): GroupId[] {
  const affected = new Set<GroupId>()
  const mark = (kind: GroupKindId, unit: number, units: UnitIndex = directory.units): void => {
    affected.add(groupIdOf(kind, units.ids[unit] ?? ''))
  }
  const people = edit.people ?? []
  const ids = [...people.map((person) => person.id), ...(edit.removedPeople ?? [])]
  for (const id of ids) markGroupsOf(directory, id, mark)
  if (edit.units !== undefined) {
    const before = directory.units
    const trees = { before: directory.tree, after: edit.units }
    directory.units = createUnitIndex(edit.units, directory.asOf, before)
    directory.tree = edit.units
    markGroupsOfUnits(directory, trees, before, mark)
  }
  for (const person of people) putPerson(directory, person)
  for (const id of edit.removedPeople ?? []) removePerson(directory, id)
  for (const id of ids) markGroupsOf(directory, id, mark)
  for (const override of edit.removedOverrides ?? []) {
    removeOverride(directory, override)
    affected.add(override.groupId)
  }
  for (const override of edit.overrides ?? []) {
    putOverride(directory, override)
    affected.add(override.groupId)
  }
  markDependents(directory, affected)
  return [...affected].sort()
}

/** A group that a person should be in. */
export interface GroupOfPerson {
  readonly groupId: GroupId
  readonly role: Role
  /** Ids of the clauses that match. */
  readonly clauses: readonly string[]
}

/**
 * Answers in which groups one person should be, starting from the person's facts. Sorted by group id. Cost: follows the groups that
 * the person's facts reach.
 *
 * @example
 * groupsOfPerson(directory, 'p-1').map((group) => group.groupId)
 */
export function groupsOfPerson(directory: Directory, personId: PersonId): GroupOfPerson[] {
  const person = directory.people.numberOf.get(personId)
  if (person === undefined || ((directory.facts[person] ?? 0) & PRESENT) === 0) return []
  const resolver = createResolver(directory)
  const found = new Map<GroupId, GroupOfPerson>()
  markGroupsOf(directory, personId, (kindId, unit) => {
    const kind = directory.model.groupKinds.find((k) => k.id === kindId)
    const unitId = directory.units.ids[unit] ?? ''
    const groupId = groupIdOf(kindId, unitId)
    if (kind === undefined || kind.issues.length > 0 || found.has(groupId) || !resolver.isExpected(kind, unit)) return
    const overrides = (directory.overridesOfGroup.get(groupId) ?? []).filter((o) => o.personId === personId)
    if (overrides.some((o) => o.kind === 'exclude')) return
    const matched = kind.clauses.filter((_, index) => resolver.rulesOf(kind)[index]?.test(person, unit) === true)
    if (matched.length === 0 && overrides.length === 0) return
    const role = Math.max(
      ...matched.map((clause) => ROLES.indexOf(clause.role)),
      ...overrides.map((o) => ROLES.indexOf(o.role)),
    )
    found.set(groupId, { groupId, role: ROLES[role] ?? 'member', clauses: matched.map((clause) => clause.id) })
  })
  return [...found.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
}

type Mark = (kind: GroupKindId, unit: number) => void

/** Marks every group whose rules can see a fact of the person; it may turn out that the person is in none of them. */
function markGroupsOf(directory: Directory, personId: PersonId, mark: Mark): void {
  const person = directory.people.numberOf.get(personId)
  const marked = new Map<GroupKindId, Set<number>>(directory.model.groupKinds.map((kind) => [kind.id, new Set()]))
  for (const override of directory.overridesOfPerson.get(personId) ?? []) {
    const separator = override.groupId.indexOf(':')
    const unit = directory.units.numberOf.get(override.groupId.slice(separator + 1))
    if (unit === undefined) continue
    mark(override.groupId.slice(0, separator), unit)
    marked.get(override.groupId.slice(0, separator))?.add(unit)
  }
  if (person === undefined) return
  const residences = residencesOf(directory, person).map((r) => r.unit)
  const positions = directory.positionNumber.size
  const held = (directory.appointments.get(person) ?? []).map((key) => ({
    unit: Math.floor(key / positions),
    position: key % positions,
  }))
  for (const kind of orderGroupKinds(directory.model.groupKinds) ?? []) {
    const units = marked.get(kind.id) ?? new Set()
    const reach = (scope: UnitScope, fact: number): void => {
      forEachReaching(directory.units, scope, kind.tier, fact, (unit) => units.add(unit))
    }
    for (const rule of kind.clauses.map((clause) => clause.rule)) {
      if (!isBounded(rule)) forEachOfTier(directory.units, kind.tier, (unit) => units.add(unit))
      else {
        forEachLeaf(rule, (leaf) => {
          if (leaf.kind === 'resides' || leaf.kind === 'represents-household')
            for (const unit of residences) reach(leaf.in, unit)
          else if (leaf.kind === 'holds-position' || leaf.kind === 'holds-seat') {
            for (const { unit, position } of held) if (namesPosition(directory, leaf, position)) reach(leaf.at, unit)
          } else if (leaf.kind === 'member-of')
            for (const unit of marked.get(leaf.groupKind) ?? []) reach(leaf.of, unit)
        })
      }
    }
    for (const unit of units) mark(kind.id, unit)
  }
}

function namesPosition(directory: Directory, leaf: Rule, position: number): boolean {
  const held = directory.model.positions[position]
  if (held === undefined) return false
  return leaf.kind === 'holds-position'
    ? leaf.positions.includes(held.id)
    : leaf.kind === 'holds-seat' && leaf.body === held.body
}

/** Marks the groups of every unit that differs between two trees, of the units below it and of those above, before and after. */
function markGroupsOfUnits(
  directory: Directory,
  trees: { before: UnitTree; after: UnitTree },
  before: UnitIndex,
  mark: Mark,
): void {
  const after = directory.units
  const touched = new Set<number>()
  for (const [number, id] of after.ids.entries()) {
    if (trees.before.units.get(id) === trees.after.units.get(id) && before.exists[number] === after.exists[number])
      continue
    for (const index of [before, after]) {
      for (let at = number; at >= 0; at = index.parentOf[at] ?? -1) touched.add(at)
      forEachDescendant(index, number, null, (unit) => touched.add(unit))
    }
  }
  for (const unit of touched) {
    for (const kind of directory.model.groupKinds) {
      if (after.tierOf[unit] === kind.tier || before.tierOf[unit] === kind.tier) mark(kind.id, unit)
    }
  }
}

/** Adds the groups whose rules ask who is in a group that is already marked. */
function markDependents(directory: Directory, affected: Set<GroupId>): void {
  for (const kind of orderGroupKinds(directory.model.groupKinds) ?? []) {
    for (const clause of kind.clauses) {
      forEachLeaf(clause.rule, (leaf) => {
        if (leaf.kind !== 'member-of') return
        const prefix = `${leaf.groupKind}:`
        for (const id of [...affected]) {
          const unit = id.startsWith(prefix) ? directory.units.numberOf.get(id.slice(prefix.length)) : undefined
          if (unit === undefined) continue
          forEachReaching(directory.units, leaf.of, kind.tier, unit, (u) =>
            affected.add(groupIdOf(kind.id, directory.units.ids[u] ?? '')),
          )
        }
      })
    }
  }
}

/** Whether everybody a rule can match has a fact in a unit that the group sees; otherwise it may match anybody. */
function isBounded(rule: Rule): boolean {
  switch (rule.kind) {
    case 'all':
      return rule.of.some(isBounded)
    case 'any':
      return rule.of.every(isBounded)
    case 'adult':
    case 'consents':
    case 'not':
      return false
    case 'holds-position':
    case 'holds-seat':
    case 'resides':
    case 'represents-household':
    case 'member-of':
      return true
  }
}

function forEachLeaf(rule: Rule, visit: (leaf: Rule) => void): void {
  if (rule.kind === 'all' || rule.kind === 'any') for (const part of rule.of) forEachLeaf(part, visit)
  else if (rule.kind === 'not') forEachLeaf(rule.rule, visit)
  else visit(rule)
}

function forEachOfTier(units: UnitIndex, tier: string, visit: (unit: number) => void): void {
  for (let unit = 0; unit < units.ids.length; unit++)
    if (units.tierOf[unit] === tier && units.exists[unit] === true) visit(unit)
}
