import type { Db } from '../schema.ts'
import { keysOf, pageOf, type Page } from '../page.ts'

export interface AuditEvent {
  readonly id: number
  /** ISO instant. */
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly data: unknown
}

/** What happened, for good: there is no update and no delete. Gives the ids, in the order of the events. */
export async function insertAuditEvents(db: Db, events: readonly Omit<AuditEvent, 'id'>[]): Promise<number[]> {
  if (events.length === 0) return []
  const rows = await db
    .insertInto('audit_event')
    .values(
      events.map((event) => ({
        at: event.at,
        actor: event.actor,
        action: event.action,
        subject_kind: event.subjectKind,
        subject_id: event.subjectId,
        data: JSON.stringify(event.data ?? {}),
      })),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id).sort((a, b) => a - b)
}

export interface AuditFilter {
  readonly subject?: { readonly kind: string; readonly id: string }
  readonly after?: string | null
  readonly limit: number
}

/** Events, newest first. */
export async function listAuditEvents(db: Db, filter: AuditFilter): Promise<Page<AuditEvent>> {
  const { subject } = filter
  const keys = keysOf(filter.after, 1)
  const rows = await db
    .selectFrom('audit_event')
    .select(['id', 'at', 'actor', 'action', 'subject_kind as subjectKind', 'subject_id as subjectId', 'data'])
    .$if(subject !== undefined, (query) =>
      query.where('subject_kind', '=', subject?.kind ?? '').where('subject_id', '=', subject?.id ?? ''),
    )
    .$if(keys !== null, (query) => query.where('id', '<', Number(keys?.[0])))
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return pageOf(rows, filter.limit, (row) => [String(row.id)])
}
