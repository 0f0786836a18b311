import { AGE_CASES, CONSENT_CASES } from './age-and-consent.ts'
import { GROUP_CASES, UNITS_IN_TIME_CASES } from './groups-and-time.ts'
import { LOGIC_CASES } from './logic.ts'
import { HOUSEHOLD_CASES, POSITION_CASES, RESIDENCE_CASES } from './residences-and-positions.ts'
import type { RuleCase } from './rule-case.ts'

/**
 * Every case that all interpreters of rules must agree on: evaluation in memory (pair by pair and by index), explanation, SQL on
 * each database. All rule kinds and scopes, the edges of validity, missing facts (two-valued logic: what is not known does not
 * hold, and `not` of it does), partial dates of birth, groups of groups, and units that move, end and begin.
 *
 * @example
 * for (const { name, ...given } of RULE_CASES) test(name, () => expect(evaluate(given)).toEqual(given.expected))
 */
export const RULE_CASES: readonly RuleCase[] = [
  ...RESIDENCE_CASES,
  ...HOUSEHOLD_CASES,
  ...POSITION_CASES,
  ...AGE_CASES,
  ...CONSENT_CASES,
  ...LOGIC_CASES,
  ...GROUP_CASES,
  ...UNITS_IN_TIME_CASES,
]
