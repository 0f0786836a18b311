import { findPerson, listAuditEvents, listConsentEvents, type AccountRole } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
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
import { type Caller, type Context } from '../index.ts'

const MOVE = { kind: 'move', unitId: 'v2', from: '2024-02-01', household: 'along' } as const
const REASON = 'nhập nhầm tệp'

describeEngines('a batch', (engine) => {
  let ctx: Context
  let api: Caller
  let importId: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    importId = await importVillagers(api)
  })

  const as = (role: Partial<AccountRole>): Promise<Caller> => callerWith(ctx, role)
  const everybody = async () => (await api.selections.match({ text: '', unitId: 'v1' })).people
  const personOf = async (id: string) => (await findPerson(engine.db, id))?.person
  const households = () => engine.db.selectFrom('household').select(['id', 'unit_id']).orderBy('id').execute()
  const undo = async (id: string, caller = api) => {
    const { fingerprint } = await caller.changes.plan({ id })
    return caller.changes.undo({ id, fingerprint, reason: REASON })
  }
  const lastBatch = async () => (await api.changes.list()).rows[0]?.id ?? ''

  it('of selected people is listed, and taken back to what was before', async () => {
    const people = (await everybody()).slice(0, 3)
    const before = await Promise.all(people.map(({ id }) => personOf(id)))
    const homes = await households()
    await api.selections.change({ people, change: MOVE, reason: 'tái định cư' })
    const { rows } = await api.changes.list()
    expect(rows).toMatchObject([
      { kind: 'selection', change: 'move', people: 3, reason: 'tái định cư', undone: null },
      { kind: 'import', id: importId, fileName: 'nhan-dan.csv', people: 10 },
    ])
    const id = await lastBatch()
    const plan = await api.changes.plan({ id })
    expect(plan).toMatchObject({ counts: { restore: 3, remove: 0, keep: 0, unchanged: 0, forbidden: 0 }, more: 0 })
    expect(plan.lines[0]).toMatchObject({ outcome: 'restore', restored: ['residences'], kept: [] })
    expect((await undo(id)).restore).toBe(3)
    expect(await Promise.all(people.map(({ id }) => personOf(id)))).toEqual(before)
    expect(await households()).toEqual(homes)
    expect((await api.groups.byId({ id: 'village:v1' })).group.desired).toBe(10)
    expect((await api.groups.byId({ id: 'village:v2' })).group.desired).toBe(0)
    const [entry] = await api.people.history({ id: people[0]?.id ?? '' })
    expect(entry).toMatchObject({ action: 'batch-undone', reason: REASON })
    expect((await api.changes.list()).rows[0]?.undone).toMatchObject({ reason: REASON })
    // Once is enough.
    expect((await api.changes.plan({ id })).counts).toMatchObject({ restore: 0, unchanged: 3 })
    expect(await codeOf(undo(id))).toBe('nothing-to-undo')
  })

  it('loses nothing that somebody changed since, and is not what was looked at any more', async () => {
    const [one, other, third] = await everybody()
    if (one === undefined || other === undefined || third === undefined) throw new Error('ten people live there')
    await api.selections.change({ people: [one, other, third], change: { kind: 'set', reachability: 'reachable' } })
    const id = await lastBatch()
    const { fingerprint } = await api.changes.plan({ id })
    await api.people.update({ ...one, revision: 2, change: { kind: 'set', reachability: 'shared-phone' } })
    await api.people.update({ ...other, revision: 2, change: { kind: 'set', birth: '1950' } })
    expect(await codeOf(api.changes.undo({ id, fingerprint, reason: REASON }))).toBe('undo-changed-since')
    const plan = await api.changes.plan({ id })
    expect(plan.counts).toMatchObject({ restore: 2, keep: 1 })
    expect(plan.lines[0]).toMatchObject({
      personId: one.id,
      name: one.name,
      outcome: 'keep',
      kept: [{ field: 'reachability', code: 'changed-since' }],
    })
    await undo(id)
    expect(await personOf(one.id)).toMatchObject({ reachability: 'shared-phone' })
    expect(await personOf(other.id)).toMatchObject({ reachability: 'unknown', birth: '1950' })
    expect(await personOf(third.id)).toMatchObject({ reachability: 'unknown' })
  })

  it('that is an import takes away whom it added, unless something hangs on them', async () => {
    const [one, other, third] = await everybody()
    if (one === undefined || other === undefined || third === undefined) throw new Error('ten people live there')
    await api.people.update({ ...one, change: { kind: 'set', birth: '1950' } })
    const purposeId = 'village-group'
    const { id: noticeId } = await api.consents.notice({ purposeId, language: 'vi' })
    await api.consents.record({
      personId: other.id,
      purposeId,
      kind: 'given',
      channel: 'spoken',
      noticeId,
    })
    await api.overrides.add({
      groupId: 'village:v1',
      personId: third.id,
      kind: 'exclude',
      reason: 'đã chuyển đi nơi khác',
      to: '2024-03-01',
    })
    const plan = await api.changes.plan({ id: importId })
    expect(plan.counts).toMatchObject({ remove: 7, keep: 3 })
    const holdsOf = (id: string) => plan.lines.find(({ personId }) => personId === id)?.holds
    expect([holdsOf(one.id), holdsOf(other.id), holdsOf(third.id)]).toEqual([
      ['changed-since'],
      ['consent-said-since'],
      ['override'],
    ])
    expect((await undo(importId)).remove).toBe(7)
    expect((await everybody()).map(({ id }) => id).sort()).toEqual([one.id, other.id, third.id].sort())
    const { rows: events } = await listAuditEvents(engine.db, { subject: { kind: 'import', id: importId }, limit: 1 })
    expect(events).toMatchObject([{ action: 'batch-undone', data: { reason: REASON, counts: { remove: 7 } } }])
    for (const name of VILLAGERS) expect(JSON.stringify(events)).not.toContain(name)
    expect((await api.changes.plan({ id: importId })).counts).toMatchObject({ restore: 0, remove: 0, keep: 3 })
  })

  it('that is an import takes back what it changed, and tells the ledger', async () => {
    const csv = [
      'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm',
      '1,H1,Siu Klon,01/03/1960,0912000111,Làng Trên,x,không',
    ].join('\n')
    const again = await dropRoster(api, csv)
    const { people } = await api.selections.match({ text: 'siu klon' })
    const id = people[0]?.id ?? ''
    const before = await personOf(id)
    const { jobId } = await api.imports.confirm({ id: again, leaveUndecided: true })
    await finished(api, jobId)
    expect(await personOf(id)).not.toEqual(before)
    expect((await undo(again)).restore).toBe(1)
    const after = await personOf(id)
    expect(after).toEqual(before)
    expect((await listConsentEvents(engine.db, id)).at(-1)?.kind).toBe('given')
  })

  it('is for whoever made it, and for the people who are theirs to change', async () => {
    const commune = await as({ role: 'commune-administrator', unitId: 'c1' })
    expect((await commune.changes.list()).rows).toEqual([])
    expect(await codeOf(commune.changes.plan({ id: importId }))).toBe('not-found')
    const people = (await everybody()).slice(0, 2)
    await commune.selections.change({ people, change: MOVE })
    const id = await lastBatch()
    const [gone] = people
    if (gone === undefined) throw new Error('two people were moved')
    await api.people.update({
      id: gone.id,
      revision: 2,
      change: { kind: 'move', unitId: 'v3', householdId: null, representsHousehold: false, from: '2024-02-02' },
    })
    const plan = await commune.changes.plan({ id })
    expect(plan.counts).toMatchObject({ restore: 1 })
    expect((await undo(id, commune)).restore).toBe(1)
    for (const role of [
      { role: 'inspector', unitId: 'd' },
      { role: 'officer', unitId: 'v3' },
    ] as const)
      expect(await codeOf((await as(role)).changes.plan({ id }))).toMatch(/forbidden|not-found/u)
  })
})
