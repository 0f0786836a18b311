import { insertWebhookEvent, inTransaction, withinArea } from '@ketnoi/db'
import type { Context } from '../context.ts'
import { hashToken } from '../private-links/private-page.ts'
import { countAgainst, networkOf } from '../rate-limit.ts'
import type { WorkName } from '../runs/work-context.ts'
import { OFFICIAL_ACCOUNT, type ServiceEvent } from './official-account.ts'

/** An event as it is kept: of a code that somebody sent, only the hash. */
export type KeptEvent =
  | Exclude<ServiceEvent, { readonly kind: 'wrote-to-oa' | 'other' }>
  | { readonly kind: 'wrote-to-oa'; readonly userId: string; readonly codeSha256: string | null }

/** A service that has much to tell stays far below it; whoever is no service gives up sooner. */
const MOST = { most: 3_000, windowMs: 60_000 }
const MOST_REFUSED = { most: 30, windowMs: 60_000 }

/**
 * Takes what claims to come from the service: looks at its signature, keeps it once, and leaves the rest to a job. Refused with
 * `too-many-requests` where a network sends too much, above all too much that nobody signed.
 */
export async function receiveServiceEvent(
  ctx: Context,
  rawBody: Uint8Array,
  headers: Headers,
): Promise<'taken' | 'refused'> {
  const network = networkOf(ctx.clientAddress)
  const now = Date.parse(ctx.now())
  countAgainst(`service event ${network}`, MOST, now)
  return withinArea('everything', async () => {
    const received = (await ctx.officialAccount?.receive(rawBody, headers)) ?? null
    if (received === null) {
      countAgainst(`service event refused ${network}`, MOST_REFUSED, now)
      return 'refused'
    }
    const payload = toKeep(received.event)
    if (payload === null) return 'taken'
    const queue = await ctx.queue()
    await inTransaction(ctx.db, async (trx) => {
      const id = ctx.newId()
      const { key, at } = received
      const event = { id, service: OFFICIAL_ACCOUNT, key, payload, happenedAt: at, receivedAt: ctx.now() }
      if (!(await insertWebhookEvent(trx, event))) return
      const name = 'process-service-event' satisfies WorkName
      await queue.enqueue(trx, [{ name, data: { eventId: id }, key: id }])
    })
    return 'taken'
  })
}

/** What people write to each other in groups is told as well, and not kept. */
function toKeep(event: ServiceEvent): KeptEvent | null {
  if (event.kind === 'other') return null
  if (event.kind !== 'wrote-to-oa') return event
  const { kind, userId, code } = event
  return { kind, userId, codeSha256: code === null ? null : hashToken(code) }
}
