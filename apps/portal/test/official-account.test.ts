import { createCaller, receiveServiceEvent, type Caller, type Context } from '@ketnoi/api'
import { findServiceConnection, listActualGroups, listDesiredRows } from '@ketnoi/db'
import { createSimFetch, createSimService, SIM_ADMINISTRATOR, type SimService } from '@ketnoi/zalo/sim'
import { beforeEach, expect, test } from 'vitest'
import { contextOf, importVillagers, setUpDistrict } from '../../../packages/api/test/small-district.ts'
import { doQueued } from '../../../packages/api/src/runs/work.ts'
import { doWork } from '../../../packages/api/test/test-queue.ts'
import { describeEngines, emptyDatabase } from '../../../packages/db/test/engines.ts'
import {
  createOfficialAccount,
  type ReachedOfficialAccount,
} from '../src/lib/server/official-account/official-account.ts'

const HOUR = 3_600_000
const STRANGER = `${SIM_ADMINISTRATOR}18`
const OTHER = `${SIM_ADMINISTRATOR}19`
const VILLAGE = 'village:v1'
const holds = async () => {}
const SECRET = 'a secret that lies outside the database'

describeEngines('the Official Account', (engine) => {
  let service: SimService
  let now: number
  let ctx: Context
  let api: Caller

  /** A process of its own, with nothing in memory yet. */
  function startProcess(
    secret = SECRET,
    wrap = (send: ReturnType<typeof createSimFetch>) => send,
  ): ReachedOfficialAccount {
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds
      },
    }
    return createOfficialAccount({
      context: () => ctx,
      secrets: () => [secret],
      clock,
      fetch: wrap(createSimFetch(service)),
    })
  }

  function use(reached: ReachedOfficialAccount): void {
    ctx = {
      ...contextOf(engine.db, engine.kind),
      now: () => new Date(now).toISOString(),
      today: () => new Date(now).toISOString().slice(0, 10),
      clientAddress: engine.kind === 'pglite' ? '192.0.2.1' : '192.0.2.2',
      officialAccount: reached.account,
      connectTo: async (name, stillHolds) => (name === 'zalo' ? reached.connect(stillHolds) : null),
    }
    api = createCaller(ctx)
  }

  beforeEach(async () => {
    await emptyDatabase(engine.db)
    now = Date.parse('2026-11-26T08:00:00Z')
    service = createSimService({
      now: () => now,
      assets: [{ assetType: 'gmf1000' }],
      users: Array.from({ length: 20 }, (_, index) => ({ userId: `${SIM_ADMINISTRATOR}${index}`, follows: true })),
    })
    use(startProcess())
    await setUpDistrict(api)
  })

  async function setUp(): Promise<void> {
    const { appId, appSecret, accountSecret } = service.world.account
    await api.services.setUp({
      appId,
      appSecret,
      accountSecret,
      settings: '{"callsPerMinute": 4000, "retryWaitMs": 1}',
      actingPersonIds: [],
    })
  }

  /** Consents as an administrator of the account does, in the pages of the service. */
  async function consent(): Promise<void> {
    const { address } = await api.services.startConsent({ redirectUri: 'https://ketnoi.example/services/callback' })
    const { pathname, search } = new URL(address)
    const answer = service.handle({ method: 'GET', url: `${pathname}${search}`, headers: {}, body: '' })
    const back = new URL(answer.kind === 'answer' ? (answer.headers['location'] ?? '') : '')
    await api.services.finishConsent({
      code: back.searchParams.get('code') ?? '',
      state: back.searchParams.get('state') ?? '',
      accountId: back.searchParams.get('oa_id') ?? '',
    })
  }

  test('is reached after one consent, and keeps nothing readable', async () => {
    await setUp()
    expect(await ctx.connectTo('zalo', holds)).toBeNull()
    await consent()
    expect((await api.services.page()).connection).toMatchObject({
      consent: 'given',
      accountId: service.world.account.accountId,
    })
    const steps = await api.services.check()
    expect(steps.map(({ step, outcome }) => [step, outcome])).toContainEqual(['permission', 'ok'])
    expect(steps.at(-1)).toMatchObject({ step: 'founders', outcome: 'missing' })
    const kept = JSON.stringify(await findServiceConnection(engine.db, 'zalo'))
    const { appSecret, accountSecret } = service.world.account
    const { accessToken = '', refreshToken = '' } = service.world.tokens ?? {}
    for (const secret of [appSecret, accountSecret, accessToken, refreshToken]) expect(kept).not.toContain(secret)
    const groups = await (await ctx.connectTo('zalo', holds))?.reader.listGroups(null)
    expect(groups).toMatchObject({ kind: 'done', page: { items: [] } })
  })

  test('renews the tokens once when several processes find them old', async () => {
    await setUp()
    await consent()
    now += 21 * HOUR
    let exchanges = 0
    const processes = Array.from({ length: 4 }, () =>
      startProcess(SECRET, (send) => async (url, init) => {
        if (url.includes('access_token')) exchanges++
        return send(url, init)
      }),
    )
    const read = async (reached: ReachedOfficialAccount) => (await reached.connect(holds))?.reader.listGroups(null)
    const outcomes = await Promise.all(processes.map(read))
    expect(outcomes.map((outcome) => outcome?.kind)).toEqual(['done', 'done', 'done', 'done'])
    expect(exchanges).toBe(1)
    // The pair that was kept is the one that the service takes.
    expect((await read(startProcess()))?.kind).toBe('done')
  })

  test('asks for a new consent where the pair is lost', async () => {
    await setUp()
    await consent()
    service.issueTokens()
    now += 26 * HOUR
    const outcome = await (await ctx.connectTo('zalo', holds))?.reader.listGroups(null)
    expect(outcome).toMatchObject({ kind: 'failed', code: 'not-allowed' })
    expect((await api.services.page()).connection).toMatchObject({ consent: 'lost', lastError: 'consent-again' })
    await consent()
    expect((await api.services.page()).connection).toMatchObject({ consent: 'given', lastError: null })
    expect((await (await ctx.connectTo('zalo', holds))?.reader.listGroups(null))?.kind).toBe('done')
  })

  test('says that the secrets must be entered anew where the key of the installation is another one', async () => {
    await setUp()
    await consent()
    use(startProcess('another secret, of another installation'))
    expect((await api.services.page()).connection?.challenge).toBeNull()
    expect(await ctx.connectTo('zalo', holds)).toBeNull()
    await setUp()
    expect((await api.services.page()).connection?.challenge).not.toBeNull()
    await consent()
    expect((await (await ctx.connectTo('zalo', holds))?.reader.listGroups(null))?.kind).toBe('done')
  })

  /** A village whose people are in a group of the account; gives what the service calls it. */
  async function haveGroup(): Promise<string> {
    await importVillagers(api)
    await setUp()
    await consent()
    const everybody = await listDesiredRows(engine.db, [VILLAGE])
    const accounts = everybody.map((_, index) => (index === 0 ? SIM_ADMINISTRATOR : `${SIM_ADMINISTRATOR}${index}`))
    for (const [index, { personId }] of everybody.entries()) await bind(personId, accounts[index] ?? '')
    const { appId } = service.world.account
    const actingPersonIds = [everybody[0]?.personId ?? '']
    await api.services.setUp({ appId, appSecret: '', accountSecret: '', settings: '', actingPersonIds })
    const { rules } = await api.services.page()
    await api.services.setRules({ ...rules, newGroupService: 'zalo', quietHours: null, tasksPerDay: 40 })
    expect((await api.services.check()).filter(({ outcome }) => outcome !== 'ok')).toEqual([])
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    const { id } = await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })
    await api.runs.start({ id })
    await doWork(ctx)
    expect((await api.runs.byId({ id })).counts.changes).toEqual({ proved: everybody.length + 1 })
    const [group] = service.world.groups.values()
    expect([...(group?.members.keys() ?? [])].sort()).toEqual([...accounts].sort())
    await deliver()
    await doWork(ctx)
    return group?.groupId ?? ''
  }

  test('carries a plan out with the account of whoever administers it, to the proved end', async () => {
    await haveGroup()
    expect((await api.groups.byId({ id: VILLAGE })).plan.changes).toEqual([])
  })

  /** What the service has to tell, as its requests arrive. */
  async function deliver(): Promise<string[]> {
    const outcomes: string[] = []
    for (const { id, body, headers } of service.events.due()) {
      outcomes.push(await receiveServiceEvent(ctx, new TextEncoder().encode(body), new Headers(headers)))
      service.events.delivered(id, true)
    }
    return outcomes
  }

  test('takes events that are signed, once each and in any order, and refuses all others', async () => {
    await setUp()
    await consent()
    service.acts.writeToAccount(STRANGER, 'xin chào')
    const [told] = service.events.due()
    const bytes = new TextEncoder().encode(told?.body ?? '')
    const headers = new Headers(told?.headers)
    expect(await receiveServiceEvent(ctx, new TextEncoder().encode(`${told?.body ?? ''} `), headers)).toBe('refused')
    expect(await receiveServiceEvent(ctx, bytes, new Headers())).toBe('refused')
    expect(await receiveServiceEvent(ctx, bytes, headers)).toBe('taken')
    expect(await receiveServiceEvent(ctx, bytes, headers)).toBe('taken')
    expect(await doWork(ctx)).toBe(1)
    expect((await api.services.requests()).rows).toMatchObject([{ kind: 'account', displayName: STRANGER }])
    const flood = Array.from({ length: 40 }, () => receiveServiceEvent(ctx, bytes, new Headers()))
    const refusals = await Promise.allSettled(flood)
    expect(refusals.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'too-many-requests' } })
  })

  test('binds the account that sends a code, once, and keeps nothing of what was written', async () => {
    await importVillagers(api)
    await setUp()
    await consent()
    const [row] = await listDesiredRows(engine.db, [VILLAGE])
    const personId = row?.personId ?? ''
    const { code } = await api.services.makeBindingCode({ personId })
    service.acts.writeToAccount(STRANGER, `ma cua toi la ${code.toLowerCase()} nhe`)
    service.acts.writeToAccount(OTHER, code)
    expect(await deliver()).toEqual(['taken', 'taken'])
    const kept = await engine.db.selectFrom('webhook_event').select('payload').execute()
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`ma cua toi|${code}`, 'iu'))
    await doWork(ctx)
    expect((await api.people.byId({ id: personId })).accounts).toMatchObject([{ service: 'zalo' }])
    // The second to send it is nobody known.
    expect((await api.services.requests()).rows.map(({ displayName }) => displayName)).toEqual([OTHER])
  })

  test('proposes whom an account may be, and lets a person decide', async () => {
    await importVillagers(api)
    await setUp()
    await consent()
    service.acts.shareInfo(STRANGER, 'Siu Klon', '0830002010')
    service.acts.withdraw(OTHER)
    await deliver()
    await doWork(ctx)
    const { rows } = await api.services.requests()
    const [account, withdrawal] = rows
    expect(rows.map(({ kind }) => kind)).toEqual(['account', 'withdrawal'])
    expect(account?.proposals.map(({ name }) => name)).toContain('Siu Klon')
    await api.services.decideRequest({
      id: account?.id ?? '',
      decision: { kind: 'person', personId: account?.proposals[0]?.id ?? '' },
    })
    await api.services.decideRequest({ id: withdrawal?.id ?? '', decision: { kind: 'done' } })
    expect((await api.services.requests()).rows).toEqual([])
    expect((await api.people.byId({ id: account?.proposals[0]?.id ?? '' })).accounts).toHaveLength(1)
  })

  test('reads a group in which something happened, and lets in only whom a person let in', async () => {
    const id = await haveGroup()
    const left = service.world.groups.get(id)?.members.keys().toArray().at(-1) ?? ''
    service.acts.leave(id, left)
    service.acts.join(id, STRANGER)
    await deliver()
    await doWork(ctx)
    const { changes, held } = (await api.groups.byId({ id: VILLAGE })).plan
    // Whoever left is not asked again before somebody has decided about it.
    expect(changes.filter(({ kind }) => kind === 'add')).toEqual([])
    expect(held.map(({ code }) => code)).toEqual(['drift-undecided'])
    const [request] = (await api.services.requests()).rows
    expect(request).toMatchObject({ kind: 'join', groupId: VILLAGE })
    expect(service.world.groups.get(id)?.members.has(STRANGER)).toBe(false)
    await api.services.decideRequest({ id: request?.id ?? '', decision: { kind: 'reject' } })
    expect(service.world.groups.get(id)?.pending.has(STRANGER)).toBe(false)
    expect((await api.services.assets()).groups).toMatchObject([{ groupId: VILLAGE, assetType: 'gmf1000' }])
  })

  test('marks a group that the service has dissolved, and alarms before it does', async () => {
    const id = await haveGroup()
    for (const asset of service.world.assets.values())
      asset.validThrough = new Date(now + 45 * 24 * HOUR).toISOString().slice(0, 10)
    await doQueued(ctx, 'read-group', { groupId: VILLAGE })
    expect((await api.services.assets()).alarms).toMatchObject([{ groupId: VILLAGE, level: 60 }])
    service.acts.runOut(id)
    now += 60 * 24 * HOUR
    await (await ctx.connectTo('zalo', holds))?.reader.listGroups(null)
    await deliver()
    await doWork(ctx)
    expect(await listActualGroups(engine.db, { groupIds: [VILLAGE] })).toMatchObject([{ archived: true }])
  })

  async function bind(id: string, accountId: string): Promise<void> {
    const { revision } = await api.people.byId({ id })
    const change = { kind: 'add-account', service: 'zalo', accountId, displayName: null, from: '2024-01-01' } as const
    await api.people.update({ id, revision, reason: '', change })
  }
})
