import { listAuditEvents, listConsentEvents, listPeoplePage } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  DAY,
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { type Caller, type Context } from '../index.ts'
import type { RegistrationInput } from './self-register.ts'

let lastNetwork = 0

describeEngines('self-registration', (engine) => {
  let ctx: Context
  let api: Caller
  let now: number
  let token: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    now = Date.parse('2024-02-01T03:00:00.000Z')
    // Counts are kept per network by the process: every test comes from another one.
    const clientAddress = `198.51.100.${String(++lastNetwork)}`
    ctx = { ...contextOf(engine.db, engine.kind), clientAddress, now: () => new Date(now).toISOString() }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    token = (await api.registrations.poster({ unitId: 'v1' })).token
  })

  const send = async (input: Partial<RegistrationInput> = {}, readingMs = 20_000) => {
    const page = await api.registrations.page({ token, language: 'vi' })
    now += readingMs
    return api.registrations.submit({
      token,
      name: 'Rah Lan H’Mai',
      phone: '0912 345 678',
      agreed: true,
      noticeId: page.notice.id,
      formToken: page.formToken,
      trap: '',
      ...input,
    })
  }
  const waiting = async () => (await api.registrations.list({})).rows
  const confirmNew = async (id: string, adult = true) =>
    api.registrations.confirm({ id, who: { kind: 'new', householdOf: null, represents: true, adult } })

  it('a poster has one address until it is replaced; the old one then opens nothing', async () => {
    expect((await api.registrations.poster({ unitId: 'v1' })).token).toBe(token)
    expect((await api.registrations.poster({ unitId: 'v2' })).token).not.toBe(token)
    await api.registrations.replacePoster({ unitId: 'v1' })
    expect((await api.registrations.poster({ unitId: 'v1' })).token).not.toBe(token)
    expect(await codeOf(api.registrations.page({ token, language: 'vi' }))).toBe('not-found')
    expect(await codeOf(api.registrations.poster({ unitId: 'nowhere' }))).toBe('not-found')
  })

  it('what was filled in waits for an officer, and becomes a person with the consent of the page', async () => {
    const page = await api.registrations.page({ token, language: 'vi' })
    expect(page).toMatchObject({ unitName: 'Làng Trên', parentName: 'Xã Một', notice: { version: 1 } })
    await send()
    const counted = [
      api,
      await callerWith(ctx, { role: 'officer', unitId: 'v2' }),
      await callerWith(ctx, { role: 'officer', unitId: 'c1' }),
      await callerWith(ctx, { role: 'inspector', unitId: 'c1' }),
    ]
    expect(await Promise.all(counted.map(async (one) => (await one.waiting.count()).registrations))).toEqual([
      1, 0, 1, 0,
    ])
    const [row] = await waiting()
    expect(row).toMatchObject({ name: 'Rah Lan H’Mai', maskedPhone: '091•••••78', unitId: 'v1', candidates: [] })
    const id = row?.id ?? ''
    expect((await api.registrations.revealPhone({ id })).number).toBe('0912345678')
    const { personId, isWanted } = await confirmNew(id)
    expect(isWanted).toBe(true)
    expect(await waiting()).toEqual([])
    expect(await codeOf(confirmNew(id))).toBe('registration-decided')

    const [event, ...more] = await listConsentEvents(ctx.db, personId)
    expect(more).toEqual([])
    expect(event).toMatchObject({ kind: 'given', channel: 'web', day: DAY, noticeId: page.notice.id })
    expect((await api.people.groups({ id: personId })).map((group) => group.groupId)).toEqual(['village:v1'])
    const person = await api.people.byId({ id: personId })
    expect(person).toMatchObject({ adult: true, reachability: 'reachable' })
    expect(person.residences[0]).toMatchObject({ unitId: 'v1', representsHousehold: true })
  })

  it('there is no poster of a unit that does not exist', async () => {
    expect(await codeOf(api.registrations.replacePoster({ unitId: 'nowhere' }))).toBe('not-found')
  })

  it('keeps out of the groups who is not said to be an adult', async () => {
    await send()
    const { personId, isWanted } = await confirmNew((await waiting())[0]?.id ?? '', false)
    expect(isWanted).toBe(false)
    expect(await api.people.groups({ id: personId })).toEqual([])
  })

  it('finds who it may be, and adds consent and phone to that person', async () => {
    const [known] = (await listPeoplePage(ctx.db, { limit: 1 })).rows
    if (known === undefined) throw new Error('nobody there')
    await api.consents.record({ personId: known.id, purposeId: 'village-group', kind: 'withdrawn', channel: 'spoken' })
    await send({ name: known.name.toUpperCase() })
    const [row] = await waiting()
    expect(row?.candidates[0]).toMatchObject({ personId: known.id, livesHere: true, sameName: true, samePhone: false })
    await api.registrations.confirm({ id: row?.id ?? '', who: { kind: 'known', personId: known.id } })
    expect((await api.people.byId({ id: known.id })).phones).toHaveLength(2)
    expect((await listConsentEvents(ctx.db, known.id)).map((event) => event.kind)).toEqual([
      'given',
      'withdrawn',
      'given',
    ])
  })

  it('a household is somebody’s of the same village, and only somebody who lives there can be taken', async () => {
    const [known] = (await listPeoplePage(ctx.db, { limit: 1 })).rows
    await send()
    const id = (await waiting())[0]?.id ?? ''
    const newWith = (householdOf: string) =>
      api.registrations.confirm({ id, who: { kind: 'new', householdOf, represents: false, adult: true } })
    expect(await codeOf(newWith('nobody'))).toBe('household-unknown')
    const other = await api.registrations.poster({ unitId: 'v2' })
    const before = token
    token = other.token
    await send()
    token = before
    const elsewhere = (await waiting()).find((row) => row.unitId === 'v2')?.id ?? ''
    expect(
      await codeOf(api.registrations.confirm({ id: elsewhere, who: { kind: 'known', personId: known?.id ?? '' } })),
    ).toBe('person-lives-elsewhere')
    const { personId } = await newWith(known?.id ?? '')
    const householdOf = async (person: string) => (await api.people.byId({ id: person })).residences[0]?.householdId
    expect(await householdOf(personId)).toBe(await householdOf(known?.id ?? ''))
  })

  it('answers the same for somebody new, known, waiting, and for a program', async () => {
    const answers = [
      await send(),
      await send(),
      await send({ name: 'Siu Klon', phone: '0830002010' }),
      await send({ name: 'Bot', trap: 'https://example.org' }),
    ]
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"received":true}']))
    expect((await waiting()).map((row) => row.name)).toEqual(['Rah Lan H’Mai', 'Siu Klon'])
  })

  it('refuses what is missing, forged or too old, and says what to mend', async () => {
    expect(await codeOf(send({ agreed: false }))).toBe('consent-needed')
    expect(await codeOf(send({ name: ' 12 ' }))).toBe('name-needed')
    expect(await codeOf(send({ name: 'x'.repeat(500) }))).toBe('name-needed')
    expect(await codeOf(send({ phone: 'nine' }))).toBe('phone-needed')
    expect(await codeOf(send({ formToken: 'lr5q2o00.forged' }))).toBe('form-outdated')
    expect(await codeOf(send({}, 500))).toBe('form-too-quick')
    expect(await codeOf(send({}, 13 * 60 * 60_000))).toBe('form-outdated')
    expect(await codeOf(send({ noticeId: 'another' }))).toBe('form-outdated')
    expect(await codeOf(send({ token: 'unknown' }))).toBe('not-found')
    expect(await waiting()).toEqual([])
  })

  it('lets a village meeting through and stops a flood', async () => {
    const codes: string[] = []
    for (let at = 0; at < 61; at++) codes.push(await codeOf(send({ agreed: false }, 5_000)))
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(1)
    expect(codes.at(-1)).toBe('too-many-requests')
  })

  it('is rejected with a reason, which stays', async () => {
    await send()
    await api.registrations.reject({ id: (await waiting())[0]?.id ?? '', reason: 'Không ở thôn này' })
    expect((await api.registrations.list({ state: 'rejected' })).rows[0]).toMatchObject({
      reason: 'Không ở thôn này',
      decidedBy: 'local-administrator',
      personId: null,
    })
    const { rows } = await listAuditEvents(ctx.db, { limit: 3 })
    expect(rows.map((event) => event.action)).toContain('registration-rejected')
  })
})
