import { describe, expect, it } from 'vitest'
import { UNITS, treeOf } from '../../test/unit-fixture.ts'
import {
  ancestorAt,
  ancestorsOn,
  childrenOn,
  codeOn,
  createUnitTree,
  descendantsOn,
  findUnit,
  nameOn,
  parentOn,
  parseUnits,
  predecessorsOf,
  resolveCode,
  resolveName,
  successorsOn,
  unitsOn,
  type Unit,
} from '../index.ts'

const tree = treeOf()
const BEFORE = '2025-06-30'
const AFTER = '2025-07-01'

function changed(id: string, facts: Partial<Unit>): Unit[] {
  return UNITS.map((unit) => (unit.id === id ? { ...unit, ...facts } : unit))
}

function codes(units: readonly Unit[]): string[] {
  const result = createUnitTree(units)
  return result.ok ? [] : result.issues.map((issue) => issue.code)
}

describe('the tree on a day', () => {
  it('changes parents on the day of the reform, and not before', () => {
    expect(ancestorsOn(tree, 'blom', BEFORE)).toEqual(['kim-tan', 'ia-pa-district', 'gia-lai-64'])
    expect(ancestorsOn(tree, 'blom', AFTER)).toEqual(['ia-pa', 'gia-lai-52'])
    expect(parentOn(tree, 'gia-lai-52', AFTER)).toBeNull()
  })

  it('finds ancestors by tier, children, descendants and units of a day', () => {
    expect(ancestorAt(tree, 'blom', 'commune', AFTER)).toBe('ia-pa')
    expect(ancestorAt(tree, 'blom', 'district', AFTER)).toBeNull()
    expect(childrenOn(tree, 'ia-pa', AFTER)).toEqual(['blom', 'trok'])
    expect(descendantsOn(tree, 'gia-lai-64', BEFORE, 'village')).toEqual(['blom', 'trok'])
    expect(descendantsOn(tree, 'gia-lai-64', AFTER)).toEqual([])
    expect(unitsOn(tree, AFTER, 'commune')).toEqual(['ia-pa', 'ia-tul'])
  })

  it('gives the name and the code of a day, and the last name of an ended unit', () => {
    const kimTan = findUnit(tree, 'kim-tan')
    if (kimTan === undefined) throw new Error('missing')
    expect(nameOn(kimTan, AFTER).full).toBe('Xã Kim Tân')
    expect(codeOn(kimTan, BEFORE, 'NSO')).toBe('24022')
    expect(codeOn(kimTan, AFTER)).toBeNull()
  })
})

describe('G5 ended units stay resolvable, both ways and one to many', () => {
  it('follows lineage forward and back', () => {
    expect(successorsOn(tree, 'kim-tan', AFTER)).toEqual([{ unitId: 'ia-pa', share: 'full' }])
    expect(successorsOn(tree, 'kim-tan', BEFORE)).toEqual([{ unitId: 'kim-tan', share: 'full' }])
    expect(successorsOn(tree, 'broken', AFTER)).toEqual([
      { unitId: 'ia-pa', share: 'partial' },
      { unitId: 'ia-tul', share: 'partial' },
    ])
    expect(successorsOn(tree, 'ia-pa-district', AFTER)).toEqual([])
    expect(predecessorsOf(tree, 'ia-pa').map((p) => p.unitId)).toEqual(['broken', 'ia-trok', 'kim-tan'])
  })

  it('answers a reused code with its bearer of the day and with those it belonged to before', () => {
    expect(resolveCode(tree, '24022', BEFORE)).toEqual([{ unitId: 'kim-tan', match: 'code', via: null, share: 'full' }])
    expect(resolveCode(tree, '24022', AFTER)).toEqual([
      { unitId: 'ia-pa', match: 'code', via: null, share: 'full' },
      { unitId: 'ia-pa', match: 'former', via: 'kim-tan', share: 'full' },
    ])
    expect(resolveCode(tree, '52', AFTER).map((m) => m.via)).toEqual([null, 'binh-dinh'])
    expect(resolveCode(tree, '24099', AFTER).map((m) => [m.unitId, m.share])).toEqual([
      ['ia-pa', 'partial'],
      ['ia-tul', 'partial'],
    ])
    expect(resolveCode(tree, '24022', AFTER, 'other')).toEqual([])
  })

  it('resolves names in any spelling, aliases, and names of units that ended', () => {
    expect(resolveName(tree, 'XA KIM TAN', AFTER)).toEqual([
      { unitId: 'ia-pa', match: 'former', via: 'kim-tan', share: 'full' },
    ])
    expect(resolveName(tree, 'buôn trôk', AFTER)).toEqual([
      { unitId: 'trok', match: 'alias', via: null, share: 'full' },
    ])
    expect(resolveName(tree, 'Ia Pa', BEFORE).map((m) => m.unitId)).toEqual(['ia-pa-district'])
    expect(resolveName(tree, 'Ia Pa', AFTER, { tier: 'commune' }).map((m) => m.unitId)).toEqual(['ia-pa'])
    expect(resolveName(tree, 'Blôm', AFTER, { within: 'ia-tul' })).toEqual([])
    expect(resolveName(tree, 'không có', AFTER)).toEqual([])
  })
})

describe('units that do not fit together', () => {
  it('names every issue with its path', () => {
    expect(codes([...UNITS, ...UNITS.slice(0, 1)])).toEqual(['unit-duplicate'])
    expect(codes(changed('blom', { names: [] }))).toEqual(['unit-without-name'])
    // `village:blom~2` is the second group of `blom`.
    expect(
      codes(UNITS.flatMap((unit) => (unit.id === 'blom' ? [unit, { ...unit, id: 'blom~2', codes: [] }] : unit))),
    ).toEqual(['unit-id-invalid'])
    expect(codes(changed('blom', { parents: [{ unitId: 'nowhere', from: null, to: null }] }))).toEqual([
      'unit-parent-unknown',
    ])
    expect(
      codes(
        changed('blom', {
          parents: [...(UNITS[9]?.parents ?? []), { unitId: 'ia-tul', from: '2025-08-01', to: null }],
        }),
      ),
    ).toEqual(['unit-parent-overlap'])
    expect(codes(changed('blom', { from: '2025-01-01', to: '2025-01-01' }))).toEqual(['interval-empty'])
    expect(
      codes(
        changed('ia-tul', {
          successors: [
            { unitId: 'ia-tul', share: 'full' },
            { unitId: 'x', share: 'full' },
          ],
        }),
      ),
    ).toEqual(['unit-successor-self', 'unit-successor-unknown'])
    expect(
      codes(changed('ia-tul', { codes: [{ system: 'NSO', code: '24022', from: null, to: null }] })).length,
    ).toBeGreaterThan(0)
  })

  it('refuses a unit that lies in itself, also by a detour, and only on days they share', () => {
    const link = (unitId: string, from: string | null = null): Unit['parents'] => [{ unitId, from, to: null }]
    const [a, b] = [
      { ...(UNITS[9] as Unit), id: 'a', parents: link('b') },
      { ...(UNITS[9] as Unit), id: 'b', parents: link('a') },
    ]
    expect(codes([a, b])).toEqual(['unit-cycle', 'unit-cycle'])
    const now = { ...a, parents: [{ unitId: 'b', from: null, to: '2025-01-01' }] }
    expect(codes([now, { ...b, parents: link('a', '2025-01-01') }])).toEqual([])
  })
})

describe('the catalogue format', () => {
  it('reads inclusive last days as the day after, parents with history and shares', () => {
    const result = parseUnits({
      units: [
        {
          uid: 'p',
          code: '64',
          name: 'Gia Lai',
          full_name: 'Tỉnh Gia Lai',
          kind: 'province',
          kind_vi: 'tỉnh',
          parent_uid: null,
          valid_from: null,
          valid_to: '2025-06-30',
          successors: [{ uid: 'q', share: 'full' }],
        },
        {
          uid: 'v',
          name: 'Blôm',
          full_name: 'Thôn Blôm',
          kind: 'village',
          parent_uid: 'q',
          parent_history: [
            { parent_uid: 'p', valid_to: '2025-06-30' },
            { parent_uid: 'q', valid_from: '2025-07-01' },
          ],
          aliases: ['Buôn Blôm'],
        },
      ],
    })
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    expect(result.value[0]).toMatchObject({
      id: 'p',
      tier: 'province',
      kind: 'tỉnh',
      to: '2025-07-01',
      codes: [{ system: 'NSO', code: '64', to: '2025-07-01' }],
    })
    expect(result.value[1]?.parents).toEqual([
      { unitId: 'p', from: null, to: '2025-07-01' },
      { unitId: 'q', from: '2025-07-01', to: null },
    ])
  })

  it('names everything that is wrong, with its path', () => {
    const result = parseUnits({ units: [{ uid: 5, name: 'A', kind: 'village', valid_from: '2024-13-01' }, 'x'] })
    expect(result.ok ? [] : result.issues.map((i) => `${i.code} ${i.path.join('.')}`)).toEqual([
      'day-invalid units.0.from',
      'not-a-text units.0.uid',
      'not-an-object units.1',
    ])
    expect(parseUnits([]).ok).toBe(false)
  })
})
