import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createZaloSettings } from '../settings.ts'
import { createSimService, type SimService } from '../sim/service.ts'
import type { SimSemantics } from '../sim/world.ts'
import { virtualClock } from '../../test/connect-to-sim.ts'
import { EVENT_NAMES, type ZaloEventMeaning } from './event-names.ts'
import { readEvent, type ZaloEvent } from './read-event.ts'
import { verifyWebhook, type WebhookKeys } from './verify-webhook.ts'

const settings = createZaloSettings()

function serviceWith(semantics: Partial<SimSemantics> = {}): SimService {
  const { now } = virtualClock()
  return createSimService({ now, semantics, users: [{ userId: 'u1' }], groups: [{ groupId: 'g', name: 'n' }] })
}

function keysOf({ world: { account } }: SimService): WebhookKeys {
  const { appId, accountId, accountSecret, appSecret } = account
  return { appId, accountId, accountSecret, appSecret }
}

function eventOf(body: object): ZaloEvent {
  const read = readEvent(settings, JSON.stringify({ oa_id: 'oa', timestamp: '1540363714987', ...body }))
  if (read.kind !== 'event') throw new Error('malformed')
  return read.event
}

describe('signature', () => {
  const forms = (['app', 'account'] as const).flatMap((signatureFirst) =>
    (['app', 'account'] as const).flatMap((signatureSecret) =>
      (['body', 'header'] as const).map((signatureTime) => ({ signatureFirst, signatureSecret, signatureTime })),
    ),
  )

  test.each(forms)('of $signatureFirst, the key of $signatureSecret, the time in the $signatureTime', (form) => {
    const service = serviceWith(form)
    service.acts.join('g', 'u1')
    const [delivery] = service.events.due()
    const body = Buffer.from(delivery?.body ?? '')
    const headers = new Headers(delivery?.headers)
    expect(verifyWebhook(settings, keysOf(service), body, headers)).toMatchObject({
      kind: 'genuine',
      form: { firstTerm: form.signatureFirst, secret: form.signatureSecret },
    })
    const changed = Buffer.from(body)
    changed[changed.length - 2] = (changed.at(-2) ?? 0) ^ 1
    expect(verifyWebhook(settings, keysOf(service), changed, headers)).toEqual({ kind: 'refused' })
  })

  test('is over the very bytes: the same JSON written otherwise is refused', () => {
    const service = serviceWith()
    service.acts.join('g', 'u1')
    const [delivery] = service.events.due()
    const spaced = Buffer.from(JSON.stringify(JSON.parse(delivery?.body ?? ''), null, 1))
    expect(verifyWebhook(settings, keysOf(service), spaced, new Headers(delivery?.headers))).toEqual({
      kind: 'refused',
    })
  })

  test.each([undefined, '', 'mac=', 'mac=00', `mac=${'0'.repeat(64)}`, 'mac=' + 'đ'.repeat(64)])(
    '%s is refused',
    (signature) => {
      const service = serviceWith()
      service.acts.join('g', 'u1')
      const [delivery] = service.events.due()
      const headers = new Headers()
      if (signature !== undefined) headers.set(settings.signatureHeader, encodeURI(signature))
      expect(verifyWebhook(settings, keysOf(service), Buffer.from(delivery?.body ?? ''), headers)).toEqual({
        kind: 'refused',
      })
    },
  )

  test('an empty key signs nothing', () => {
    const service = serviceWith()
    service.acts.join('g', 'u1')
    const [delivery] = service.events.due()
    const keys = { ...keysOf(service), accountSecret: '', appSecret: null }
    expect(verifyWebhook(settings, keys, Buffer.from(delivery?.body ?? ''), new Headers(delivery?.headers))).toEqual({
      kind: 'refused',
    })
  })
})

describe('events', () => {
  const KIND_OF: Readonly<Record<ZaloEventMeaning, ZaloEvent['kind']>> = {
    created: 'created',
    joined: 'joined',
    'asked-to-join': 'asked-to-join',
    'request-accepted': 'joined',
    'request-rejected': 'request-rejected',
    'deputy-added': 'deputies-changed',
    'deputy-removed': 'deputies-changed',
    'info-changed': 'info-changed',
    left: 'left',
    dissolved: 'dissolved',
    'wrote-to-account': 'wrote-to-oa',
    'shared-info': 'shared-info',
    withdrew: 'withdraw-request',
  }
  const aliases = (Object.entries(EVENT_NAMES) as [ZaloEventMeaning, readonly string[]][]).flatMap(([meaning, names]) =>
    [...new Set(names)].map((name) => [name, KIND_OF[meaning]] as const),
  )

  test.each(aliases)('%s is %s', (name, kind) => {
    const body = { event_name: name, group_id: 'g', users: [{ id: 'u1' }], sender: { id: 'u1' }, message: { text: '' } }
    expect(eventOf(body).kind).toBe(kind)
  })

  test('deputies come and go', () => {
    const body = { group_id: 'g', users: [{ id: 'u1' }] }
    const told = { kind: 'deputies-changed', groupId: 'g', userIds: ['u1'] }
    expect(eventOf({ ...body, event_name: 'add_group_admin' })).toEqual({ ...told, added: true })
    expect(eventOf({ ...body, event_name: 'remove_group_admin' })).toEqual({ ...told, added: false })
  })

  test('a setting adds a name', () => {
    const more = createZaloSettings({ eventNames: { user_vanished: 'left' } })
    const body = JSON.stringify({ event_name: 'user_vanished', group_id: 'g', users: [{ id: 'u1' }] })
    expect(readEvent(more, body)).toMatchObject({ event: { kind: 'left', groupId: 'g', userIds: ['u1'] } })
  })

  test('identities keep every digit, also as numbers', () => {
    const body = '{"event_name":"user_join_group","group_id":"g","users":[{"id":186729651760683225}],"timestamp":"1"}'
    expect(readEvent(settings, body)).toMatchObject({ event: { userIds: ['186729651760683225'] }, at: 1 })
  })

  test.each([
    ['ABC234', 'ABC234'],
    ['ma cua toi la abc234 nhe', 'ABC234'],
    ['Mã: ABC234.', 'ABC234'],
    ['XINCHAO', null],
    ['THANKS', null],
    ['ABC2345', null],
    ['ABCI10', null],
    ['Cho tôi hỏi thủ tục', null],
  ])('of "%s" only the code is taken', (text, code) => {
    expect(eventOf({ event_name: 'user_send_text', sender: { id: 'u1' }, message: { text } })).toEqual({
      kind: 'wrote-to-oa',
      userId: 'u1',
      code,
    })
  })

  test('nothing that people write is kept', () => {
    const names = [
      ...new Set(Object.values(EVENT_NAMES).flat()),
      'user_send_group_text',
      'user_send_group_business_card',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.stringMatching(/^[a-z]{12,30}$/), (name, text) => {
        const body = {
          event_name: name,
          group_id: 'g',
          sender: { id: '1' },
          message: { text, attachments: [{ payload: text }] },
        }
        expect(JSON.stringify(readEvent(settings, JSON.stringify(body)))).not.toContain(text)
      }),
    )
  })

  test('what is not known is other, never an error', () => {
    expect(eventOf({ event_name: 'user_send_group_text', sender: { id: '1' }, recipient: { id: 'g' } })).toEqual({
      kind: 'other',
      name: 'user_send_group_text',
    })
    expect(eventOf({ event_name: 'user_join_group' })).toMatchObject({ kind: 'other' })
    for (const body of ['', 'null', '[]', '{}', '{"event_name":1}'])
      expect(readEvent(settings, body)).toEqual({ kind: 'malformed' })
  })

  test('what was shared is taken, and nothing else of it', () => {
    const info = { name: 'Nguyễn Văn A', phone: '84900000000', user_dob: '01/01/1990', gender: 1 }
    expect(eventOf({ event_name: 'user_submit_info', sender: { id: 'u1' }, info })).toEqual({
      kind: 'shared-info',
      userId: 'u1',
      name: 'Nguyễn Văn A',
      phone: '84900000000',
    })
  })

  test('the same event sent again has the same key, another has another', () => {
    const keyOf = (body: object): string => {
      const read = readEvent(settings, JSON.stringify(body))
      return read.kind === 'event' ? read.key : ''
    }
    const body = { event_name: 'user_join_group', group_id: 'g', users: [{ id: '1' }, { id: '2' }], timestamp: '1' }
    expect(keyOf({ ...body, users: [{ id: '2' }, { id: '1' }] })).toBe(keyOf(body))
    for (const other of [
      { group_id: 'h' },
      { timestamp: '2' },
      { users: [{ id: '1' }] },
      { event_name: 'user_out_group' },
    ])
      expect(keyOf({ ...body, ...other })).not.toBe(keyOf(body))
    expect(keyOf(body)).not.toContain('1,2')
  })
})

describe.each(['first', 'second', 'third'] as const)('with the %s set of names', (eventNames) => {
  test('what happens in a group is told, and read', async () => {
    const service = serviceWith({ eventNames })
    service.acts.join('g', 'u1')
    service.world.groups.get('g')?.pending.clear()
    service.world.groups.get('g')?.members.set('u1', 'member')
    service.acts.makeDeputy('g', 'u1', true)
    service.acts.leave('g', 'u1')
    service.acts.writeToAccount('u1', 'ABC234')
    service.acts.withdraw('u1')
    const kinds = service.events.due().map(({ body }) => {
      const read = readEvent(settings, body)
      return read.kind === 'event' ? read.event.kind : read.kind
    })
    expect(kinds).toEqual(['asked-to-join', 'deputies-changed', 'left', 'wrote-to-oa', 'withdraw-request'])
  })
})
