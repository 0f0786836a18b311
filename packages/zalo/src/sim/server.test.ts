import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createZaloClient, createZaloSettings, readEvent, verifyWebhook } from '../index.ts'
import { tokensOf } from '../../test/connect-to-sim.ts'
import { startZaloSim, type ZaloSim, type ZaloSimOptions } from './server.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function start(options: ZaloSimOptions = {}): Promise<ZaloSim> {
  const sim = await startZaloSim({ groups: [{ groupId: 'g', name: 'n' }], users: [{ userId: 'u1' }], ...options })
  closing.push(sim.close)
  return sim
}

const control = async (sim: ZaloSim, method: string, path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(`${sim.url}/_sim/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return [response.status, await response.json()]
}

/** An app that takes events, or refuses the first ones. */
async function app(refuses = 0): Promise<{ url: string; taken: { headers: IncomingHttpHeaders; body: Buffer }[] }> {
  const taken: { headers: IncomingHttpHeaders; body: Buffer }[] = []
  let left = refuses
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(parts) })
      response.writeHead(left-- > 0 ? 500 : 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`, taken }
}

describe('over HTTP', () => {
  test('a line that hangs ends as unknown, with or without effect', async () => {
    const sim = await start()
    const settings = createZaloSettings({ apiUrl: sim.url, timeoutMs: 100 })
    const client = createZaloClient({ settings, tokens: tokensOf(sim.service) })
    sim.service.faults.add({ kind: 'no-answer-after', call: 'invite', times: 1 })
    expect(await client.invite('g', ['u1'])).toMatchObject({ code: 'unreachable', effect: 'unknown' })
    expect(sim.service.world.groups.get('g')?.members.has('u1')).toBe(true)
  })

  test('a service that is not there is unreachable', async () => {
    const sim = await start()
    const settings = createZaloSettings({ apiUrl: sim.url, readAttempts: 1 })
    const client = createZaloClient({ settings, tokens: tokensOf(sim.service) })
    await sim.close()
    expect(await client.group('g')).toMatchObject({ code: 'unreachable', effect: 'none' })
  })

  test('what is unknown is refused: paths, tokens, bodies', async () => {
    const sim = await start()
    expect((await fetch(`${sim.url}/v3.0/oa/group/listgroup`)).status).toBe(404)
    const path = `${sim.url}/v3.0/oa/group/getgroup?group_id=g`
    expect(await (await fetch(path)).json()).toMatchObject({ error: -216 })
    const headers = { access_token: sim.service.issueTokens().accessToken }
    expect(
      await (await fetch(`${sim.url}/v3.0/oa/group/invite`, { method: 'POST', headers, body: 'x' })).json(),
    ).toMatchObject({ error: -201 })
  })

  test('is controlled by a test in another process', async () => {
    const sim = await start()
    expect(await control(sim, 'POST', 'faults', { kind: 'limit-reached' })).toEqual([200, [{ kind: 'limit-reached' }]])
    expect(await control(sim, 'POST', 'faults', { kind: 'earthquake' })).toMatchObject([400, {}])
    expect(await control(sim, 'DELETE', 'faults')).toEqual([200, []])
    expect(await control(sim, 'POST', 'users', { userId: 'u2' })).toEqual([200, {}])
    expect(await control(sim, 'POST', 'assets', { assetType: 'gmf10' })).toMatchObject([200, { usedBy: null }])
    expect(await control(sim, 'POST', 'groups', { groupId: 'h', name: 'm', members: { u2: 'member' } })).toEqual([
      200,
      {},
    ])
    expect(await control(sim, 'POST', 'act', { act: 'leave', with: ['h', 'u2'] })).toEqual([200, { result: true }])
    expect(await control(sim, 'POST', 'act', { act: 'constructor', with: [] })).toMatchObject([400, {}])
    expect(await control(sim, 'POST', 'semantics', { invite: 'asks' })).toMatchObject([200, { invite: 'asks' }])
    expect(await control(sim, 'POST', 'semantics', { invites: 'asks' })).toMatchObject([400, {}])
    expect(await control(sim, 'POST', 'account', { verified: 'no' })).toMatchObject([400, {}])
    expect(await control(sim, 'POST', 'account', { verified: false })).toMatchObject([200, { verified: false }])
    expect(await control(sim, 'POST', 'tokens')).toMatchObject([200, { accessToken: expect.any(String) }])
    expect(await control(sim, 'POST', 'clock', { advanceMs: 90_000_001 })).toEqual([200, {}])
    const path = `${sim.url}/v2.0/oa/getoa`
    const headers = { access_token: sim.service.world.tokens?.accessToken ?? '' }
    expect(await (await fetch(path, { headers })).json()).toMatchObject({ error: -220 })
    expect(await control(sim, 'GET', 'state')).toMatchObject([
      200,
      { groups: [{ groupId: 'g' }, { groupId: 'h', members: {} }] },
    ])
    expect(await control(sim, 'GET', 'nothing')).toMatchObject([404, expect.any(Array)])
  })

  test('an administrator consents by opening the link', async () => {
    const sim = await start()
    const { appId } = sim.service.world.account
    const link = `${sim.url}/v4/oa/permission?app_id=${appId}&redirect_uri=${encodeURIComponent('https://ketnoi.example/back')}&state=s`
    const response = await fetch(link, { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toMatch(
      /^https:\/\/ketnoi\.example\/back\?code=[0-9a-f]+&oa_id=\d+&state=s$/,
    )
  })
})

describe('events over HTTP', () => {
  test('arrive signed, and are read', async () => {
    const { url, taken } = await app()
    const sim = await start({ webhookUrl: url })
    sim.service.acts.join('g', 'u1')
    await sim.deliver()
    const [event] = taken
    const { appId, accountId, accountSecret, appSecret } = sim.service.world.account
    const headers = new Headers(Object.entries(event?.headers ?? {}).map(([name, value]) => [name, String(value)]))
    const settings = createZaloSettings()
    const keys = { appId, accountId, accountSecret, appSecret }
    expect(verifyWebhook(settings, keys, event?.body ?? Buffer.of(), headers)).toMatchObject({ kind: 'genuine' })
    expect(readEvent(settings, event?.body ?? '')).toMatchObject({
      event: { kind: 'asked-to-join', groupId: 'g', userIds: ['u1'] },
    })
  })

  test('that were not taken come again, with how often, and the same key', async () => {
    const { url, taken } = await app(2)
    const sim = await start({ webhookUrl: url })
    sim.service.acts.join('g', 'u1')
    await sim.deliver()
    sim.advance(30_000)
    await sim.deliver()
    sim.advance(300_000)
    await sim.deliver()
    await sim.deliver()
    expect(taken.map(({ headers }) => headers['num_retry'])).toEqual([undefined, '1', '2'])
    const keys = taken
      .map(({ body }) => readEvent(createZaloSettings(), body))
      .map((read) => read.kind === 'event' && read.key)
    expect(new Set(keys).size).toBe(1)
  })

  test('that are never taken end the subscription', async () => {
    const { url, taken } = await app(99)
    const sim = await start({ webhookUrl: url })
    sim.service.acts.join('g', 'u1')
    for (let attempt = 0; attempt < 8; attempt++) {
      await sim.deliver()
      sim.advance(3_600_000)
    }
    expect(taken).toHaveLength(6)
    expect(sim.service.events.unsubscribed()).toBe(true)
    sim.service.acts.leave('g', 'u1')
    expect(sim.service.events.due()).toEqual([])
  })
})
