import type { GroupId, GroupKindId } from '../id.ts'
import { isValidOn } from '../interval.ts'
import type { GroupKind } from '../model/model.ts'
import { PRESENT, type Directory } from '../people/directory.ts'
import { compileRule, forEachMatch, type CompiledRule, type Emit } from '../rules/compile-rule.ts'
import { expectedGroup, type ExpectedGroup } from './expected-groups.ts'
import { groupIdOf, parseGroupId } from './group-id.ts'
import type { Override } from './override.ts'
import { ROLES, type DesiredGroup } from './resolve-members.ts'

/** Resolves groups on demand and each once, because a rule may ask who is in another group. */
export interface Resolver {
  readonly of: (kind: GroupKind, unit: number) => DesiredGroup | null
  readonly byId: (id: GroupId) => DesiredGroup | null
  /** Whether there is to be a group of the kind for the unit. */
  readonly isExpected: (kind: GroupKind, unit: number) => boolean
  /** The rules of a kind's clauses, compiled once. */
  readonly rulesOf: (kind: GroupKind) => readonly CompiledRule[]
}

const NO_MEMBERS = new Int32Array(0)
const NO_OVERRIDES: ReadonlyMap<number, readonly Override[]> = new Map()

/** Makes a resolver over the directory as it is now; it must not outlive a change of the directory. */
export function createResolver(directory: Directory): Resolver {
  const { model, units, asOf } = directory
  const kinds = new Map(model.groupKinds.map((kind) => [kind.id, kind]))
  const held = new Set<GroupKindId>(
    model.groupKinds
      .filter(
        (kind) => isValidOn(kind, asOf) && model.tiers.some((tier) => tier.id === kind.tier && isValidOn(tier, asOf)),
      )
      .map((kind) => kind.id),
  )
  const compiled = new Map<GroupKindId, readonly CompiledRule[]>()
  const resolved = new Map<GroupId, DesiredGroup>()
  // One collector per depth: collecting one group may need another one's members first.
  const collectors: Collector[] = []
  let depth = 0

  const rulesOf = (kind: GroupKind): readonly CompiledRule[] => {
    let rules = compiled.get(kind.id)
    if (rules === undefined) {
      rules = kind.clauses.map((clause) => compileRule(directory, clause.rule, membersOfGroup))
      compiled.set(kind.id, rules)
    }
    return rules
  }
  const isExpected = (kind: GroupKind, unit: number): boolean =>
    units.tierOf[unit] === kind.tier && units.exists[unit] === true && held.has(kind.id)
  const of = (kind: GroupKind, unit: number): DesiredGroup | null => {
    const unitId = units.ids[unit]
    if (unitId === undefined || !isExpected(kind, unit)) return null
    const id = groupIdOf(kind.id, unitId)
    let found = resolved.get(id)
    if (found === undefined) {
      const group = expectedGroup(kind, directory.tree, unitId, asOf)
      const collector = (collectors[depth] ??= createCollector(directory, marksOf(directory, depth)))
      depth++
      found = group.state === 'invalid' ? emptyGroup(group) : collector(group, kind, rulesOf(kind), unit)
      depth--
      resolved.set(id, found)
    }
    return found
  }
  const membersOfGroup = (kindId: GroupKindId, unit: number): Int32Array => {
    const kind = kinds.get(kindId)
    return (kind === undefined ? null : of(kind, unit))?.persons ?? NO_MEMBERS
  }
  return {
    of,
    rulesOf,
    isExpected,
    byId: (id) => {
      const parts = parseGroupId(id)
      // Rules are about the first group; who of its members are in which part is decided afterwards.
      if (parts === null || parts.part > 1) return null
      const kind = kinds.get(parts.kind)
      const unit = units.numberOf.get(parts.unitId)
      return kind === undefined || unit === undefined ? null : of(kind, unit)
    },
  }
}

/** Gathers overrides by the number of their person. */
export function byPerson(
  overrides: readonly Override[],
  number: (id: string) => number | undefined,
): ReadonlyMap<number, readonly Override[]> {
  if (overrides.length === 0) return NO_OVERRIDES
  const found = new Map<number, Override[]>()
  for (const override of overrides) {
    const person = number(override.personId)
    if (person !== undefined) found.set(person, [...(found.get(person) ?? []), override])
  }
  return found
}

function emptyGroup(group: ExpectedGroup): DesiredGroup {
  return { group, persons: NO_MEMBERS, roles: new Uint8Array(0), clauses: new Uint32Array(0), overrides: NO_OVERRIDES }
}

type Collector = (group: ExpectedGroup, kind: GroupKind, rules: readonly CompiledRule[], unit: number) => DesiredGroup

/** Kept with the directory, because setting millions of marks to nothing costs more than resolving a few groups. */
const MARKS = new WeakMap<Directory, Uint32Array[]>()

function marksOf(directory: Directory, depth: number): Uint32Array {
  const kept = MARKS.get(directory) ?? []
  MARKS.set(directory, kept)
  let marks = kept[depth]
  if (marks === undefined || marks.length < directory.people.ids.length) {
    marks = new Uint32Array(directory.facts.length)
    kept[depth] = marks
  }
  return marks
}

/** Marks an included person beside the clauses, which take the lower 30 bits. */
const INCLUDED = 1 << 30

/**
 * Makes a collector: one number per person holds the clauses that matched, so that a person matched by several is met once, and
 * is set back to nothing after each group.
 */
function createCollector(directory: Directory, marks: Uint32Array): Collector {
  let touched = new Int32Array(1024)
  let count = 0
  let bit = 0
  const emit: Emit = (person) => {
    const mark = marks[person] ?? 0
    if (mark === 0) {
      if (count === touched.length) {
        const grown = new Int32Array(count * 2)
        grown.set(touched)
        touched = grown
      }
      touched[count++] = person
    }
    marks[person] = mark | bit
  }
  return (group, kind, rules, unit) => {
    count = 0
    for (let clause = 0; clause < rules.length; clause++) {
      const rule = rules[clause]
      bit = 1 << clause
      if (rule !== undefined) forEachMatch(directory, rule, unit, emit)
    }
    const overrides = byPerson(directory.overridesOfGroup.get(group.id) ?? [], (id) =>
      directory.people.numberOf.get(id),
    )
    const included = applyIncludes(
      directory,
      overrides,
      () => {
        bit = INCLUDED
      },
      emit,
    )
    const all = touched.subarray(0, count)
    sortPeople(all)
    const excluded =
      overrides === NO_OVERRIDES
        ? null
        : new Set([...overrides].filter(([, list]) => list.some((o) => o.kind === 'exclude')).map(([p]) => p))
    const kept = excluded === null || excluded.size === 0 ? all.slice() : all.filter((person) => !excluded.has(person))
    const roles = new Uint8Array(kept.length)
    const clauses = new Uint32Array(kept.length)
    const leaderMask = roleMask(kind, 'leader')
    const deputyMask = roleMask(kind, 'deputy')
    for (let i = 0; i < kept.length; i++) {
      const person = kept[i] ?? 0
      const mark = marks[person] ?? 0
      let role = (mark & leaderMask) !== 0 ? 2 : (mark & deputyMask) !== 0 ? 1 : 0
      if ((mark & INCLUDED) !== 0) role = Math.max(role, included.get(person) ?? 0)
      roles[i] = role
      clauses[i] = mark & ~INCLUDED
    }
    for (let i = 0; i < count; i++) marks[touched[i] ?? 0] = 0
    return { group, persons: kept, roles, clauses, overrides }
  }
}

/**
 * Sorts people who were named in order by each clause, most of them by the last one: only those before are sorted, and merged into
 * the rest, which costs a third of sorting all.
 */
function sortPeople(people: Int32Array): void {
  let sorted = people.length - 1
  while (sorted > 0 && (people[sorted - 1] ?? 0) < (people[sorted] ?? 0)) sorted--
  if (sorted <= 0) return
  const first = people.slice(0, sorted).sort()
  let from = sorted
  let to = 0
  for (let i = 0; i < first.length;) {
    const person = first[i] ?? 0
    const other = people[from] ?? NO_PERSON
    if (person < other) i++
    else from++
    people[to++] = Math.min(person, other)
  }
}

/** Above every number of a person: a list that has come to its end. */
const NO_PERSON = 0x7fffffff

const NOBODY_INCLUDED: ReadonlyMap<number, number> = new Map()

/** Emits everybody included who is in the directory; gives the role each was included in. */
function applyIncludes(
  directory: Directory,
  overrides: ReadonlyMap<number, readonly Override[]>,
  begin: () => void,
  emit: Emit,
): ReadonlyMap<number, number> {
  if (overrides.size === 0) return NOBODY_INCLUDED
  const included = new Map<number, number>()
  begin()
  for (const [person, list] of overrides) {
    if (((directory.facts[person] ?? 0) & PRESENT) === 0) continue
    for (const override of list) {
      if (override.kind !== 'include') continue
      included.set(person, Math.max(included.get(person) ?? 0, ROLES.indexOf(override.role)))
      emit(person)
    }
  }
  return included
}

function roleMask(kind: GroupKind, role: 'leader' | 'deputy'): number {
  return kind.clauses.reduce((mask, clause, bit) => (clause.role === role ? mask | (1 << bit) : mask), 0)
}
