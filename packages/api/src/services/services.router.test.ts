import { findServiceConnection, listActualGroups, listAuditEvents } from '@ketnoi/db'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, emptyDatabase } from '../../../db/test/engines.ts'
import { createFakeOfficialAccount } from '../../test/fake-official-account.ts'
import { callerWith, codeOf, contextOf, createCaller, setUpDistrict } from '../../test/small-district.ts'
import type { Caller, Context } from '../index.ts'
import { findGroupService } from '../runs/run-store.ts'

const VILLAGE = 'village:v1'
const ENTERED = { appId: '123456', appSecret: 'hush', accountSecret: '', settings: '', actingPersonIds: [] }

describeEngines('setting a service up', (engine) => {
  let ctx: Context
  let api: Caller

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    ctx = {
      ...contextOf(engine.db, engine.kind),
      officialAccount: createFakeOfficialAccount(),
      connectTo: async (service) => {
        const known =
          service === 'zalo' && ((await findServiceConnection(engine.db, 'zalo'))?.accountId ?? null) !== null
        if (!known) return null
        const refuse = () => Promise.reject(new Error('not asked in these tests'))
        const reader = { listGroups: refuse, findGroup: refuse, readGroup: refuse }
        const writer = {
          createGroup: refuse,
          renameGroup: refuse,
          archiveGroup: refuse,
          unarchiveGroup: refuse,
          addMembers: refuse,
          removeMember: refuse,
          changeRole: refuse,
          withdrawInvitation: refuse,
        }
        return { reader, writer, carriedOutBy: 'program', actingPersons: [] }
      },
    }
    api = createCaller(ctx)
    await setUpDistrict(api)
  })

  async function stateOfConsent(): Promise<string> {
    const { address } = await api.services.startConsent({ redirectUri: 'https://ketnoi.example/services/callback' })
    return new URL(address).searchParams.get('state') ?? ''
  }

  test('keeps secrets sealed, shows none, and leaves those that nobody enters again as they are', async () => {
    expect(await codeOf(api.services.setUp({ ...ENTERED, appSecret: '' }))).toBe('secret-missing')
    await api.services.setUp({ ...ENTERED, accountSecret: 'key of events' })
    const page = await api.services.page()
    expect(page.connection).toMatchObject({ appId: '123456', hasAccountSecret: true, consent: 'never-given' })
    expect(JSON.stringify(page)).not.toMatch(/hush|key of events/u)
    await api.services.setUp({ ...ENTERED, appSecret: '', settings: '{"pageSize": 5}' })
    expect(await findServiceConnection(ctx.db, 'zalo')).toMatchObject({
      appSecret: 'sealed app-secret hush',
      accountSecret: 'sealed account-secret key of events',
      settings: { pageSize: 5 },
    })
    // Another app has other secrets.
    expect(await codeOf(api.services.setUp({ ...ENTERED, appId: '654321', appSecret: '' }))).toBe('secret-missing')
    const events = await listAuditEvents(ctx.db, { subject: { kind: 'service', id: 'zalo' }, limit: 10 })
    expect(events.rows.map(({ action }) => action)).toEqual(['service-set-up', 'service-set-up'])
    expect(JSON.stringify(events)).not.toMatch(/hush|key of events/u)
  })

  test('refuses settings that it does not know', async () => {
    expect(await codeOf(api.services.setUp({ ...ENTERED, settings: '{' }))).toBe('settings-unreadable')
    expect(await codeOf(api.services.setUp({ ...ENTERED, settings: '{"wrong": 1}' }))).toBe('unknown-setting')
  })

  test('takes a consent that was asked for, once and from whoever asked', async () => {
    await api.services.setUp(ENTERED)
    const back = { code: 'good', accountId: '789' }
    expect(await codeOf(api.services.finishConsent({ ...back, state: 'made up' }))).toBe('consent-not-asked')
    const state = await stateOfConsent()
    const other = await callerWith(ctx, { role: 'administrator' })
    expect(await codeOf(other.services.finishConsent({ ...back, state }))).toBe('consent-not-asked')
    expect(await api.services.finishConsent({ ...back, state })).toEqual({ name: 'OA Ia Pa' })
    expect(await codeOf(api.services.finishConsent({ ...back, state }))).toBe('consent-not-asked')
    const refused = { code: 'bad', accountId: '789', state: await stateOfConsent() }
    expect(await codeOf(api.services.finishConsent(refused))).toBe('consent-refused')
    expect((await api.services.page()).connection).toMatchObject({ accountId: '789', lastError: 'check-app-secret' })
    await api.services.check()
    expect((await api.services.page()).connection?.lastError).toBeNull()
  })

  test('makes new groups through a service that can be reached, and no other', async () => {
    const rules = {
      newGroupService: 'zalo',
      quietHours: { from: 21, to: 6 },
      tasksPerDay: 12,
      announcementSecondAbove: 7,
      announcementMessagesPerMinute: 3,
    }
    expect(await codeOf(api.services.setRules(rules))).toBe('service-not-set-up')
    expect(await codeOf(api.services.setRules({ ...rules, newGroupService: 'elsewhere' }))).toBe('service-unknown')
    await api.services.setUp(ENTERED)
    await api.services.finishConsent({ code: 'good', accountId: '789', state: await stateOfConsent() })
    await api.services.setRules(rules)
    expect((await api.services.page()).rules).toEqual(rules)
    await api.services.setRules({ ...rules, quietHours: null })
    expect((await api.services.page()).rules.quietHours).toBeNull()
    const [change] = (await listAuditEvents(ctx.db, { actions: ['service-rules-set'], limit: 1 })).rows
    expect(change?.data).toMatchObject({ before: rules, after: { announcementSecondAbove: 7 } })
    for (const wrong of [{ announcementSecondAbove: 0 }, { announcementMessagesPerMinute: 51 }])
      expect(await codeOf(api.services.setRules({ ...rules, ...wrong }))).toBe('input-invalid')
    const preview = await api.announcements.preview({ text: 'Họp thôn', scope: { groupIds: [VILLAGE] } })
    expect(preview).toMatchObject({ secondAbove: 7, perMinute: 3 })
  })

  test('lets the ordinary group go as it is when a group is switched, and plans a new one', async () => {
    await api.services.setUp(ENTERED)
    await api.services.finishConsent({ code: 'good', accountId: '789', state: await stateOfConsent() })
    await api.groups.setLink({ id: VILLAGE, joinLink: 'https://zalo.me/g/lang' })
    const [before] = await listActualGroups(ctx.db, { groupIds: [VILLAGE] })
    await api.services.switchGroup({ groupId: VILLAGE, service: 'zalo' })
    expect(await listActualGroups(ctx.db, { groupIds: [VILLAGE] })).toEqual([])
    expect((await listActualGroups(ctx.db)).find(({ id }) => id === before?.id)).toMatchObject({
      owner: 'other',
      joinLink: 'https://zalo.me/g/lang',
    })
    expect(await findGroupService(ctx.db, VILLAGE)).toBe('zalo')
    expect(await findGroupService(ctx.db, 'village:v2')).toBe('hands-on')
    const { changes, blocked } = (await api.groups.byId({ id: VILLAGE })).plan
    expect(changes[0]?.kind).toBe('create-group')
    expect(blocked).toEqual([])
    // And back: the same ordinary group is not taken up again.
    await api.services.switchGroup({ groupId: VILLAGE, service: 'hands-on' })
    await api.groups.setLink({ id: VILLAGE, joinLink: 'https://zalo.me/g/lang-moi' })
    expect((await api.groups.byId({ id: VILLAGE })).link.joinLink).toBe('https://zalo.me/g/lang-moi')
  })
})
