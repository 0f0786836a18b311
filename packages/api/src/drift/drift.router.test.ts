import { listDesiredRows } from '@ketnoi/db'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'

const VILLAGE = 'village:v1'

describeEngines('drift', (engine) => {
  let ctx: Context
  let api: Caller
  let now = '2024-02-01T01:00:00.000Z'

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    now = '2024-02-01T01:00:00.000Z'
    ctx = { ...contextOf(engine.db, engine.kind), now: () => now }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
  })

  const list = (names: readonly string[], rest: Partial<Parameters<Caller['readings']['save']>[0]> = {}) =>
    api.readings.save({
      groupId: VILLAGE,
      source: { kind: 'text', text: names.join('\n') },
      completeness: 'complete',
      ...rest,
    })
  const lines = async (): Promise<string[]> =>
    (await api.drift.list()).groups.flatMap(({ rows }) => rows.map((row) => `${row.kind} ${row.name} ${row.way}`))
  const plan = async (): Promise<string[]> => {
    const { changes, held } = (await api.groups.byId({ id: VILLAGE })).plan
    return [
      ...changes.flatMap((change) => ('personId' in change ? [change.kind as string] : [])),
      ...held.map((line) => `${line.code} ${line.change}`),
    ]
  }

  test('B5: whoever is not on the next complete list left, and is not added again until somebody decides', async () => {
    await list(VILLAGERS)
    now = '2024-02-01T02:00:00.000Z'
    await list(VILLAGERS.slice(1))
    expect(await lines()).toEqual([`left-by-themselves ${VILLAGERS[0] ?? ''} ask`])
    expect(await plan()).toEqual(['left-by-themselves add'])
    const [row] = (await api.drift.list({ groupId: VILLAGE })).groups[0]?.rows ?? []
    expect(row?.seenAt).toBe('2024-02-01T02:00:00.000Z')
    const subjects = [row?.subject ?? '']
    await api.drift.decide({ groupId: VILLAGE, subjects, way: 'revert', reason: 'đã nói chuyện' })
    expect(await lines()).toEqual([`left-by-themselves ${VILLAGERS[0] ?? ''} revert`])
    expect(await plan()).toEqual(['add'])
  })

  test('leaving may be adopted: the person is left out from then on', async () => {
    await list(VILLAGERS)
    await list(VILLAGERS.slice(1))
    const [row] = (await api.drift.list()).groups[0]?.rows ?? []
    const choice = { groupId: VILLAGE, subjects: [row?.subject ?? ''], reason: 'tự rời' }
    await api.drift.decide({ ...choice, way: 'adopt' })
    expect([await lines(), await plan()]).toEqual([[], []])
    expect(await listDesiredRows(ctx.db, [VILLAGE])).toHaveLength(VILLAGERS.length - 1)
  })

  /** Further households, one person each. */
  async function importMore(names: readonly string[], village: string): Promise<void> {
    const header = 'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm'
    const rows = names.map((name, i) => `${i + 1},M${i + 1},${name},01/01/1970,08300021${10 + i},${village},x,x`)
    const id = await dropRoster(api, [header, ...rows].join('\n'))
    const { jobId } = await api.imports.confirm({ id, leaveUndecided: true })
    await finished(api, jobId)
  }

  test('a list that loses many at once is asked about first', async () => {
    const more = Array.from({ length: 20 }, (_, i) => `Siu Thứ ${String.fromCharCode(65 + i)}`)
    await importMore(more, 'Làng Trên')
    await list([...VILLAGERS, ...more])
    expect(await codeOf(list(VILLAGERS))).toBe('loses-many')
    await list(VILLAGERS, { completeness: 'partial' })
    expect(await lines()).toEqual([])
    await list([...VILLAGERS, ...more])
    await list(VILLAGERS, { confirmLosses: true })
    expect((await api.drift.counts())['left-by-themselves']).toBe(20)
  })

  test('somebody whom a leader added: put right, left alone, or made an exception', async () => {
    await importMore(['Rơ Mah Khách'], 'Buôn Xa')
    await list([...VILLAGERS, 'Anh Khách'])
    await list([...VILLAGERS, 'Anh Khách'])
    const { unmatched } = await api.groups.byId({ id: VILLAGE })
    const { rows } = await api.people.search({ text: 'ro mah khach' })
    const decision = { kind: 'person', personId: rows[0]?.id ?? '' } as const
    await api.readings.decide({ groupId: VILLAGE, key: unmatched[0]?.key ?? '', decision })
    expect(await lines()).toEqual(['added-by-leader Rơ Mah Khách revert'])
    expect(await plan()).toEqual(['remove'])
    const choice = { groupId: VILLAGE, subjects: [`person:${decision.personId}`], reason: 'khách mời' }
    await api.drift.decide({ ...choice, way: 'ignore' })
    expect([await lines(), await plan()]).toEqual([['added-by-leader Rơ Mah Khách ignore'], []])
    await api.drift.setPolicies({ policies: { village: { ways: { 'added-by-leader': 'ask' } } } })
    await api.drift.decide({ ...choice, way: 'adopt' })
    expect([await lines(), await plan()]).toEqual([[], []])
    expect((await api.groups.byId({ id: VILLAGE })).overrides).toMatchObject([{ kind: 'include', reason: 'khách mời' }])
  })

  test('a stranger with the name of somebody who just left may be them, and is bound by a person', async () => {
    await list(VILLAGERS)
    const [first = '', ...rest] = VILLAGERS
    await list(rest)
    await list([...rest, `${first} Zalo`])
    expect(await lines()).toEqual([`left-by-themselves ${first} ask`, `outsider ${first} Zalo ask`])
    const row = (await api.drift.list()).groups[0]?.rows.find(({ key }) => key !== null)
    const personId = (await api.drift.list()).groups[0]?.rows.find((one) => one.personId !== null)?.personId ?? ''
    expect(
      await codeOf(api.drift.decide({ groupId: VILLAGE, subjects: [row?.subject ?? ''], way: 'revert', reason: 'lạ' })),
    ).toBe('drift-way-impossible')
    await api.readings.decide({ groupId: VILLAGE, key: row?.key ?? '', decision: { kind: 'person', personId } })
    expect([await lines(), await plan()]).toEqual([[], []])
  })

  test('policies are read with every issue named, and kept for the kinds of the model', async () => {
    expect(await api.drift.policies()).toEqual({})
    expect(await codeOf(api.drift.setPolicies({ policies: { village: { ways: { outsider: 'revert' } } } }))).toBe(
      'drift-way-impossible',
    )
    await api.drift.setPolicies({ policies: { village: { ways: { 'left-by-themselves': 'ignore' } } } })
    await list(VILLAGERS)
    await list(VILLAGERS.slice(1))
    expect(await lines()).toEqual([`left-by-themselves ${VILLAGERS[0] ?? ''} ignore`])
    expect(await plan()).toEqual([])
    await api.drift.setPolicies({ policies: { village: { ways: { 'left-by-themselves': 'adopt' } } } })
    await list(VILLAGERS.slice(2))
    expect(await lines()).toEqual([])
    expect(await listDesiredRows(ctx.db, [VILLAGE])).toHaveLength(VILLAGERS.length - 2)
  })

  test('is listed page by page, of a unit and everything below it, and counted', async () => {
    for (const groupId of [VILLAGE, 'village:v2', 'village:v3', 'commune-committee:c2'])
      await list(['Người Lạ Mặt'], { groupId, completeness: 'partial' })
    const names = (await api.drift.list()).groups.map(({ name }) => name)
    expect(names).toEqual(['BCĐ Xã Hai', 'Buôn Xa – Xã Hai', 'Làng Dưới – Xã Một', 'Làng Trên – Xã Một'])
    const paged: string[] = []
    let after: string | undefined
    do {
      const page = await api.drift.list({ limit: 3, ...(after === undefined ? {} : { after }) })
      paged.push(...page.groups.map(({ name }) => name))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(paged).toEqual(names)
    expect((await api.drift.list({ unitId: 'c2' })).groups.map(({ name }) => name)).toEqual(names.slice(0, 2))
    expect((await api.drift.list({ kind: 'overdue' })).groups).toEqual([])
    expect(await api.drift.counts()).toMatchObject({ outsider: 4, overdue: 0 })
    expect(await api.drift.counts({ unitId: 'v1' })).toMatchObject({ outsider: 1 })
    const officer = await callerWith(ctx, { role: 'officer', unitId: 'c1' })
    expect(await officer.drift.counts()).toMatchObject({ outsider: 2 })
    expect(await codeOf(officer.drift.list({ unitId: 'c2' }))).toBe('forbidden')
  })

  test('an officer decides in their own unit, and makes no exceptions', async () => {
    await list(VILLAGERS)
    await list(VILLAGERS.slice(1))
    const own = await callerWith(ctx, { role: 'officer', unitId: 'c1' })
    const [row] = (await own.drift.list()).groups[0]?.rows ?? []
    const choice = { groupId: VILLAGE, subjects: [row?.subject ?? ''], reason: 'đã hỏi' }
    expect(await codeOf(own.drift.decide({ ...choice, way: 'adopt' }))).toBe('forbidden')
    expect(await own.drift.decide({ ...choice, way: 'ignore' })).toEqual({ decided: 1 })
    const other = await callerWith(ctx, { role: 'officer', unitId: 'c2' })
    expect((await other.drift.list()).groups).toEqual([])
    expect(await codeOf(other.drift.decide({ ...choice, way: 'ignore' }))).toBe('forbidden')
  })
})
