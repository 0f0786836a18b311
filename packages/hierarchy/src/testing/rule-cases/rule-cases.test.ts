import { expect, test } from 'vitest'
import { parseRule } from '../../rules/parse-rule.ts'
import { RULE_CASES } from './rule-cases.ts'

test('the names of the cases are unique', () => {
  expect(new Set(RULE_CASES.map((ruleCase) => ruleCase.name)).size).toBe(RULE_CASES.length)
})

test.each(RULE_CASES.map((ruleCase) => [ruleCase.name, ruleCase] as const))('%s: well formed', (_, ruleCase) => {
  const { expected, people, rule } = ruleCase
  expect([...expected].sort()).toEqual(expected)
  expect(people.map((person) => person.id)).toEqual(expect.arrayContaining([...expected]))
  expect(parseRule(JSON.parse(JSON.stringify(rule)))).toEqual({ ok: true, value: rule })
})
