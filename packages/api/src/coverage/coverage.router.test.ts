import { beforeAll, describe, expect, it } from 'vitest'
import { insertAccountRole } from '@ketnoi/db'
import { describeEngines } from '../../../db/test/engines.ts'
import { contextOf, createCaller, importVillagers, setUpDistrict, VILLAGERS } from '../../test/small-district.ts'
import { turnDay } from '../days/turn-day.ts'
import { errorCodeOf, loadActor, type Caller, type Context } from '../index.ts'

describeEngines('coverage', (engine) => {
  let ctx: Context
  let api: Caller
  let commune: Caller

  beforeAll(async () => {
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await api.readings.save({
      groupId: 'village:v1',
      source: { kind: 'text', text: VILLAGERS.slice(0, 4).join('\n') },
      completeness: 'complete',
    })
    await insertAccountRole(engine.db, {
      id: 'r',
      accountId: 'a',
      role: 'commune-administrator',
      unitId: 'c1',
      seeUnitId: null,
      searchUnitId: null,
      grantedBy: 'test',
      grantedAt: ctx.now(),
      from: null,
      to: null,
    })
    commune = createCaller({ ...ctx, actor: await loadActor(ctx, { id: 'a', name: 'a' }) })
  })

  const keptOf = async (caller: Caller, unitId: string | null = null) => {
    const page = await caller.coverage.ofUnit({ unitId })
    if (page.kind !== 'kept') throw new Error('a day to come')
    return page
  }

  it('counts households by how they stand, from the top down', async () => {
    const page = await keptOf(api)
    expect(page.unit?.id).toBe('d')
    expect(page.units).toBe(6)
    expect(page.rows.map((row) => row.id).sort()).toEqual(['c1', 'c2'])
    expect(page.total).toMatchObject({ households: 10, reached: 4, waiting: 6, withoutConsent: 0, unreachable: 0 })
    expect(page.cells.find((cell) => cell.unitId === 'v1')).toMatchObject({ rowId: 'c1', reached: 4 })
    const below = await api.coverage.ofUnit({ unitId: 'c1' })
    expect(below.ancestors.map((unit) => unit.id)).toEqual(['d'])
    expect(below.rows.map((row) => row.id).sort()).toEqual(['v1', 'v2'])
  })

  it('remembers how it was', async () => {
    const { days } = await keptOf(api)
    expect(days).toMatchObject([{ households: 10, householdsReached: 4 }])
  })

  it('shows a past day as it was kept', async () => {
    const tomorrow = { ...ctx, today: () => '2024-02-02', lookAt: '2024-02-01' }
    const now = await keptOf(createCaller({ ...tomorrow, lookAt: null }), 'c1')
    const { linkedGroups: _, ...total } = now.total
    const past = await keptOf(createCaller(tomorrow), 'c1')
    expect(past).toMatchObject({ asOf: '2024-02-01', unit: { id: 'c1' }, total: { ...total, linkedGroups: null } })
    expect(past.rows.map(({ id, households, reached }) => [id, households, reached]).sort()).toEqual([
      ['v1', 10, 4],
      ['v2', 0, 0],
    ])
    expect(past.cells.find(({ unitId }) => unitId === 'v1')).toMatchObject({ rowId: 'v1', households: 10, reached: 4 })
    const before = await createCaller({ ...tomorrow, lookAt: '2023-01-01' }).coverage.ofUnit({ unitId: 'c1' })
    expect(before).toMatchObject({ rows: [], total: { households: 0 } })
  })

  it('says of a day to come who will live there and who must be in groups, and nothing of who really is', async () => {
    const id = (await api.people.search({ text: 'siu klon' })).rows[0]?.id ?? ''
    const { revision } = await api.people.byId({ id })
    await api.people.update({
      id,
      revision,
      reason: '',
      change: { kind: 'leave', why: 'moved-away', on: '2024-03-01' },
    })
    const { revisions } = await api.seats.ofUnit({ unitId: 'c1' })
    await api.seats.appoint({
      unitId: 'c1',
      positionId: 'commune-police-officer',
      personId: id,
      on: '2024-03-10',
      revisions,
    })
    const on = async (day: string) => createCaller({ ...ctx, lookAt: day }).coverage.ofUnit({ unitId: 'c1' })
    const before = await on('2024-02-20')
    expect(before).toMatchObject({ kind: 'to-come', total: { people: 10, households: 10, groups: 3, required: 0 } })
    const after = await on('2024-03-20')
    expect(after).toMatchObject({ asOf: '2024-03-20', units: 3, ancestors: [{ id: 'd' }] })
    // The officer, in the group of each village.
    expect(after.total).toEqual({ people: 9, households: 9, groups: 3, required: 2 })
    expect(after.rows.map(({ id: unitId, people }) => [unitId, people]).sort()).toEqual([
      ['v1', 9],
      ['v2', 0],
    ])
    // As it is kept once the day has come.
    const then = { ...ctx, today: () => '2024-03-20' }
    await turnDay(then)
    const kept = await keptOf(createCaller(then), 'c1')
    const { people, households, groups, required } = kept.total
    expect(after.total).toEqual({ people, households, groups, required })
    expect(kept.units).toBe(after.units)
    const table = await createCaller({ ...ctx, lookAt: '2024-03-20' }).coverage.table({ unitId: 'c1' })
    expect(table.fileName).toBe('ketnoi-do-phu-2024-03-20.csv')
    expect(new TextDecoder().decode(table.bytes)).toContain('Số nhóm cần có')
    await turnDay(ctx)
  })

  it('leads to the people behind a number, with masked phones', async () => {
    const { rows } = await api.coverage.representatives({ unitId: 'd', state: 'waiting' })
    expect(rows.map((row) => row.name).sort()).toEqual(VILLAGERS.slice(4).sort())
    expect(rows[0]?.maskedPhone).toMatch(/•/u)
  })

  it('gives the table as a file of numbers', async () => {
    const { bytes, fileName } = await api.coverage.table({})
    expect(fileName).toBe('ketnoi-do-phu-2024-02-01.csv')
    const [header, first] = new TextDecoder().decode(bytes).split('\r\n')
    expect(header).toContain('Đơn vị,Số hộ')
    expect(first).toMatch(/^Xã (Một|Hai),/u)
  })

  describe('for a commune', () => {
    it('begins with itself and ends there', async () => {
      const page = await commune.coverage.ofUnit({})
      expect(page.unit?.id).toBe('c1')
      expect(page.ancestors).toEqual([])
      expect((await commune.coverage.ofUnit({ unitId: 'v1' })).ancestors.map((unit) => unit.id)).toEqual(['c1'])
      const refused = await commune.coverage.ofUnit({ unitId: 'd' }).catch((error: unknown) => errorCodeOf(error))
      expect(refused).toBe('forbidden')
      const people = await commune.coverage
        .representatives({ unitId: 'c2', state: 'waiting' })
        .catch((error: unknown) => errorCodeOf(error))
      expect(people).toBe('forbidden')
    })
  })
})
