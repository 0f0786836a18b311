import {
  findPerson,
  findPrivateLink,
  listAuditEvents,
  listConsentEvents,
  listPeoplePage,
  listReadings,
  materialiseDesired,
  updatePerson,
} from '@ketnoi/db'
import { IA_PA_2024 } from '@ketnoi/hierarchy'
import { createHash } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import {
  DAY,
  VILLAGERS,
  codeOf,
  contextOf,
  createCaller,
  importVillagers,
  setUpDistrict,
} from '../../test/small-district.ts'
import { type Caller, type Context } from '../index.ts'

const PURPOSE = 'village-group'
const GROUP = 'village:v1'
let lastNetwork = 0

describeEngines('the private link of a villager', (engine) => {
  let ctx: Context
  let api: Caller
  let personId: string
  let token: string

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = { ...contextOf(engine.db, engine.kind), clientAddress: `203.0.113.${String(++lastNetwork)}` }
    api = createCaller(ctx)
    await setUpDistrict(api)
    await importVillagers(api)
    personId = (await listPeoplePage(ctx.db, { limit: 1 })).rows[0]?.id ?? ''
    token = (await api.privateLinks.make({ personId })).token
  })

  const wanted = async () => (await api.people.groups({ id: personId })).map((group) => group.groupId)
  const saveEverybody = () =>
    api.readings.save({
      groupId: GROUP,
      source: { kind: 'text', text: VILLAGERS.join('\n') },
      completeness: 'complete',
    })

  it('shows which groups and why, since when, by whom, and what is kept; numbers masked; opening is on record', async () => {
    const page = await api.privateLinks.page({ token })
    expect(page.groups).toMatchObject([
      { groupId: GROUP, since: DAY, byOffice: false, origin: { channel: 'import', recorder: 'local-administrator' } },
    ])
    expect(page.groups[0]?.reasons[0]).toMatchObject({ vi: 'Đại diện hộ, người thành niên, đã đồng ý' })
    expect(page.stored.phones[0]?.masked).toMatch(/^083•+\d\d$/u)
    expect(JSON.stringify(page)).not.toMatch(/\+84|083000/u)
    const { rows } = await listAuditEvents(ctx.db, { subject: { kind: 'person', id: personId }, limit: 1 })
    expect(rows[0]).toMatchObject({ action: 'private-page-opened', actor: personId })
  })

  it('keeps only the hash of the token; a new link or a revocation ends the one before', async () => {
    expect(Buffer.from(token, 'base64url').length * 8).toBeGreaterThanOrEqual(128)
    expect(await findPrivateLink(ctx.db, token)).toBeNull()
    const hash = createHash('sha256').update(token).digest('hex')
    expect(await findPrivateLink(ctx.db, hash)).toMatchObject({ personId })
    const next = (await api.privateLinks.make({ personId })).token
    expect(await codeOf(api.privateLinks.page({ token }))).toBe('not-found')
    expect(await codeOf(api.privateLinks.page({ token: next }))).toBe('no failure')
    expect(await api.privateLinks.ofPerson({ personId })).toMatchObject({ personId, author: 'local-administrator' })
    await api.privateLinks.revoke({ personId })
    expect(await codeOf(api.privateLinks.page({ token: next }))).toBe('not-found')
    expect(await api.privateLinks.ofPerson({ personId })).toBeNull()
  })

  it('B5 leaving is a departure by the person, stays so after every refresh and file, and ends with agreeing anew', async () => {
    await saveEverybody()
    await api.privateLinks.leave({ token, groupId: GROUP })
    await api.privateLinks.leave({ token, groupId: GROUP })
    expect(await wanted()).toEqual([GROUP])
    const removal = async () => (await api.groups.plan({ id: GROUP })).changes.filter((one) => one.kind === 'remove')
    expect(await removal()).toMatchObject([{ personId, reasons: [{ kind: 'left-by-themselves', on: DAY }] }])
    const [reading] = await listReadings(ctx.db, [GROUP])
    expect(reading?.departures).toMatchObject([{ personId, by: 'self' }])
    await importVillagers(api)
    expect(await removal()).toHaveLength(1)

    const notice = await api.consents.notice({ purposeId: PURPOSE, language: 'vi' })
    await api.consents.record({
      personId,
      purposeId: PURPOSE,
      kind: 'given',
      channel: 'spoken',
      noticeId: notice.id,
    })
    expect(await removal()).toEqual([])
    expect((await listReadings(ctx.db, [GROUP]))[0]?.departures).toEqual([])
  })

  it('says of somebody who left, or took consent back, why they are not wanted where they still are', async () => {
    await saveEverybody()
    const reasons = async () => (await api.people.groups({ id: personId })).flatMap((group) => group.reasons)
    await api.privateLinks.leave({ token, groupId: GROUP })
    expect(await reasons()).toMatchObject([{ kind: 'left-by-themselves', on: DAY }])
    // Nobody else brought them to where they are going, and there is nothing left to leave.
    expect((await api.privateLinks.page({ token })).groups).toMatchObject([
      { reasons: ['left-by-themselves'], left: true, byRule: false },
    ])
    const notice = await api.consents.notice({ purposeId: PURPOSE, language: 'vi' })
    const again = { personId, purposeId: PURPOSE, kind: 'given', channel: 'spoken', noticeId: notice.id } as const
    await api.consents.record(again)
    expect(await reasons()).toMatchObject([{ kind: 'rule' }])
    expect((await api.privateLinks.page({ token })).groups).toMatchObject([{ left: false, byRule: true }])
    await api.privateLinks.withdraw({ token, purposeId: PURPOSE })
    expect(await reasons()).toMatchObject([{ kind: 'consent-withdrawn', purpose: PURPOSE, on: DAY }])
  })

  it('withdrawing is an event of the web, and a removal with that reason', async () => {
    await saveEverybody()
    await api.privateLinks.withdraw({ token, purposeId: PURPOSE })
    await api.privateLinks.withdraw({ token, purposeId: PURPOSE })
    const [, withdrawn, ...more] = await listConsentEvents(ctx.db, personId)
    expect(more).toEqual([])
    expect(withdrawn).toMatchObject({ kind: 'withdrawn', channel: 'web', recorder: personId })
    const { changes } = await api.groups.plan({ id: GROUP })
    expect(changes.filter((one) => one.kind === 'remove')).toMatchObject([
      { personId, reasons: [{ kind: 'consent-withdrawn', purpose: PURPOSE, on: DAY }] },
    ])
  })

  it('a file that still says yes does not bring back who took consent back', async () => {
    await api.privateLinks.withdraw({ token, purposeId: PURPOSE })
    await importVillagers(api)
    expect(await wanted()).toEqual([])
    expect((await listConsentEvents(ctx.db, personId)).map((event) => event.kind)).toEqual(['given', 'withdrawn'])
  })

  it('lets nobody leave a group that they are in by office, or one that is not theirs', async () => {
    expect(await codeOf(api.privateLinks.leave({ token, groupId: 'village:v2' }))).toBe('not-found')
    const stored = await findPerson(ctx.db, personId)
    if (stored === null) throw new Error('nobody there')
    const appointments = [{ positionId: 'village-head', unitId: 'v1', from: null, to: null }]
    await updatePerson(ctx.db, { ...stored.person, appointments }, stored.revision)
    await materialiseDesired(ctx.db, IA_PA_2024, DAY, { personIds: [personId] })
    expect(await codeOf(api.privateLinks.leave({ token, groupId: GROUP }))).toBe('membership-required')
  })

  it('stops whoever tries tokens', async () => {
    const codes: string[] = []
    for (let at = 0; at < 121; at++)
      codes.push(await codeOf(api.privateLinks.leave({ token: `guess-${String(at)}`, groupId: GROUP })))
    expect(codes.at(0)).toBe('not-found')
    expect(codes.at(-1)).toBe('too-many-requests')
  })
})
