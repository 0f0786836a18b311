import {
  findBatch,
  findHousehold,
  findPerson,
  inTransaction,
  listAuditEvents,
  lockPeople,
  type AccountRole,
} from '@ketnoi/db'
import { readWorkbook } from '@ketnoi/rosters'
import { beforeEach, expect, it, vi } from 'vitest'
import { openDying } from '../../../db/test/dying-process.ts'
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
} from '../../test/small-district.ts'
import { createTestQueue, doWork } from '../../test/test-queue.ts'
import { type Caller, type Context } from '../index.ts'
import { doQueued } from '../runs/work.ts'

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
    const counted = {
      changed: 2,
      unchanged: 0,
      refused: [{ id: third.id, name: third.name, code: 'revision-conflict', data: {} }],
      batchId: null,
    }
    expect(preview).toMatchObject({
      ...counted,
      needsSecond: false,
      groups: [
        { groupId: 'village:v1', joins: 0, leaves: 2, roles: 0 },
        { groupId: 'village:v2', joins: 2, leaves: 0, roles: 0 },
      ],
    })
    expect(await unitOf(one.id)).toBe('v1')
    expect(await api.selections.change(input)).toEqual({ ...counted, batchId: expect.any(String), askedId: null })
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

  it('above 100 are changed when somebody else agrees to the same, and not before', async () => {
    const rows = Array.from({ length: 100 }, (_, at) => {
      const number = String(at).padStart(3, '0')
      return `${number},Y${number},Kpă Nhiều ${number},01/02/1970,0830004${number},Làng Trên,x,x`
    })
    const headings = 'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm'
    const importId = await dropRoster(api, [headings, ...rows].join('\n'))
    const { jobId } = await api.imports.confirm({ id: importId, leaveUndecided: true })
    await finished(api, jobId)
    const people = (await everybody()).map(({ id, revision }) => ({ id, revision }))
    const input = { people, change: { ...MOVE, unitId: 'v3' }, reason: 'nhập thôn' }
    expect((await api.selections.preview(input)).needsSecond).toBe(true)
    const one = await as({ role: 'administrator', unitId: 'd' })
    const { id: pressed } = await one.selections.preview(input)
    const { askedId, batchId, changed } = await one.selections.change({ ...input, id: pressed })
    expect([askedId, batchId, changed]).toEqual([pressed, null, 110])
    // Pressed again where the answer was lost, it is asked for once.
    expect((await one.selections.change({ ...input, id: pressed })).askedId).toBe(askedId)
    const first = people[0]?.id ?? ''
    expect(await unitOf(first)).toBe('v1')
    const id = askedId ?? ''
    const [asked] = await one.selections.asked()
    const fingerprint = asked?.fingerprint ?? ''
    expect(asked).toMatchObject({ id, own: true, changed: 110, moved: false, unitName: 'Buôn Xa' })
    expect(await codeOf(one.selections.second({ id, fingerprint }))).toBe('second-is-first')
    const neighbour = await as({ role: 'commune-administrator', unitId: 'c1' })
    expect(await neighbour.selections.asked()).toEqual([])
    expect(await codeOf(neighbour.selections.second({ id, fingerprint }))).toBe('forbidden')
    const second = await as({ role: 'administrator', unitId: 'd' })
    expect((await second.waiting.count()).changes).toBe(1)
    expect(await codeOf(second.selections.second({ id, fingerprint: 'another' }))).toBe('selection-changed-since')
    expect(await second.selections.second({ id, fingerprint })).toMatchObject({ changed: 110, batchId: id })
    expect(await unitOf(first)).toBe('v3')
    expect(await codeOf(second.selections.second({ id, fingerprint }))).toBe('not-found')
    // Nothing is left to go on with.
    expect(await doWork(ctx)).toBe(1)
    expect((await api.changes.list()).rows[0]).toMatchObject({ id, people: 110 })
    // What somebody else changed since is asked for anew, and what nobody wants any more is taken back.
    const again = (await api.selections.match({ text: '', unitId: 'v3' })).people
    const back = {
      people: again.map((one) => ({ id: one.id, revision: one.revision })),
      change: { ...MOVE, unitId: 'v1', from: '2024-02-02' },
    }
    const next = await one.selections.change(back)
    await api.people.update({ ...back.people[0]!, change: { kind: 'set', birth: '1951' } })
    expect((await second.selections.asked())[0]).toMatchObject({ moved: true, changed: 109, refused: 1 })
    await one.selections.withdraw({ id: next.askedId ?? '' })
    expect(await second.selections.asked()).toEqual([])
  })

  it('are changed once however often it is pressed, and whoever heard no answer is told the same', async () => {
    const [one, other, third] = await everybody()
    if (one === undefined || other === undefined || third === undefined) throw new Error('ten people live there')
    await api.people.update({ ...third, change: { kind: 'set', birth: '1950' } })
    const input = { people: [one, other, third], change: MOVE, reason: 'tái định cư' }
    const { id } = await api.selections.preview(input)
    const first = await api.selections.change({ ...input, id })
    expect(first).toMatchObject({ changed: 2, batchId: id, refused: [{ id: third.id, code: 'revision-conflict' }] })
    expect(await Promise.all([1, 2].map(() => api.selections.change({ ...input, id })))).toEqual([first, first])
    expect((await findPerson(engine.db, one.id))?.revision).toBe(one.revision + 1)
    expect((await api.changes.list()).rows.filter((batch) => batch.id === id)).toMatchObject([{ people: 2 }])
    const somebody = await as({ role: 'commune-administrator', unitId: 'c1' })
    expect(await codeOf(somebody.selections.change({ ...input, id }))).toBe('not-found')
  })

  const onPostgres = it.runIf(engine.kind === 'postgres')
  onPostgres('are changed to the end where the process that began it died between its batches', async () => {
    const rows = Array.from({ length: 140 }, (_, at) => {
      const number = String(at).padStart(3, '0')
      return `${number},Y${number},Kpă Nhiều ${number},01/02/1970,0830004${number},Làng Trên,x,x`
    })
    const headings = 'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm'
    const importId = await dropRoster(api, [headings, ...rows].join('\n'))
    await finished(api, (await api.imports.confirm({ id: importId, leaveUndecided: true })).jobId)
    const people = (await everybody()).map(({ id, revision }) => ({ id, revision }))
    const one = await as({ role: 'administrator', unitId: 'd' })
    const change = { ...MOVE, unitId: 'v3', household: 'new' } as const
    const { askedId } = await one.selections.change({ people, change, reason: 'nhập thôn' })
    const id = askedId ?? ''
    const fingerprint = (await one.selections.asked())[0]?.fingerprint ?? ''
    const changedIn = async () => (await findBatch(engine.db, id))?.people ?? 0
    const homesOf = async () => {
      const all = await Promise.all(people.map((person) => findPerson(engine.db, person.id)))
      return all.map((stored) => ({ revision: stored?.revision, home: stored?.person.residences.at(-1) }))
    }

    const dying = await openDying(engine.url ?? '')
    const second = await callerWith(
      { ...ctx, db: dying.db, queue: async () => createTestQueue(engine.db) },
      {
        role: 'administrator',
        unitId: 'd',
      },
    )
    await inTransaction(engine.db, async (trx) => {
      await lockPeople(trx, [people.at(-1)?.id ?? ''])
      const agreed = second.selections.second({ id, fingerprint }).catch((error: unknown) => error)
      await vi.waitFor(async () => expect(await changedIn()).toBe(100), { timeout: 20_000, interval: 50 })
      await dying.die()
      expect(await agreed).toBeInstanceOf(Error)
    })
    await dying.close()
    expect(await changedIn()).toBe(100)
    expect(await doWork(ctx)).toBe(1)
    expect(await changedIn()).toBe(150)
    const homes = await homesOf()
    expect(new Set(homes.map(({ home }) => `${String(home?.unitId)} ${String(home?.householdId)}`))).toEqual(
      new Set([`v3 ${id}`]),
    )
    expect(homes.filter(({ home }) => home?.representsHousehold === true)).toHaveLength(1)
    expect(homes.map(({ revision }) => revision)).toEqual(people.map(({ revision }) => revision + 1))
    await doQueued(ctx, 'change-people', { selectionId: id })
    expect(await homesOf()).toEqual(homes)
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
      askedId: null,
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
