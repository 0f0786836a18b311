import { findPerson, inTransaction, listConsentEvents, listOverrides, listPeoplePage, updatePerson } from '@ketnoi/db'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  DAY,
  callerWith,
  codeOf,
  contextOf,
  createCaller,
  finished,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { type Caller, type Context } from '../index.ts'
import { updatePlayedDay } from '../world.ts'
import { leaveGroup } from './leave-group.ts'
import { recordConsent, type NewConsentEvent } from './record-consent.ts'

const PURPOSE = 'village-group'

describeEngines('consents', (engine) => {
  let ctx: Context
  let api: Caller
  let personId: string
  let noticeId: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = contextOf(engine.db, engine.kind)
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    personId = (await listPeoplePage(ctx.db, { limit: 1 })).rows[0]?.id ?? ''
    noticeId = (await api.consents.notice({ purposeId: PURPOSE, language: 'vi' })).id
  })

  const say = (event: Partial<NewConsentEvent>) =>
    inTransaction(ctx.db, (trx) =>
      recordConsent(ctx, trx, { personId, purposeId: PURPOSE, kind: 'given', channel: 'spoken', ...event }),
    )
  const kinds = async () => (await listConsentEvents(ctx.db, personId)).map((event) => event.kind)
  const wanted = async () => (await api.people.groups({ id: personId })).map((group) => group.groupId)

  it('a roster with a consent column is an event with the file as evidence', async () => {
    const [event, ...others] = await listConsentEvents(ctx.db, personId)
    expect(others).toEqual([])
    expect(event).toMatchObject({ kind: 'given', channel: 'import', day: DAY, recorder: 'local-administrator' })
    expect(event?.evidence).toMatch(/^nhan-dan\.csv \(id-/u)
  })

  it('a withdrawal ends consent and membership from its day; agreeing again needs the notice', async () => {
    expect(await wanted()).toEqual(['village:v1'])
    await api.consents.record({
      personId,
      purposeId: PURPOSE,
      kind: 'withdrawn',
      channel: 'paper',
      evidence: 'Phiếu 12',
    })
    expect(await kinds()).toEqual(['given', 'withdrawn'])
    expect(await wanted()).toEqual([])
    expect(await codeOf(say({ kind: 'withdrawn' }))).toBe('nothing-to-end')
    expect(await codeOf(say({}))).toBe('notice-missing')
    expect(await wanted()).toEqual([])
    await say({ noticeId, channel: 'paper', evidence: '  ' })
    expect(await wanted()).toEqual(['village:v1'])
    const [purpose] = await api.consents.ofPerson({ personId })
    expect(purpose).toMatchObject({ allowed: true, byConsent: true, byGround: false })
    expect(purpose?.ledger.at(-1)).toMatchObject({
      kind: 'given',
      channel: 'paper',
      evidence: null,
      notice: { id: noticeId, version: 1, language: 'vi' },
    })
    expect(purpose?.ledger.at(-1)?.noticeSha256).toMatch(/^[0-9a-f]{64}$/u)
  })

  it.each([
    ['2024-05-01', ['village:v1']],
    ['2023-12-01', []],
  ])('agreed while %s is pinned counts from the calendar day on', async (pinned, groups) => {
    await say({ kind: 'withdrawn' })
    await finished(api, (await api.setup.setAsOf({ asOf: pinned })).jobId)
    const later = { ...ctx, today: () => '2024-02-05' }
    const caller = createCaller(later)
    await caller.consents.record({ personId, purposeId: PURPOSE, kind: 'given', channel: 'spoken', noticeId })
    const [purpose] = await caller.consents.ofPerson({ personId })
    expect(purpose).toMatchObject({ allowed: true, byConsent: true })
    expect(purpose?.periods.at(-1)).toEqual({ from: '2024-02-05', to: null })
    expect(await wanted()).toEqual(groups)
    const ahead = { personId, purposeId: PURPOSE, kind: 'withdrawn', channel: 'spoken', day: '2024-02-06' } as const
    expect(await codeOf(caller.consents.record(ahead))).toBe('day-in-future')
  })

  it('in the example it counts from the day that the example plays on', async () => {
    await say({ kind: 'withdrawn' })
    await updatePlayedDay(ctx.db, '2024-02-03')
    const caller = createCaller({ ...ctx, today: () => '2026-02-05' })
    await caller.consents.record({ personId, purposeId: PURPOSE, kind: 'given', channel: 'spoken', noticeId })
    const [purpose] = await caller.consents.ofPerson({ personId })
    expect(purpose?.periods.at(-1)).toEqual({ from: '2024-02-03', to: null })
    expect(await wanted()).toEqual(['village:v1'])
  })

  it('whoever leaves while a day to come is pinned is out from today on', async () => {
    await finished(api, (await api.setup.setAsOf({ asOf: '2024-05-01' })).jobId)
    await inTransaction(ctx.db, (trx) => leaveGroup(ctx, trx, { personId, groupId: 'village:v1' }))
    expect(await listOverrides(ctx.db, { personIds: [personId] })).toMatchObject([{ from: DAY, to: null }])
    expect(await wanted()).toEqual([])
  })

  it('a ground needs a citation, and outlasts the withdrawal of consent', async () => {
    expect(await codeOf(say({ kind: 'ground' }))).toBe('citation-missing')
    expect(await codeOf(say({ citation: 'Điều 19', noticeId }))).toBe('citation-missing')
    await say({ kind: 'ground', citation: 'Luật 91/2025/QH15, Điều 19 khoản 1 điểm c' })
    await say({ kind: 'withdrawn' })
    const [both] = await api.consents.ofPerson({ personId })
    expect(both).toMatchObject({ allowed: true, byConsent: false, byGround: true })
    await say({ kind: 'ground-ended' })
    expect(await wanted()).toEqual([])
  })

  it('the same record sent again is one', async () => {
    const at = '2030-02-01T08:00:00.000Z'
    await say({ kind: 'refused', at })
    await say({ kind: 'refused', at })
    expect(await kinds()).toHaveLength(2)
    expect((await findPerson(ctx.db, personId))?.person.consents).toEqual([])
  })

  it('refuses days that cannot be, and what does not exist', async () => {
    expect(await codeOf(say({ noticeId, day: '2024-02-02' }))).toBe('day-in-future')
    expect(await codeOf(say({ kind: 'withdrawn', day: '2024-01-31' }))).toBe('day-before-start')
    expect(await codeOf(say({ noticeId, purposeId: 'something-else' }))).toBe('not-found')
    expect(await codeOf(say({ noticeId: 'none' }))).toBe('not-found')
    expect(await codeOf(say({ noticeId, personId: 'nobody' }))).toBe('not-found')
    expect(await kinds()).toEqual(['given'])
  })

  it('a minor stays out, consent or not', async () => {
    const stored = await findPerson(ctx.db, personId)
    if (stored === null) throw new Error('nobody there')
    await updatePerson(ctx.db, { ...stored.person, birth: '2010', consents: [] }, stored.revision)
    await say({ noticeId })
    expect((await api.consents.ofPerson({ personId }))[0]?.allowed).toBe(true)
    expect(await wanted()).toEqual([])
  })

  it('a new text is a new version, shown from then on; the old one stays with those who agreed to it', async () => {
    await api.consents.setController({ name: 'Công an xã Một', contact: '0269 3 000 000' })
    const [purpose] = (await api.consents.notices()).purposes
    const proposal = purpose?.texts[0]?.proposal ?? ''
    expect(proposal).toContain('Công an xã Một')
    const added = await api.consents.addNotice({ purposeId: PURPOSE, language: 'vi', text: proposal })
    expect(added).toMatchObject({ version: 2, text: proposal })
    expect((await api.consents.notice({ purposeId: PURPOSE, language: 'vi' })).id).toBe(added.id)
    expect((await api.consents.addNotice({ purposeId: PURPOSE, language: 'vi', text: proposal })).version).toBe(2)
    const { mayChange, purposes } = await api.consents.notices()
    expect(purposes[0]?.texts[0]?.versions.map((one) => one.version)).toEqual([2, 1])
    // Everybody else reads them only.
    expect(mayChange).toBe(true)
    const commune = await callerWith(ctx, { role: 'commune-administrator', unitId: 'c1' })
    expect(await commune.consents.notices()).toMatchObject({ mayChange: false, purposes })
    expect(await codeOf(commune.consents.setController({ name: 'x', contact: 'y' }))).toBe('forbidden')
    expect((await api.consents.notice({ purposeId: PURPOSE, language: 'en' })).version).toBe(1)
  })
})
