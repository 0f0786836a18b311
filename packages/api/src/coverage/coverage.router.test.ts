import { beforeAll, describe, expect, it } from 'vitest'
import { insertAccountRole } from '@ketnoi/db'
import { describeEngines } from '../../../db/test/engines.ts'
import { contextOf, createCaller, importVillagers, setUpDistrict, VILLAGERS } from '../../test/small-district.ts'
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

  it('counts households by how they stand, from the top down', async () => {
    const page = await api.coverage.ofUnit({})
    expect(page.unit?.id).toBe('d')
    expect(page.rows.map((row) => row.id).sort()).toEqual(['c1', 'c2'])
    expect(page.total).toMatchObject({ households: 10, reached: 4, waiting: 6, withoutConsent: 0, unreachable: 0 })
    expect(page.cells.find((cell) => cell.unitId === 'v1')).toMatchObject({ rowId: 'c1', reached: 4 })
    const below = await api.coverage.ofUnit({ unitId: 'c1' })
    expect(below.ancestors.map((unit) => unit.id)).toEqual(['d'])
    expect(below.rows.map((row) => row.id).sort()).toEqual(['v1', 'v2'])
  })

  it('remembers how it was', async () => {
    const { days } = await api.coverage.ofUnit({})
    expect(days).toMatchObject([{ households: 10, householdsReached: 4 }])
  })

  it('shows a past day as it was kept', async () => {
    const tomorrow = { ...ctx, today: () => '2024-02-02', lookAt: '2024-02-01' }
    const now = await createCaller({ ...tomorrow, lookAt: null }).coverage.ofUnit({ unitId: 'c1' })
    const { linkedGroups: _, ...total } = now.total
    const past = await createCaller(tomorrow).coverage.ofUnit({ unitId: 'c1' })
    expect(past).toMatchObject({ asOf: '2024-02-01', unit: { id: 'c1' }, total: { ...total, linkedGroups: null } })
    expect(past.rows.map(({ id, households, reached }) => [id, households, reached]).sort()).toEqual([
      ['v1', 10, 4],
      ['v2', 0, 0],
    ])
    expect(past.cells.find(({ unitId }) => unitId === 'v1')).toMatchObject({ rowId: 'v1', households: 10, reached: 4 })
    const before = await createCaller({ ...tomorrow, lookAt: '2023-01-01' }).coverage.ofUnit({ unitId: 'c1' })
    expect(before).toMatchObject({ rows: [], total: { households: 0 } })
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
