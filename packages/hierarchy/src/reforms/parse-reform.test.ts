import { describe, expect, it } from 'vitest'
import { treeOf } from '../../test/unit-fixture.ts'
import { parseReform } from '../index.ts'

const tree = treeOf()

function codesOf(operations: readonly unknown[], rest: Record<string, unknown> = {}): string[] {
  const result = parseReform({ decision: '1664/NQ-UBTVQH15', effectiveOn: '2025-06-01', operations, ...rest }, tree)
  return result.ok ? [] : result.issues.map((issue) => issue.code)
}

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
    [
      'target inside a source',
      [{ kind: 'merge', sources: ['ia-pa-district'], target: 'kim-tan' }],
      ['target-inside-source'],
    ],
    ['unknown unit', [{ kind: 'end', unitId: 'atlantis' }], ['unit-unknown']],
    [
      'split into fewer than two',
      [{ kind: 'split', source: 'kim-tan', targets: [{ unitId: 'ia-trok' }, { unitId: 'ia-trok' }] }],
      ['split-too-few'],
    ],
    ['dates that overlap', [{ kind: 'end', unitId: 'ia-pa' }], ['unit-not-valid']],
    [
      'a unit that ends twice',
      [
        { kind: 'end', unitId: 'kim-tan' },
        { kind: 'merge', sources: ['kim-tan'], target: 'ia-trok' },
      ],
      ['unit-changed-twice'],
    ],
    ['an unknown operation', [{ kind: 'teleport' }], ['operation-unknown']],
  ])('%s', (_, operations, expected) => {
    expect(codesOf(operations)).toEqual(expected)
  })

  it('names all issues at once, and a day that is none', () => {
    expect(
      codesOf([
        { kind: 'end', unitId: 'x' },
        { kind: 'move', unitId: 'blom', parent: 'blom' },
      ]),
    ).toEqual(['unit-unknown', 'target-among-sources'])
    expect(codesOf([], { effectiveOn: '2025-06-31' })).toContain('day-invalid')
  })

  it('reads one that can be, with units it makes', () => {
    const document = {
      decision: '1664/NQ-UBTVQH15',
      effectiveOn: '2025-06-01',
      newUnits: [{ id: 'new', name: 'Xã Mới' }],
      operations: [
        { kind: 'merge', sources: ['kim-tan', 'ia-trok'], target: 'new' },
        { kind: 'move', unitId: 'blom', parent: 'new' },
        { kind: 'rename', unitId: 'trok', name: 'Bôn Trôk Mới' },
      ],
    }
    expect(parseReform(document, tree)).toEqual({ ok: true, value: document })
  })
})
