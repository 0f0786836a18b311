import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { dayEnd } from '../history/day-end.ts'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'

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
  readonly actor?: string
  readonly actions?: readonly string[]
  /** Both included. */
  readonly from?: Day
  readonly to?: Day
  /** What happened to these units, to their groups, and to people who have to do with them, everything below included. */
  readonly within?: readonly UnitId[]
  readonly after?: string | null
  readonly limit: number
}

/** Events, newest first. */
export async function listAuditEvents(db: Db, filter: AuditFilter): Promise<Page<AuditEvent>> {
  const { subject, actor, actions, from, to, within } = filter
  const keys = keysOf(filter.after, 1)
  const rows = await db
    .selectFrom('audit_event')
    .select(['id', 'at', 'actor', 'action', 'subject_kind as subjectKind', 'subject_id as subjectId', 'data'])
    .$if(subject !== undefined, (query) =>
      query.where('subject_kind', '=', subject?.kind ?? '').where('subject_id', '=', subject?.id ?? ''),
    )
    .$if(actor !== undefined, (query) => query.where('actor', '=', actor ?? ''))
    .$if(actions !== undefined, (query) => query.where(sql<boolean>`action = any(${[...(actions ?? [])]}::text[])`))
    .$if(from !== undefined, (query) => query.where(sql<boolean>`at >= ${dayEnd(from ?? '')} - interval '1 day'`))
    .$if(to !== undefined, (query) => query.where(sql<boolean>`at < ${dayEnd(to ?? '')}`))
    .$if(within !== undefined, (query) => query.where(isWithin(within ?? [])))
    .$if(keys !== null, (query) => query.where('id', '<', Number(keys?.[0])))
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return pageOf(rows, filter.limit, (row) => [String(row.id)])
}

function isWithin(units: readonly UnitId[]): RawBuilder<boolean> {
  // A unit that has ended is not in the tree of the day any more, and is named itself.
  const below = sql`(
    select unit_id from unit_ancestor where ancestor_id = any(${[...units]}::text[]) union select unnest(${[...units]}::text[])
  )`
  return sql<boolean>`(
    (subject_kind = 'unit' and subject_id in ${below})
    or (subject_kind = 'group' and regexp_replace(substr(subject_id, position(':' in subject_id) + 1), '~[0-9]+$', '') in ${below})
    or (subject_kind = 'person' and (
      exists (select from residence where residence.person_id = audit_event.subject_id and residence.unit_id in ${below})
      or exists (select from appointment where appointment.person_id = audit_event.subject_id and appointment.unit_id in ${below})
    ))
  )`
}

/** Every kind of event that there is, by name. */
export async function listAuditActions(db: Db): Promise<string[]> {
  // One step of the index for each kind, instead of a reading of every event.
  const { rows } = await sql<{ action: string }>`
    with recursive kind as (
      (select action from audit_event order by action limit 1)
      union all
      select (select action from audit_event where action > kind.action order by action limit 1)
      from kind where kind.action is not null
    )
    select action from kind where action is not null
  `.execute(db)
  return rows.map((row) => row.action)
}
