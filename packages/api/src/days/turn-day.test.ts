import { findMaterialised, insertOverride, openDatabase } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, describePostgres, emptyDatabase } from '../../../db/test/engines.ts'
import { contextOf, createCaller, importVillagers, setUpDistrict } from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'
import { serveWork } from '../runs/work.ts'
import { STEPS_OF_DAY } from './steps-of-day.ts'
import { findHeldDay, turnDay } from './turn-day.ts'

const VILLAGE = 'village:v1'
let today: Day

describeEngines('the day turns by itself', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = { ...contextOf(engine.db, engine.kind), today: () => today }
    api = createCaller(ctx)
  })

  const desired = async (): Promise<number> => (await api.groups.list({ text: 'Làng Trên' })).rows[0]?.desired ?? -1
  const setUp = async (): Promise<string> => {
    await setUpDistrict(api)
    await importVillagers(api)
    return (await api.people.search({ text: 'siu klon' })).rows[0]?.id ?? ''
  }
  const endOn = async (id: string, on: Day): Promise<void> => {
    const { revision } = await api.people.byId({ id })
    await api.people.update({ id, revision, change: { kind: 'leave', why: 'moved-away', on } })
  }

  it('does nothing before the set-up, and each day once', async () => {
    expect(await turnDay(ctx)).toBe('not-set-up')
    await setUp()
    expect(await turnDay(ctx)).toBe('turned')
    expect(await turnDay(ctx)).toBe('done-before')
    today = '2024-02-02'
    expect(await turnDay(ctx)).toBe('turned')
    expect(await turnDay(ctx)).toBe('done-before')
  })

  it('does what was slept through when the server was off at midnight, for days', async () => {
    await endOn(await setUp(), '2024-02-03')
    await turnDay(ctx)
    expect(await desired()).toBe(10)
    today = '2024-02-09'
    expect(await turnDay(ctx)).toBe('turned')
    expect(await desired()).toBe(9)
    expect((await findMaterialised(engine.db))?.asOf).toBe('2024-02-09')
  })

  it('is right again for the day when the clock had jumped a day ahead and was put back', async () => {
    await endOn(await setUp(), '2024-02-03')
    await turnDay(ctx)
    today = '2024-02-03'
    expect(await turnDay(ctx)).toBe('turned')
    expect(await desired()).toBe(9)
    today = '2024-02-02'
    expect(await turnDay(ctx)).toBe('turned')
    expect(await turnDay(ctx)).toBe('done-before')
    expect((await findMaterialised(engine.db))?.asOf).toBe('2024-02-02')
    expect(await desired()).toBe(10)
    today = '2024-02-03'
    expect(await turnDay(ctx)).toBe('turned')
    expect(await desired()).toBe(9)
  })

  it('F2 lets the rule decide again on the day on which an exception ends', async () => {
    const personId = await setUp()
    await insertOverride(engine.db, {
      id: 'o1',
      kind: 'exclude',
      groupId: VILLAGE,
      personId,
      role: 'member',
      reason: 'đi vắng',
      author: 'office',
      from: '2024-02-02',
      to: '2024-02-04',
    })
    const counted: number[] = []
    for (today of ['2024-02-01', '2024-02-02', '2024-02-03', '2024-02-04']) {
      await turnDay(ctx)
      counted.push(await desired())
    }
    expect(counted).toEqual([10, 9, 9, 10])
  })

  it('keeps to the pinned day, and still counts the days of the calendar', async () => {
    await endOn(await setUp(), '2024-02-03')
    await turnDay(ctx)
    await engine.db
      .insertInto('setting')
      .values({ name: 'as-of', value: JSON.stringify('2024-02-02') })
      .execute()
    expect(await turnDay(ctx)).toBe('turned')
    expect(await desired()).toBe(10)
    today = '2024-02-20'
    expect(await turnDay(ctx)).toBe('turned')
    expect(await turnDay(ctx)).toBe('done-before')
    expect(await desired()).toBe(10)
    expect((await findMaterialised(engine.db))?.asOf).toBe('2024-02-02')
    await engine.db.deleteFrom('setting').where('name', '=', 'as-of').execute()
    expect(await turnDay(ctx)).toBe('turned')
    expect(await desired()).toBe(9)
  })

  it('leaves the day to the next attempt when a step fails', async () => {
    await setUp()
    await turnDay(ctx)
    today = '2024-02-02'
    const failing = { ...ctx, today: () => (today === '2024-02-02' ? 'no day' : today) }
    await expect(turnDay(failing)).rejects.toThrow()
    expect((await findMaterialised(engine.db))?.asOf).toBe('2024-02-01')
    const noted: string[] = []
    const queue = { enqueue: async () => {}, serve: async () => {}, stop: async () => {} }
    const { stop } = await serveWork({ ...failing, noteFailure: (work) => noted.push(work) }, queue)
    stop()
    expect(noted).toEqual(['day'])
    expect(await turnDay(ctx)).toBe('turned')
  })

  it('holds up by a step that fails only what needs it, says so, and does it once it can', async () => {
    await endOn(await setUp(), '2024-02-02')
    await turnDay(ctx)
    today = '2024-02-02'
    const broken = (name: string) =>
      STEPS_OF_DAY.map((step) =>
        step.name === name ? { ...step, take: () => Promise.reject(new Error('this step is broken')) } : step,
      )
    await expect(turnDay(ctx, broken('coverage'))).rejects.toThrow()
    expect(await desired()).toBe(9)
    expect(await findHeldDay(engine.db)).toEqual({
      asOf: '2024-02-02',
      steps: ['coverage', 'retention'],
      codes: ['Error'],
    })
    expect(await turnDay(ctx)).toBe('turned')
    expect(await findHeldDay(engine.db)).toBeNull()
    today = '2024-02-03'
    await expect(turnDay(ctx, broken('reforms'))).rejects.toThrow()
    expect((await findMaterialised(engine.db))?.asOf).toBe('2024-02-02')
    expect((await findHeldDay(engine.db))?.steps).toEqual(['reforms', 'desired-members', 'coverage', 'retention'])
  })

  it('needs nothing but steps that stand before', () => {
    for (const [place, { needs }] of STEPS_OF_DAY.entries())
      for (const name of needs) expect(STEPS_OF_DAY.slice(0, place).map((step) => step.name)).toContain(name)
  })

  it('has a step of its own for everything', () => {
    const names = STEPS_OF_DAY.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describePostgres('the day turns by itself', (engine) => {
  it('once, with two processes at it', async () => {
    today = '2024-02-01'
    const ctx = { ...contextOf(engine.db, 'postgres'), today: () => today }
    const api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await turnDay(ctx)
    today = '2024-02-02'
    const other = await openDatabase({ url: engine.url ?? '' }, { migrate: false })
    try {
      const ends = await Promise.all([turnDay(ctx), turnDay({ ...ctx, db: other.db })])
      expect(ends.filter((end) => end === 'turned')).toHaveLength(1)
      expect(await turnDay({ ...ctx, db: other.db })).toBe('done-before')
    } finally {
      await other.close()
    }
  })
})
