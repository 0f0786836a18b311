import { randomUUID } from 'node:crypto'
import { insertAccountRole, listDesiredMembers, listUnits, updateUnits } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { totpCode } from '../../../../test/totp.ts'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { DAY, codeOf, contextOf, createCaller, importVillagers, setUpDistrict } from '../../test/small-district.ts'
import { createTestServer } from '../../test/browser.ts'
import { ANONYMOUS, type Actor } from '../authorise.ts'
import type { ActorRole } from '../permissions.ts'
import { type Caller, type Context } from '../index.ts'
import type { PersonPayload } from './field-payload.ts'

const V1 = 'village:v1'

// Of the notice that the tests read out.
let noticeId = ''

const person = (facts: Partial<PersonPayload> = {}): PersonPayload => ({
  kind: 'person',
  unitId: 'v1',
  recordedAt: '2024-01-31T03:00:00.000Z',
  name: 'Rơ Lan Hyơi',
  phone: '0912 345 678',
  household: { id: 'new-household', label: 'Hộ ông Hyơi' },
  representsHousehold: true,
  adult: true,
  reachability: 'reachable',
  proxyId: null,
  consents: [{ purposeId: 'village-group', kind: 'given', noticeId }],
  personId: null,
  distinctFrom: [],
  ...facts,
})
const record = (payload: unknown, id = randomUUID()) => ({ id, payload })
const actorOf = (id: string, role: ActorRole, unitIds: readonly string[]): Actor => {
  const reach = { kind: 'units', roots: unitIds, unitIds: new Set(unitIds) } as const
  const grants = unitIds.map((unitId) => ({ role, unitId, change: reach, see: reach, search: reach }))
  return { id, name: id, grants }
}
const officerOf = (id: string, unitIds: readonly string[]) => actorOf(id, 'officer', unitIds)

describeEngines('onboarding', (engine) => {
  let ctx: Context
  let api: Caller
  let deviceId: string
  let submit: (...records: readonly { id: string; payload: unknown }[]) => Promise<readonly unknown[]>

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    deviceId = await prepare(api)
    noticeId = (await api.consents.notice({ purposeId: 'village-group', language: 'vi' })).id
    submit = async (...records) => (await api.onboarding.submit({ deviceId, records: [...records] })).answers
  })

  const prepare = async (caller: Caller) =>
    (await caller.onboarding.prepareDevice({ name: 'Điện thoại', password: 'of nobody' })).deviceId
  const namesakes = async (name = 'ro lan hyoi') => (await api.people.search({ text: name })).rows
  const open = async () => (await api.onboarding.conflicts({})).rows
  const as = (actor: Actor) => createCaller({ ...ctx, actor })

  it('takes a person in: home, phone, consent, and the group they ought to be in', async () => {
    const one = record(person())
    expect(await submit(one)).toEqual([{ id: one.id, outcome: 'applied', code: null, personId: one.id }])
    expect(await api.people.byId({ id: one.id })).toMatchObject({ name: 'Rơ Lan Hyơi', reachability: 'reachable' })
    const members = await listDesiredMembers(ctx.db, V1, DAY)
    expect(members.map((member) => member.personId)).toContain(one.id)
    const [consent] = await api.consents.ofPerson({ personId: one.id })
    expect(consent?.ledger).toMatchObject([{ kind: 'given', channel: 'spoken', at: '2024-01-31T03:00:00.000Z' }])
  })

  it('takes the day of a form that was signed before, and of a device whose clock is ahead the present day', async () => {
    const said = async (paperDay: string, more: Partial<PersonPayload>) => {
      const one = record(person({ paperDay, ...more }))
      expect(await submit(one)).toMatchObject([{ outcome: 'applied' }])
      return (await api.consents.ofPerson({ personId: one.id }))[0]?.ledger[0]
    }
    const before = await said('2024-01-22', {})
    expect(before).toMatchObject({ channel: 'paper', day: '2024-01-22', at: '2024-01-31T03:00:00.000Z' })
    const elsewhere = { name: 'Nay Phương', phone: '0912345699', household: { id: 'another', label: null } }
    expect(await said('2024-03-01', elsewhere)).toMatchObject({ channel: 'paper', day: DAY })
  })

  it('does not name somebody of another commune, who has the same phone', async () => {
    const one = record(person({ unitId: 'v3', name: 'Trần Thị Lan', phone: '0830002018' }))
    const officer = as(officerOf('officer-of-3', ['v3']))
    const device = await prepare(officer)
    const { answers } = await officer.onboarding.submit({ deviceId: device, records: [one] })
    expect(answers).toMatchObject([{ outcome: 'applied', code: null }])
    expect((await officer.onboarding.conflicts({})).rows).toEqual([])
  })

  it('records a refusal as well', async () => {
    const said = [{ purposeId: 'village-group', kind: 'refused' as const, noticeId }]
    const one = record(person({ reachability: 'refused', consents: said }))
    expect(await submit(one)).toMatchObject([{ outcome: 'applied' }])
    expect(await api.people.byId({ id: one.id })).toMatchObject({ reachability: 'refused' })
    expect((await api.consents.ofPerson({ personId: one.id }))[0]).toMatchObject({ allowed: false })
  })

  it('leaves what was said since as it is when an older record comes later', async () => {
    const at = (hour: string) => `2024-01-31T${hour}:00:00.000Z`
    const first = record(person({ recordedAt: at('01') }))
    await submit(first)
    const said = (facts: Partial<PersonPayload>) => record(person({ personId: first.id, consents: [], ...facts }))
    const now = async () => api.people.byId({ id: first.id })
    const older = said({ recordedAt: at('03'), reachability: 'reachable', phone: '0356 777 888' })
    await submit(said({ recordedAt: at('05'), reachability: 'refused' }), older)
    expect(await now()).toMatchObject({ reachability: 'refused' })
    // What only adds something is taken from it all the same.
    expect((await now()).phones).toHaveLength(2)
    // The one said nothing new, and is the last word nevertheless.
    await submit(
      said({ recordedAt: at('07'), reachability: 'refused', household: { id: 'other-household', label: null } }),
      said({ recordedAt: at('06'), reachability: 'no-smartphone', household: null, representsHousehold: false }),
    )
    expect(await now()).toMatchObject({
      reachability: 'refused',
      residences: [{ householdId: 'other-household', representsHousehold: true }],
    })
    const { revision } = await now()
    await api.people.update({ id: first.id, revision, change: { kind: 'set', reachability: 'reachable' } })
    await submit(said({ recordedAt: at('08'), reachability: 'refused' }))
    expect(await now()).toMatchObject({ reachability: 'reachable' })
  })

  it('takes a record in once, however often it comes', async () => {
    const records = [
      record(person()),
      record(person({ name: 'Kpă Hlơ', phone: '', household: null, representsHousehold: false })),
    ]
    const first = await submit(...records)
    // The line broke before the answer: the same batch again, then one of them alone.
    expect(await submit(...records)).toEqual(first)
    expect(await submit(records[1]!)).toEqual([first[1]])
    expect(await namesakes()).toHaveLength(1)
    expect(await namesakes('kpa hlo')).toHaveLength(1)
    expect(await open()).toEqual([])
  })

  it('answers while the device still waits: what there was no time for is sent again', async () => {
    let hours = 0
    const slow = createCaller({ ...ctx, now: () => new Date(Date.UTC(2024, 1, 1, hours++)).toISOString() })
    const records = [record(person()), record(person({ name: 'Kpă Hlơ', phone: '', household: null }))]
    const { answers } = await slow.onboarding.submit({ deviceId, records })
    expect(answers).toMatchObject([{ outcome: 'applied' }, { outcome: 'failed', code: 'database-busy' }])
    expect(await namesakes('kpa hlo')).toEqual([])
    expect(await submit(...records)).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }])
  })

  it('takes a record in once when it comes twice at the same time', async () => {
    const one = record(person())
    const answers = await Promise.all([submit(one), submit(one), submit(one)])
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1)
    expect(await namesakes()).toHaveLength(1)
  })

  it('asks when two officers registered one person, and does what is decided', async () => {
    const other = as(officerOf('other', ['v1']))
    const otherDevice = await prepare(other)
    const mine = record(person())
    await submit(mine)
    const send = async (payload: PersonPayload) => {
      const theirs = record(payload)
      const { answers } = await other.onboarding.submit({ deviceId: otherDevice, records: [theirs] })
      expect(answers).toEqual([{ id: theirs.id, outcome: 'open', code: 'same-person', personId: null }])
      return theirs.id
    }
    const again = person({ name: 'RO LAN HYOI', household: { id: 'their-household', label: null } })
    const id = await send(again)
    expect((await other.onboarding.conflicts({})).rows).toMatchObject([
      {
        id,
        code: 'same-person',
        authorName: 'other',
        record: { name: 'RO LAN HYOI', maskedPhone: '091•••••78', unitName: 'Làng Trên' },
        people: [{ id: mine.id, name: 'Rơ Lan Hyơi', maskedPhones: ['091•••••78'], representsHousehold: true }],
      },
    ])
    expect(await codeOf(api.onboarding.decide({ id, decision: { kind: 'take' } }))).toBe('decision-invalid')
    expect(await codeOf(api.onboarding.decide({ id, decision: { kind: 'same', personId: 'nobody' } }))).toBe(
      'decision-invalid',
    )
    const decided = await api.onboarding.decide({ id, decision: { kind: 'same', personId: mine.id } })
    expect(decided).toEqual({ id, outcome: 'applied', code: null, personId: mine.id })
    expect(await codeOf(api.onboarding.decide({ id, decision: { kind: 'other' } }))).toBe('already-decided')
    expect(await namesakes()).toHaveLength(1)
    expect(await open()).toEqual([])

    const third = await send(again)
    expect(await api.onboarding.decide({ id: third, decision: { kind: 'other' } })).toMatchObject({
      code: 'household-represented',
    })
    expect(await api.onboarding.decide({ id: third, decision: { kind: 'keep-representative' } })).toMatchObject({
      outcome: 'applied',
      personId: third,
    })
    expect(await namesakes()).toHaveLength(2)

    const fourth = await send(again)
    const dismissal = { kind: 'dismiss', reason: 'ghi nhầm' } as const
    expect(await api.onboarding.decide({ id: fourth, decision: dismissal })).toMatchObject({ outcome: 'dismissed' })
    expect(await namesakes()).toHaveLength(2)
  })

  it('asks when the household has a representative already, and lets the new one replace them', async () => {
    const first = record(person())
    const second = record(person({ name: 'Rơ Lan Thuyên', phone: '0987654321' }))
    expect(await submit(first, second)).toMatchObject([{ outcome: 'applied' }, { code: 'household-represented' }])
    await api.onboarding.decide({ id: second.id, decision: { kind: 'replace-representative' } })
    const { people } = await api.onboarding.pack({ deviceId, unitId: 'v1' })
    const household = people.filter((one) => one.householdId === 'new-household')
    expect(household.map((one) => [one.id, one.representsHousehold]).sort()).toEqual(
      [
        [first.id, false],
        [second.id, true],
      ].sort(),
    )
  })

  it('leaves the officer’s own decision alone: somebody known, or another one of that name', async () => {
    const { people } = await api.onboarding.pack({ deviceId, unitId: 'v1' })
    const klon = people.find((one) => one.name === 'Siu Klon')!
    expect(klon.maskedPhones).toEqual(['083•••••10'])
    const facts = { name: 'Siu Klon', phone: '0830002010', household: null, representsHousehold: false }
    expect(await submit(record(person(facts)))).toMatchObject([{ code: 'same-person' }])
    expect(await submit(record(person({ ...facts, personId: klon.id })))).toMatchObject([{ personId: klon.id }])
    expect(await submit(record(person({ ...facts, distinctFrom: [klon.id] })))).toMatchObject([{ outcome: 'applied' }])
    expect(await submit(record(person({ ...facts, personId: 'gone' })))).toMatchObject([{ code: 'person-gone' }])
  })

  it('puts whoever was seen joining into the reading of the group, also when the person waited', async () => {
    const first = record(person())
    const joined = (id: string) =>
      record({ kind: 'joined', unitId: 'v1', recordedAt: '2024-01-31T03:01:00.000Z', recordId: id })
    const tick = joined(first.id)
    expect(await submit(first, tick)).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'applied', personId: first.id },
    ])
    expect(await submit(tick)).toMatchObject([{ outcome: 'applied' }])
    expect((await api.groups.byId({ id: V1 })).group).toMatchObject({ actual: 1 })

    const waiting = record(person({ household: null, representsHousehold: false }))
    expect(await submit(waiting, joined(waiting.id))).toMatchObject([{ code: 'same-person' }, { outcome: 'applied' }])
    await api.onboarding.decide({ id: waiting.id, decision: { kind: 'other' } })
    expect((await api.groups.byId({ id: V1 })).group).toMatchObject({ actual: 2 })
    // What it is about has not come yet: it is sent again after it.
    expect(await submit(joined(randomUUID()))).toMatchObject([{ outcome: 'failed' }])
  })

  it('adds whoever joined to a complete reading, which stays complete', async () => {
    const source = { kind: 'text' as const, text: 'Siu Klon\nNay Groanh' }
    await api.readings.save({ groupId: V1, source, completeness: 'complete' })
    const one = record(person())
    await submit(
      one,
      record({ kind: 'joined', unitId: 'v1', recordedAt: '2024-01-31T03:01:00.000Z', recordId: one.id }),
    )
    const page = await api.groups.byId({ id: V1 })
    expect(page.group.actual).toBe(3)
    expect(page.reading?.completeness).toBe('complete')
  })

  it('G7 leads what was recorded for a unit that ended since to the one that took it over, or asks', async () => {
    const units = await listUnits(ctx.db)
    const ended = (id: string, successors: readonly { unitId: string; share: 'full' | 'partial' }[]) =>
      units.filter((unit) => unit.id === id).map((unit) => ({ ...unit, to: DAY, successors }))
    await updateUnits(ctx.db, ended('v2', [{ unitId: 'v1', share: 'full' }]))
    const split = [
      { unitId: 'v1', share: 'partial' },
      { unitId: 'v2', share: 'partial' },
    ] as const
    await updateUnits(ctx.db, ended('v3', [split[0], { unitId: 'c2', share: 'partial' }]))
    await ctx.db.updateTable('setting').set({ value: '99' }).where('name', '=', 'world-revision').execute()

    const moved = record(person({ unitId: 'v2' }))
    expect(await submit(moved)).toMatchObject([{ outcome: 'applied' }])
    const { people } = await api.onboarding.pack({ deviceId, unitId: 'v1' })
    expect(people.map((one) => one.id)).toContain(moved.id)

    const asked = record(
      person({ unitId: 'v3', name: 'Nay Hđul', phone: '', household: null, representsHousehold: false }),
    )
    expect(await submit(asked)).toMatchObject([{ code: 'unit-changed' }])
    expect((await open())[0]).toMatchObject({ id: asked.id, units: [{ id: 'c2' }, { id: 'v1', name: 'Làng Trên' }] })
    expect(await api.onboarding.decide({ id: asked.id, decision: { kind: 'unit', unitId: 'v1' } })).toMatchObject({
      outcome: 'applied',
    })
    expect(await submit(record(person({ unitId: 'never-was' })))).toMatchObject([{ code: 'unit-changed' }])
  })

  it('keeps what an officer sends whose role has ended, for somebody who may decide', async () => {
    const officer = officerOf('officer', ['v1'])
    const device = await prepare(as(officer))
    const former = as(officerOf('officer', []))
    const one = record(person())
    const { answers } = await former.onboarding.submit({ deviceId: device, records: [one] })
    expect(answers).toMatchObject([{ outcome: 'open', code: 'not-theirs' }])
    expect(await codeOf(former.onboarding.decide({ id: one.id, decision: { kind: 'take' } }))).toBe('forbidden')
    expect(await api.onboarding.decide({ id: one.id, decision: { kind: 'take' } })).toMatchObject({ personId: one.id })
  })

  it('keeps what nobody can read', async () => {
    const unread = [{ purposeId: 'village-group', kind: 'given' as const, noticeId: 'never-was' }]
    const odd = [
      record({ kind: 'person', name: 'x'.repeat(500) }),
      record('<html>'),
      record(person({ phone: 'không có' })),
      record(person({ consents: unread })),
    ]
    expect(await submit(...odd)).toMatchObject(odd.map(() => ({ code: 'unreadable' })))
    expect((await open()).map((conflict) => conflict.raw !== null)).toEqual(odd.map(() => true))
    const dismissal = { kind: 'dismiss', reason: 'không đọc được' } as const
    for (const { id } of odd) await api.onboarding.decide({ id, decision: dismissal })
    expect(await open()).toEqual([])
  })

  it('takes in a record whose phone, or whose person, somebody puts right', async () => {
    const typed = record(person({ phone: '0912 345 67' }))
    expect(await submit(typed)).toMatchObject([{ code: 'unreadable' }])
    const [conflict] = await open()
    expect(conflict).toMatchObject({ isPhoneUnreadable: true })
    expect(conflict?.raw).not.toContain('0912 345 67')
    const decide = (id: string, decision: Parameters<typeof api.onboarding.decide>[0]['decision']) =>
      api.onboarding.decide({ id, decision })
    expect(await decide(typed.id, { kind: 'phone', phone: 'chưa rõ' })).toMatchObject({ code: 'unreadable' })
    expect(await decide(typed.id, { kind: 'phone', phone: '0912345678' })).toMatchObject({ personId: typed.id })
    expect((await api.people.byId({ id: typed.id })).phones).toMatchObject([{ masked: '091•••••78' }])

    const gone = record(person({ name: 'Nay Pôr', phone: '', personId: 'gone', household: null }))
    expect(await submit(gone)).toMatchObject([{ code: 'person-gone' }])
    expect(await decide(gone.id, { kind: 'other' })).toMatchObject({ outcome: 'applied', personId: gone.id })
  })

  it('takes nothing from a device that was revoked, is unknown or belongs to somebody else', async () => {
    const officer = as(officerOf('officer', ['v1']))
    const theirs = await prepare(officer)
    expect(await codeOf(api.onboarding.submit({ deviceId: theirs, records: [] }))).toBe('device-of-another')
    expect(await codeOf(api.onboarding.submit({ deviceId: 'none', records: [] }))).toBe('not-found')
    expect(await codeOf(officer.onboarding.revokeDevice({ id: deviceId }))).toBe('not-found')
    expect(await codeOf(as(ANONYMOUS).onboarding.submit({ deviceId, records: [] }))).toBe('not-logged-in')
    expect(await codeOf(as(ANONYMOUS).onboarding.devices())).toBe('not-logged-in')
    expect((await officer.onboarding.devices()).map((device) => device.id)).toEqual([theirs])
    expect((await api.onboarding.devices()).map((device) => [device.id, device.isMine]).sort()).toEqual(
      [
        [deviceId, true],
        [theirs, false],
      ].sort(),
    )
    // Whoever is in charge of the commune revokes what its officers lost.
    const chief = as(actorOf('chief', 'commune-administrator', ['c1', 'v1', 'v2']))
    expect(await chief.onboarding.devices()).toEqual([])
    await insertAccountRole(ctx.db, {
      id: 'role',
      accountId: 'officer',
      role: 'officer',
      unitId: 'v1',
      seeUnitId: null,
      searchUnitId: null,
      grantedBy: 'test',
      grantedAt: ctx.now(),
      from: null,
      to: null,
    })
    expect((await chief.onboarding.devices()).map((device) => device.id)).toEqual([theirs])
    await chief.onboarding.revokeDevice({ id: theirs })
    expect(await codeOf(officer.onboarding.submit({ deviceId: theirs, records: [record(person())] }))).toBe(
      'device-revoked',
    )
    expect(await codeOf(officer.onboarding.pack({ deviceId: theirs, unitId: 'v1' }))).toBe('device-revoked')
    // It is logged out as well, and has to hear of it nevertheless, to wipe what it holds.
    const loggedOut = as(ANONYMOUS).onboarding
    expect(await codeOf(loggedOut.submit({ deviceId: theirs, records: [record(person())] }))).toBe('device-revoked')
    expect(await namesakes()).toEqual([])
  })

  it('prepares a device only for whoever knows the password of the account', async () => {
    const server = createTestServer(ctx.db, ctx.kind)
    const browser = server.open()
    const password = 'correct horse'
    const { text: code } = server.firstCode
    await browser.visit((web) =>
      web.session.becomeFirstAdministrator({ code, name: 'Quản Trị', userName: 'admin', password }),
    )
    const { secret } = await browser.visit((web) => web.session.startSecondFactor({ password }))
    await browser.visit((web) => web.session.confirmSecondFactor({ code: totpCode(secret) }))
    const device = (typed: string) =>
      browser.visit((web) => web.onboarding.prepareDevice({ name: 'Máy', password: typed }))
    expect(await codeOf(device('wrong horse'))).toBe('password-wrong')
    const prepared = await device(password)
    expect(await api.onboarding.devices()).toMatchObject([
      { id: prepared.deviceId, ownerName: 'Quản Trị', isMine: false },
      { id: deviceId, isMine: true },
    ])
    expect(await codeOf(server.open().visit((web) => web.onboarding.devices()))).toBe('not-logged-in')

    // Whoever finds the phone is not logged in with it, and it hears all the same that it has to wipe what it holds.
    await api.onboarding.revokeDevice({ id: prepared.deviceId })
    expect(await codeOf(browser.visit((web) => web.onboarding.devices()))).toBe('not-logged-in')
    const { deviceId: id, passwordSetAt } = prepared
    const check = browser.visit((web) => web.onboarding.checkDevice({ deviceId: id, passwordSetAt }))
    expect(await codeOf(check)).toBe('device-revoked')
  })

  it('tells a device that the password has changed, and gives its owner what opens it', async () => {
    const server = createTestServer(ctx.db, ctx.kind)
    const browser = server.open()
    const password = 'correct horse'
    const { text: code } = server.firstCode
    await browser.visit((web) =>
      web.session.becomeFirstAdministrator({ code, name: 'Quản Trị', userName: 'admin', password }),
    )
    const { secret } = await browser.visit((web) => web.session.startSecondFactor({ password }))
    await browser.visit((web) => web.session.confirmSecondFactor({ code: totpCode(secret) }))
    const prepared = await browser.visit((web) => web.onboarding.prepareDevice({ name: 'Máy', password }))
    const other = await browser.visit((web) => web.onboarding.prepareDevice({ name: 'Máy hai', password }))
    expect(prepared.secret).toMatch(/^[\w-]{43}$/)
    expect(other.secret).not.toBe(prepared.secret)
    const { deviceId: id, passwordSetAt } = prepared
    const check = (setAt = passwordSetAt) =>
      codeOf(browser.visit((web) => web.onboarding.checkDevice({ deviceId: id, passwordSetAt: setAt })))
    const send = (setAt: string | null) =>
      codeOf(browser.visit((web) => web.onboarding.submit({ deviceId: id, passwordSetAt: setAt, records: [] })))
    expect(await check()).toBe('no failure')
    // Neither a log-in nor anything else that is done to the account is another password.
    await codeOf(server.open().visit((web) => web.session.logIn({ handle: 'admin', password })))
    await browser.visit((web) => web.session.renewRecoveryCodes({ password }))
    expect(await send(passwordSetAt)).toBe('no failure')

    await browser.visit((web) => web.session.changePassword({ current: password, password: 'battery staple' }))
    expect(await check()).toBe('device-password-old')
    expect(await send(passwordSetAt)).toBe('device-password-old')
    const keyFor = (typed: string) =>
      browser.visit((web) => web.onboarding.deviceKey({ deviceId: id, password: typed }))
    expect(await codeOf(keyFor(password))).toBe('password-wrong')
    const key = await keyFor('battery staple')
    expect(key.secret).toBe(prepared.secret)
    expect(await check(key.passwordSetAt)).toBe('no failure')

    // Whoever lost it, and revoked it, has nothing more to open.
    await browser.visit((web) => web.onboarding.revokeDevice({ id }))
    expect(await codeOf(keyFor('battery staple'))).toBe('device-revoked')
    expect(await check(key.passwordSetAt)).toBe('device-revoked')
  })

  it('offers the villages where somebody may register people, and no other unit', async () => {
    const officer = as(officerOf('officer', ['v1', 'c1']))
    expect((await officer.onboarding.villages({})).map((village) => village.id)).toEqual(['v1'])
    expect(await api.onboarding.villages({ text: 'buon x' })).toEqual([
      { id: 'v3', name: 'Buôn Xa', parentName: 'Xã Hai', found: null },
    ])
    expect(await codeOf(api.onboarding.pack({ deviceId, unitId: 'c1' }))).toBe('not-found')
    expect(await api.onboarding.pack({ deviceId, unitId: 'v3' })).toMatchObject({ posterToken: null })
    const { token } = await api.registrations.poster({ unitId: 'v3' })
    expect(await api.onboarding.villagesOfPoster({ token })).toMatchObject([{ id: 'v3', name: 'Buôn Xa' }])
    expect(await officer.onboarding.villagesOfPoster({ token })).toEqual([])
    expect(await api.onboarding.pack({ deviceId, unitId: 'v3' })).toMatchObject({ posterToken: token })
  })

  it('does not tell what became of a record of another device', async () => {
    const one = record(person())
    await submit(one)
    const officer = as(officerOf('officer', ['v1']))
    const { answers } = await officer.onboarding.submit({ deviceId: await prepare(officer), records: [one] })
    expect(answers).toEqual([{ id: one.id, outcome: 'failed', code: 'forbidden', personId: null }])
  })
})
