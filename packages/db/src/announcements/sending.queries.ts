import type { GroupId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { Announcement, AnnouncementKey } from './announcements.queries.ts'
import type { AnnouncementGroupState } from './announcements.tables.ts'

/** A message that is next. */
export interface NextMessage {
  readonly groupId: GroupId
  readonly service: string
  readonly externalId: string
  readonly attempts: number
  readonly dueAt: string
}

/** Running announcements whose next message is due and that nobody works on. */
export async function listDueAnnouncements(db: Db, now: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('announcement')
    .select('id')
    .where('state', '=', 'running')
    .where('next_at', '<=', now)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
    // What only waits for people asks for nobody.
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('announcement_group')
          .select('group_id')
          .whereRef('announcement_id', '=', 'announcement.id')
          .where((group) =>
            group.or([
              group('announcement_group.state', '=', 'sending'),
              group.and([group('announcement_group.state', '=', 'waiting'), group('due_at', '<=', now)]),
            ]),
          ),
      ),
    )
    .orderBy('next_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Takes an announcement for one worker until the lease ends; `null`: another one has it, or it is not running. */
export async function takeAnnouncement(
  trx: Db,
  id: string,
  lease: { readonly id: string; readonly now: string; readonly until: string },
): Promise<Pick<Announcement, 'text' | 'nextAt'> | null> {
  const row = await trx
    .updateTable('announcement')
    .set({ lease: lease.id, leased_until: lease.until })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', lease.now)]))
    .returning(['text', 'next_at as nextAt'])
    .executeTakeFirst()
  return row ?? null
}

/**
 * What was on its way when its worker died: nobody knows whether it arrived. Its lease stays, so that a worker that was only slow may
 * still say what came of it.
 */
export async function updateLostMessages(trx: Db, now: string, id: string | null = null): Promise<void> {
  await sql`
    update announcement_group set state = 'unknown', code = 'answer-lost', settled_at = ${now}
    from announcement
    where announcement.id = announcement_id and announcement_group.state = 'sending'
      and announcement_group.lease is distinct from
        case when announcement.leased_until > ${now} then announcement.lease end
      and (${id}::text is null or announcement_id = ${id})
  `.execute(trx)
}

/** The message that is due first. */
export async function findNextMessage(trx: Db, id: string): Promise<NextMessage | null> {
  const { rows } = await sql<NextMessage>`
    select group_id as "groupId", service, external_id as "externalId", attempts, due_at as "dueAt"
    from announcement_group where announcement_id = ${id} and state = 'waiting'
    order by due_at, ordinal limit 1
  `.execute(trx)
  return rows[0] ?? null
}

/** Takes down that a message is sent, before it is; `false`: the lease is lost, or the announcement no longer running. */
export async function startMessage(
  db: Db,
  key: AnnouncementKey,
  lease: { readonly id: string; readonly until: string },
): Promise<boolean> {
  const { rows } = await sql`
    with held as (
      update announcement set leased_until = ${lease.until}
      where id = ${key.announcementId} and lease = ${lease.id} and state = 'running'
      returning id
    )
    update announcement_group set state = 'sending', lease = ${lease.id}, attempts = attempts + 1
    from held
    where announcement_id = held.id and group_id = ${key.groupId} and announcement_group.state = 'waiting'
    returning group_id
  `.execute(db)
  return rows.length > 0
}

/** Goes on holding a message right before it is sent; `false`: it is too late, and nobody may send it in this attempt. */
export async function keepMessage(
  db: Db,
  key: AnnouncementKey,
  lease: { readonly id: string; readonly now: string; readonly until: string },
): Promise<boolean> {
  const { rows } = await sql`
    update announcement set leased_until = ${lease.until}
    where id = ${key.announcementId} and lease = ${lease.id} and leased_until > ${lease.now} and state = 'running'
      and exists (
        select from announcement_group
        where announcement_id = ${key.announcementId} and group_id = ${key.groupId} and state = 'sending'
          and announcement_group.lease = ${lease.id}
      )
    returning id
  `.execute(db)
  return rows.length > 0
}

/** A message that was given up before it was sent: as if this attempt had not been. Where everything ended meanwhile it is not sent at all. */
export async function withdrawMessage(trx: Db, key: AnnouncementKey, leaseId: string): Promise<void> {
  await sql`
    update announcement_group
    set state = case when announcement.state in ('running', 'paused') then 'waiting' else 'cancelled' end, code = null, lease = null, attempts = attempts - 1, settled_at = null
    from announcement
    where announcement.id = announcement_id and announcement_id = ${key.announcementId}
      and group_id = ${key.groupId} and announcement_group.lease = ${leaseId}
      and announcement_group.state in ('sending', 'unknown')
  `.execute(trx)
}

/** What came of a message. */
export interface MessageEnd {
  readonly state: AnnouncementGroupState
  readonly code: string | null
  readonly message: string | null
  readonly dueAt: string
  readonly settledAt: string | null
}

/** Takes down what came of a message that was on its way, whatever became of its announcement meanwhile. */
export async function endMessage(trx: Db, key: AnnouncementKey, leaseId: string, end: MessageEnd): Promise<void> {
  await trx
    .updateTable('announcement_group')
    .set({
      state: end.state,
      code: end.code,
      message: end.message,
      due_at: end.dueAt,
      settled_at: end.settledAt,
      lease: null,
    })
    .where('announcement_id', '=', key.announcementId)
    .where('group_id', '=', key.groupId)
    .where('lease', '=', leaseId)
    .where('state', 'in', ['sending', 'unknown'])
    .execute()
}

/** A message that is not sent at all, before anything was asked of the service. */
export async function refuseMessage(trx: Db, key: AnnouncementKey, code: string, now: string): Promise<void> {
  await trx
    .updateTable('announcement_group')
    .set({ state: 'failed', code, settled_at: now })
    .where('announcement_id', '=', key.announcementId)
    .where('group_id', '=', key.groupId)
    .where('state', '=', 'waiting')
    .execute()
}

/** Gives an announcement back; `false`: the lease was lost, or it is not running any more. */
export async function releaseAnnouncement(trx: Db, id: string, leaseId: string, nextAt: string): Promise<boolean> {
  const row = await trx
    .updateTable('announcement')
    .set({ lease: null, leased_until: null, next_at: nextAt })
    .where('id', '=', id)
    .where('lease', '=', leaseId)
    .returning('state')
    .executeTakeFirst()
  return row?.state === 'running'
}
