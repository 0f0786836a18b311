import { ancestorAt, type Unit } from '@ketnoi/hierarchy'
import { RULE_CASE_UNITS } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { DAY, loadExample, UNITS } from '../../test/example.ts'
import { ReferenceUnknown } from '../errors.ts'
import { findUnitCoverage, listUnitChildren } from './coverage.queries.ts'
import { countUnits, getUnitTree, listUnits, updateUnitAncestors, updateUnits } from './units.queries.ts'

const CHANGING: Unit = {
  id: 'x',
  tier: 'commune',
  kind: 'xã',
  names: [
    { short: 'Cũ', full: 'Xã Cũ', from: null, to: '2020-01-01' },
    { short: 'Mới', full: 'Xã Mới', from: '2020-01-01', to: '2025-07-01' },
  ],
  aliases: ['Xa Moi', 'X. Mới'],
  codes: [{ system: 'NSO', code: '01234', from: null, to: '2025-07-01' }],
  parents: [{ unitId: 'district', from: null, to: '2025-07-01' }],
  successors: [
    { unitId: 'trok', share: 'partial' },
    { unitId: 'tul', share: 'partial' },
  ],
  from: null,
  to: '2025-07-01',
}

describeEngines('units', (engine) => {
  beforeEach(() => emptyDatabase(engine.db))

  test('come back as they were given', async () => {
    const units = [...UNITS, CHANGING].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(await updateUnits(engine.db, units)).toEqual({ inserted: 7, updated: 0, unchanged: 0 })
    expect(await listUnits(engine.db)).toEqual(units)
    expect(await countUnits(engine.db)).toBe(7)
    const tree = await getUnitTree(engine.db)
    expect(ancestorAt(tree, 'plei-2', 'district', DAY)).toBe('district')
  })

  test('change only where they differ, whatever the order of their parts', async () => {
    await updateUnits(engine.db, [...UNITS, CHANGING])
    const same = { ...CHANGING, names: CHANGING.names.toReversed(), successors: CHANGING.successors.toReversed() }
    expect(await updateUnits(engine.db, [...UNITS, same])).toEqual({ inserted: 0, updated: 0, unchanged: 7 })
    const renamed = { ...CHANGING, names: CHANGING.names.slice(1), aliases: [] }
    expect(await updateUnits(engine.db, [renamed])).toEqual({ inserted: 0, updated: 1, unchanged: 0 })
    expect((await listUnits(engine.db, ['x']))[0]).toEqual(renamed)
  })

  test('that lie in an unknown unit are refused, and nothing is stored', async () => {
    const lost = { ...CHANGING, parents: [{ unitId: 'nowhere', from: null, to: null }] }
    const refused = updateUnits(engine.db, [...UNITS, lost])
    await expect(refused).rejects.toThrow(ReferenceUnknown)
    await expect(refused).rejects.toThrow('nowhere')
    expect(await countUnits(engine.db)).toBe(0)
  })

  test('have the ancestors of the day', async () => {
    await updateUnits(engine.db, RULE_CASE_UNITS)
    await updateUnitAncestors(engine.db, '2024-02-01')
    const rows = await engine.db.selectFrom('unit_ancestor').selectAll().orderBy('unit_id').orderBy('depth').execute()
    const of = (id: string): unknown =>
      rows.filter((row) => row.unit_id === id).map((row) => [row.ancestor_id, row.depth, row.nearest])
    expect(of('m1')).toEqual([
      ['m1', 0, false],
      ['a2', 1, true],
      ['r1', 2, true],
    ])
    expect(of('p13')).toEqual([])
    expect(of('new')).toEqual([])
  })

  test('are covered as far as their groups are', async () => {
    await loadExample(engine.db)
    const [province, ...others] = await listUnitChildren(engine.db, null, DAY)
    expect(others).toEqual([])
    expect(province).toMatchObject({
      unitId: 'province',
      children: 1,
      people: 5,
      households: 2,
      groups: 5,
      linkedGroups: 0,
    })
    expect(await listUnitChildren(engine.db, 'tul', DAY)).toMatchObject([
      { unitId: 'plei-10', name: 'Thôn 10', tier: 'village', kind: 'Thôn', people: 2, groups: 1 },
      {
        unitId: 'plei-2',
        name: 'Thôn 2',
        people: 3,
        desired: 5,
        matching: 0,
        toAdd: 5,
        required: 3,
        requiredMissing: 3,
      },
    ])
    expect(await findUnitCoverage(engine.db, 'nowhere', DAY)).toBeNull()
    expect(await findUnitCoverage(engine.db, 'trok', DAY)).toMatchObject({ name: 'Xã Ia Trôk', children: 0, people: 0 })
  })
})
