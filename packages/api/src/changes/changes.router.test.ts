import { findPerson, listAuditEvents, listConsentEvents, type AccountRole } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  bytesOf,
  callerWith,
  CATALOGUE,
  codeOf,
  contextOf,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  setUpDistrict,
  VILLAGERS,
} from '../../test/small-district.ts'
import { doWork } from '../../test/test-queue.ts'
import { type Caller, type Context } from '../index.ts'
import { carryUndo } from './large-undo.ts'

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
  const planOf = async (id: string, caller = api) => {
    const plan = await caller.changes.plan({ id })
    if (plan.kind === 'under-way') throw new Error('the undo is under way')
    return plan
  }
  /** Of people: with a line each. */
  const peopleOf = async (id: string, caller = api) => {
    const plan = await planOf(id, caller)
    if (plan.kind !== 'people') throw new Error('it is about people')
    return plan
  }
  const undo = async (id: string, caller = api) => {
    const { fingerprint } = await planOf(id, caller)
    return caller.changes.undo({ id, fingerprint, reason: REASON })
  }
  const lastBatch = async () => (await api.changes.list()).rows[0]?.id ?? ''

  it('of selected people is listed, and taken back to what was before', async () => {
    const people = (await everybody()).slice(0, 3)
    const before = await Promise.all(people.map(({ id }) => personOf(id)))
    const homes = await households()
    await api.selections.change({ people, change: MOVE, reason: 'tái định cư' })
    const { rows } = await api.changes.list({ kinds: ['import', 'selection'] })
    expect(rows).toMatchObject([
      { kind: 'selection', change: 'move', people: 3, reason: 'tái định cư', undone: null },
      { kind: 'import', id: importId, fileName: 'nhan-dan.csv', people: 10 },
    ])
    const id = await lastBatch()
    const plan = await peopleOf(id)
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
    expect((await peopleOf(id)).counts).toMatchObject({ restore: 0, unchanged: 3 })
    expect(await codeOf(undo(id))).toBe('nothing-to-undo')
  })

  it('loses nothing that somebody changed since, and is not what was looked at any more', async () => {
    const [one, other, third] = await everybody()
    if (one === undefined || other === undefined || third === undefined) throw new Error('ten people live there')
    await api.selections.change({ people: [one, other, third], change: { kind: 'set', reachability: 'reachable' } })
    const id = await lastBatch()
    const { fingerprint } = await planOf(id)
    await api.people.update({ ...one, revision: 2, change: { kind: 'set', reachability: 'shared-phone' } })
    await api.people.update({ ...other, revision: 2, change: { kind: 'set', birth: '1950' } })
    expect(await codeOf(api.changes.undo({ id, fingerprint, reason: REASON }))).toBe('undo-changed-since')
    const plan = await peopleOf(id)
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
    const plan = await peopleOf(importId)
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
    expect((await peopleOf(importId)).counts).toMatchObject({ restore: 0, remove: 0, keep: 3 })
  })

  it('that is an import takes along what it left undecided', async () => {
    const open = async () => (await api.imports.list()).filter(({ state }) => state === 'mapped').length
    expect(await open()).toBe(1)
    await undo(importId)
    expect(await open()).toBe(0)
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

  it('is for whoever may change all that it touched, by role and unit', async () => {
    const people = (await everybody()).slice(0, 2)
    await api.selections.change({ people, change: { kind: 'set', reachability: 'reachable' } })
    const within = await lastBatch()
    await api.selections.change({
      people: people.map((one) => ({ ...one, revision: 2 })),
      change: { ...MOVE, unitId: 'v3' },
    })
    const across = await lastBatch()
    const seen = async (caller: Caller) => (await caller.changes.list()).rows.map(({ id }) => id)
    const refused = async (caller: Caller, id: string) => codeOf(caller.changes.plan({ id }))
    // An import is for offices; what officers may do, they may take back. From here to there is for whoever keeps both.
    const above = await as({ role: 'administrator', unitId: 'd' })
    const commune = await as({ role: 'commune-administrator', unitId: 'c1' })
    const officer = await as({ role: 'officer', unitId: 'v1' })
    const beside = await as({ role: 'commune-administrator', unitId: 'c2' })
    expect(await seen(above)).toEqual([across, within, importId])
    expect(await seen(commune)).toEqual([within, importId])
    expect(await seen(officer)).toEqual([within])
    expect(await seen(beside)).toEqual([])
    expect(await refused(officer, importId)).toBe('not-found')
    for (const caller of [commune, officer, beside]) expect(await refused(caller, across)).toBe('not-found')
    expect(await refused(beside, within)).toBe('not-found')
    expect(await refused(await as({ role: 'inspector', unitId: 'd' }), within)).toBe('forbidden')
    expect((await undo(across, above)).restore).toBe(2)
    expect((await undo(within, officer)).restore).toBe(2)
  })

  it('is for whoever made it as far as the people are still theirs to change', async () => {
    const commune = await as({ role: 'commune-administrator', unitId: 'c1' })
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
    const plan = await peopleOf(id, commune)
    expect(plan.counts).toMatchObject({ restore: 1 })
    expect((await undo(id, commune)).restore).toBe(1)
    for (const role of [
      { role: 'inspector', unitId: 'd' },
      { role: 'officer', unitId: 'v3' },
    ] as const)
      expect(await codeOf((await as(role)).changes.plan({ id }))).toMatch(/forbidden|not-found/u)
  })

  const manyRows = () =>
    [
      'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm',
      ...Array.from({ length: 105 }, (_, i) => `${i + 1},M${i + 1},Rơ Mah Thử ${i + 1},1970,,Buôn Xa,x,x`),
    ].join('\n')

  it('of more people than one may answer for is undone by two, in parts that outlive the process', async () => {
    const id = await dropRoster(api, manyRows())
    await finished(api, (await api.imports.confirm({ id, leaveUndecided: true })).jobId)
    const asker = await as({ role: 'commune-administrator', unitId: 'c2' })
    const second = await as({ role: 'administrator', unitId: 'd' })
    const { fingerprint, ...plan } = await planOf(id, asker)
    expect(plan).toMatchObject({ kind: 'people', counts: { remove: 105 }, needsSecond: true, progress: null })
    expect(await codeOf(second.changes.second({ id, fingerprint }))).toBe('undo-not-waiting')
    expect(await asker.changes.undo({ id, fingerprint, reason: REASON })).toMatchObject({ state: 'asked' })
    expect(await codeOf(asker.changes.second({ id, fingerprint }))).toBe('second-is-first')
    const beside = await as({ role: 'administrator', unitId: 'c1' })
    const waiting = await Promise.all([second, asker, beside].map((caller) => caller.changes.waiting()))
    expect(waiting).toEqual([[id], [], []])
    expect(await codeOf(second.changes.second({ id, fingerprint: 'another' }))).toBe('undo-changed-since')
    expect(await codeOf((await as({ role: 'officer', unitId: 'v3' })).changes.second({ id, fingerprint }))).toBe(
      'not-found',
    )
    const inTwoDays = new Date(Date.now() + 48 * 3_600_000).toISOString()
    const late = await callerWith({ ...ctx, now: () => inTwoDays }, { role: 'administrator' })
    expect(await codeOf(late.changes.second({ id, fingerprint }))).toBe('approval-expired')
    // Somebody is changed between the question and the answer: it is asked anew.
    const { people } = await api.selections.match({ text: '', unitId: 'v3' })
    const [one, other] = people
    if (one === undefined || other === undefined) throw new Error('105 people live there')
    await api.people.update({ ...one, change: { kind: 'set', birth: '1971' } })
    expect(await codeOf(second.changes.second({ id, fingerprint }))).toBe('undo-changed-since')
    const again = await planOf(id, asker)
    expect(again).toMatchObject({ counts: { remove: 104, keep: 1 }, progress: { state: 'asked', own: true } })
    await asker.changes.undo({ id, fingerprint: again.fingerprint, reason: REASON })
    expect(await second.changes.plan({ id })).toMatchObject({
      fingerprint: again.fingerprint,
      progress: { own: false },
    })
    await second.changes.second({ id, fingerprint: again.fingerprint })
    expect(await codeOf(asker.changes.undo({ id, fingerprint: again.fingerprint, reason: REASON }))).toBe(
      'undo-under-way',
    )

    const later = (await engine.db.selectFrom('batch_undo_person').select('person_id').limit(60).execute()).map(
      (row) => row.person_id,
    )
    await engine.db.updateTable('batch_undo_person').set({ part: 1 }).where('person_id', 'in', later).execute()
    await carryUndo(ctx, id, 1)
    const { progress } = await asker.changes
      .plan({ id })
      .then((now) => ({ progress: 'progress' in now ? now.progress : null }))
    expect(progress).toMatchObject({ state: 'running', done: 44, total: 104 })
    // Whoever is changed meanwhile stays as they are then.
    const left = (await api.selections.match({ text: '', unitId: 'v3' })).people.find(
      ({ id: personId }) => personId !== one.id,
    )
    if (left === undefined) throw new Error('some wait for their turn')
    await api.people.update({ ...left, change: { kind: 'set', birth: '1972' } })
    await doWork(ctx)
    expect(await asker.changes.progress({ id })).toMatchObject({ state: 'done', done: 104, total: 104 })
    expect(
      (await api.selections.match({ text: '', unitId: 'v3' })).people.map(({ id: personId }) => personId).sort(),
    ).toEqual([one.id, left.id].sort())
    expect((await api.changes.list()).rows.find((row) => row.id === id)?.undone).toMatchObject({ reason: REASON })
  })

  const importUnits = async (units: readonly unknown[], caller = api): Promise<string> => {
    const file = { fileName: 'don-vi.json', bytes: bytesOf(JSON.stringify({ units })) }
    const { fingerprint, issues } = await caller.units.importDryRun(file)
    expect(issues).toEqual([])
    const { jobId, batchId } = await caller.units.importConfirm({ ...file, fingerprint })
    await finished(api, jobId ?? '')
    return batchId ?? ''
  }
  const unitOf = (uid: string) => CATALOGUE.units.find((one) => one.uid === uid)
  const nameOf = async (id: string) => (await api.units.byId({ id })).name

  it('of units gives names back and takes away what nothing hangs on', async () => {
    const upper = { ...unitOf('v1'), name: 'Làng Nhầm', full_name: 'Làng Nhầm' }
    const added = { ...unitOf('v2'), uid: 'v4', name: 'Làng Thừa', full_name: 'Làng Thừa' }
    const used = { ...unitOf('v2'), uid: 'v5', name: 'Làng Có Người', full_name: 'Làng Có Người' }
    const id = await importUnits([upper, added, used])
    const [one] = await everybody()
    if (one === undefined) throw new Error('ten people live there')
    await api.selections.change({ people: [one], change: { ...MOVE, unitId: 'v5', household: 'none' } })
    const plan = await api.changes.plan({ id })
    expect(plan).toMatchObject({
      kind: 'units',
      counts: { restore: 1, remove: 1, keep: 1 },
      lines: [
        { unitId: 'v5', outcome: 'keep', holds: ['people'] },
        { unitId: 'v4', outcome: 'remove' },
        { unitId: 'v1', outcome: 'restore', restored: ['names'] },
      ],
    })
    expect(await codeOf((await as({ role: 'administrator', unitId: 'd' })).changes.plan({ id }))).toBe('not-found')
    expect(await undo(id)).toEqual({ state: 'done', restore: 1, remove: 1 })
    expect(await nameOf('v1')).toContain('Làng Trên')
    expect(await codeOf(api.units.byId({ id: 'v4' }))).toBe('not-found')
    expect(await codeOf(undo(id))).toBe('nothing-to-undo')
    const { rows } = await api.changes.list({ kinds: ['units'] })
    expect(rows[0]).toMatchObject({ id, fileName: 'don-vi.json', people: 3, undone: { reason: REASON } })
  })

  it('of units keeps what another import changed since, and is not what was looked at any more', async () => {
    const wrong = { ...unitOf('v1'), name: 'Làng Nhầm', full_name: 'Làng Nhầm' }
    const id = await importUnits([wrong])
    const { fingerprint } = await planOf(id)
    await importUnits([{ ...wrong, name: 'Làng Thật', full_name: 'Làng Thật', aliases: ['lang that'] }])
    expect(await codeOf(api.changes.undo({ id, fingerprint, reason: REASON }))).toBe('undo-changed-since')
    const plan = await api.changes.plan({ id })
    expect(plan).toMatchObject({ lines: [{ kept: [{ field: 'names', code: 'changed-since' }] }] })
    expect(await nameOf('v1')).toContain('Làng Thật')
  })

  const GROUP = 'village:v1'
  const pasteList = (names: readonly string[], caller = api) =>
    caller.readings.save({
      groupId: GROUP,
      source: { kind: 'text', text: names.join('\n') },
      completeness: 'complete',
      confirmWrongGroup: true,
      confirmLosses: true,
    })
  const present = async () => (await api.groups.byId({ id: GROUP })).group.actual
  const departures = () => engine.db.selectFrom('departure').select('person_id').execute()

  it('that is a member list is forgotten, and the list before it holds again', async () => {
    await pasteList(VILLAGERS)
    const { readingId } = await pasteList(VILLAGERS.slice(0, 2))
    expect(await departures()).toHaveLength(8)
    expect((await api.groups.byId({ id: GROUP })).reading).toMatchObject({ id: readingId, undoable: true })
    const plan = await api.changes.plan({ id: readingId })
    expect(plan).toMatchObject({ kind: 'reading', holds: [], back: 8, away: 0, before: { rows: 10 } })
    const beside = await as({ role: 'officer', unitId: 'v3' })
    expect(await codeOf(beside.changes.plan({ id: readingId }))).toBe('not-found')
    const officer = await as({ role: 'officer', unitId: 'v1' })
    expect(await undo(readingId, officer)).toEqual({ state: 'done', restore: 8, remove: 0 })
    expect(await present()).toBe(10)
    expect(await departures()).toEqual([])
    expect(await api.changes.plan({ id: readingId })).toMatchObject({ holds: ['gone'] })
    const [first] = (await api.changes.list({ kinds: ['reading'] })).rows.slice(-1)
    expect(first).toMatchObject({ people: 10, undone: null })
    // The first one of all: nothing is known of the group any more.
    await undo(first?.id ?? '')
    expect((await api.groups.byId({ id: GROUP })).reading).toBeNull()
    expect(await engine.db.selectFrom('actual_group').selectAll().execute()).toEqual([])
  })

  it('that is a member list stays when a newer one came, or a plan relied on it', async () => {
    const { readingId: first } = await pasteList(VILLAGERS)
    const { readingId } = await pasteList(VILLAGERS.slice(0, 9))
    expect(await api.changes.plan({ id: first })).toMatchObject({ holds: ['newer-list'] })
    const { fingerprint } = await planOf(readingId)
    const [one] = await everybody()
    const reason = 'đã chuyển đi nơi khác'
    await api.overrides.add({ groupId: GROUP, personId: one?.id ?? '', kind: 'exclude', reason, to: '2024-03-01' })
    const proposal = await api.runs.proposal({ groupId: GROUP })
    await api.runs.approve({ scope: { groupId: GROUP }, fingerprint: proposal.fingerprint })
    expect(await codeOf(api.changes.undo({ id: readingId, fingerprint, reason: REASON }))).toBe('undo-changed-since')
    expect(await api.changes.plan({ id: readingId })).toMatchObject({ holds: ['run-relied'] })
    expect(await codeOf(undo(readingId))).toBe('undo-blocked')
    expect(await present()).toBe(9)
  })
})
