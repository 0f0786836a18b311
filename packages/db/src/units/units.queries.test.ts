import { ancestorAt, IA_PA_2024, type Unit } from '@ketnoi/hierarchy'
import { buildPerson, livesAt, representsAt, RULE_CASE_UNITS } from '@ketnoi/hierarchy/testing'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../test/engines.ts'
import { DAY, loadExample, UNITS } from '../../test/example.ts'
import { ReferenceUnknown } from '../errors.ts'
import { findGroup } from '../groups/groups.queries.ts'
import { materialiseDesired } from '../groups/materialise-desired.ts'
import { listPeople } from '../people/people.queries.ts'
import { deletePeople, updatePeople } from '../people/write-people.ts'
import { insertActualGroup, updateActualGroup } from '../readings/actual-groups.queries.ts'
import { insertReading } from '../readings/readings.queries.ts'
import { findUnitCoverage, listUnitChildren } from './coverage.queries.ts'
import { countResidentsOn, hasMoreResidentsOn } from './residents-on.queries.ts'
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
    expect([await countUnits(engine.db, '2025-06-30'), await countUnits(engine.db, '2025-07-01')]).toEqual([7, 6])
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
    expect(await countUnits(engine.db, DAY)).toBe(0)
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
        requiredPresent: 0,
      },
    ])
    expect(await findUnitCoverage(engine.db, 'nowhere', DAY)).toBeNull()
    expect(await findUnitCoverage(engine.db, 'trok', DAY)).toMatchObject({ name: 'Xã Ia Trôk', children: 0, people: 0 })
  })

  test('keep their counts when people come, move, go, join and leave', async () => {
    await loadExample(engine.db)
    const materialise = (personIds?: readonly string[]): Promise<unknown> =>
      materialiseDesired(engine.db, IA_PA_2024, DAY, personIds === undefined ? undefined : { personIds })
    const counts = async (): Promise<unknown[]> =>
      (await listUnitChildren(engine.db, 'tul', DAY)).map((row) => [
        row.unitId,
        row.people,
        row.households,
        row.householdsReached,
      ])
    const read = (id: string, members: readonly string[]): Promise<void> =>
      insertReading(engine.db, {
        ...{ id, actualGroupId: 'real', readAt: '2024-02-01T00:00:00.000Z', completeness: 'complete' },
        ...{ source: 'paste', author: 'somebody' },
        rows: members.map((personId) => ({
          ...{ key: personId, personId, displayName: personId, accountId: null, phone: null, role: 'member' },
          ...{ state: personId === 'v3' ? 'invited' : 'member', matchedBy: 'name', candidates: [] },
        })),
      })
    await insertActualGroup(engine.db, {
      ...{ id: 'real', externalId: 'z', groupId: null, name: 'Thôn 2', previousNames: [], owner: 'us' },
      ...{ archived: false, firstRun: true, capacity: null, joinLink: null },
    })
    expect(await counts()).toEqual([
      ['plei-10', 2, 1, 0],
      ['plei-2', 3, 1, 0],
    ])
    // A reading counts from when its group is linked; invited is not reached.
    await read('r1', ['v1', 'v2', 'v3'])
    await updateActualGroup(engine.db, 'real', { groupId: 'village:plei-2' })
    expect(await counts()).toEqual([
      ['plei-10', 2, 1, 0],
      ['plei-2', 3, 1, 1],
    ])
    await read('r2', ['v1'])
    const [v1, head] = await listPeople(engine.db, ['v1', 'head'])
    if (v1 === undefined || head === undefined) throw new Error('the example has changed')
    const moved = buildPerson('v1', { ...v1, residences: [representsAt('plei-10')] })
    const second = { ...livesAt('plei-10'), from: '2023-01-01' }
    const twice = buildPerson('head', { ...head, residences: [...head.residences, second] })
    await updatePeople(engine.db, [moved, twice, buildPerson('new', { residences: [livesAt('plei-2')] })])
    await materialise(['v1', 'head', 'new'])
    const expected = [
      ['plei-10', 4, 1, 1],
      ['plei-2', 2, 1, 0],
    ]
    expect(await counts()).toEqual(expected)
    expect(await findUnitCoverage(engine.db, 'province', DAY)).toMatchObject({ people: 6, households: 2 })
    // Counted from dated homes it is the same, on any day.
    const within = ['plei-10', 'plei-2'].flatMap((unitId) => [unitId, 'tul'].map((inId) => ({ unitId, inId })))
    expect(await countResidentsOn(engine.db, within, DAY)).toEqual(
      new Map([
        ['plei-10', { people: 4, households: 1 }],
        ['plei-2', { people: 2, households: 1 }],
        ['tul', { people: 6, households: 2 }],
      ]),
    )
    expect(await hasMoreResidentsOn(engine.db, ['plei-10', 'plei-2'], DAY, 5)).toBe(true)
    expect(await hasMoreResidentsOn(engine.db, ['plei-10', 'plei-2'], DAY, 7)).toBe(false)
    await materialise()
    expect(await counts()).toEqual(expected)
    await deletePeople(engine.db, ['v1', 'new'])
    expect(await counts()).toEqual([
      ['plei-10', 3, 1, 0],
      ['plei-2', 1, 1, 0],
    ])
    expect(await findGroup(engine.db, 'village:plei-2')).toMatchObject({ actual: 0, toRemove: 0 })
  })
})
