import {
  ancestorAt,
  descendantsOn,
  findUnit,
  isValidOn,
  parseDay,
  type GroupKind,
  type Override,
  type Person,
  type Role,
  type Rule,
  type UnitScope,
  type UnitTree,
} from '../src/index.ts'
import { TODAY, type World } from './random-world.ts'

const ROLES: readonly Role[] = ['member', 'deputy', 'leader']

/** Who should be in a group and as what, decided person by person straight from the words of the rules: slow and plain. */
export function membersNaively(world: World, tree: UnitTree, kind: GroupKind, unitId: string): Map<string, Role> {
  const members = new Map<string, Role>()
  const groupId = `${kind.id}:${unitId}`
  const decisions = world.overrides.filter((o) => o.groupId === groupId && isValidOn(o, TODAY))
  for (const person of world.people) {
    const own = decisions.filter((o) => o.personId === person.id)
    if (own.some((o) => o.kind === 'exclude')) continue
    const roles = [
      ...kind.clauses
        .filter((clause) => matchesNaively(world, tree, clause.rule, unitId, person))
        .map((clause) => clause.role),
      ...own.filter(isInclude).map((o) => o.role),
    ]
    const highest = ROLES.findLast((role) => roles.includes(role))
    if (highest !== undefined) members.set(person.id, highest)
  }
  return members
}

function isInclude(override: Override): boolean {
  return override.kind === 'include'
}

export function matchesNaively(world: World, tree: UnitTree, rule: Rule, unitId: string, person: Person): boolean {
  const isIn = (fact: string, scope: UnitScope): boolean => unitsOf(tree, scope, unitId).includes(fact)
  switch (rule.kind) {
    case 'holds-position':
      return person.appointments.some(
        (a) => isValidOn(a, TODAY) && rule.positions.includes(a.positionId) && isIn(a.unitId, rule.at),
      )
    case 'holds-seat':
      return person.appointments.some(
        (a) =>
          isValidOn(a, TODAY) &&
          world.model.positions.find((p) => p.id === a.positionId)?.body === rule.body &&
          isIn(a.unitId, rule.at),
      )
    case 'resides':
      return person.residences.some((r) => isValidOn(r, TODAY) && isIn(r.unitId, rule.in))
    case 'represents-household':
      return person.residences.some((r) => isValidOn(r, TODAY) && r.representsHousehold && isIn(r.unitId, rule.in))
    case 'adult':
      return person.birth === null
        ? person.adult === true && (rule.age ?? 18) <= 18
        : isBornBy(person.birth, rule.age ?? 18)
    case 'consents':
      return person.consents.some((c) => isValidOn(c, TODAY) && c.purposeId === rule.purpose)
    case 'member-of': {
      const kind = world.model.groupKinds.find((k) => k.id === rule.groupKind)
      return (
        kind !== undefined &&
        isValidOn(kind, TODAY) &&
        unitsOf(tree, rule.of, unitId).some(
          (of) => findUnit(tree, of)?.tier === kind.tier && membersNaively(world, tree, kind, of).has(person.id),
        )
      )
    }
    case 'all':
      return rule.of.every((part) => matchesNaively(world, tree, part, unitId, person))
    case 'any':
      return rule.of.some((part) => matchesNaively(world, tree, part, unitId, person))
    case 'not':
      return !matchesNaively(world, tree, rule.rule, unitId, person)
  }
}

function unitsOf(tree: UnitTree, scope: UnitScope, unitId: string): string[] {
  switch (scope.kind) {
    case 'here':
      return [unitId]
    case 'within':
      return [unitId, ...descendantsOn(tree, unitId, TODAY)]
    case 'ancestor': {
      const above = ancestorAt(tree, unitId, scope.tier, TODAY)
      return above === null ? [] : [above]
    }
    case 'descendants':
      return descendantsOn(tree, unitId, TODAY, scope.tier)
  }
}

/** The last day that the partial date can mean, then the birthday of that age. */
function isBornBy(birth: string, age: number): boolean {
  const days =
    birth.length === 10
      ? [birth]
      : (birth.length === 7 ? [birth] : [`${birth}-12`]).flatMap((month) =>
          [31, 30, 29, 28].map((day) => `${month}-${day}`),
        )
  const last = days.find((day) => parseDay(day).ok) ?? ''
  return `${Number(last.slice(0, 4)) + age}${last.slice(4)}` <= TODAY
}
