import {
  findPerson,
  insertActualGroup,
  insertAccountRole,
  listAccountRoles,
  listActualGroups,
  listDesiredRows,
  listOverrides,
  materialiseDesired,
  updateActiveModel,
} from '@ketnoi/db'
import { isValidOn, type Day } from '@ketnoi/hierarchy'
import { readWorkbook } from '@ketnoi/rosters'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  callerWith,
  codeOf,
  contextOn,
  createCaller,
  dropRoster,
  finished,
  importVillagers,
  roleOf,
  setUpDistrict,
} from '../../test/small-district.ts'
import {
  addGroups,
  addOfficer,
  approveAndStart,
  everything,
  MERGER,
  newUnit,
  REFORM_DAY,
  SPLIT,
  undoWhole,
} from '../../test/small-reform.ts'
import { doWork } from '../../test/test-queue.ts'
import { turnDay } from '../days/turn-day.ts'
import { loadActor, type Caller, type Context } from '../index.ts'
import { bumpWorld, getWorld, updatePinnedDay } from '../world.ts'
import { carryReform } from './apply-reform.ts'
import { carryUndo } from './undo-reform.ts'

const GROUP = {
  name: 'nhóm',
  previousNames: [],
  owner: 'us',
  archived: false,
  firstRun: false,
  capacity: null,
  joinLink: null,
} as const
const HEAD = 'commune-police-head'
const OFFICER = 'commune-police-officer'

describeEngines('a reform', (engine) => {
  let ctx: Context & { now: () => string }
  let api: Caller
  let second: Caller
  let today: Day
  let head: string
  let officer: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = contextOn(engine, () => today)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    head = await addOfficer(api, 'Nguyễn Văn Trưởng', 'c1', HEAD)
    await addOfficer(api, 'Lê Văn Trưởng', 'c2', HEAD)
    officer = await addOfficer(api, 'Trần Văn Hai', 'c2', OFFICER)
    await addGroups(engine.db, officer)
    await turnDay(ctx)
    second = await callerWith(ctx, { role: 'administrator' })
  })

  const seatsOn = async (id: string, day: Day): Promise<string[]> =>
    ((await findPerson(engine.db, id))?.person.appointments ?? [])
      .filter((one) => isValidOn(one, day))
      .map(({ positionId, unitId }) => `${positionId}@${unitId}`)
      .sort()
  const stateOf = async (id: string): Promise<string> => (await api.reforms.byId({ id })).state
  const desired = (): Promise<unknown> =>
    engine.db
      .selectFrom('desired_member')
      .select(['group_id', 'person_id', 'role', 'clauses', 'required'])
      .orderBy('group_id')
      .orderBy('person_id')
      .execute()
  const goTo = async (day: Day): Promise<void> => {
    today = day
    await turnDay(ctx)
  }

  it('says everything that is wrong with a document at its place, and keeps nothing', async () => {
    const wrong = { ...MERGER, operations: [{ kind: 'merge', sources: ['c1', 'nowhere'], target: 'c' }] }
    const { issues } = await api.reforms.check({ document: wrong })
    expect(issues).toContainEqual(
      expect.objectContaining({ code: 'unit-unknown', path: ['operations', 0, 'sources', 1] }),
    )
    expect(await codeOf(api.reforms.create({ document: wrong }))).toBe(issues[0]?.code)
    expect((await api.reforms.list()).rows).toEqual([])
  })

  it('G1 refuses what cannot be', async () => {
    const codes = async (operations: readonly unknown[]): Promise<string[]> =>
      (await api.reforms.check({ document: { ...MERGER, newUnits: [], operations } })).issues.map(({ code }) => code)
    expect(await codes([{ kind: 'merge', sources: [], target: 'c2' }])).toContain('source-missing')
    expect(await codes([{ kind: 'merge', sources: ['c1'] }])).toContain('target-missing')
    expect(await codes([{ kind: 'merge', sources: ['c1', 'c2'], target: 'c1' }])).toContain('target-among-sources')
    expect(await codes([{ kind: 'merge', sources: ['c1'], target: 'v1' }])).toContain('target-inside-source')
    expect(await codes([{ kind: 'split', source: 'v1', targets: [{ unitId: 'v2' }] }])).toContain('split-too-few')
  })

  it('is rehearsed, approved by two, recorded ahead, in effect on its day, and undone exactly', async () => {
    const grants = ['c1', 'c2'].map((unitId) =>
      roleOf({ id: `role-${unitId}`, accountId: 'an-officer', role: 'officer', unitId }),
    )
    for (const grant of grants) await insertAccountRole(engine.db, grant)
    const before = await everything(engine.db)
    const { id } = await api.reforms.create({ document: MERGER })
    await api.reforms.rehearse({ id })
    const { rehearsal } = await api.reforms.byId({ id })
    expect(rehearsal).toMatchObject({ ready: true, counts: { units: { merged: 2, created: 2, ended: 1 } } })
    expect(rehearsal?.seatsToFill).toMatchObject([{ unitId: 'c', positionId: HEAD, holders: [{}, {}] }])
    expect((await api.reforms.groups({ id, fate: 'survives' })).rows).toMatchObject([
      { groupId: 'commune-committee:c1', becomes: 'commune-committee:c' },
    ])
    expect((await api.reforms.people({ id, text: 'hai' })).rows).toMatchObject([{ name: 'Trần Văn Hai' }])
    expect((await api.reforms.sheet({ id, language: 'vi' })).bytes.length).toBeGreaterThan(1_000)

    const fingerprint = rehearsal?.fingerprint ?? ''
    expect(await codeOf(api.reforms.approve({ id, fingerprint: 'another', reason: 'theo' }))).toBe('reform-moved')
    expect(await api.reforms.approve({ id, fingerprint, reason: 'theo nghị quyết' })).toEqual({ needsSecond: true })
    expect(await codeOf(api.reforms.start({ id }))).toBe('second-missing')
    expect(await codeOf(api.reforms.second({ id, fingerprint }))).toBe('second-is-first')
    expect(await codeOf(second.reforms.second({ id, fingerprint: 'another' }))).toBe('reform-moved')
    await second.reforms.second({ id, fingerprint })
    await api.reforms.start({ id })
    expect(await codeOf(api.reforms.start({ id }))).toBe('reform-state')
    await doWork(ctx)
    expect(await stateOf(id)).toBe('applied')

    // Nothing is different before the day.
    expect(await seatsOn(officer, '2024-06-30')).toEqual([`${OFFICER}@c2`])
    expect(await seatsOn(officer, REFORM_DAY)).toEqual([`${OFFICER}@c`])
    const late = await addOfficer(api, 'Phạm Văn Muộn', 'c1', OFFICER)
    await goTo('2024-06-30')
    expect(await stateOf(id)).toBe('applied')
    expect((await api.groups.list({ text: 'Xã Chung' })).rows).toEqual([])

    // Where the day before is pinned, the calendar is past the reform: what the account answers for is shown as it is on that day.
    const later = { ...ctx, today: () => '2026-01-01' }
    await updatePinnedDay(engine.db, '2024-06-30')
    const account = { id: 'an-officer', name: 'an-officer' }
    const inCharge = createCaller({ ...later, actor: await loadActor(later, account) })
    expect((await inCharge.units.tree({})).units.map((unit) => unit.id).sort()).toEqual(['c1', 'c2'])
    expect((await inCharge.groups.list({})).total).toBe(5)
    await updatePinnedDay(engine.db, null)

    await goTo(REFORM_DAY)
    expect(await stateOf(id)).toBe('in-effect')
    expect(await seatsOn(late, REFORM_DAY)).toEqual([`${OFFICER}@c`])
    expect(await seatsOn(head, REFORM_DAY)).toEqual([])
    const links = await listActualGroups(engine.db, { groupIds: ['commune-committee:c'] })
    expect(links.map((link) => link.id)).toEqual(['real commune-committee:c1'])
    const overrides = await listOverrides(engine.db, { asOf: REFORM_DAY })
    expect(overrides).toMatchObject([{ groupId: 'commune-committee:c', to: '2025-01-01', reason: 'khách mời' }])
    // G2: one scope on the result.
    const roles = await listAccountRoles(engine.db, { accountIds: ['an-officer'], asOf: REFORM_DAY })
    expect(roles.map(({ unitId, role }) => [unitId, role])).toEqual([['c', 'officer']])
    // What was derived is what is derived from nothing.
    const derived = await desired()
    const { model, asOf } = await getWorld(ctx)
    await engine.db.deleteFrom('desired_member').execute()
    await materialiseDesired(engine.db, model, asOf)
    expect(await desired()).toEqual(derived)
    const { results } = await api.reforms.byId({ id })
    expect(results.map((unit) => unit.unitId)).toEqual(['c'])
    // The ordinary plan renames the group that survives, and closes the other.
    const plan = await api.runs.proposal({ unitId: 'c' })
    expect(plan.counts).toMatchObject({ rename: 2, archive: 1 })

    const { restores, losses, issues } = await api.reforms.undoPlan({ id })
    expect(issues).toEqual([])
    expect(losses.map(({ code }) => code)).toEqual([])
    expect(restores).toMatchObject({ unitsRemoved: 2, groups: 1, overrides: 2, scopes: 3 })
    await undoWhole(ctx, api, second, id)
    expect(await stateOf(id)).toBe('undone')
    expect(await seatsOn(late, REFORM_DAY)).toEqual([`${OFFICER}@c1`])
    await engine.db.deleteFrom('person').where('id', '=', late).execute()
    expect(await everything(engine.db)).toEqual(before)
  })

  it('G6 goes on after it was killed, with somebody edited in between, exactly once', async () => {
    const { id } = await api.reforms.create({ document: MERGER })
    await approveAndStart(api, second, id)
    await carryReform(ctx, id, { batches: 1, people: 1 })
    expect((await api.reforms.byId({ id })).progress).toMatchObject({ moved: 1, waiting: 2 })
    // Whoever waits still is edited: what is stored of them then is what moves.
    const { revision } = await api.people.byId({ id: officer })
    await api.people.update({
      id: officer,
      revision,
      change: { kind: 'leave', why: 'moved-away', on: '2024-02-01' },
    })
    const killed = { ...ctx, now: () => 'no instant' }
    await expect(carryReform(killed, id)).rejects.toThrow()
    expect((await api.reforms.byId({ id })).progress).toMatchObject({ moved: 1, waiting: 2 })
    await doWork(ctx)
    expect(await stateOf(id)).toBe('applied')
    expect(await seatsOn(head, REFORM_DAY)).toEqual([])
    const moved = await engine.db
      .selectFrom('audit_event')
      .select('id')
      .where('action', '=', 'reform-applied')
      .where('subject_id', '=', head)
      .execute()
    expect(moved).toHaveLength(1)

    const { fingerprint } = await api.reforms.undoPlan({ id })
    await api.reforms.approveUndo({ id, fingerprint, reason: 'nhầm nghị quyết' })
    await second.reforms.second({ id, fingerprint })
    await api.reforms.undo({ id })
    await carryUndo(ctx, id, { batches: 1, people: 1 })
    await doWork(ctx)
    expect(await stateOf(id)).toBe('undone')
    expect(await seatsOn(head, REFORM_DAY)).toEqual([`${HEAD}@c1`])
  })

  it('stops before it touched anything when somebody moved since it was approved', async () => {
    const { id } = await api.reforms.create({ document: MERGER })
    await api.reforms.rehearse({ id })
    const fingerprint = (await api.reforms.byId({ id })).rehearsal?.fingerprint ?? ''
    await api.reforms.approve({ id, fingerprint, reason: 'theo nghị quyết' })
    await second.reforms.second({ id, fingerprint })
    await addOfficer(api, 'Phạm Văn Mới', 'c1', OFFICER)
    expect(await codeOf(api.reforms.start({ id }))).toBe('reform-moved')
    expect(await stateOf(id)).toBe('approved')
    // Whoever would be the second by now agrees to nothing that nobody looked at.
    await api.reforms.approve({ id, fingerprint, reason: 'theo nghị quyết' })
    expect(await codeOf(second.reforms.second({ id, fingerprint }))).toBe('reform-moved')
    const stale = await codeOf(api.reforms.decide({ id, revision: 0 }))
    expect(stale).toBe('revision-conflict')
  })

  it('an approval is for a day', async () => {
    const { id } = await api.reforms.create({ document: MERGER })
    await api.reforms.rehearse({ id })
    const fingerprint = (await api.reforms.byId({ id })).rehearsal?.fingerprint ?? ''
    await api.reforms.approve({ id, fingerprint, reason: 'theo nghị quyết' })
    await second.reforms.second({ id, fingerprint })
    today = '2024-02-03'
    expect(await codeOf(api.reforms.start({ id }))).toBe('approval-expired')
  })

  it('asks where the households of a split village go, and who answers for which part', async () => {
    await insertAccountRole(engine.db, roleOf({ id: 'role', accountId: 'an-officer', role: 'officer', unitId: 'v1' }))
    const before = await everything(engine.db)
    const { id } = await api.reforms.create({ document: SPLIT })
    await api.reforms.rehearse({ id })
    const first = await api.reforms.byId({ id })
    expect(first.rehearsal?.ready).toBe(false)
    expect(
      await codeOf(api.reforms.approve({ id, fingerprint: first.rehearsal?.fingerprint ?? '', reason: 'theo' })),
    ).toBe('reform-undecided')
    const { rows } = await api.reforms.undecided({ id })
    expect(rows).toHaveLength(10)
    const places = rows.map((row, at) => ({ householdId: row.id, unitId: at < 4 ? 'v1a' : 'v1b' }))
    await api.reforms.decide({
      id,
      revision: first.revision,
      places,
      // G3: nobody gets both halves by default.
      scopes: [{ accountId: 'an-officer', role: 'officer', unitId: 'v1', becomes: ['v1b'] }],
    })
    const { rehearsal } = await api.reforms.byId({ id })
    expect(rehearsal?.ready).toBe(true)
    expect(rehearsal?.scopes).toMatchObject([{ asked: [{ unitId: 'v1', chosen: ['v1b'] }] }])
    await approveAndStart(api, second, id)
    await doWork(ctx)
    await goTo(REFORM_DAY)
    const counted = await Promise.all(['v1a', 'v1b'].map((unitId) => api.units.byId({ id: unitId })))
    expect(counted.map(({ coverage }) => coverage.households)).toEqual([4, 6])
    const roles = await listAccountRoles(engine.db, { accountIds: ['an-officer'], asOf: REFORM_DAY })
    expect(roles.map(({ unitId }) => unitId)).toEqual(['v1b'])
    // Whoever answers for a part opens the households that went there, and no others.
    const part = await callerWith(ctx, { role: 'officer', unitId: 'v1a' })
    const opened = await Promise.all(places.map((place) => codeOf(part.households.byId({ id: place.householdId }))))
    expect(opened.map((code) => code === 'no failure')).toEqual(places.map(({ unitId }) => unitId === 'v1a'))
    await engine.db.deleteFrom('account_role').where('unit_id', '=', 'v1a').execute()
    await undoWhole(ctx, api, second, id)
    expect(await everything(engine.db)).toEqual(before)
    const households = await engine.db.selectFrom('household').select('unit_id').distinct().execute()
    expect(households).toEqual([{ unit_id: 'v1' }])
  })

  it('H3 gives nobody a role beyond the units that take over, whatever is asked for', async () => {
    await insertAccountRole(
      engine.db,
      roleOf({ id: 'role', accountId: 'a-friend', role: 'administrator', unitId: 'v1' }),
    )
    const half = await callerWith(ctx, { role: 'administrator', unitId: 'c1' })
    const { id } = await half.reforms.create({ document: SPLIT })
    await half.reforms.rehearse({ id })
    const { revision } = await half.reforms.byId({ id })
    const { rows } = await half.reforms.undecided({ id })
    await half.reforms.decide({
      id,
      revision,
      places: rows.map((row) => ({ householdId: row.id, unitId: 'v1a' })),
      scopes: [{ accountId: 'a-friend', role: 'administrator', unitId: 'v1', becomes: ['v1a', 'd', 'c2'] }],
    })
    await approveAndStart(half, second, id)
    await doWork(ctx)
    const roles = await listAccountRoles(engine.db, { accountIds: ['a-friend'], asOf: REFORM_DAY })
    expect(roles.map(({ unitId }) => unitId)).toEqual(['v1a'])
  })

  it('names what it cannot give back', async () => {
    const { id } = await api.reforms.create({ document: MERGER })
    await approveAndStart(api, second, id)
    await doWork(ctx)
    await goTo(REFORM_DAY)
    const { revisions } = await api.seats.ofUnit({ unitId: 'c' })
    await api.seats.appoint({ unitId: 'c', positionId: HEAD, personId: head, on: REFORM_DAY, revisions })
    await api.registrations.poster({ unitId: 'c' })
    const plan = await api.reforms.undoPlan({ id })
    expect(plan.losses.map(({ code }) => code).sort()).toEqual(['seat-filled-since', 'unit-kept'])
    await undoWhole(ctx, api, second, id)
    expect(await seatsOn(head, REFORM_DAY)).toEqual([`${HEAD}@c1`])
    expect((await api.reforms.byId({ id })).losses).toEqual([
      { code: 'unit-kept', count: 1 },
      { code: 'seat-filled-since', count: 1 },
    ])
  })

  it('says who is given which seat, and which groups would have one name', async () => {
    const seats = [{ unitId: 'c', positionId: HEAD, personId: officer }]
    const name = { short: 'Làng Trên', full: 'Làng Trên' }
    const operations = [...MERGER.operations, { kind: 'rename', unitId: 'v2', name }]
    const { id } = await api.reforms.create({ document: { ...MERGER, operations, seats } })
    await api.reforms.rehearse({ id })
    const { rehearsal } = await api.reforms.byId({ id })
    expect(rehearsal?.seatsNamed).toMatchObject([{ unitId: 'c', positionId: HEAD, personName: 'Trần Văn Hai' }])
    expect(rehearsal?.sameNames.map(({ count }) => count)).toEqual([2])
    // The file for the meeting says so as well.
    const { bytes, fileName } = await api.reforms.sheet({ id, language: 'vi' })
    const sheets = await readWorkbook(bytes, { fileName })
    const groups = sheets.ok ? sheets.value.sheets.find((sheet) => sheet.name === 'Nhóm') : undefined
    expect(JSON.stringify(groups).split('Trùng tên nhóm khác').length - 1).toBe(2)
  })

  it('the further group of a village goes on with it, and back again', async () => {
    const { model } = await getWorld(ctx)
    const groupKinds = model.groupKinds.map((kind) => (kind.id === 'village' ? { ...kind, capacity: 7 } : kind))
    await updateActiveModel(engine.db, { ...model, groupKinds })
    await bumpWorld(engine.db)
    await materialiseDesired(engine.db, { ...model, groupKinds }, today)
    const groupsOf = async (unitId: string): Promise<string[]> => {
      const ids = (await api.units.byId({ id: unitId })).groups.map(({ id }) => id)
      const rows = await listDesiredRows(engine.db, ids)
      return ids.map((id) => `${id} ${String(rows.filter(({ groupId }) => groupId === id).length)}`)
    }
    const before = await groupsOf('v1')
    expect(before).toEqual(['village:v1 7', 'village:v1~2 5'])
    await insertActualGroup(engine.db, { ...GROUP, id: 'real 2', externalId: 'real 2', groupId: 'village:v1~2' })
    const links = async (): Promise<string[]> =>
      (await listActualGroups(engine.db)).flatMap(({ id, groupId }) =>
        groupId?.startsWith('village') === true ? [`${id} ${groupId}`] : [],
      )
    const linked = await links()
    const operations = [{ kind: 'merge', sources: ['v1'], target: 'v4' }]
    const document = { ...SPLIT, newUnits: [newUnit('v4', 'village', 'Làng Mới', 'c1')], operations }
    const { id } = await api.reforms.create({ document })
    await api.reforms.rehearse({ id })
    const { rehearsal } = await api.reforms.byId({ id })
    expect(rehearsal?.counts.groups).toMatchObject({ survives: 1, further: 1, 'merged-into': 0 })
    expect(rehearsal?.counts.peopleMoved).toBe(0)
    await approveAndStart(api, second, id)
    await doWork(ctx)
    await goTo(REFORM_DAY)
    expect(await links()).toEqual(['real 2 village:v4~2', 'real village:v1 village:v4'])
    expect(await groupsOf('v4')).toEqual(before.map((line) => line.replace('v1', 'v4')))
    await undoWhole(ctx, api, second, id)
    expect(await links()).toEqual(linked)
    expect(await groupsOf('v1')).toEqual(before)
  })

  it('takes effect when the pinned day jumps over its day, and at once when its day is past', async () => {
    const { id } = await api.reforms.create({ document: MERGER })
    await approveAndStart(api, second, id)
    await doWork(ctx)
    const { jobId } = await api.setup.setAsOf({ asOf: '2024-08-01' })
    while ((await api.jobs.byId({ id: jobId })).state === 'running') await new Promise((done) => setTimeout(done, 20))
    expect(await stateOf(id)).toBe('in-effect')
    // By the calendar the reform is still to come: whoever answers for one of the merged communes sees what they will answer for.
    const ofOne = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c1' })
    expect((await ofOne.groups.list({})).rows.map((row) => row.id)).toContain('commune-committee:c')
    expect((await ofOne.groups.byId({ id: 'commune-committee:c' })).group.name).toContain('Xã Chung')
    expect(await codeOf(ofOne.groups.setLink({ id: 'commune-committee:c', joinLink: '' }))).toBe('forbidden')
    await undoWhole(ctx, api, second, id)
    const again = await api.reforms.create({ document: MERGER })
    await approveAndStart(api, second, again.id)
    expect(
      await codeOf(api.runs.approve({ scope: { unitId: 'c' }, fingerprint: 'x', reason: null, waivers: [] })),
    ).toBe('reform-under-way')
    await doWork(ctx)
    expect(await stateOf(again.id)).toBe('in-effect')
    expect((await api.groups.list({ text: 'Xã Chung' })).rows.length).toBeGreaterThan(0)
  })

  it('G5 G7 leaves old names, posters, registrations and records leading to what follows', async () => {
    const notice = await api.consents.notice({ purposeId: 'village-group', language: 'vi' })
    const { token } = await api.registrations.poster({ unitId: 'v1' })
    const document = {
      ...SPLIT,
      newUnits: [],
      operations: [{ kind: 'merge', sources: ['v1'], target: 'v2' }],
    }
    const register = async (name: string, phone: string): Promise<void> => {
      const { formToken } = await api.registrations.page({ token, language: 'vi' })
      const now = ctx.now()
      ctx.now = () => new Date(Date.parse(now) + 60_000).toISOString()
      await api.registrations.submit({ token, name, phone, agreed: true, noticeId: notice.id, formToken, trap: '' })
    }
    await register('Siu Trước', '0830009001')
    const { id } = await api.reforms.create({ document })
    await approveAndStart(api, second, id)
    await doWork(ctx)
    await goTo(REFORM_DAY)
    expect((await api.registrations.page({ token, language: 'vi' })).unitName).toBe('Làng Dưới')
    await register('Siu Sau', '0830009002')
    const waiting = await api.registrations.list({ state: 'waiting' })
    expect(waiting.rows.map(({ unitId }) => unitId)).toEqual(['v2', 'v2'])
    expect(await api.units.search({ text: 'lang tren' })).toMatchObject([
      { id: 'v2', found: { kind: 'was', name: 'Làng Trên' } },
    ])
    expect((await api.onboarding.villagesOfPoster({ token })).map(({ id }) => id)).toEqual(['v2'])
    const roster = ['STT,Mã hộ,Họ và tên,Số điện thoại,"Thôn, làng"', '1,H77,Kpă Về Sau,0830009003,Làng Trên'].join(
      '\n',
    )
    const importId = await dropRoster(api, roster)
    const { jobId } = await api.imports.confirm({ id: importId, leaveUndecided: true })
    await finished(api, jobId)
    const [found] = (await api.people.search({ text: 'kpa ve sau' })).rows
    const person = (await findPerson(engine.db, found?.id ?? ''))?.person
    expect(person?.residences.map(({ unitId }) => unitId)).toEqual(['v2'])
  })

  it('G5 what waits at the poster of a split village goes where the household went, or waits for a person', async () => {
    const notice = await api.consents.notice({ purposeId: 'village-group', language: 'vi' })
    const { token } = await api.registrations.poster({ unitId: 'v1' })
    const register = async (name: string, phone: string): Promise<void> => {
      const { formToken } = await api.registrations.page({ token, language: 'vi' })
      const now = ctx.now()
      ctx.now = () => new Date(Date.parse(now) + 60_000).toISOString()
      await api.registrations.submit({ token, name, phone, agreed: true, noticeId: notice.id, formToken, trap: '' })
    }
    await register('Siu Klon', '0830002010')
    await register('Rmah Chưa Ai Biết', '0830009009')
    const [known] = (await api.people.search({ text: 'siu klon' })).rows
    const home = (await findPerson(engine.db, known?.id ?? ''))?.person.residences[0]?.householdId
    const operations = SPLIT.operations.map((operation) => ({ ...operation, rest: 'v1a' }))
    const document = { ...SPLIT, operations, households: [{ householdId: home, unitId: 'v1b' }] }
    const { id } = await api.reforms.create({ document })
    await approveAndStart(api, second, id)
    await doWork(ctx)
    await goTo(REFORM_DAY)
    const { rows } = await api.registrations.list({ state: 'waiting' })
    expect(rows.map(({ name, unitId, isPlaced }) => [name, unitId, isPlaced])).toEqual([
      ['Siu Klon', 'v1b', true],
      ['Rmah Chưa Ai Biết', 'c1', false],
    ])
    // The parts come first of those that it may be passed on to.
    expect(rows[1]?.passTo.slice(0, 2).map(({ unitId }) => unitId)).toEqual(['v1a', 'v1b'])
    await api.registrations.passOn({ id: rows[1]?.id ?? '', unitId: 'v1b' })
    await undoWhole(ctx, api, second, id)
    expect((await api.registrations.list({ state: 'waiting' })).rows.map(({ unitId }) => unitId)).toEqual(['v1', 'v1'])
  })

  it('a new root, and whatever falls to the unit above, needs somebody who answers for that', async () => {
    const half = await callerWith(ctx, { role: 'administrator', unitId: 'c1' })
    const root = newUnit('r', 'province', 'Tỉnh Riêng', null)
    const merge = [{ kind: 'merge', sources: ['c1'], target: 'c9' }]
    const above = { ...SPLIT, newUnits: [root, newUnit('c9', 'commune', 'Xã Riêng', 'r')], operations: merge }
    const itself = { ...SPLIT, newUnits: [newUnit('c9', 'commune', 'Xã Riêng', null)], operations: merge }
    const aside = {
      ...SPLIT,
      newUnits: [...SPLIT.newUnits, root],
      operations: [...SPLIT.operations, { kind: 'move', unitId: 'v2', parent: 'r' }],
    }
    const emptied = { ...SPLIT, newUnits: [], operations: [{ kind: 'end', unitId: 'c1' }] }
    for (const document of [above, itself, aside, emptied]) {
      expect(await codeOf(half.reforms.create({ document }))).toBe('forbidden')
      const { id } = await api.reforms.create({ document })
      expect((await half.reforms.byId({ id })).mayManage).toBe(false)
      expect(await codeOf(half.reforms.rehearse({ id }))).toBe('forbidden')
    }
    const { id } = await half.reforms.create({ document: SPLIT })
    const { revision } = await half.reforms.byId({ id })
    expect(await codeOf(half.reforms.decide({ id, revision }))).toBe('no failure')
  })

  it('is for administrators of every unit that it touches; others look at what concerns them', async () => {
    const commune = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c1' })
    const half = await callerWith(ctx, { role: 'administrator', unitId: 'c1' })
    const elsewhere = await callerWith(ctx, { role: 'officer', unitId: 'v3' })
    expect(await codeOf(half.reforms.create({ document: SPLIT }))).toBe('no failure')
    expect(await codeOf(half.reforms.create({ document: MERGER }))).toBe('forbidden')
    expect(await codeOf(commune.reforms.create({ document: MERGER }))).toBe('forbidden')
    const { id } = await api.reforms.create({ document: MERGER })
    await api.reforms.rehearse({ id })
    const page = await commune.reforms.byId({ id })
    expect(page.mayManage).toBe(false)
    expect(page.rehearsal?.scopes).toEqual([])
    const seen = await commune.reforms.people({ id })
    expect(seen.rows.map(({ name }) => name)).not.toContain('Trần Văn Hai')
    for (const call of [
      () => half.reforms.approve({ id, fingerprint: page.rehearsal?.fingerprint ?? '', reason: 'theo' }),
      () => half.reforms.rehearse({ id }),
      () => half.reforms.remove({ id }),
      () => half.reforms.undecided({ id }),
    ])
      expect(await codeOf(call())).toBe('forbidden')
    const split = (await half.reforms.list()).rows.find(({ decision }) => decision === '2/NQ')
    expect(await codeOf(elsewhere.reforms.byId({ id: split?.id ?? '' }))).toBe('not-found')
  })
})
