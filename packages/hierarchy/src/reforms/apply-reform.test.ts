import { describe, expect, it } from 'vitest'
import { BEFORE, BEFORE_UNITS, carry, DAY, EVE, newUnit, reformOf, valueOf } from '../../test/reform-fixture.ts'
import { treeOf } from '../../test/unit-fixture.ts'
import {
  applyReform,
  childrenOn,
  codeOn,
  expectedGroups,
  findUnit,
  kindOn,
  nameOn,
  parentOn,
  parseReform,
  predecessorsOf,
  resolveCode,
  resolveName,
  successorsOn,
  unitsOn,
} from '../index.ts'
import { documentOf, REFORM_PARTS } from '../../test/reform-fixture.ts'

describe('what a reform leads to', () => {
  const { tree, model, changed } = carry()

  it('nothing that held before the day differs', () => {
    for (const { id } of BEFORE_UNITS) {
      expect(parentOn(tree, id, EVE)).toBe(parentOn(BEFORE.tree, id, EVE))
      expect(codeOn(findUnit(tree, id) ?? BEFORE_UNITS[0]!, EVE)).toBe(codeOn(findUnit(BEFORE.tree, id)!, EVE))
    }
    expect(unitsOn(tree, EVE)).toEqual(unitsOn(BEFORE.tree, EVE))
    expect(expectedGroups(model, tree, EVE)).toEqual(expectedGroups(BEFORE.model, BEFORE.tree, EVE))
  })

  it('the units below ended ones go where these went', () => {
    expect(childrenOn(tree, 'ia-pa', DAY)).toEqual(['bi-yang', 'blom', 'c-1', 'tham', 'thon-1', 'trok'])
    expect(childrenOn(tree, 'ia-tul', DAY)).toEqual(['c-2'])
    expect(unitsOn(tree, DAY, 'district')).toEqual([])
    expect(findUnit(tree, 'blom')?.parents).toEqual([
      { unitId: 'kim-tan', from: null, to: DAY },
      { unitId: 'ia-pa', from: DAY, to: null },
    ])
  })

  it('the units below one that ends without a successor go to the unit above it', () => {
    const { tree: after } = carry({ operations: [{ kind: 'end', unitId: 'd-635' }] })
    expect(childrenOn(after, 'p-64', DAY)).toEqual(['chia', 'ia-trok', 'kim-tan', 'po-to'])
  })

  it('the units below a split one go to the rest where nobody says otherwise', () => {
    const operations = [
      { kind: 'split', source: 'chia', targets: [{ unitId: 'kim-tan' }, { unitId: 'po-to' }], rest: 'po-to' },
      { kind: 'move', unitId: 'c-1', parent: 'kim-tan' },
    ]
    const { tree: after } = carry({ operations })
    expect(parentOn(after, 'c-1', DAY)).toBe('kim-tan')
    expect(parentOn(after, 'c-2', DAY)).toBe('po-to')
  })

  it('changes what it says, and names no other', () => {
    expect(changed.map(({ id }) => id).sort()).toEqual(
      [...BEFORE_UNITS.map(({ id }) => id), 'p-new', 'ia-pa', 'ia-tul'].sort(),
    )
    const { changed: one, model: same } = carry({
      operations: [{ kind: 'rename', unitId: 'blom', name: { short: 'Blôm Mới', full: 'Thôn Blôm Mới' } }],
    })
    expect(one.map(({ id }) => id)).toEqual(['blom'])
    expect(same).toBe(BEFORE.model)
  })

  it('G5 ended units, old names and old codes stay resolvable; lineage answers both ways', () => {
    expect(successorsOn(tree, 'kim-tan', DAY)).toEqual([{ unitId: 'ia-pa', share: 'full' }])
    expect(successorsOn(tree, 'chia', DAY)).toEqual([
      { unitId: 'ia-pa', share: 'partial' },
      { unitId: 'ia-tul', share: 'partial' },
    ])
    expect(predecessorsOf(tree, 'ia-pa')).toEqual([
      { unitId: 'chia', share: 'partial' },
      { unitId: 'ia-trok', share: 'full' },
      { unitId: 'kim-tan', share: 'full' },
      { unitId: 'po-to', share: 'full' },
    ])
    expect(resolveName(tree, 'kim tan', DAY)).toEqual([
      { unitId: 'ia-pa', match: 'former', via: 'kim-tan', share: 'full' },
    ])
    expect(resolveName(tree, 'Xã Ia Trôk', DAY)).toMatchObject([{ unitId: 'ia-pa', via: 'ia-trok' }])
    expect(resolveCode(tree, '24037', DAY)).toMatchObject([{ unitId: 'ia-pa', match: 'former', via: 'ia-trok' }])
    expect(resolveCode(tree, '52', DAY).map(({ match }) => match)).toEqual(['code', 'former'])
  })

  it('a rename, a new code and a new kind hold from the day on, and the old ones are found for ever', () => {
    const { tree: after } = carry({
      operations: [
        { kind: 'rename', unitId: 'po-to', name: { short: 'Pờ Tó', full: 'Phường Pờ Tó' } },
        { kind: 'change-kind', unitId: 'po-to', unitKind: 'phường' },
        { kind: 'recode', unitId: 'po-to', system: 'NSO', code: '24014' },
        { kind: 'recode', unitId: 'chia', system: 'NSO', code: null },
      ],
    })
    const unit = findUnit(after, 'po-to')!
    expect([EVE, DAY].map((day) => [nameOn(unit, day).full, kindOn(unit, day), codeOn(unit, day)])).toEqual([
      ['Pờ Tó', 'commune', '24013'],
      ['Phường Pờ Tó', 'phường', '24014'],
    ])
    expect(resolveCode(after, '24013', DAY)).toEqual([{ unitId: 'po-to', match: 'former', via: null, share: 'full' }])
    expect(codeOn(findUnit(after, 'chia')!, DAY)).toBeNull()
  })

  it('tiers and their group kinds end and begin by validity', () => {
    const open = {
      ...BEFORE.model,
      tiers: BEFORE.model.tiers.map((tier) => ({ ...tier, to: null })),
      groupKinds: BEFORE.model.groupKinds.map((kind) => ({ ...kind, to: null })),
    }
    const area = { id: 'area', name: { vi: 'Cụm', en: 'Area' } }
    const { model: after, tree: units } = carry(
      {
        newUnits: [newUnit('area-1', 'area', 'p-64')],
        operations: [
          { kind: 'begin-tier', tier: area, above: 'province' },
          { kind: 'end-tier', tier: 'district' },
          { kind: 'move', unitId: 'kim-tan', parent: 'area-1' },
        ],
      },
      [],
      { model: open, tree: BEFORE.tree },
    )
    expect(after.tiers.map(({ id, from, to }) => [id, from, to])).toEqual([
      ['province', null, null],
      ['area', DAY, null],
      ['district', null, DAY],
      ['commune', null, null],
      ['village', null, null],
    ])
    expect(expectedGroups(after, units, EVE).some(({ kind }) => kind === 'district-committee')).toBe(true)
    expect(expectedGroups(after, units, DAY).some(({ kind }) => kind === 'district-committee')).toBe(false)
    expect(parentOn(units, 'kim-tan', DAY)).toBe('area-1')
    expect(parentOn(units, 'po-to', DAY)).toBe('p-64')
  })

  it('several reforms of one day follow one another', () => {
    const first = carry({
      newUnits: [newUnit('p-new', 'province', null, ['52'])],
      operations: [{ kind: 'merge', sources: ['p-64', 'p-52'], target: 'p-new' }],
    })
    const second = carry(
      {
        id: 'r-2',
        newUnits: [newUnit('ia-pa', 'commune', 'p-new')],
        operations: [
          { kind: 'end-tier', tier: 'district' },
          { kind: 'merge', sources: ['kim-tan', 'ia-trok'], target: 'ia-pa' },
        ],
      },
      [],
      first,
    )
    expect(childrenOn(second.tree, 'p-new', DAY)).toEqual(['chia', 'ia-pa', 'po-to'])
    expect(findUnit(second.tree, 'd-635')?.parents).toEqual([{ unitId: 'p-64', from: null, to: DAY }])
  })
})

describe('a reform that holds already', () => {
  it('is refused clearly, whatever it changed', () => {
    for (const parts of [
      REFORM_PARTS,
      { operations: [{ kind: 'merge', sources: ['blom'], target: 'trok' }] },
      { operations: [{ kind: 'rename', unitId: 'blom', name: { short: 'B', full: 'Thôn B' } }] },
      { operations: [{ kind: 'end', unitId: 'blom' }] },
    ]) {
      const reform = reformOf(parts)
      const applied = valueOf(applyReform(reform, BEFORE))
      for (const result of [applyReform(reform, applied), parseReform(documentOf(parts), applied)])
        expect(result.ok ? [] : result.issues.map(({ code }) => code)).toEqual(['reform-applied'])
    }
  })

  it('is refused with what is in the way where it holds in part', () => {
    const reform = reformOf({
      operations: [
        { kind: 'end', unitId: 'blom' },
        { kind: 'end', unitId: 'trok' },
      ],
    })
    const half = carry({ operations: [{ kind: 'end', unitId: 'blom' }] })
    expect(applyReform(reform, half)).toMatchObject({ ok: false, issues: [{ code: 'unit-not-valid' }] })
    expect(applyReform(reform, { ...BEFORE, tree: treeOf([]) })).toMatchObject({
      ok: false,
      issues: [{ code: 'unit-unknown' }, {}],
    })
  })
})
