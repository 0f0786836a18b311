import { findHousehold, findPerson, listAuditEvents, type AccountRole } from '@ketnoi/db'
import { readWorkbook } from '@ketnoi/rosters'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { type Caller, type Context } from '../index.ts'

const MOVE = { kind: 'move', unitId: 'v2', from: '2024-02-01', household: 'along' } as const

describeEngines('selected people', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
  })

  const as = (role: Partial<AccountRole>): Promise<Caller> => callerWith(ctx, role)
  const everybody = async () => (await api.selections.match({ text: '', unitId: 'v1' })).people
  const unitOf = async (id: string) => (await findPerson(engine.db, id))?.person.residences.at(-1)?.unitId

  it('are everybody whom a search finds, or all of a unit', async () => {
    expect(await everybody()).toHaveLength(10)
    expect((await api.people.search({ text: '', unitId: 'v1', limit: 4 })).rows).toHaveLength(4)
    expect((await api.selections.match({ text: 'siu' })).people.map(({ name }) => name)).toEqual(['Siu Klon'])
    expect(await codeOf(api.selections.match({ text: '' }))).toBe('input-invalid')
    expect((await (await as({ unitId: 'v2' })).selections.match({ text: 'siu' })).people).toEqual([])
    expect(await codeOf((await as({ unitId: 'v2' })).selections.match({ text: '', unitId: 'v1' }))).toBe('forbidden')
  })

  it('move with their households, counted before and named where somebody was faster', async () => {
    const [one, other, third, ...rest] = await everybody()
    if (one === undefined || other === undefined || third === undefined) throw new Error('ten people live there')
    await api.people.update({ ...third, change: { kind: 'set', birth: '1950' } })
    const input = { people: [one, other, third], change: MOVE, reason: 'tái định cư' }
    const preview = await api.selections.preview(input)
    expect(preview).toEqual({
      changed: 2,
      unchanged: 0,
      refused: [{ id: third.id, name: third.name, code: 'revision-conflict', data: {} }],
      batchId: null,
    })
    expect(await unitOf(one.id)).toBe('v1')
    expect(await api.selections.change(input)).toEqual({ ...preview, batchId: expect.any(String) })
    expect([await unitOf(one.id), await unitOf(other.id), await unitOf(third.id)]).toEqual(['v2', 'v2', 'v1'])
    const [entry] = await api.people.history({ id: one.id })
    expect(entry).toMatchObject({ action: 'people-changed', reason: 'tái định cư' })
    const household = (await findPerson(engine.db, one.id))?.person.residences.at(-1)?.householdId ?? ''
    expect(await findHousehold(engine.db, household)).toMatchObject({ unitId: 'v2' })
    expect((await api.groups.byId({ id: 'village:v2' })).group.desired).toBe(2)
    expect((await api.groups.byId({ id: 'village:v1' })).group.desired).toBe(rest.length + 1)
    // What was done once is not done twice.
    expect((await api.selections.change(input)).changed).toBe(0)
  })

  it('are moved on a day that is one', async () => {
    const people = (await everybody()).slice(0, 1)
    for (const from of ['units.json', '2024-02-30', ''])
      expect(await codeOf(api.selections.preview({ people, change: { ...MOVE, from } }))).toBe('day-invalid')
  })

  it('come together in one household, in which whoever spoke for theirs goes on speaking', async () => {
    const people = (await everybody()).slice(0, 3)
    await api.selections.change({ people, change: { ...MOVE, unitId: 'v1', household: 'new' } })
    const homes = []
    for (const { id } of people) homes.push((await findPerson(engine.db, id))?.person.residences.at(-1))
    expect(new Set(homes.map((home) => home?.householdId)).size).toBe(1)
    expect(homes.filter((home) => home?.representsHousehold === true)).toHaveLength(1)
    const elsewhere = { ...MOVE, household: { id: homes[0]?.householdId ?? '' } }
    expect(await codeOf(api.selections.preview({ people, change: elsewhere }))).toBe('household-elsewhere')
  })

  it('are told apart from those whom nobody may see or change', async () => {
    const [one, other] = await everybody()
    if (one === undefined || other === undefined) throw new Error('ten people live there')
    await api.selections.change({ people: [other], change: { ...MOVE, unitId: 'v3' } })
    const people = [one, { ...other, revision: 2 }]
    const change = { kind: 'set', reachability: 'reachable' } as const
    const officer = await as({ unitId: 'v2' })
    expect(await officer.selections.change({ people, change })).toEqual({
      changed: 0,
      unchanged: 0,
      refused: people.map(({ id }) => ({ id, name: null, code: 'not-found', data: {} })),
      batchId: null,
    })
    const watcher = await as({ unitId: 'v2', seeUnitId: 'c1' })
    expect((await watcher.selections.preview({ people: [one], change })).refused).toEqual([
      { id: one.id, name: one.name, code: 'forbidden', data: {} },
    ])
    const neighbour = await as({ unitId: 'v1' })
    expect(await codeOf(neighbour.selections.change({ people: [one], change: MOVE }))).toBe('forbidden')
    expect(await codeOf((await as({ role: 'inspector', unitId: 'd' })).selections.preview({ people, change }))).toBe(
      'forbidden',
    )
    expect((await findPerson(engine.db, one.id))?.revision).toBe(1)
  })

  it('go into a file with what was asked for, whom one may see and masked phones, and on record', async () => {
    const [one, other] = await everybody()
    if (one === undefined || other === undefined) throw new Error('ten people live there')
    await api.selections.change({ people: [other], change: { ...MOVE, unitId: 'v3' } })
    const asked: Parameters<typeof api.selections.export>[0] = {
      fullPhones: false,
      ids: [one.id, other.id, 'nobody'],
      columns: ['village', 'phone'],
      reason: 'lập danh sách họp thôn',
      recipient: 'Trưởng thôn Làng Trên',
    }
    const commune = await as({ role: 'commune-administrator', unitId: 'c1' })
    const rowsOf = async (file: { readonly bytes: Uint8Array; readonly fileName: string }) => {
      const read = await readWorkbook(file.bytes, { fileName: file.fileName })
      return read.ok ? (read.value.sheets[0]?.rows ?? []) : []
    }
    const masked = await commune.selections.export(asked)
    expect(masked).toMatchObject({ people: 1, leftOut: 2, masked: 0 })
    const rows = await rowsOf(masked)
    expect(rows[0]?.[0]).toContain('Trưởng thôn Làng Trên')
    expect(rows.at(-2)).toEqual(['STT', 'Họ và tên', 'Thôn, làng', 'Số điện thoại'])
    expect(rows.at(-1)?.slice(0, 3)).toEqual([1, one.name, 'Làng Trên'])
    expect(rows.at(-1)?.[3]).toMatch(/•/u)
    expect(JSON.stringify(rows)).not.toContain(other.name)
    const full = await commune.selections.export({ ...asked, fullPhones: true })
    expect((await rowsOf(full)).at(-1)?.[3]).toMatch(/^0\d{9}$/u)
    const { rows: events } = await listAuditEvents(engine.db, { subject: { kind: 'person', id: one.id }, limit: 2 })
    expect(events.map(({ action, data }) => ({ action, data }))).toMatchObject([
      { action: 'people-exported', data: { recipient: asked.recipient, reason: asked.reason, fullPhones: true } },
      { action: 'people-exported', data: { fullPhones: false, columns: ['village', 'phone'] } },
    ])
    const watcher = await as({ role: 'commune-administrator', unitId: 'c2', seeUnitId: 'c1' })
    const seen = await watcher.selections.export({ ...asked, ids: [one.id], columns: ['phone'], fullPhones: true })
    expect(seen.masked).toBe(1)
    expect((await rowsOf(seen)).at(-1)?.[2]).toMatch(/•/u)
    for (const caller of [await as({ unitId: 'v1' }), await as({ role: 'inspector', unitId: 'd' })])
      expect(await codeOf(caller.selections.export(asked))).toBe('forbidden')
    expect(await codeOf(api.selections.export({ ...asked, reason: '' }))).toBe('input-invalid')
  })
})
