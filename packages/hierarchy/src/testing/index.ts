export { agreesTo, buildPerson, holds, livesAt, representsAt } from './build-person.ts'
export { RULE_CASE_MODEL, RULE_CASE_UNITS } from './rule-case-model.ts'
export { RULE_CASES, type RuleCase } from './rule-cases.ts'
