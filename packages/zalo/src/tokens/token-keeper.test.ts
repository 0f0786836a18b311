import { describe, expect, test } from 'vitest'
import { createZaloClient } from '../client/client.ts'
import type { Fetch } from '../client/call.ts'
import { createZaloSettings } from '../settings.ts'
import { createSimFetch } from '../sim/fetch.ts'
import { createSimService, type SimService } from '../sim/service.ts'
import { virtualClock } from '../../test/connect-to-sim.ts'
import { challengeOf, createConsentLink, createPkceVerifier, exchangeCode } from './consent.ts'
import { createTokenKeeper, type KeptTokens, type TokenKeeper, type TokenStore } from './token-keeper.ts'

const HOUR = 3_600_000
const settings = createZaloSettings({ callsPerMinute: 4_000 })

/** Keeps tokens for several keepers as a database would: one at a time, and what is saved is there at the end of the lock. */
function sharedStore(): TokenStore & { kept: KeptTokens | null; log: string[]; full: boolean } {
  let queue: Promise<unknown> = Promise.resolve()
  const store = {
    kept: null as KeptTokens | null,
    log: [] as string[],
    full: false,
    load: async () => await Promise.resolve(store.kept),
    withLock: async <T>(run: Parameters<TokenStore['withLock']>[0]): Promise<T> => {
      const turn = queue.then(
        async () =>
          await run({
            load: store.load,
            save: async (tokens) => {
              if (store.full) throw new Error('the disk is full')
              store.log.push(`save ${tokens.refreshToken}`)
              await Promise.resolve()
              store.kept = tokens
            },
          }),
      )
      queue = turn.catch(() => undefined)
      return (await turn) as T
    },
  }
  return store
}

interface Setting {
  readonly service: SimService
  readonly store: ReturnType<typeof sharedStore>
  readonly clock: ReturnType<typeof virtualClock>
  readonly keeper: () => TokenKeeper
  readonly refreshes: () => number
}

async function consented(
  wrap: (fetch: Fetch, store: ReturnType<typeof sharedStore>) => Fetch = (fetch) => fetch,
): Promise<Setting> {
  const clock = virtualClock()
  const service = createSimService({ now: clock.now, groups: [{ groupId: 'g', name: 'n' }] })
  const store = sharedStore()
  const { appId, appSecret } = service.world.account
  let refreshes = 0
  const network = createSimFetch(service)
  const fetch = wrap(async (url, init) => {
    if (typeof init.body === 'string' && init.body.includes('grant_type=refresh_token')) refreshes++
    return await network(url, init)
  }, store)
  const keeper = (): TokenKeeper => createTokenKeeper({ store, settings, app: { appId, appSecret }, clock, fetch })
  const verifier = createPkceVerifier()
  const code = service.acts.consent(challengeOf(verifier))
  const answer = await exchangeCode({ settings, app: { appId, appSecret }, clock, fetch }, code, verifier)
  if (answer.kind !== 'pair') throw new Error(answer.message)
  await keeper().accept(answer.pair)
  return { service, store, clock, keeper, refreshes: () => refreshes }
}

describe('a kept pair', () => {
  test('serves for twenty of its twenty-five hours, and is then renewed before anybody is refused', async () => {
    const { keeper, clock, service, refreshes } = await consented()
    const tokens = keeper()
    const first = await tokens.current()
    clock.advance(19 * HOUR)
    expect(await tokens.current()).toEqual(first)
    expect(refreshes()).toBe(0)
    clock.advance(2 * HOUR)
    expect(await tokens.current()).toEqual({ kind: 'token', accessToken: service.world.tokens?.accessToken })
    expect(refreshes()).toBe(1)
  })

  test('is renewed once by many processes that want it at the same moment', async () => {
    const { keeper, clock, service, refreshes } = await consented()
    const keepers = [keeper(), keeper(), keeper()]
    await Promise.all(keepers.map((one) => one.current()))
    clock.advance(21 * HOUR)
    const outcomes = await Promise.all([...keepers, ...keepers].map((one) => one.current()))
    expect(refreshes()).toBe(1)
    for (const outcome of outcomes)
      expect(outcome).toEqual({ kind: 'token', accessToken: service.world.tokens?.accessToken })
  })

  test('that another process renewed is found, not burnt', async () => {
    const { keeper, clock, service, refreshes } = await consented()
    const [one, other] = [keeper(), keeper()]
    const stale = await other.current()
    clock.advance(21 * HOUR)
    await one.current()
    const outcome = await other.renew(stale.kind === 'token' ? stale.accessToken : '')
    expect(outcome).toEqual({ kind: 'token', accessToken: service.world.tokens?.accessToken })
    expect(refreshes()).toBe(1)
  })

  test('is kept before it is used', async () => {
    const used: string[] = []
    const { keeper, clock, service, store } = await consented((fetch, { log }) => async (url, init) => {
      const token = new Headers(init.headers).get('access_token')
      if (token !== null) log.push(`use ${token}`)
      used.push(url)
      return await fetch(url, init)
    })
    clock.advance(21 * HOUR)
    store.log.length = 0
    const client = createZaloClient({
      settings,
      tokens: keeper(),
      clock,
      fetch: async (url, init) => {
        store.log.push('call')
        return await createSimFetch(service)(url, init)
      },
    })
    expect(await client.group('g')).toMatchObject({ kind: 'done' })
    expect(store.log).toEqual([`save ${service.world.tokens?.refreshToken ?? ''}`, 'call'])
  })

  test('that could not be kept is kept the next time, and not exchanged again', async () => {
    const { keeper, clock, service, store, refreshes } = await consented()
    const tokens = keeper()
    await tokens.current()
    clock.advance(21 * HOUR)
    store.full = true
    await expect(tokens.current()).rejects.toThrow('the disk is full')
    store.full = false
    expect(await tokens.current()).toEqual({ kind: 'token', accessToken: service.world.tokens?.accessToken })
    expect(store.kept?.refreshToken).toBe(service.world.tokens?.refreshToken)
    expect(refreshes()).toBe(1)
  })

  test('whose access token is refused is renewed', async () => {
    const { keeper, service, clock } = await consented()
    const client = createZaloClient({ settings, tokens: keeper(), clock, fetch: createSimFetch(service) })
    await client.group('g')
    clock.advance(HOUR)
    service.faults.add({ kind: 'token-refused', times: 1 })
    expect(await client.group('g')).toMatchObject({ kind: 'done' })
  })

  test('is not used up by a service that refuses every token', async () => {
    const { keeper, service, clock, refreshes } = await consented()
    const client = createZaloClient({ settings, tokens: keeper(), clock, fetch: createSimFetch(service) })
    clock.advance(HOUR)
    service.faults.add({ kind: 'token-refused' })
    for (let call = 0; call < 5; call++)
      expect(await client.group('g')).toMatchObject({ code: 'not-allowed', action: 'renew-token' })
    expect(refreshes()).toBe(1)
    service.faults.clear()
    expect(await client.group('g')).toMatchObject({ kind: 'done' })
  })

  test('goes on serving while the service cannot renew it', async () => {
    const { keeper, clock, service, refreshes } = await consented()
    clock.advance(21 * HOUR)
    service.faults.add({ kind: 'no-answer-before' })
    const tokens = keeper()
    expect(await tokens.current()).toEqual({ kind: 'token', accessToken: service.world.tokens?.accessToken })
    expect(await tokens.current()).toMatchObject({ kind: 'token' })
    expect(refreshes()).toBe(1)
    clock.advance(5 * HOUR)
    expect(await tokens.current()).toMatchObject({ kind: 'failed', code: 'unreachable' })
    service.faults.clear()
    expect(await tokens.current()).toMatchObject({ kind: 'token' })
  })
})

describe('a lost pair', () => {
  test('asks for consent, in words, and goes on asking without calling', async () => {
    const { keeper, clock, service, refreshes } = await consented()
    clock.advance(21 * HOUR)
    // The answer with the new pair was lost: the old refresh token is dead.
    service.faults.add({ kind: 'no-answer-after', times: 1 })
    const tokens = keeper()
    expect(await tokens.current()).toMatchObject({ kind: 'token' })
    clock.advance(HOUR)
    expect(await tokens.current()).toEqual({
      kind: 'consent-needed',
      reason: 'refused',
      message: expect.stringContaining('consent again'),
    })
    const before = refreshes()
    expect(await keeper().current()).toMatchObject({ kind: 'consent-needed', reason: 'refused' })
    expect(refreshes()).toBe(before)
  })

  test('comes to life with a new consent', async () => {
    const { keeper, clock, service } = await consented()
    service.issueTokens()
    clock.advance(21 * HOUR)
    const tokens = keeper()
    expect(await tokens.current()).toMatchObject({ kind: 'consent-needed', reason: 'refused' })
    const { accessToken, refreshToken, accessUntil, refreshUntil } = service.issueTokens()
    await tokens.accept({ accessToken, refreshToken, accessUntil, refreshUntil, obtainedAt: clock.now() })
    expect(await tokens.current()).toEqual({ kind: 'token', accessToken })
  })

  test('that nobody used for three months is over', async () => {
    const { keeper, clock } = await consented()
    clock.advance(91 * 24 * HOUR)
    expect(await keeper().current()).toMatchObject({ kind: 'consent-needed', reason: 'expired' })
  })

  test('that never was', async () => {
    const { service, clock } = await consented()
    const { appId, appSecret } = service.world.account
    const keeper = createTokenKeeper({
      store: sharedStore(),
      settings,
      app: { appId, appSecret },
      clock,
      fetch: createSimFetch(service),
    })
    expect(await keeper.current()).toMatchObject({ kind: 'consent-needed', reason: 'never-given' })
  })

  test('is not given up for an answer that may mean something else', async () => {
    const { keeper, clock, service, store } = await consented()
    clock.advance(26 * HOUR)
    const { appId } = service.world.account
    const wrongSecret = createTokenKeeper({
      store,
      settings,
      app: { appId, appSecret: 'wrong' },
      clock,
      fetch: createSimFetch(service),
    })
    expect(await wrongSecret.current()).toMatchObject({ kind: 'failed', action: 'consent-again', rawCode: -14004 })
    expect(store.kept?.lost).toBeNull()
    expect(await keeper().current()).toMatchObject({ kind: 'token' })
  })
})

describe('consent', () => {
  test('the link leads back with a code that serves once', async () => {
    const clock = virtualClock()
    const service = createSimService({ now: clock.now })
    const fetch = createSimFetch(service)
    const { appId, appSecret, accountId } = service.world.account
    const verifier = createPkceVerifier()
    const link = createConsentLink(settings, {
      appId,
      redirectUri: 'https://ketnoi.example/zalo',
      state: 'state-1',
      challenge: challengeOf(verifier),
    })
    const response = await fetch(link, {})
    const back = new URL(response.headers.get('location') ?? '')
    expect([back.origin + back.pathname, back.searchParams.get('oa_id'), back.searchParams.get('state')]).toEqual([
      'https://ketnoi.example/zalo',
      accountId,
      'state-1',
    ])
    const options = { settings, app: { appId, appSecret }, clock, fetch }
    const code = back.searchParams.get('code') ?? ''
    expect(await exchangeCode(options, code, verifier)).toMatchObject({ kind: 'pair' })
    expect(await exchangeCode(options, code, verifier)).toMatchObject({ kind: 'failed' })
  })

  test('a code is of no use to whoever does not have the verifier', async () => {
    const clock = virtualClock()
    const service = createSimService({ now: clock.now })
    const { appId, appSecret } = service.world.account
    const options = { settings, app: { appId, appSecret }, clock, fetch: createSimFetch(service) }
    const code = service.acts.consent(challengeOf(createPkceVerifier()))
    expect(await exchangeCode(options, code, createPkceVerifier())).toMatchObject({ kind: 'failed' })
  })

  test('a verifier has 43 characters, and its challenge is that of RFC 7636', () => {
    expect(createPkceVerifier()).toMatch(/^[\w-]{43}$/)
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })
})
