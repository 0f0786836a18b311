import {
  findPerson,
  insertAccountRole,
  listActualGroups,
  listAuditEvents,
  listDesiredRows,
  listPeoplePage,
  listUnits,
  updateSetting,
  updateUnits,
} from '@ketnoi/db'
import { isValidOn, type Day, type GroupWriter } from '@ketnoi/hierarchy'
import { createMemoryConnector, type MemoryConnector } from '@ketnoi/hierarchy/testing'
import { readWorkbook, writeWorkbook } from '@ketnoi/rosters'
import { randomUUID } from 'node:crypto'
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
  roleOf,
  setUpDistrict,
} from '../../test/small-district.ts'
import {
  addOfficer,
  approveAndStart,
  EVERYTHING,
  MERGER,
  REFORM_DAY,
  SPLIT,
  undoWhole,
} from '../../test/small-reform.ts'
import { doWork } from '../../test/test-queue.ts'
import { turnDay } from '../days/turn-day.ts'
import { loadActor, type Caller, type Context } from '../index.ts'
import type { PersonPayload } from '../onboarding/field-payload.ts'
import { NEW_GROUP_SERVICE } from '../runs/run-store.ts'
import { bumpWorld } from '../world.ts'

describeEngines('around a reform', (engine) => {
  let ctx: Context & { now: () => string }
  let api: Caller
  let second: Caller
  let today: Day
  let service: MemoryConnector
  let writer: GroupWriter

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    today = '2024-02-01'
    ctx = {
      ...contextOf(engine.db, engine.kind),
      today: () => today,
      now: () => `${today}T01:00:00.000Z`,
      connectTo: async (name) =>
        name === 'memory' ? { reader: service.reader, writer, carriedOutBy: 'program', actingPersons: [] } : null,
    }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    await turnDay(ctx)
    second = await callerWith(ctx, { role: 'administrator' })
  })

  const goTo = async (day: Day): Promise<void> => {
    today = day
    await turnDay(ctx)
  }

  // What the engines do alike is tried elsewhere: four whole runs are enough once.
  it.runIf(engine.kind === 'pglite')(
    'plans that follow it are carried out and proved, and back again',
    async () => {
      const rows = ['Làng Dưới', 'Buôn Xa'].flatMap((village, place) =>
        ['Siu', 'Nay', 'Ksor', 'Kpă', 'Rah', 'Rcom'].map((family, at) => {
          const number = `${String(place)}${String(at)}`
          return `${number},X${number},${family} ${village.slice(-3)},01/02/1970,08300030${number},${village},x,x`
        }),
      )
      const headings = 'STT,Mã hộ,Họ và tên,Ngày sinh,Số điện thoại,"Thôn, làng",Đại diện hộ,Đồng ý tham gia nhóm'
      const importId = await dropRoster(api, [headings, ...rows].join('\n'))
      const { jobId } = await api.imports.confirm({ id: importId, leaveUndecided: true })
      await finished(api, jobId)
      const head = await addOfficer(api, 'Nguyễn Văn Trưởng', 'c1', 'commune-police-head')
      await addOfficer(api, 'Lê Văn Trưởng', 'c2', 'commune-police-head')
      await addOfficer(api, 'Trần Văn Hai', 'c2', 'commune-police-officer')
      const committee = await addOfficer(api, 'Rmah Chủ Tịch', 'c1', 'commune-committee-head')
      await addOfficer(api, 'Rmah Phó', 'c2', 'commune-committee-head')
      const personId = await addOfficer(api, 'Rmah Huyện', 'c1', 'commune-committee-member')
      const { revisions } = await api.seats.ofUnit({ unitId: 'd' })
      await api.seats.appoint({
        unitId: 'd',
        positionId: 'district-committee-head',
        personId,
        on: '2022-01-01',
        revisions,
      })
      const everybody = (await listPeoplePage(engine.db, { limit: 1_000 })).rows.map(({ id }) => id)
      await engine.db
        .insertInto('messaging_account')
        .values(
          everybody.map((id) => ({ person_id: id, service: 'memory', account_id: `a-${id}`, display_name: null })),
        )
        .execute()
      service = createMemoryConnector({ accounts: everybody.map((id) => `a-${id}`) })
      await updateSetting(engine.db, NEW_GROUP_SERVICE, 'memory')

      const leadersOf = (): Map<string, number> =>
        new Map(
          service
            .state()
            .filter(({ archived }) => !archived)
            .map(({ externalId, members }) => [externalId, members.filter(({ role }) => role === 'leader').length]),
        )
      const wantedIn = async (groupId: string): Promise<string[]> =>
        (await listDesiredRows(engine.db, [groupId])).map(({ personId, role }) => `a-${personId} ${role}`).sort()
      const removed: string[] = []
      // After every single call: whatever had a leader has one.
      const watched = <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>) => {
        return async (...given: A): Promise<R> => {
          const before = leadersOf()
          const answer = await call(...given)
          const after = leadersOf()
          for (const [id, leaders] of before) if (leaders > 0) expect(after.get(id) ?? 1).toBeGreaterThan(0)
          return answer
        }
      }
      const { createGroup, renameGroup, archiveGroup, unarchiveGroup, addMembers, removeMember, changeRole } =
        service.writer
      writer = {
        ...service.writer,
        createGroup: watched(createGroup),
        renameGroup: watched(renameGroup),
        archiveGroup: watched(archiveGroup),
        unarchiveGroup: watched(unarchiveGroup),
        addMembers: watched(addMembers),
        changeRole: watched(changeRole),
        removeMember: watched(async (externalId, accountId) => {
          removed.push(`${externalId} ${accountId}`)
          return removeMember(externalId, accountId)
        }),
      }
      const carryOut = async (unitId: string): Promise<void> => {
        const { fingerprint, checks } = await api.runs.proposal({ unitId })
        const waivers = checks
          .filter(({ passed }) => !passed)
          .map(({ code, groupId }) => ({ brake: code, groupId, reason: 'sắp xếp đơn vị' }))
        const { id, needsSecond } = await api.runs.approve({ scope: { unitId }, fingerprint, waivers })
        if (needsSecond) await second.runs.second({ id, fingerprint })
        expect((await api.runs.start({ id })).moved).toEqual([])
        await doWork(ctx, 1_000)
        const run = await api.runs.byId({ id })
        expect(run.state).toBe('done')
        expect(Object.keys(run.counts.changes)).toEqual(['proved'])
      }
      /** What the service itself says, group by group, is what the rosters say. */
      const expectAlike = async (groups: number): Promise<void> => {
        const linked = (await listActualGroups(engine.db)).filter(({ archived }) => !archived)
        expect(linked).toHaveLength(groups)
        for (const { groupId, externalId } of linked) {
          const real = service.state().find((one) => one.externalId === externalId)
          expect(real?.archived).toBe(false)
          expect(real?.members.map(({ accountId, role }) => `${accountId} ${String(role)}`).sort()).toEqual(
            await wantedIn(groupId ?? ''),
          )
        }
        expect(service.state().filter(({ archived }) => !archived)).toHaveLength(groups)
      }

      await carryOut('d')
      await expectAlike(6)
      const namesOf = (): string[] =>
        service
          .state()
          .flatMap((one) => (one.archived ? [] : [one.name]))
          .sort()
      const names = namesOf()
      const before = new Map(service.state().map(({ externalId, members }) => [externalId, members]))

      const seats = [
        { unitId: 'c', positionId: 'commune-police-head', personId: head },
        { unitId: 'c', positionId: 'commune-committee-head', personId: committee },
      ]
      const { id } = await api.reforms.create({ document: { ...MERGER, seats } })
      await approveAndStart(api, second, id)
      await doWork(ctx)
      await goTo(REFORM_DAY)
      removed.length = 0
      await carryOut('p')
      await carryOut('d')
      await expectAlike(4)
      const [survivor] = await listActualGroups(engine.db, { groupIds: ['commune-committee:c'] })
      expect(before.has(survivor?.externalId ?? '')).toBe(true)
      // Nobody left a group that they are to be in, not even to come back.
      for (const { groupId, externalId } of await listActualGroups(engine.db)) {
        if (groupId === null) continue
        const wanted = (await wantedIn(groupId)).map((line) => line.split(' ')[0])
        for (const account of wanted) expect(removed).not.toContain(`${externalId} ${String(account)}`)
      }
      expect(namesOf()).toContain('BCĐ Xã Chung')

      await undoWhole(ctx, api, second, id)
      expect((await api.reforms.byId({ id })).state).toBe('undone')
      await carryOut('d')
      await expectAlike(6)
      expect(namesOf()).toEqual(names)
      // Beside other work this takes long.
    },
    60_000,
  )

  const sheetsOf = async ({ bytes, fileName }: { readonly bytes: Uint8Array; readonly fileName: string }) => {
    const read = await readWorkbook(bytes, { fileName })
    return read.ok ? read.value.sheets : []
  }

  it('the households of a split unit are taken to the meeting as a file, and come back with their places', async () => {
    // Lives elsewhere, and goes where the position goes.
    const personId = await addOfficer(api, 'Trần Văn Hai', 'c1', 'commune-police-officer')
    const { revisions } = await api.seats.ofUnit({ unitId: 'v1' })
    const positionId = 'village-officer-in-charge'
    await api.seats.appoint({ unitId: 'v1', positionId, personId, on: '2024-01-01', revisions })
    const { id } = await api.reforms.create({ document: SPLIT })
    await api.reforms.rehearse({ id })
    const one = (await api.reforms.undecided({ id })).rows.find(({ kind }) => kind === 'household')
    await engine.db
      .updateTable('household')
      .set({ label: '=1+1' })
      .where('id', '=', one?.id ?? '')
      .execute()
    const asked = { id, reason: 'họp thôn', recipient: 'Trưởng thôn', language: 'vi' as const }
    const file = await api.reforms.households(asked)
    const [summary, list] = await sheetsOf(file)
    expect(summary?.rows.slice(-3).map((row) => row.slice(0, 4))).toEqual([
      ['Làng Trên', 'Làng Trên A', 0, 0],
      ['Làng Trên', 'Làng Trên B', 0, 0],
      ['Làng Trên', 'Chưa quyết định', 10, 11],
    ])
    expect(list?.name).toBe('Làng Trên')
    expect(list?.formulaCount).toBe(0)
    expect(list?.rows.map((row) => row[1])).toContain('=1+1')
    const taken = await listAuditEvents(engine.db, { actions: ['people-exported'], limit: 20 })
    expect(taken.rows).toHaveLength(11)
    expect(taken.rows[0]?.data).toMatchObject({ reason: asked.reason, recipient: asked.recipient, people: 11 })

    const rows = (list?.rows ?? []).map((row) => [...row])
    const first = rows.findIndex((row) => row[5] === 'Mã') + 1
    const filled = (place: (at: number) => string) =>
      writeWorkbook({
        sheets: [
          {
            name: 'x',
            rows: rows.map((row, at) => (at < first ? row : [...row.slice(0, 4), place(at - first), row[5] ?? null])),
          },
        ],
      })
    const load = async (bytes: Uint8Array) => {
      const { revision } = await api.reforms.byId({ id })
      return api.reforms.placeHouseholds({ id, revision, fileName: 'hop.xlsx', bytes })
    }
    const wrong = await load(await filled((at) => (at === 3 ? 'Nơi Lạ' : 'Làng Trên A')))
    expect(wrong.issues).toMatchObject([{ code: 'place-unknown', data: { text: 'Nơi Lạ' } }])
    expect((await load(await writeWorkbook({ sheets: [{ name: 'x', rows: [['Họ tên']] }] }))).issues).toMatchObject([
      { code: 'places-missing' },
    ])
    expect((await api.reforms.undecided({ id })).total).toBe(11)
    const places = await filled((at) => (at === 10 ? '' : at < 4 ? 'làng trên a' : 'Làng Trên B'))
    expect(await load(places)).toEqual({ placed: 10, issues: [] })
    expect((await api.reforms.undecided({ id })).total).toBe(1)
    expect(await load(places)).toEqual({ placed: 0, issues: [] })
    const [after] = await sheetsOf(await api.reforms.households(asked))
    expect(after?.rows.slice(-3).map((row) => row[3])).toEqual([4, 6, 1])
    const half = await callerWith(ctx, { role: 'administrator', unitId: 'c2' })
    expect(await codeOf(half.reforms.households(asked))).toBe('forbidden')
  })

  it('G7 takes in what a phone recorded without signal for units that changed meanwhile, and drops nothing', async () => {
    const units = await listUnits(engine.db)
    const fourth = units.filter(({ id }) => id === 'v3').map((unit) => ({ ...unit, id: 'v4' }))
    await updateUnits(
      engine.db,
      fourth.map((unit) => ({ ...unit, names: unit.names.map((name) => ({ ...name, short: 'Tư', full: 'Buôn Tư' })) })),
    )
    await bumpWorld(engine.db)
    for (const unitId of ['c1', 'c2'])
      await insertAccountRole(engine.db, roleOf({ id: `role-${unitId}`, accountId: 'phone', unitId }))
    const asOfficer = async (): Promise<Caller> =>
      createCaller({ ...ctx, actor: await loadActor(ctx, { id: 'phone', name: 'phone' }) })
    const { deviceId } = await (await asOfficer()).onboarding.prepareDevice({ name: 'phone', password: 'of nobody' })
    const { token } = await api.registrations.poster({ unitId: 'v1' })
    const payload = (name: string, unitId: string, facts: Partial<PersonPayload> = {}): PersonPayload => ({
      kind: 'person',
      unitId,
      recordedAt: '2024-06-20T03:00:00.000Z',
      name,
      phone: '',
      household: null,
      representsHousehold: false,
      adult: true,
      reachability: 'reachable',
      proxyId: null,
      consents: [],
      personId: null,
      distinctFrom: [],
      ...facts,
    })
    // Waits for a person before the reform, at a village that ends with it.
    const unread = { id: randomUUID(), payload: payload('Nay Số Lạ', 'v4', { phone: 'không nhớ' }) }
    const early = await (await asOfficer()).onboarding.submit({ deviceId, records: [unread] })
    expect(early.answers).toMatchObject([{ code: 'unreadable' }])
    const notice = await api.consents.notice({ purposeId: 'village-group', language: 'vi' })
    const { id } = await api.reforms.create({ document: EVERYTHING })
    await api.reforms.rehearse({ id })
    const { revision } = await api.reforms.byId({ id })
    const { rows } = await api.reforms.undecided({ id })
    const places = rows.map((row, at) => ({ householdId: row.id, unitId: at < 4 ? 'v1a' : 'v1b' }))
    await api.reforms.decide({ id, revision, places })
    await approveAndStart(api, second, id)
    await doWork(ctx)
    await goTo(REFORM_DAY)

    const officer = await asOfficer()
    const waits = (await officer.onboarding.conflicts({})).rows
    expect(waits.map((one) => one.id)).toEqual([unread.id])
    const mended = await officer.onboarding.decide({ id: unread.id, decision: { kind: 'phone', phone: '' } })
    expect(mended.outcome).toBe('applied')
    const known = (await api.people.search({ text: rows[1]?.names[0] ?? '' })).rows[0]?.id ?? ''
    const records = [
      payload('Nay Đổi Tên', 'v2'),
      payload('Nay Nhập', 'v4'),
      payload('Nay Hộ Cũ', 'v1', { household: { id: places[9]?.householdId ?? '', label: null } }),
      payload('Nay Quen', 'v1', { personId: known }),
      payload('Nay Hộ Mới', 'v1', { household: { id: 'new-household', label: 'Hộ mới' } }),
      payload('Nay Hết', 'v3'),
      payload('Nay Chờ', 'v1'),
    ].map((one) => ({ id: randomUUID(), payload: one }))
    const { answers } = await officer.onboarding.submit({ deviceId, records })
    expect(answers.map(({ outcome, code }) => code ?? outcome)).toEqual([
      ...Array<string>(4).fill('applied'),
      ...Array<string>(3).fill('unit-changed'),
    ])
    const homeOf = async (personId: string | null): Promise<string[]> =>
      ((await findPerson(engine.db, personId ?? ''))?.person.residences ?? [])
        .filter((home) => isValidOn(home, REFORM_DAY))
        .map(({ unitId }) => unitId)
    expect(await Promise.all(answers.slice(0, 4).map(({ personId }) => homeOf(personId)))).toEqual([
      ['v2'],
      ['v2'],
      ['v1b'],
      ['v1a'],
    ])
    const open = (await officer.onboarding.conflicts({})).rows
    expect(open.map((one) => one.units.map((unit) => unit.id))).toEqual([['v1a', 'v1b'], [], ['v1a', 'v1b']])
    expect((await officer.onboarding.submit({ deviceId, records })).answers).toEqual(answers)
    for (const [at, unitId] of ['v1b', 'v2'].entries()) {
      const decided = await officer.onboarding.decide({ id: open[at]?.id ?? '', decision: { kind: 'unit', unitId } })
      expect(decided.outcome).toBe('applied')
      expect(await homeOf(decided.personId)).toEqual([unitId])
    }

    // A phone that still holds the packs of what is no more is told what they became.
    const ended = await officer.onboarding.ended({ unitIds: ['v1', 'v2', 'v4', 'nowhere'] })
    expect(
      ended.map((one) => [one.unitId, one.endedOn, one.became.map(({ id, mayRegister }) => [id, mayRegister])]),
    ).toEqual([
      [
        'v1',
        REFORM_DAY,
        [
          ['v1a', true],
          ['v1b', true],
        ],
      ],
      ['v4', REFORM_DAY, [['v2', true]]],
    ])

    // The poster of the split village asks which part; nobody is put into one without being asked.
    const page = await api.registrations.page({ token, language: 'vi' })
    expect(page).toMatchObject({ unitName: 'Làng Trên', parentName: null })
    expect(page.parts.map(({ unitId, name }) => [unitId, name])).toEqual([
      ['v1a', 'Làng Trên A'],
      ['v1b', 'Làng Trên B'],
    ])
    const now = ctx.now()
    ctx.now = () => new Date(Date.parse(now) + 60_000).toISOString()
    const form = { token, name: 'Siu Tách', phone: '0830009004', agreed: true, noticeId: notice.id, trap: '' }
    const send = (unitId?: string) => api.registrations.submit({ ...form, formToken: page.formToken, unitId })
    expect(await codeOf(send())).toBe('part-needed')
    expect(await codeOf(send('v2'))).toBe('part-needed')
    await send('v1b')
    expect((await api.registrations.list({})).rows.map(({ unitId }) => unitId)).toEqual(['v1b'])

    // Who does not know the part is for whoever answers for the unit above, who passes them on; any part passes on to the other.
    expect(page.unknownPart).toBe('c')
    await send('c')
    const [unplaced] = (await api.registrations.list({ unitId: 'c' })).rows.filter((row) => !row.isPlaced)
    expect(unplaced?.passTo.map((one) => one.unitId)).toEqual(expect.arrayContaining(['v1a', 'v1b']))
    const unplacedId = unplaced?.id ?? ''
    const who = { kind: 'new', householdOf: null, represents: true, adult: true } as const
    expect(await codeOf(api.registrations.confirm({ id: unplacedId, who }))).toBe('registration-unplaced')
    expect(await codeOf(api.registrations.passOn({ id: unplacedId, unitId: 'v1b' }))).toBe('registration-waits-there')
    expect(await codeOf(api.registrations.passOn({ id: unplacedId, unitId: 'd' }))).toBe('not-found')
    await api.registrations.passOn({ id: unplacedId, unitId: 'v1a' })
    const [placed] = (await api.registrations.list({ unitId: 'v1a' })).rows
    expect([placed?.id, placed?.isPlaced, placed?.passTo[0]]).toEqual([
      unplacedId,
      true,
      { unitId: 'v1b', name: 'Làng Trên B' },
    ])
    await api.registrations.reject({ id: unplacedId, reason: 'gửi hai lần' })
    expect(await codeOf(api.registrations.passOn({ id: unplacedId, unitId: 'v1b' }))).toBe('registration-decided')
    expect((await officer.onboarding.villagesOfPoster({ token })).map((one) => one.id)).toEqual(['v1a', 'v1b'])

    // What still waits for one of the parts is there for the officer when they are no more.
    await undoWhole(ctx, api, second, id)
    const left = (await (await asOfficer()).onboarding.conflicts({})).rows
    expect(left.map((one) => [one.record?.name, one.units.map((unit) => unit.id)])).toEqual([['Nay Chờ', ['v1']]])
  })
})
