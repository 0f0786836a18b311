import type { Fields } from '../client/fields.ts'
import { EVENT_NAMES, type ZaloEventMeaning } from '../webhook/event-names.ts'
import { DEFAULT_ZALO_SETTINGS } from '../settings.ts'
import { signBody } from '../webhook/signature.ts'
import type { SimWorld } from './world.ts'

/** An event on its way to the app. */
export interface SimDelivery {
  readonly id: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export interface SimEvents {
  readonly emit: (meaning: ZaloEventMeaning | { readonly name: string }, fields: Fields) => void
  /** What is to be delivered now, in the order in which it happened. */
  readonly due: () => readonly SimDelivery[]
  /** Whether the app took it: what it did not is sent again, and after the last time nothing is sent any more. */
  readonly delivered: (id: number, taken: boolean) => void
  readonly unsubscribed: () => boolean
  readonly subscribe: () => void
}

const MINUTE = 60_000
/** Where nobody takes events, the oldest are forgotten. */
const MOST_WAITING = 10_000
const AGAIN_AFTER = [MINUTE / 2, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE] as const

export function createEvents(world: SimWorld, now: () => number): SimEvents {
  const waiting = new Map<number, { body: string; timestamp: string; attempts: number; dueAt: number }>()
  let lastId = 0
  let unsubscribed = false

  return {
    emit: (meaning, fields) => {
      if (unsubscribed) return
      const timestamp = String(now())
      const body = JSON.stringify({
        app_id: world.account.appId,
        oa_id: world.account.accountId,
        event_name: typeof meaning === 'string' ? nameOf(world, meaning) : meaning.name,
        ...fields,
        timestamp,
      })
      waiting.set(++lastId, { body, timestamp, attempts: 0, dueAt: now() })
      waiting.delete(lastId - MOST_WAITING)
    },
    due: () =>
      [...waiting]
        .filter(([, { dueAt }]) => dueAt <= now())
        .map(([id, { body, timestamp, attempts }]) => ({
          id,
          body,
          headers: {
            'content-type': 'application/json',
            [DEFAULT_ZALO_SETTINGS.signatureHeader]: `mac=${signatureOf(world, body, timestamp)}`,
            ...(world.semantics.signatureTime === 'header' ? { [DEFAULT_ZALO_SETTINGS.timeHeader]: timestamp } : {}),
            ...(attempts === 0 ? {} : { num_retry: String(attempts) }),
          },
        })),
    delivered: (id, taken) => {
      const event = waiting.get(id)
      if (event === undefined) return
      const wait = AGAIN_AFTER[event.attempts]
      if (!taken && wait !== undefined) {
        waiting.set(id, { ...event, attempts: event.attempts + 1, dueAt: now() + wait })
        return
      }
      waiting.delete(id)
      if (taken) return
      unsubscribed = true
      waiting.clear()
    },
    unsubscribed: () => unsubscribed,
    subscribe: () => {
      unsubscribed = false
    },
  }
}

const COLUMNS = { first: 0, second: 1, third: 2 } as const

function nameOf({ semantics }: SimWorld, meaning: ZaloEventMeaning): string {
  const names = EVENT_NAMES[meaning]
  return names[COLUMNS[semantics.eventNames]] ?? names[0]
}

function signatureOf({ account, semantics }: SimWorld, body: string, timestamp: string): string {
  return signBody(
    semantics.signatureFirst === 'app' ? account.appId : account.accountId,
    Buffer.from(body),
    timestamp,
    semantics.signatureSecret === 'app' ? account.appSecret : account.accountSecret,
  )
}
