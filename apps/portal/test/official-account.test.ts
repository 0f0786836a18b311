import { createCaller, type Caller, type Context } from '@ketnoi/api'
import { findServiceConnection, listDesiredRows } from '@ketnoi/db'
import { createSimFetch, createSimService, SIM_ADMINISTRATOR, type SimService } from '@ketnoi/zalo/sim'
import { beforeEach, expect, test } from 'vitest'
import { contextOf, importVillagers, setUpDistrict } from '../../../packages/api/test/small-district.ts'
import { doWork } from '../../../packages/api/test/test-queue.ts'
import { describeEngines, emptyDatabase } from '../../../packages/db/test/engines.ts'
import {
  createOfficialAccount,
  type ReachedOfficialAccount,
} from '../src/lib/server/official-account/official-account.ts'

const HOUR = 3_600_000
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
    return createOfficialAccount({ context: () => ctx, secret, clock, fetch: wrap(createSimFetch(service)) })
  }

  function use(reached: ReachedOfficialAccount): void {
    ctx = {
      ...contextOf(engine.db, engine.kind),
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

  test('carries a plan out with the account of whoever administers it, to the proved end', async () => {
    await importVillagers(api)
    await setUp()
    await consent()
    const everybody = await listDesiredRows(engine.db, [VILLAGE])
    const accounts = everybody.map((_, index) => (index === 0 ? SIM_ADMINISTRATOR : `${SIM_ADMINISTRATOR}${index}`))
    for (const [index, { personId }] of everybody.entries()) await bind(personId, accounts[index] ?? '')
    const { appId } = service.world.account
    const actingPersonIds = [everybody[0]?.personId ?? '']
    await api.services.setUp({ appId, appSecret: '', accountSecret: '', settings: '', actingPersonIds })
    await api.services.setRules({ newGroupService: 'zalo', quietHours: null, tasksPerDay: 40 })
    expect((await api.services.check()).filter(({ outcome }) => outcome !== 'ok')).toEqual([])
    const { fingerprint } = await api.runs.proposal({ groupId: VILLAGE })
    const { id } = await api.runs.approve({ scope: { groupId: VILLAGE }, fingerprint })
    await api.runs.start({ id })
    await doWork(ctx)
    const run = await api.runs.byId({ id })
    expect(run.counts.changes).toEqual({ proved: everybody.length + 1 })
    const [group] = service.world.groups.values()
    expect([...(group?.members.keys() ?? [])].sort()).toEqual([...accounts].sort())
    expect((await api.groups.byId({ id: VILLAGE })).plan.changes).toEqual([])
  })

  async function bind(id: string, accountId: string): Promise<void> {
    const { revision } = await api.people.byId({ id })
    const change = { kind: 'add-account', service: 'zalo', accountId, displayName: null, from: '2024-01-01' } as const
    await api.people.update({ id, revision, reason: '', change })
  }
})
