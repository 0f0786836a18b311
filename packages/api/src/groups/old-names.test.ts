import { insertActualGroup, listUnits, updateUnits } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { callerWith, codeOf, contextOn, createCaller, setUpDistrict } from '../../test/small-district.ts'
import { approveAndStart, newUnit, REFORM_DAY, SPLIT } from '../../test/small-reform.ts'
import { doWork } from '../../test/test-queue.ts'
import { turnDay } from '../days/turn-day.ts'
import type { Caller, Context, RouterInputs } from '../index.ts'
import { bumpWorld } from '../world.ts'

/** Two communes become one that bears the code of the second; one village is renamed, one split, one ends in another. */
const REFORM = {
  ...SPLIT,
  id: 'r-old-names',
  newUnits: [
    newUnit('c', 'commune', 'Xã Chung', 'd', '24002'),
    ...SPLIT.newUnits.map((unit) => ({ ...unit, parent: 'c' })),
  ],
  operations: [
    { kind: 'merge', sources: ['c1', 'c2'], target: 'c' },
    ...SPLIT.operations,
    { kind: 'rename', unitId: 'v2', name: { short: 'Mới', full: 'Làng Mới' } },
  ],
}
const CODES = new Map([
  ['c1', '24001'],
  ['c2', '24002'],
])

describeEngines('the list of groups after a reform', (engine) => {
  let ctx: Context
  let api: Caller
  let today: Day

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = contextOn(engine, () => today)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await updateUnits(
      engine.db,
      (await listUnits(engine.db)).map((unit) => {
        const code = CODES.get(unit.id)
        return code === undefined ? unit : { ...unit, codes: [{ system: 'NSO', code, from: null, to: null }] }
      }),
    )
    await bumpWorld(engine.db)
    await insertActualGroup(engine.db, {
      ...{ id: 'real', externalId: 'real', groupId: 'village:v3', name: 'Bà con làng mình', previousNames: [] },
      ...{ owner: 'us', archived: false, firstRun: false, capacity: null, joinLink: null },
    })
    const { id } = await api.reforms.create({ document: REFORM })
    await approveAndStart(api, await callerWith(ctx, { role: 'administrator' }), id)
    await doWork(ctx)
    today = REFORM_DAY
    await turnDay(ctx)
  })

  const find = async (text: string, more: RouterInputs['groups']['list'] = {}, as: Caller = api): Promise<unknown[]> =>
    (await as.groups.list({ text, ...more })).rows.map(({ id, found }) =>
      found === null ? id : [id, found.kind, found.name],
    )

  describe('G5 G7 finds what carries on for what somebody knows by an old name or code, and says so', () => {
    it('of a merged commune: its own group and those of the villages that lay in it', async () => {
      const carryingOn = [
        ['commune-committee:c', 'was', 'Xã Một'],
        ['village:v1a', 'lay-in', 'Xã Một'],
        ['village:v1b', 'lay-in', 'Xã Một'],
        ['village:v2', 'lay-in', 'Xã Một'],
      ]
      for (const text of ['Xã Một', 'xa mot']) expect(await find(text)).toEqual(carryingOn)
      expect(await find('xã mộ')).toContainEqual(['village:v1a', 'lay-in', 'Xã Một'])
      const list = await api.groups.list({ text: 'xa mot' })
      expect(list).toMatchObject({ total: 4, counts: { byKind: { 'commune-committee': 1, village: 3 } } })
      expect(list.places).toEqual([
        {
          ...{ unitId: 'c1', name: 'Xã Một', code: null, isBorne: false, lastDay: '2024-06-30' },
          now: [{ id: 'c', name: 'Xã Chung', share: 'full' }],
        },
      ])
    })

    it('of a village that was split or renamed, in every part', async () => {
      expect(await find('làng trên')).toEqual(['village:v1a', 'village:v1b'])
      expect((await api.groups.list({ text: 'làng trên' })).places).toMatchObject([
        { name: 'Làng Trên', now: [{ share: 'partial' }, { share: 'partial' }] },
      ])
      expect(await find('lang duoi')).toEqual([['village:v2', 'was', 'Làng Dưới']])
    })

    it('of a group: the name that it had, copied from somewhere', async () => {
      expect(await find('Làng Dưới – Xã Một')).toEqual([['village:v2', 'was', 'Làng Dưới']])
      expect(await find('BCĐ Xã Hai')).toEqual([['commune-committee:c', 'was', 'Xã Hai']])
      expect(await find('Buôn Xa – Xã Hai')).toEqual([['village:v3', 'lay-in', 'Xã Hai']])
      expect(await find('bà con')).toEqual([['village:v3', 'real-name', 'Bà con làng mình']])
      expect(await find('không có')).toEqual([])
    })

    it('by a code, of whoever bears it and of those that bore it', async () => {
      expect(await find('24001')).toEqual(await find('xã một'))
      const { rows, places } = await api.groups.list({ text: '24002' })
      expect(rows.map(({ id }) => id)).toContain('village:v2')
      expect(places).toMatchObject([
        { unitId: 'c', isBorne: true, code: '24002' },
        { unitId: 'c2', isBorne: false, lastDay: '2024-06-30' },
      ])
    })

    it('within the other filters, for whoever may see them, and on another day', async () => {
      expect(await find('xã một', { kind: 'village', unitId: 'v1a' })).toEqual([['village:v1a', 'lay-in', 'Xã Một']])
      const officer = await callerWith(ctx, { role: 'officer', unitId: 'v3' })
      expect(await officer.groups.list({ text: 'xã một' })).toMatchObject({ rows: [], places: [] })
      const later = createCaller({ ...ctx, lookAt: '2024-08-01' })
      expect((await later.groups.listOnDay({ text: 'xã một' })).rows.map(({ id }) => id).sort()).toEqual([
        'commune-committee:c',
        'village:v1a',
        'village:v1b',
        'village:v2',
      ])
    })
  })

  describe('G5 an address that was kept leads to what carries on', () => {
    it('for whoever sees everything, and for whoever answers for what the unit became', async () => {
      const here = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c' })
      for (const caller of [api, here]) {
        const list = await caller.groups.list({ unitId: 'c1' })
        expect(list.rows).toEqual((await caller.groups.list({ unitId: 'c' })).rows)
        expect(list).toMatchObject({ total: 5, places: [{ name: 'Xã Một', now: [{ id: 'c' }] }] })
        expect((await caller.groups.list({ unitId: 'v1' })).rows.map(({ id }) => id)).toEqual([
          'village:v1a',
          'village:v1b',
        ])
        expect(await caller.units.byId({ id: 'c1' })).toMatchObject({ name: 'Xã Một', successors: [{ id: 'c' }] })
        expect(await caller.coverage.ofUnit({ unitId: 'c1' })).toMatchObject({ unit: { id: 'c' } })
        expect(await caller.coverage.ofUnit({ unitId: 'v1' })).toMatchObject({ unit: null, units: 2 })
        expect((await caller.plans.all({ unitId: 'c1' })).counts).toEqual(
          (await caller.plans.all({ unitId: 'c' })).counts,
        )
        for (const ask of [
          () => caller.drift.list({ unitId: 'c1' }),
          () => caller.drift.counts({ unitId: 'c1' }),
          () => caller.reviews.due({ unitId: 'c1' }),
          () => caller.expiring.list({ unitId: 'c1' }),
          () => caller.registrations.list({ unitId: 'c1' }),
          () => caller.duplicates.list({ unitId: 'c1' }),
          () => caller.onboarding.conflicts({ unitId: 'c1' }),
          () => caller.people.search({ text: '', unitId: 'c1' }),
        ])
          await expect(ask()).resolves.toBeDefined()
      }
    })

    it('of the log as well, and for nobody else', async () => {
      const inspector = await callerWith(ctx, { role: 'inspector', unitId: 'c' })
      expect(await codeOf(inspector.audit.list({ unitId: 'c1' }))).toBe('no failure')
      const other = await callerWith(ctx, { role: 'inspector', unitId: 'v3' })
      for (const ask of [
        () => other.groups.list({ unitId: 'v1' }),
        () => other.units.byId({ id: 'v1' }),
        () => other.coverage.ofUnit({ unitId: 'v1' }),
        () => other.audit.list({ unitId: 'v1' }),
        () => other.drift.list({ unitId: 'v1' }),
        () => other.groups.list({ unitId: 'nowhere' }),
      ])
        expect(await codeOf(ask())).toBe('forbidden')
    })
  })

  it('G5 a unit is found by the names that it had, which are said', async () => {
    expect(await api.units.search({ text: 'lang duo' })).toMatchObject([
      { id: 'v2', found: { kind: 'was', name: 'Làng Dưới' } },
    ])
    expect(await api.units.search({ text: '24001' })).toMatchObject([
      { id: 'c', found: { kind: 'was', name: 'Xã Một' } },
    ])
    expect(await api.onboarding.villages({ text: 'xã hai' })).toEqual([
      { id: 'v3', name: 'Buôn Xa', parentName: 'Xã Chung', found: { kind: 'lay-in', name: 'Xã Hai' } },
    ])
    const officer = await callerWith(ctx, { role: 'officer', unitId: 'v2' })
    expect(await officer.units.search({ text: 'xã một' })).toHaveLength(1)
    expect(await officer.units.search({ text: 'xã một', seen: true })).toEqual([])
    expect((await officer.units.search({ text: '', seen: true })).map(({ id }) => id)).toEqual(['v2'])
  })
})
