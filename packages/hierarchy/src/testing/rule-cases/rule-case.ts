import type { PersonId, UnitId } from '../../id.ts'
import type { Day } from '../../interval.ts'
import type { Model } from '../../model/model.ts'
import type { Person } from '../../people/person.ts'
import type { Rule, UnitScope } from '../../rules/rule.ts'
import type { Unit } from '../../units/unit.ts'
import { buildPerson, holds, livesAt } from '../build-person.ts'
import { RULE_CASE_MODEL, RULE_CASE_UNITS } from './model.ts'

/** A rule, a unit, some people, and who of them the rule matches. Every interpreter of rules must give this answer. */
export interface RuleCase {
  /** Unique; says what is shown. */
  readonly name: string
  readonly model: Model
  readonly units: readonly Unit[]
  readonly people: readonly Person[]
  readonly asOf: Day
  readonly rule: Rule
  /** The unit of the group that the rule is applied to. */
  readonly unitId: UnitId
  /** Ids of exactly the people matched, sorted. */
  readonly expected: readonly PersonId[]
}

export const DAY: Day = '2024-02-01'
export const BEFORE: Day = '2024-01-31'
export const AFTER: Day = '2024-02-02'
export const HERE: UnitScope = { kind: 'here' }
export const WITHIN: UnitScope = { kind: 'within' }
export const AREA_ABOVE: UnitScope = { kind: 'ancestor', tier: 'area' }
export const REGION_ABOVE: UnitScope = { kind: 'ancestor', tier: 'region' }
export const PLACES_BELOW: UnitScope = { kind: 'descendants', tier: 'place' }
export const AREAS_BELOW: UnitScope = { kind: 'descendants', tier: 'area' }

export function ruleCase(
  name: string,
  unitId: UnitId,
  rule: Rule,
  people: readonly Person[],
  expected: readonly PersonId[],
  asOf: Day = DAY,
): RuleCase {
  return { name, model: RULE_CASE_MODEL, units: RULE_CASE_UNITS, people, asOf, rule, unitId, expected }
}

export function resides(scope: UnitScope): Rule {
  return { kind: 'resides', in: scope }
}

export function represents(scope: UnitScope): Rule {
  return { kind: 'represents-household', in: scope }
}

export function position(positionId: string, scope: UnitScope): Rule {
  return { kind: 'holds-position', positions: [positionId], at: scope }
}

export function seat(body: string, scope: UnitScope): Rule {
  return { kind: 'holds-seat', body, at: scope }
}

export function memberOf(groupKind: string, scope: UnitScope): Rule {
  return { kind: 'member-of', groupKind, of: scope }
}

export function not(rule: Rule): Rule {
  return { kind: 'not', rule }
}

export function resident(id: PersonId, ...unitIds: UnitId[]): Person {
  return buildPerson(id, { residences: unitIds.map((unitId) => livesAt(unitId)) })
}

export function holder(id: PersonId, positionId: string, unitId: UnitId): Person {
  return buildPerson(id, { appointments: [holds(positionId, unitId)] })
}

export function born(birth: string | null, adult: boolean | null = null): Person {
  const declared = adult === null ? '' : adult ? ' declared adult' : ' declared minor'
  return buildPerson(`${birth ?? 'unknown'}${declared}`, { birth, adult })
}
