import { describe, expect, test } from 'vitest'
import { membersOf, resolveMembers } from '../../groups/resolve-members.ts'
import type { GroupKind } from '../../model/model.ts'
import { createDirectory, type Directory } from '../../people/directory.ts'
import { explainMember, explainRule, matchesRule } from '../../rules/explain.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { createUnitTree } from '../../units/unit-tree.ts'
import type { RuleCase } from './rule-case.ts'
import { RULE_CASES } from './rule-cases.ts'

/** The directory of a case, with a group kind of its own for the rule. */
function directoryOf({ model, units, people, asOf, rule, unitId }: RuleCase): Directory {
  const tree = createUnitTree(units)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  const kind: GroupKind = {
    id: 'case',
    name: { vi: 'case', en: 'case' },
    tier: units.find((unit) => unit.id === unitId)?.tier ?? '',
    nameTemplate: 'case {unit}',
    clauses: [{ id: 'case', name: { vi: 'case', en: 'case' }, role: 'member', required: false, rule }],
    mode: 'manage',
    capacity: 1_000,
    brakes: {},
    issues: [],
    from: null,
    to: null,
  }
  return createDirectory({
    model: { ...model, groupKinds: [...model.groupKinds, kind] },
    units: tree.value,
    asOf,
    people,
  })
}

test('the names of the cases are unique, and what is expected is sorted and among the people', () => {
  expect(new Set(RULE_CASES.map((ruleCase) => ruleCase.name)).size).toBe(RULE_CASES.length)
  for (const { expected, people } of RULE_CASES) {
    expect([...expected].sort()).toEqual(expected)
    expect(people.map((person) => person.id)).toEqual(expect.arrayContaining([...expected]))
  }
})

describe.each(RULE_CASES.map((ruleCase) => [ruleCase.name, ruleCase] as const))('%s', (_, ruleCase) => {
  const { rule, unitId, people, expected } = ruleCase

  test('resolved from facts to members', () => {
    const desired = resolveMembers(directoryOf(ruleCase), [`case:${unitId}`])
    expect(membersOf(desired, `case:${unitId}`).map((member) => member.personId)).toEqual(expected)
  })

  test('matched person by person', () => {
    const directory = directoryOf(ruleCase)
    const matched = people.filter((person) => matchesRule(directory, rule, unitId, person.id))
    expect(matched.map((person) => person.id).sort()).toEqual(expected)
  })

  test('explained, every condition agreeing with its parts', () => {
    const directory = directoryOf(ruleCase)
    for (const { id } of people) {
      const { holds, parts } = explainRule(directory, rule, unitId, id)
      expect(holds).toBe(expected.includes(id))
      if (rule.kind === 'all') expect(holds).toBe(parts.every((part) => part.holds))
      if (rule.kind === 'any') expect(holds).toBe(parts.some((part) => part.holds))
      if (rule.kind === 'not') expect(parts.map((part) => part.holds)).toEqual([!holds])
      expect(explainMember(directory, `case:${unitId}`, id)?.wanted).toBe(expected.includes(id))
    }
  })

  test('written out and parsed again', () => {
    expect(parseRule(JSON.parse(JSON.stringify(rule)))).toEqual({ ok: true, value: rule })
  })
})
