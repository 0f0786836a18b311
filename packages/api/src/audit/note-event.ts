import { insertAuditEvents, type AuditEvent, type Db } from '@ketnoi/db'
import type { Context } from '../context.ts'

type NotedEvent = Pick<AuditEvent, 'action' | 'subjectKind' | 'subjectId'> & Partial<Pick<AuditEvent, 'at' | 'data'>>

/** Keeps in the log what whoever asks does now: in the transaction that does it, where there is one. */
export async function noteEvent(ctx: Context, db: Db, event: NotedEvent): Promise<void> {
  await insertAuditEvents(db, [{ at: ctx.now(), actor: ctx.actor.id, data: {}, ...event }])
}
