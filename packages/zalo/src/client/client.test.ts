import { describe, expect, test } from 'vitest'
import { createZaloClient, readOnly, type ZaloClient } from './client.ts'
import { DOCUMENTED_ERRORS } from './errors.ts'
import { createZaloSettings, type ZaloSettingsChanges } from '../settings.ts'
import { createSimFetch } from '../sim/fetch.ts'
import { createSimService } from '../sim/service.ts'
import { simClient, tokensOf, virtualClock } from '../../test/connect-to-sim.ts'
import type { Fetch } from './call.ts'

const OK_TOKENS = {
  current: async () => ({ kind: 'token' as const, accessToken: 'one' }),
  renew: async () => ({ kind: 'token' as const, accessToken: 'two' }),
}

/** A client whose network gives these answers, one after the other, the last for ever. */
function clientOf(
  answers: readonly (Response | Error | string)[],
  changes: ZaloSettingsChanges = {},
): { client: ZaloClient; asked: { url: string; init: RequestInit }[] } {
  const asked: { url: string; init: RequestInit }[] = []
  const fetch: Fetch = async (url, init) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push({ url, init })
    if (answer instanceof Error) throw answer
    return answer instanceof Response ? answer.clone() : new Response(answer ?? '')
  }
  return {
    client: createZaloClient({
      settings: createZaloSettings(changes),
      tokens: OK_TOKENS,
      clock: virtualClock(),
      fetch,
    }),
    asked,
  }
}

const errorOf = (code: number, message = 'words'): string => JSON.stringify({ error: code, message })
const DETAIL = JSON.stringify({ data: { group_info: { group_id: 'g', name: 'n' } }, error: 0 })

describe('errors', () => {
  test.each(Object.entries(DOCUMENTED_ERRORS))(
    '%s comes with HTTP 200 and is still an error',
    async (code, meaning) => {
      const { client } = clientOf([errorOf(Number(code))])
      const result = await client.invite('g', ['1'])
      expect(result).toEqual({ kind: 'failed', ...meaning, message: `zalo ${code}: words`, rawCode: Number(code) })
    },
  )

  test('an unknown code is kept, and nobody is told that nothing happened', async () => {
    const { client } = clientOf([errorOf(-4711, 'no idea')])
    expect(await client.invite('g', ['1'])).toMatchObject({
      code: 'refused',
      rawCode: -4711,
      effect: 'unknown',
      message: 'zalo -4711: no idea',
    })
  })

  test('a setting gives a code another meaning', async () => {
    const full = { code: 'group-full', action: 'check-input', retry: false, effect: 'none', scope: 'group' } as const
    const { client } = clientOf([errorOf(-4711)], { errors: { '-4711': full } })
    expect(await client.invite('g', ['1'])).toMatchObject({ code: 'group-full', effect: 'none' })
  })

  test('a group that is not found by its field is unknown', async () => {
    const { client } = clientOf([errorOf(-201, 'group_id is invalid!')])
    expect(await client.invite('g', ['1'])).toMatchObject({ code: 'group-unknown', scope: 'group' })
  })

  test('no account and no phone stays in a message', async () => {
    const { client } = clientOf([errorOf(-213, 'User 186729651760683225 has not followed OA')])
    expect(await client.invite('g', ['1'])).toMatchObject({ message: 'zalo -213: User … has not followed OA' })
  })

  test.each([
    ['a time-out', new DOMException('late', 'TimeoutError'), 'unreachable', 'unknown'],
    ['HTTP 500', new Response('', { status: 500 }), 'unreachable', 'unknown'],
    ['something else than JSON', '<html>', 'unreachable', 'unknown'],
    ['JSON without an error code', '{}', 'unreachable', 'unknown'],
    ['HTTP 429', new Response('', { status: 429 }), 'rate-limited', 'none'],
    ['HTTP 404', new Response('', { status: 404 }), 'refused', 'none'],
  ] as const)('%s', async (_, answer, code, effect) => {
    const write = clientOf([answer])
    expect(await write.client.invite('g', ['1'])).toMatchObject({ kind: 'failed', code, effect })
    expect(write.asked).toHaveLength(1)
    const read = clientOf([answer])
    expect(await read.client.group('g')).toMatchObject({ kind: 'failed', code, effect: 'none' })
  })

  test('reads are asked for again, writes are not', async () => {
    const down = new Response('', { status: 503 })
    const read = clientOf([down, down, DETAIL])
    expect(await read.client.group('g')).toMatchObject({ kind: 'done' })
    expect(read.asked).toHaveLength(3)
    const write = clientOf([down, errorOf(0)])
    expect(await write.client.invite('g', ['1'])).toMatchObject({ kind: 'failed' })
    expect(write.asked).toHaveLength(1)
  })
})

describe('tokens', () => {
  test.each([-216, -220])('after %i the call is made once more, with another token', async (code) => {
    const { client, asked } = clientOf([errorOf(code), errorOf(0)])
    expect(await client.invite('g', ['1'])).toEqual({ kind: 'done', data: null })
    expect(asked.map(({ init }) => new Headers(init.headers).get('access_token'))).toEqual(['one', 'two'])
  })

  test('and not twice more', async () => {
    const { client, asked } = clientOf([errorOf(-216)])
    expect(await client.invite('g', ['1'])).toMatchObject({ rawCode: -216 })
    expect(asked).toHaveLength(2)
  })

  test('without consent nothing is asked', async () => {
    const needed = async () => ({
      kind: 'consent-needed' as const,
      reason: 'refused' as const,
      message: 'consent again',
    })
    const asked: string[] = []
    const client = createZaloClient({
      settings: createZaloSettings(),
      tokens: { current: needed, renew: needed },
      fetch: async (url) => {
        asked.push(url)
        return new Response('')
      },
    })
    expect(await client.group('g')).toMatchObject({ code: 'not-allowed', action: 'consent-again', effect: 'none' })
    expect(asked).toEqual([])
  })
})

describe('fields', () => {
  test('identities keep every digit, even those sent as numbers', async () => {
    const body = '{"data":{"total":"1","members":[{"user_id":186729651760683225,"name":"A"}]},"error":0}'
    const { client } = clientOf([body])
    const list = await client.listMembers('g', 0)
    expect(list).toEqual({
      kind: 'done',
      data: { rows: [{ userId: '186729651760683225', name: 'A', role: null }], total: 1 },
    })
  })

  test('one row that makes no sense casts doubt on the list', async () => {
    const { client } = clientOf(['{"data":{"total":2,"members":[{"user_id":"1"},{"name":"A"}]},"error":0}'])
    expect(await client.listMembers('g', 0)).toMatchObject({ kind: 'failed', code: 'unreachable' })
  })

  test('texts, numbers and flags come in whatever type', async () => {
    const { client } = clientOf([
      JSON.stringify({
        data: {
          group_info: {
            group_id: 'g',
            name: 'n',
            max_member: '1000',
            total_member: 7,
            status: 'disabled',
            auto_delete_date: '10/01/2027',
          },
          asset_info: { asset_id: 'a', asset_type: 'gmf1000', valid_through: '26/11/2026', auto_renew: 'true' },
          group_setting: { join_appr: 'true', enable_link_join: false },
        },
        error: 0,
      }),
    ])
    expect(await client.group('g')).toEqual({
      kind: 'done',
      data: {
        groupId: 'g',
        name: 'n',
        description: '',
        link: null,
        enabled: false,
        memberCount: 7,
        capacity: 1000,
        dissolvesOn: '2027-01-10',
        assetId: 'a',
        assetType: 'gmf1000',
        validThrough: '2026-11-26',
        autoRenew: true,
        settings: { approveJoining: true, joinByLink: false },
      },
    })
  })
})

test('asks for fewer rows until the service gives them, and remembers', async () => {
  const asked: string[] = []
  const users = Array.from({ length: 30 }, (_, index) => ({ userId: `u${String(index)}` }))
  const { client } = simClient({ users, semantics: { largestPage: 12 } }, {}, (fetch) => async (url, init) => {
    asked.push(/count%22%3A(\d+)/.exec(url)?.[1] ?? '')
    return await fetch(url, init)
  })
  const first = await client.listFollowers(0)
  expect(first).toMatchObject({ kind: 'done', data: { total: 31 } })
  await client.listFollowers(12)
  expect(asked).toEqual(['50', '25', '12', '12'])
})

test('every call of the service is where it should be', async () => {
  const { client, service } = simClient({
    users: [{ userId: '1' }, { userId: '2', shared: { name: 'B', phone: '84900000000' } }],
    groups: [{ groupId: 'g', name: 'n', members: { 1: 'member' }, pending: { 2: 'asked' } }],
    assets: [{ assetType: 'gmf10', assetId: 'bigger' }],
  })
  expect(await client.acceptPending('g', ['2'])).toMatchObject({ kind: 'done' })
  expect(await client.addDeputies('g', ['2'])).toMatchObject({ kind: 'done' })
  expect(await client.removeDeputies('g', ['2'])).toMatchObject({ kind: 'done' })
  expect(await client.removeMembers('g', ['2'])).toMatchObject({ kind: 'done' })
  expect(await client.changeAsset('g', 'bigger')).toMatchObject({ kind: 'done' })
  expect(await client.group('g')).toMatchObject({ data: { capacity: 10, assetId: 'bigger' } })
  expect(await client.user('2')).toEqual({
    kind: 'done',
    data: { userId: '2', name: '2', follows: true, lastInteraction: null, shared: { name: 'B', phone: '84900000000' } },
  })
  const form = { title: 'a', subtitle: 'b', imageUrl: 'https://example.invalid/a.png' }
  expect(await client.requestUserInfo('2', form)).toMatchObject({ kind: 'done' })
  expect(await client.sendToGroup('g', 'Xin chào')).toMatchObject({ kind: 'done' })
  expect(service.messages()).toEqual([
    { recipient: '2', text: null },
    { recipient: 'g', text: 'Xin chào' },
  ])
  expect(await client.account()).toMatchObject({ data: { verified: true, type: 2, package: 'Toàn diện' } })
  expect(await client.dissolve('g')).toMatchObject({ kind: 'done' })
  expect(await client.group('g')).toMatchObject({ code: 'group-unknown' })
})

test('a client that only reads refuses everything else before it is sent', async () => {
  const { client, service } = simClient({ groups: [{ groupId: 'g', name: 'n', members: { 1: 'member' } }] })
  const reading = readOnly(client)
  expect(await reading.listMembers('g', 0)).toMatchObject({ kind: 'done' })
  for (const change of [reading.invite, reading.removeMembers, reading.addDeputies, reading.removeDeputies])
    expect(await change('g', ['1'])).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(await reading.dissolve('g')).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(service.calls().writes).toBe(0)
})

test('asks before every call that changes something whether it may still be made, and before no other', async () => {
  const service = createSimService({ groups: [{ groupId: 'g', name: 'n', members: { 1: 'member' } }] })
  const client = createZaloClient({
    settings: createZaloSettings(),
    tokens: tokensOf(service),
    clock: virtualClock(),
    fetch: createSimFetch(service),
    beforeWrite: async () => {
      throw new Error('another worker has the group')
    },
  })
  expect((await client.group('g')).kind).toBe('done')
  await expect(client.removeMembers('g', ['1'])).rejects.toThrow('another worker has the group')
  expect(service.calls()).toEqual({ reads: 1, writes: 0 })
})
