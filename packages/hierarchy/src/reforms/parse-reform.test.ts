import { describe, expect, it } from 'vitest'
import { BEFORE, documentOf, newUnit, REFORM_PARTS, reformOf } from '../../test/reform-fixture.ts'
import { treeOf, UNITS } from '../../test/unit-fixture.ts'
import { IA_PA_2024, parseReform } from '../index.ts'

function codesOf(operations: readonly unknown[], rest: Record<string, unknown> = {}, world = BEFORE): string[] {
  const result = parseReform(documentOf({ operations, ...rest }), world)
  return result.ok ? [] : result.issues.map((issue) => issue.code)
}

const merge = { kind: 'merge', sources: ['kim-tan'], target: 'ia-trok' }
const split = (rest: Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: 'split',
  source: 'blom',
  targets: [{ unitId: 'trok' }, { unitId: 'tham' }],
  ...rest,
})

describe('G1 a reform that cannot be is refused with what is wrong', () => {
  it.each([
    ['no source', [{ kind: 'merge', sources: [], target: 'ia-trok' }], ['source-missing']],
    ['no source field', [{ kind: 'merge', target: 'ia-trok' }], ['source-missing']],
    ['no target', [{ kind: 'merge', sources: ['kim-tan'] }], ['target-missing']],
    [
      'target among the sources',
      [{ kind: 'merge', sources: ['kim-tan', 'ia-trok'], target: 'kim-tan' }],
      ['target-among-sources'],
    ],
    ['target inside a source', [{ kind: 'merge', sources: ['d-635'], target: 'kim-tan' }], ['target-inside-source']],
    ['unknown unit', [{ kind: 'end', unitId: 'atlantis' }], ['unit-unknown']],
    [
      'split into fewer than two',
      [split({ targets: [{ unitId: 'trok' }, { unitId: 'trok' }], rest: 'trok' })],
      ['split-too-few'],
    ],
    [
      'split with two that take all',
      [
        split({
          targets: [
            { unitId: 'trok', share: 'full' },
            { unitId: 'tham', share: 'full' },
          ],
        }),
      ],
      ['split-share-invalid'],
    ],
    ['the rest of a split goes nowhere', [split({ rest: 'thon-1' })], ['rest-not-a-target']],
    [
      'a unit that ends twice',
      [
        { kind: 'end', unitId: 'blom' },
        { kind: 'merge', sources: ['blom'], target: 'trok' },
      ],
      ['unit-changed-twice'],
    ],
    [
      'a unit that ends and is renamed',
      [
        { kind: 'end', unitId: 'blom' },
        { kind: 'rename', unitId: 'blom', name: { short: 'B', full: 'B' } },
      ],
      ['unit-changed-twice'],
    ],
    [
      'a target that ends',
      [
        { kind: 'merge', sources: ['blom'], target: 'trok' },
        { kind: 'end', unitId: 'trok' },
      ],
      ['target-ends'],
    ],
    ['a target of another tier', [{ kind: 'merge', sources: ['blom'], target: 'ia-trok' }], ['target-of-other-tier']],
    ['a parent that ends', [merge, { kind: 'move', unitId: 'trok', parent: 'kim-tan' }], ['parent-ends']],
    ['a parent that is not above', [{ kind: 'move', unitId: 'blom', parent: 'trok' }], ['parent-tier-invalid']],
    ['an unknown tier', [{ kind: 'end-tier', tier: 'canton' }], ['tier-unknown']],
    [
      'a tier that exists',
      [{ kind: 'begin-tier', tier: { id: 'village', name: { vi: 'a', en: 'a' } }, above: 'commune' }],
      ['tier-duplicate'],
    ],
    [
      'a child that nobody says the place of',
      [{ kind: 'split', source: 'kim-tan', targets: [{ unitId: 'ia-trok' }, { unitId: 'po-to' }] }],
      ['child-without-parent', 'child-without-parent'],
    ],
    [
      'a code that another unit bears',
      [{ kind: 'recode', unitId: 'kim-tan', system: 'NSO', code: '24013' }],
      ['unit-code-clash'],
    ],
    ['an unknown operation', [{ kind: 'teleport' }], ['operation-unknown']],
    ['nothing at all', [], ['reform-empty']],
  ])('%s', (_, operations, expected) => {
    expect(codesOf(operations)).toEqual(expected)
  })

  it('dates that overlap: a unit that has ended, or that changes later already', () => {
    const later = { model: IA_PA_2024, tree: treeOf(UNITS) }
    expect(codesOf([{ kind: 'end', unitId: 'kim-tan' }], { effectiveOn: '2025-08-01' }, later)).toEqual([
      'unit-not-valid',
    ])
    expect(codesOf([{ kind: 'end', unitId: 'ia-pa' }], { effectiveOn: '2025-06-01' }, later)).toContain(
      'unit-not-valid',
    )
    expect(
      codesOf([{ kind: 'move', unitId: 'blom', parent: 'ia-trok' }], { effectiveOn: '2025-06-01' }, later),
    ).toEqual(['unit-changed-later'])
  })

  it.each([
    ['exists', [newUnit('trok', 'village', 'ia-trok')], ['unit-duplicate', 'new-unit-unused']],
    ['is never used', [newUnit('new', 'village', 'ia-trok')], ['new-unit-unused']],
    ['is of no tier', [newUnit('new', 'canton', 'd-635')], ['tier-unknown', 'new-unit-unused']],
    ['lies in no unit', [newUnit('new', 'village', 'atlantis')], ['unit-unknown', 'new-unit-unused']],
  ])('a new unit that %s', (_, newUnits, expected) => {
    expect(codesOf([{ kind: 'end', unitId: 'blom' }], { newUnits })).toEqual(expected)
  })

  it('two new units with one code, and a code that is freed on the day', () => {
    const operations = [
      { kind: 'merge', sources: ['kim-tan'], target: 'a' },
      { kind: 'merge', sources: ['po-to'], target: 'b' },
    ]
    const units = (code: string): unknown[] => [
      newUnit('a', 'commune', 'd-635', ['24022']),
      newUnit('b', 'commune', 'd-635', [code]),
    ]
    expect(codesOf(operations, { newUnits: units('24022') })).toEqual(['unit-code-clash'])
    expect(codesOf(operations, { newUnits: units('24013') })).toEqual([])
  })

  it('choices about what there will not be', () => {
    const choices = {
      households: [
        { householdId: 'h', unitId: 'thon-1' },
        { householdId: 'h2', unitId: 'trok' },
        { householdId: 'h2', unitId: 'tham' },
      ],
      seats: [
        { unitId: 'blom', positionId: 'village-head', personId: 'p' },
        { unitId: 'trok', positionId: 'mayor', personId: 'p' },
        { unitId: 'trok', positionId: 'commune-police-head', personId: 'p' },
      ],
      groups: [
        { groupId: 'village:blom', survivor: 'g' },
        { groupId: 'village:trok', survivor: 'g' },
        { groupId: 'village:trok', survivor: 'k' },
      ],
    }
    expect(codesOf([split()], choices)).toEqual([
      'placement-not-a-target',
      'placement-twice',
      'unit-unknown',
      'position-unknown',
      'position-not-here',
      'group-unknown',
      'survivor-twice',
    ])
  })

  it('names all issues at once, and a day that is none', () => {
    expect(
      codesOf([
        { kind: 'end', unitId: 'x' },
        { kind: 'move', unitId: 'blom', parent: 'blom' },
      ]),
    ).toEqual(['unit-unknown', 'target-among-sources'])
    expect(codesOf([], { effectiveOn: '2025-06-31' })).toContain('day-invalid')
    expect(codesOf([], { effectiveOn: null })).toContain('day-invalid')
  })
})

describe('a reform that can be', () => {
  it('is what its document says, and can be read again from what was read', () => {
    const reform = reformOf(REFORM_PARTS)
    expect(reform).toMatchObject({ id: 'r-1', effectiveOn: '2025-07-01', groups: [], households: [], seats: [] })
    expect(parseReform(JSON.parse(JSON.stringify(reform)), BEFORE)).toEqual({ ok: true, value: reform })
  })

  it('adds to the model what begins on its day', () => {
    const rule = { kind: 'holds-position', positions: ['chair'], at: { kind: 'here' } }
    const model = {
      bodies: [{ id: 'council', name: { vi: 'Hội đồng', en: 'Council' } }],
      positions: [
        { id: 'chair', name: { vi: 'Chủ tịch', en: 'Chair' }, tier: 'province', body: 'council', aliases: [] },
      ],
      groupKinds: [
        {
          id: 'province-council',
          name: { vi: 'Nhóm', en: 'Group' },
          tier: 'province',
          nameTemplate: 'HĐ {unit}',
          clauses: [{ id: 'chair', name: { vi: 'a', en: 'b' }, role: 'leader', required: true, rule }],
        },
      ],
    }
    const reform = reformOf({ ...REFORM_PARTS, model })
    expect(reform.model.groupKinds).toMatchObject([{ id: 'province-council', from: '2025-07-01', to: null }])
    expect(parseReform(JSON.parse(JSON.stringify(reform)), BEFORE)).toEqual({ ok: true, value: reform })
    const [kind] = model.groupKinds
    const result = parseReform(
      documentOf({ ...REFORM_PARTS, model: { groupKinds: [{ ...kind, tier: 'canton' }] } }),
      BEFORE,
    )
    expect(result.ok ? [] : result.issues.map(({ code, path }) => [code, path])).toEqual([
      ['tier-unknown', ['model', 'groupKinds', 0, 'tier']],
      ['position-unknown', ['model', 'groupKinds', 0, 'clauses', 0, 'rule']],
    ])
  })
})
