import { describe, expect, it } from 'vitest'
import { treeOf, UNITS } from '../../test/unit-fixture.ts'
import { resolvePlaces, type Unit, type UnitTree } from '../index.ts'

const BEFORE = '2025-06-30'
const AFTER = '2025-07-01'
const tree = treeOf()
const unitsOf = (text: string, on: UnitTree = tree, day = AFTER): (readonly string[])[] =>
  resolvePlaces(on, text, day).map(({ units }) => units)

describe('G5 what carries on for a place is found by whoever knows it as it was', () => {
  it('finds what a merged unit went to and what lay in it, not the rest of its successor', () => {
    expect(resolvePlaces(tree, 'Xã Kim Tân', AFTER)).toEqual([
      {
        unitId: 'kim-tan',
        match: 'former',
        name: 'Xã Kim Tân',
        code: null,
        successors: [{ unitId: 'ia-pa', share: 'full' }],
        units: ['blom', 'ia-pa'],
      },
    ])
    expect(resolvePlaces(tree, 'Xã Kim Tân', BEFORE)).toEqual([])
  })

  it('finds each part of a unit that was split', () => {
    expect(resolvePlaces(tree, 'chia doi', AFTER)).toMatchObject([
      { successors: [{ share: 'partial' }, { share: 'partial' }], units: ['ia-pa', 'ia-tul'] },
    ])
  })

  it('finds by a code whoever bears it and whoever carries on for those that bore it', () => {
    expect(resolvePlaces(tree, '24022', AFTER).map(({ unitId, match, units }) => [unitId, match, units])).toEqual([
      ['kim-tan', 'former', ['blom', 'ia-pa']],
      ['ia-pa', 'code', ['blom', 'ia-pa', 'trok']],
    ])
  })

  it('finds by another spelling', () => {
    expect(unitsOf('buon trok')).toEqual([['trok']])
    expect(resolvePlaces(tree, 'Xã Ia Trôk', AFTER)).toMatchObject([{ match: 'former', units: ['ia-pa', 'trok'] }])
    expect(unitsOf('Xã Ia Trôk', tree, BEFORE)).toEqual([])
  })

  it('leaves out what is found by a name that it bears today', () => {
    expect(unitsOf('Gia Lai')).toEqual([])
    expect(unitsOf('Ia Pa')).toEqual([])
  })

  it('finds what lay in a unit that ended without a successor, where nothing else has its name', () => {
    expect(resolvePlaces(tree, 'Huyện Ia Pa', AFTER)).toMatchObject([
      { successors: [], units: ['blom', 'ia-pa', 'ia-tul', 'trok'] },
    ])
  })

  it('finds a unit by the name that it had before, and by that of a unit that it left', () => {
    const changed = (id: string, facts: Partial<Unit>): readonly Unit[] =>
      UNITS.map((unit) => (unit.id === id ? { ...unit, ...facts } : unit))
    const renamed = treeOf(
      changed('blom', {
        names: [
          { short: 'Blôm', full: 'Thôn Blôm', from: null, to: AFTER },
          { short: 'Hòa Bình', full: 'Thôn Hòa Bình', from: AFTER, to: null },
        ],
      }),
    )
    expect(resolvePlaces(renamed, 'blom', AFTER)).toMatchObject([
      { unitId: 'blom', match: 'former', name: 'Thôn Blôm', units: ['blom'] },
    ])
    const moved = treeOf(
      changed('blom', {
        parents: [
          { unitId: 'kim-tan', from: null, to: AFTER },
          { unitId: 'ia-pa', from: AFTER, to: '2026-01-01' },
          { unitId: 'ia-tul', from: '2026-01-01', to: null },
        ],
      }),
    )
    expect(unitsOf('xã ia pa', moved, '2026-01-01')).toEqual([['blom']])
    expect(unitsOf('xã ia pa', moved, '2025-12-31')).toEqual([])
  })

  it('takes a text for the beginning of an old name, if asked and if not too many begin so', () => {
    expect(resolvePlaces(tree, 'kim t', AFTER)).toEqual([])
    expect(resolvePlaces(tree, 'kim t', AFTER, { begins: true })).toMatchObject([{ unitId: 'kim-tan' }])
    expect(resolvePlaces(tree, 'ki', AFTER, { begins: true })).toEqual([])
    const many = UNITS.find(({ id }) => id === 'kim-tan')
    if (many === undefined) throw new Error('missing')
    const crowded = treeOf([
      ...UNITS,
      ...Array.from({ length: 40 }, (_, index) => ({
        ...many,
        id: `kim-tan-${String(index)}`,
        names: many.names.map((name) => ({ ...name, full: `Xã Kim Tân ${String(index)}` })),
        codes: [],
      })),
    ])
    expect(resolvePlaces(crowded, 'xã kim', AFTER, { begins: true })).toEqual([])
  })
})
