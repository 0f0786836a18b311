import { describe, expect, it } from 'vitest'
import { createDirectory } from '../people/directory.ts'
import { RULE_CASES } from '../testing/rule-cases/rule-cases.ts'
import { createUnitTree } from '../units/unit-tree.ts'
import { compileRule, forEachMatch } from './compile-rule.ts'
import { explainRule, matchesRule } from './explain.ts'
import { createResolver } from '../groups/resolver.ts'

describe('shared rule cases, in memory', () => {
  for (const ruleCase of RULE_CASES) {
    it(ruleCase.name, () => {
      const tree = createUnitTree(ruleCase.units)
      if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
      const { model, asOf, people, rule, unitId } = ruleCase
      const directory = createDirectory({ model, units: tree.value, asOf, people })
      const expected = [...ruleCase.expected].sort()
      const tested = people.map((p) => p.id).filter((id) => matchesRule(directory, rule, unitId, id))
      expect(tested.sort(), 'one by one').toEqual(expected)
      const explained = people.map((p) => p.id).filter((id) => explainRule(directory, rule, unitId, id).holds)
      expect(explained.sort(), 'explained').toEqual(expected)
      const resolver = createResolver(directory)
      const compiled = compileRule(directory, rule, (kindId, unit) => {
        const kind = model.groupKinds.find((k) => k.id === kindId)
        return (kind === undefined ? null : resolver.of(kind, unit))?.persons ?? new Int32Array(0)
      })
      const found = new Set<string>()
      const unit = directory.units.numberOf.get(unitId)
      if (unit !== undefined) forEachMatch(directory, compiled, unit, (p) => found.add(directory.people.ids[p] ?? ''))
      expect([...found].sort(), 'from facts').toEqual(expected)
    })
  }
})
