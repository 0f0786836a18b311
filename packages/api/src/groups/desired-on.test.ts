import { insertOverride } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import { turnDay } from '../days/turn-day.ts'
import type { Caller, Context } from '../index.ts'

const VILLAGE = 'village:v1'
const LATER = '2024-03-01'

describeEngines('another day', (engine) => {
  let ctx: Context
  let api: Caller
  let id: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    id = (await api.people.search({ text: 'siu klon' })).rows[0]?.id ?? ''
    const { revision } = await api.people.byId({ id })
    await api.people.update({ id, revision, reason: '', change: { kind: 'leave', why: 'moved-away', on: LATER } })
    await insertOverride(engine.db, {
      id: 'o1',
      kind: 'exclude',
      groupId: VILLAGE,
      personId: (await api.people.search({ text: 'nay groanh' })).rows[0]?.id ?? '',
      role: 'member',
      reason: 'đi vắng',
      author: 'office',
      from: '2024-02-10',
      to: '2024-02-20',
    })
    await turnDay(ctx)
  })

  it.each([
    ['2024-02-01', []],
    ['2024-02-15', ['Nay Groanh: member–null']],
    [LATER, ['Siu Klon: member–null']],
  ])('shows who should be in a group on %s, and what changes until then', async (day, changes) => {
    const page = await api.groups.onDay({ id: VILLAGE, day })
    expect(page.changes.map(({ name, before, after }) => `${name}: ${before}–${after}`)).toEqual(changes)
    // As the database says once the day has come.
    const then = { ...ctx, today: () => day }
    await turnDay(then)
    const { lines } = await createCaller(then).groups.byId({ id: VILLAGE })
    const wanted = lines.filter(({ desiredRole }) => desiredRole !== null)
    expect(page.members?.map(({ personId, reasons }) => ({ personId, reasons }))).toEqual(
      wanted.map(({ personId, reasons }) => ({ personId, reasons })),
    )
  })

  it('tells what changed since a past day in the order in which it happened', async () => {
    const since = { ...ctx, today: () => LATER }
    await turnDay(since)
    const { changes } = await createCaller(since).groups.onDay({ id: VILLAGE, day: '2024-02-01' })
    expect(changes).toMatchObject([{ name: 'Siu Klon', before: 'member', after: null }])
  })

  it('answers for the day that is looked at, and lets nothing be changed from there', async () => {
    const later = createCaller({ ...ctx, lookAt: LATER })
    expect((await api.people.groups({ id })).map(({ groupId }) => groupId)).toEqual([VILLAGE])
    expect(await later.people.groups({ id })).toEqual([])
    expect((await later.people.byId({ id })).asOf).toBe(LATER)
    expect((await later.seats.ofUnit({ unitId: 'c1' })).asOf).toBe(LATER)
    expect((await later.people.search({ text: 'siu' })).rows).not.toEqual([])
    const { revision } = await later.people.byId({ id })
    const change = later.people.update({ id, revision, reason: '', change: { kind: 'set', birth: '1980' } })
    expect(await codeOf(change)).toBe('another-day')
    // What everybody is told stays of today, and so does what is kept for today alone.
    expect((await later.groups.list({})).asOf).toBe('2024-02-01')
    expect((await later.setup.status()).asOf).toBe('2024-02-01')
  })

  it('previews the plan of a unit for a day to come, as it will be once the day has come', async () => {
    await api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: VILLAGERS.slice(0, 8).join('\n') },
      completeness: 'complete',
    })
    const later = createCaller({ ...ctx, lookAt: LATER })
    const { preview, ...shown } = await later.plans.all({ unitId: 'c1' })
    expect(preview).toMatchObject({ today: '2024-02-01', outcome: 'shown' })
    expect(shown.counts).toMatchObject({ add: 2, held: 1 })
    expect((await api.plans.all({ unitId: 'c1' })).counts).toMatchObject({ add: 2, held: 0 })
    const then = { ...ctx, today: () => LATER }
    await turnDay(then)
    const { preview: none, ...real } = await createCaller(then).plans.all({ unitId: 'c1' })
    expect(none).toBeNull()
    const order = (plan: typeof real) => ({ ...plan, groups: plan.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1)) })
    expect(order(shown)).toEqual(order(real))
    const past = await createCaller({ ...ctx, lookAt: '2024-01-01' }).plans.all()
    expect(past).toMatchObject({ preview: { outcome: 'past' }, groups: [] })
    const beside = await callerWith({ ...ctx, lookAt: LATER }, { role: 'commune-administrator', unitId: 'c2' })
    expect(await codeOf(beside.plans.all({ unitId: 'c1' }))).toBe('forbidden')
  })

  it('lists groups and units with the numbers of the day', async () => {
    const later = createCaller({ ...ctx, lookAt: LATER })
    const { rows, total, gone, next } = await later.groups.listOnDay({ unitId: 'c1', limit: 2 })
    expect([total, gone]).toEqual([3, 0])
    const rest = await later.groups.listOnDay({ unitId: 'c1', after: next ?? '' })
    expect([...rows, ...rest.rows].map(({ id, desired, desiredToday }) => [id, desired, desiredToday])).toEqual([
      ['commune-committee:c1', 0, 0],
      ['village:v2', 0, 0],
      ['village:v1', 9, 10],
    ])
    const { units } = await later.units.tree({ parentId: 'd' })
    expect(units.map(({ id, onDay }) => [id, onDay?.people, onDay?.households, onDay?.groups])).toEqual([
      ['c2', 0, 0, 2],
      ['c1', 9, 9, 3],
    ])
    expect((await later.units.byId({ id: 'v1' })).onDay).toEqual({ people: 9, households: 9, groups: 1 })
    expect((await api.units.byId({ id: 'v1' })).onDay).toBeNull()
  })
})
