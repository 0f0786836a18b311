import { groupIdOf } from '../groups/group-id.ts'
import type { Override } from '../groups/override.ts'
import { membersOf, resolveMembers } from '../groups/resolve-members.ts'
import { createResolver } from '../groups/resolver.ts'
import type { GroupId, PersonId, PositionId, UnitId } from '../id.ts'
import type { LocalText, Role } from '../model/model.ts'
import { PRESENT, residencesOf, type Directory } from '../people/directory.ts'
import { compileRule } from './compile-rule.ts'
import type { Rule, UnitScope } from './rule.ts'
import { forEachInScope } from './scope.ts'

/** What the directory knows that a condition was decided from. */
export interface Findings {
  /** The units that the condition looks at, seen from the group. */
  readonly wanted: readonly UnitId[]
  /** Where the person lives. */
  readonly residences: readonly { readonly unitId: UnitId; readonly representsHousehold: boolean }[]
  /** What the person holds. */
  readonly appointments: readonly { readonly positionId: PositionId; readonly unitId: UnitId }[]
}

/** One condition with its result and, below it, those of its parts: all of them, also where one alone decided. */
export interface Explanation {
  readonly rule: Rule
  readonly holds: boolean
  readonly findings: Findings
  readonly parts: readonly Explanation[]
}

/** Why a person is, or is not, wanted in a group. */
export interface MemberExplanation {
  readonly groupId: GroupId
  readonly personId: PersonId
  /** Whether the directory knows the person on the day. */
  readonly known: boolean
  readonly wanted: boolean
  readonly role: Role | null
  readonly clauses: readonly {
    readonly id: string
    readonly name: LocalText
    readonly role: Role
    readonly required: boolean
    readonly explanation: Explanation
  }[]
  /** Overrides that bear on it, includes first; an exclusion decides. */
  readonly overrides: readonly Override[]
}

/**
 * Answers whether a rule matches a person, seen from a unit.
 *
 * @example
 * matchesRule(directory, { kind: 'resides', in: { kind: 'here' } }, 'vn-v-trok', 'p-1')
 */
export function matchesRule(directory: Directory, rule: Rule, unitId: UnitId, personId: PersonId): boolean {
  return explainRule(directory, rule, unitId, personId).holds
}

/**
 * Answers why a rule matches a person or does not: every condition with its result and what it was decided from.
 *
 * @example
 * explainRule(directory, { kind: 'adult' }, 'vn-v-trok', 'p-1').holds
 */
export function explainRule(directory: Directory, rule: Rule, unitId: UnitId, personId: PersonId): Explanation {
  const unit = directory.units.numberOf.get(unitId) ?? -1
  const person = directory.people.numberOf.get(personId) ?? -1
  const present = ((directory.facts[person] ?? 0) & PRESENT) !== 0
  const resolver = createResolver(directory)
  const membersOfGroup = (kindId: string, of: number): Int32Array => {
    const kind = directory.model.groupKinds.find((k) => k.id === kindId)
    return (kind === undefined ? null : resolver.of(kind, of))?.persons ?? new Int32Array(0)
  }
  const visit = (part: Rule): Explanation => ({
    rule: part,
    holds: present && unit >= 0 && compileRule(directory, part, membersOfGroup).test(person, unit),
    findings: findingsOf(directory, part, unit, person),
    parts:
      part.kind === 'all' || part.kind === 'any' ? part.of.map(visit) : part.kind === 'not' ? [visit(part.rule)] : [],
  })
  return visit(rule)
}

/**
 * Answers why a person is or is not wanted in a group: every clause with every condition, and the overrides. `null` for a group that
 * is not expected on the directory's day. Cost: resolves the one group.
 *
 * @example
 * explainMember(directory, 'village:vn-v-trok', 'p-1')?.wanted
 */
export function explainMember(directory: Directory, groupId: GroupId, personId: PersonId): MemberExplanation | null {
  const desired = resolveMembers(directory, [groupId])
  const group = desired.groups.get(groupId)?.group
  const kind = directory.model.groupKinds.find((k) => group !== undefined && groupIdOf(k.id, group.unitId) === groupId)
  if (group === undefined || kind === undefined) return null
  const member = membersOf(desired, groupId).find((m) => m.personId === personId)
  const person = directory.people.numberOf.get(personId) ?? -1
  return {
    groupId,
    personId,
    known: ((directory.facts[person] ?? 0) & PRESENT) !== 0,
    wanted: member !== undefined,
    role: member?.role ?? null,
    clauses: kind.clauses.map(({ id, name, role, required, rule }) => ({
      id,
      name,
      role,
      required,
      explanation: explainRule(directory, rule, group.unitId, personId),
    })),
    overrides: (directory.overridesOfGroup.get(groupId) ?? [])
      .filter((o) => o.personId === personId)
      .sort((a, b) => (a.kind < b.kind ? 1 : -1)),
  }
}

function scopeOf(rule: Rule): UnitScope | null {
  switch (rule.kind) {
    case 'holds-position':
    case 'holds-seat':
      return rule.at
    case 'resides':
    case 'represents-household':
      return rule.in
    case 'member-of':
      return rule.of
    case 'adult':
    case 'consents':
    case 'all':
    case 'any':
    case 'not':
      return null
  }
}

function findingsOf(directory: Directory, rule: Rule, unit: number, person: number): Findings {
  const wanted: UnitId[] = []
  const scope = scopeOf(rule)
  if (scope !== null && unit >= 0)
    forEachInScope(directory.units, scope, unit, (u) => wanted.push(directory.units.ids[u] ?? ''))
  const positions = directory.positionNumber.size
  return {
    wanted: wanted.sort(),
    residences:
      rule.kind === 'resides' || rule.kind === 'represents-household'
        ? residencesOf(directory, person).map((r) => ({
            unitId: directory.units.ids[r.unit] ?? '',
            representsHousehold: r.represents,
          }))
        : [],
    appointments:
      rule.kind === 'holds-position' || rule.kind === 'holds-seat'
        ? (directory.appointments.get(person) ?? []).map((key) => ({
            positionId: directory.model.positions[key % positions]?.id ?? '',
            unitId: directory.units.ids[Math.floor(key / positions)] ?? '',
          }))
        : [],
  }
}
