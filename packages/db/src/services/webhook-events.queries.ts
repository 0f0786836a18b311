import type { Db } from '../schema.ts'

/** What a service told, without what anybody wrote. */
export interface WebhookEvent {
  readonly id: string
  readonly service: string
  /** The same each time that it is told. */
  readonly key: string
  readonly payload: unknown
  readonly happenedAt: string | null
  readonly receivedAt: string
  readonly processedAt: string | null
}

/** Keeps what was told; `false`: it was kept before. */
export async function insertWebhookEvent(trx: Db, event: Omit<WebhookEvent, 'processedAt'>): Promise<boolean> {
  const result = await trx
    .insertInto('webhook_event')
    .values({
      id: event.id,
      service: event.service,
      key: event.key,
      payload: JSON.stringify(event.payload),
      happened_at: event.happenedAt,
      received_at: event.receivedAt,
    })
    .onConflict((conflict) => conflict.constraint('webhook_event_key_uq').doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

const COLUMNS = [
  'id',
  'service',
  'key',
  'payload',
  'happened_at as happenedAt',
  'received_at as receivedAt',
  'processed_at as processedAt',
] as const

export async function findWebhookEvent(db: Db, id: string): Promise<WebhookEvent | null> {
  const query = db.selectFrom('webhook_event').select(COLUMNS).where('id', '=', id)
  return (await query.executeTakeFirst()) ?? null
}

/** Takes an event that nobody has processed until the transaction ends; `false`: there is none. */
export async function lockWebhookEvent(trx: Db, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom('webhook_event')
    .select('id')
    .where('id', '=', id)
    .where('processed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export async function updateWebhookEventProcessed(trx: Db, id: string, at: string): Promise<void> {
  await trx.updateTable('webhook_event').set({ processed_at: at }).where('id', '=', id).execute()
}

/** Forgets what was processed before a time: repetitions come within hours. */
export async function deleteWebhookEvents(db: Db, receivedBefore: string): Promise<void> {
  await db
    .deleteFrom('webhook_event')
    .where('received_at', '<', receivedBefore)
    .where('processed_at', 'is not', null)
    .execute()
}
