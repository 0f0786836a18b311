import { createHash } from 'node:crypto'
import { idOf, isFields, readJson, textOf, type Fields } from '../client/fields.ts'
import type { ZaloSettings } from '../settings.ts'
import { EVENT_NAMES, type ZaloEventMeaning } from './event-names.ts'

/** What an event told. No message is in it: of what people write, only a binding code is taken. */
export type ZaloEvent =
  | { readonly kind: 'joined'; readonly groupId: string; readonly userIds: readonly string[] }
  | { readonly kind: 'asked-to-join'; readonly groupId: string; readonly userIds: readonly string[] }
  | { readonly kind: 'request-rejected'; readonly groupId: string; readonly userIds: readonly string[] }
  /** By themselves or put out: the service does not say which. */
  | { readonly kind: 'left'; readonly groupId: string; readonly userIds: readonly string[] }
  | {
      readonly kind: 'deputies-changed'
      readonly groupId: string
      readonly userIds: readonly string[]
      /** Made deputies, or no longer. */
      readonly added: boolean
    }
  | { readonly kind: 'created'; readonly groupId: string }
  | { readonly kind: 'dissolved'; readonly groupId: string }
  | { readonly kind: 'info-changed'; readonly groupId: string }
  | { readonly kind: 'wrote-to-oa'; readonly userId: string; readonly code: string | null }
  | {
      readonly kind: 'shared-info'
      readonly userId: string
      readonly name: string | null
      readonly phone: string | null
    }
  /** Asks to be forgotten; `null` where the service does not say who. */
  | { readonly kind: 'withdraw-request'; readonly userId: string | null }
  | { readonly kind: 'other'; readonly name: string }

/** An event with when it happened and a key that is the same each time it is sent. */
export type ReadEvent =
  | {
      readonly kind: 'event'
      readonly event: ZaloEvent
      /** Which account it concerns. */
      readonly accountId: string | null
      /** Milliseconds since 1970. Events may come in any order. */
      readonly at: number | null
      readonly key: string
    }
  | { readonly kind: 'malformed' }

/** Reads an event that was found genuine. What is not known is `other`, and never a reason to refuse it: it would be sent again. */
export function readEvent(
  settings: Pick<ZaloSettings, 'eventNames' | 'bindingCode'>,
  rawBody: Uint8Array | string,
): ReadEvent {
  const body = readJson(typeof rawBody === 'string' ? rawBody : Buffer.from(rawBody).toString('utf8'))
  const name = isFields(body) ? textOf(body['event_name']) : null
  if (!isFields(body) || name === null) return { kind: 'malformed' }
  const event = toEvent(settings, name, body)
  const timestamp = Number(body['timestamp'] ?? Number.NaN)
  return {
    kind: 'event',
    event,
    accountId: idOf(body['oa_id']),
    at: Number.isFinite(timestamp) ? timestamp : null,
    key: keyOf(name, body),
  }
}

function toEvent(settings: Pick<ZaloSettings, 'eventNames' | 'bindingCode'>, name: string, body: Fields): ZaloEvent {
  const other: ZaloEvent = { kind: 'other', name: name.slice(0, 60) }
  const meaning = settings.eventNames[name] ?? MEANINGS.get(name)
  if (meaning === undefined) return other
  const groupId = idOf(body['group_id'])
  const userIds = usersOf(body)
  const [userId] = userIds
  switch (meaning) {
    case 'created':
    case 'dissolved':
    case 'info-changed':
      return groupId === null ? other : { kind: meaning, groupId }
    case 'joined':
    case 'request-accepted':
      return groupId === null ? other : { kind: 'joined', groupId, userIds }
    case 'asked-to-join':
    case 'request-rejected':
    case 'left':
      return groupId === null ? other : { kind: meaning, groupId, userIds }
    case 'deputy-added':
    case 'deputy-removed':
      return groupId === null
        ? other
        : { kind: 'deputies-changed', groupId, userIds, added: meaning === 'deputy-added' }
    case 'wrote-to-account':
      return userId === undefined ? other : { kind: 'wrote-to-oa', userId, code: codeIn(settings.bindingCode, body) }
    case 'shared-info': {
      const info = isFields(body['info']) ? body['info'] : {}
      return userId === undefined
        ? other
        : { kind: 'shared-info', userId, name: textOf(info['name']), phone: idOf(info['phone']) }
    }
    case 'withdrew':
      return { kind: 'withdraw-request', userId: userId ?? null }
  }
}

const MEANINGS: ReadonlyMap<string, ZaloEventMeaning> = new Map(
  (Object.entries(EVENT_NAMES) as [ZaloEventMeaning, readonly string[]][]).flatMap(([meaning, names]) =>
    names.map((name): [string, ZaloEventMeaning] => [name, meaning]),
  ),
)

function usersOf(body: Fields): readonly string[] {
  const listed = Array.isArray(body['users']) ? (body['users'] as readonly unknown[]) : []
  const ids = [...listed, body['sender'], body['user'], body['follower']].map((user) =>
    isFields(user) ? (idOf(user['id']) ?? idOf(user['user_id'])) : idOf(user),
  )
  return [...new Set([...ids, idOf(body['user_id'])].filter((id) => id !== null))]
}

/** A code is short and made of few characters; whatever else was written is not looked at again. */
function codeIn(pattern: string, body: Fields): string | null {
  const text = isFields(body['message']) ? textOf(body['message']['text']) : null
  return text === null ? null : (new RegExp(pattern, 'u').exec(text.normalize('NFC').toUpperCase())?.[0] ?? null)
}

/** A repetition has another header, but tells of the same at the same moment. */
function keyOf(name: string, body: Fields): string {
  const message = isFields(body['message']) ? idOf(body['message']['msg_id']) : null
  const parts = [name, body['oa_id'], body['group_id'], body['timestamp'], message, usersOf(body).toSorted()]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
