import type { GroupId, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { keysOf, pageOf, type Page } from '../page.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import type { AnnouncementGroupState, AnnouncementState } from './announcements.tables.ts'

/** One official message to many groups, and how far it is. */
export interface Announcement {
  readonly id: string
  readonly state: AnnouncementState
  /** Exactly as it is sent. */
  readonly text: string
  /** The announcement whose groups that were not reached this one is for. */
  readonly againOf: string | null
  readonly approvedBy: string
  readonly approvedAt: string
  readonly expiresAt: string
  readonly needsSecond: boolean
  readonly secondedBy: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** When the next message is due. */
  readonly nextAt: string
}

const COLUMNS = [
  'id',
  'state',
  'text',
  'again_of as againOf',
  'approved_by as approvedBy',
  'approved_at as approvedAt',
  'expires_at as expiresAt',
  'needs_second as needsSecond',
  'seconded_by as secondedBy',
  'started_at as startedAt',
  'ended_at as endedAt',
  'next_at as nextAt',
] as const

/** What became of an announcement in one group. */
export interface AnnouncementGroup {
  readonly groupId: GroupId
  readonly unitId: UnitId
  readonly name: string
  /** Through what it was reached when it was approved; `null`: through nothing. */
  readonly service: string | null
  readonly externalId: string | null
  readonly state: AnnouncementGroupState
  readonly code: string | null
  /** The service's own code and words. */
  readonly message: string | null
  readonly attempts: number
  readonly dueAt: string
  readonly settledAt: string | null
  readonly settledBy: string | null
}

const GROUP_COLUMNS = [
  'group_id as groupId',
  'unit_id as unitId',
  'name',
  'service',
  'external_id as externalId',
  'state',
  'code',
  'message',
  'attempts',
  'due_at as dueAt',
  'settled_at as settledAt',
  'settled_by as settledBy',
] as const

/** One group of an announcement. */
export interface AnnouncementKey {
  readonly announcementId: string
  readonly groupId: GroupId
}

export interface NewAnnouncement extends Pick<
  Announcement,
  'id' | 'text' | 'againOf' | 'approvedBy' | 'approvedAt' | 'expiresAt' | 'needsSecond'
> {
  readonly fingerprint: string
  /** In the order in which they are written to. With a `code` it cannot be reached. */
  readonly groups: readonly (Pick<AnnouncementGroup, 'unitId' | 'name' | 'service' | 'externalId' | 'code'> & {
    readonly id: GroupId
  })[]
}

/** Two who approve the same at once do it one after the other: the later one sees what the earlier one approved. */
export async function lockApproval(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('ketnoi announcement', 0))`.execute(trx)
}

export async function insertAnnouncement(trx: Db, announcement: NewAnnouncement): Promise<void> {
  const { id, approvedAt, groups } = announcement
  await trx
    .insertInto('announcement')
    .values({
      id,
      state: 'approved',
      text: announcement.text,
      fingerprint: announcement.fingerprint,
      again_of: announcement.againOf,
      approved_by: announcement.approvedBy,
      approved_at: approvedAt,
      expires_at: announcement.expiresAt,
      needs_second: announcement.needsSecond,
      next_at: approvedAt,
    })
    .execute()
  await sql`
    insert into announcement_group
      (announcement_id, group_id, unit_id, name, ordinal, service, external_id, code, state, due_at)
    select ${id}, *, case when code is null then 'waiting' else 'unreachable' end, ${approvedAt}::timestamptz from unnest(
      ${textArray(groups.map((group) => group.id))}::text[], ${textArray(groups.map((group) => group.unitId))}::text[],
      ${textArray(groups.map((group) => group.name))}::text[], ${textArray(groups.map((_, index) => index))}::integer[],
      ${textArray(groups.map((group) => group.service))}::text[], ${textArray(groups.map((group) => group.externalId))}::text[],
      ${textArray(groups.map((group) => group.code))}::text[]
    ) as one (group_id, unit_id, name, ordinal, service, external_id, code)
  `.execute(trx)
}

/** Takes an announcement until the transaction ends: of two who do the last of it, the later one sees that it is over. */
export async function lockAnnouncement(trx: Db, id: string): Promise<void> {
  await trx.selectFrom('announcement').select('id').where('id', '=', id).forUpdate().execute()
}

export async function findAnnouncement(db: Db, id: string): Promise<Announcement | null> {
  return (await db.selectFrom('announcement').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** Announcements to a group in one of the units (`null`: all), newest first. */
export async function listAnnouncements(
  db: Db,
  filter: { readonly unitIds: readonly UnitId[] | null; readonly after?: string | null; readonly limit: number },
): Promise<Page<Announcement>> {
  const { unitIds, limit } = filter
  const keys = keysOf(filter.after, 2)
  const rows = await db
    .selectFrom('announcement')
    .select(COLUMNS)
    .$if(unitIds !== null, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('announcement_group')
            .select('announcement_id')
            .whereRef('announcement_id', '=', 'announcement.id')
            .where(sql<boolean>`unit_id = any(${textArray(unitIds ?? [])}::text[])`),
        ),
      ),
    )
    .$if(keys !== null, (query) =>
      query.where(sql<boolean>`(approved_at, id) < (${keys?.[0]}::timestamptz, ${keys?.[1]})`),
    )
    .orderBy('approved_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(rows, limit, (row) => [row.approvedAt, row.id])
}

/** The units whose groups an announcement is for. */
export async function listAnnouncementUnits(db: Db, id: string): Promise<UnitId[]> {
  const rows = await db
    .selectFrom('announcement_group')
    .select('unit_id')
    .distinct()
    .where('announcement_id', '=', id)
    .execute()
  return rows.map((row) => row.unit_id)
}

/** How many groups of each of the announcements are in which state: in some units, or (`null`) in all. */
export async function countAnnouncements(
  db: Db,
  ids: readonly string[],
  unitIds: readonly UnitId[] | null,
): Promise<Map<string, Partial<Record<AnnouncementGroupState, number>>>> {
  const rows = await db
    .selectFrom('announcement_group')
    .select(['announcement_id as id', 'state', (eb) => eb.fn.countAll<number>().as('count')])
    .where(sql<boolean>`announcement_id = any(${textArray(ids)}::text[])`)
    .$if(unitIds !== null, (query) => query.where(sql<boolean>`unit_id = any(${textArray(unitIds ?? [])}::text[])`))
    .groupBy(['announcement_id', 'state'])
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.id)].map(([id, own]) => [
      id,
      Object.fromEntries(own.map(({ state, count }) => [state, count])),
    ]),
  )
}

/** The groups of an announcement: first those that somebody may have to do something about, otherwise in its order. */
export async function listAnnouncementGroups(
  db: Db,
  id: string,
  filter: {
    readonly states?: readonly AnnouncementGroupState[] | undefined
    readonly unitIds: readonly UnitId[] | null
    /** `null`: all. */
    readonly limit: number | null
  },
): Promise<AnnouncementGroup[]> {
  const { states, unitIds, limit } = filter
  return db
    .selectFrom('announcement_group')
    .select(GROUP_COLUMNS)
    .where('announcement_id', '=', id)
    .$if(states !== undefined, (query) => query.where('state', 'in', [...(states ?? [])]))
    .$if(unitIds !== null, (query) => query.where(sql<boolean>`unit_id = any(${textArray(unitIds ?? [])}::text[])`))
    .orderBy(sql`case state when 'unknown' then 0 when 'failed' then 1 when 'sending' then 2 else 3 end`)
    .orderBy('ordinal')
    .$if(limit !== null, (query) => query.limit(limit ?? 0))
    .execute()
}

/** The groups that it did not reach, and that no later announcement was approved for. */
export async function listMissedGroups(db: Db, id: string): Promise<GroupId[]> {
  const { rows } = await sql<{ groupId: string }>`
    select group_id as "groupId" from announcement_group as missed
    where announcement_id = ${id} and state in ('failed', 'unreachable', 'cancelled')
      and not exists (
        select from announcement as later join announcement_group as again on again.announcement_id = later.id
        where later.again_of = ${id} and again.group_id = missed.group_id
      )
    order by ordinal
  `.execute(db)
  return rows.map((row) => row.groupId)
}

/** How many of the groups got the very same text since then, or are about to. */
export async function countSameText(
  db: Db,
  text: string,
  groupIds: readonly GroupId[],
  since: string,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct group_id)::int as count
    from announcement join announcement_group on announcement_id = announcement.id
    where approved_at >= ${since} and text = ${text} and group_id = any(${textArray(groupIds)}::text[])
      and announcement_group.state not in ('failed', 'unreachable', 'cancelled')
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** Moves an announcement on, if it still is in one of the states; `false` when somebody else was faster. */
export async function updateAnnouncement(
  trx: Db,
  id: string,
  from: readonly AnnouncementState[],
  change: {
    readonly state: AnnouncementState
    readonly startedAt?: string
    readonly endedAt?: string
    readonly second?: { readonly by: string; readonly at: string }
  },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('announcement')
    .set({
      state: change.state,
      ...(change.startedAt === undefined ? {} : { started_at: change.startedAt, next_at: change.startedAt }),
      ...(change.endedAt === undefined ? {} : { ended_at: change.endedAt }),
      ...(change.second === undefined ? {} : { seconded_by: change.second.by, seconded_at: change.second.at }),
    })
    .where('id', '=', id)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Whether something of an announcement is still to be done, by a program or by people. */
export async function isAnnouncementOpen(db: Db, id: string): Promise<boolean> {
  const open = await db
    .selectFrom('announcement_group')
    .select('group_id')
    .where('announcement_id', '=', id)
    .where('state', 'in', ['waiting', 'sending', 'with-people'])
    .limit(1)
    .executeTakeFirst()
  return open !== undefined
}

/** Ends what was not begun, and the tasks of people. A message on its way is left to whoever sends it. */
export async function cancelOpenMessages(trx: Db, id: string, now: string): Promise<void> {
  await trx
    .updateTable('announcement_group')
    .set({ state: 'cancelled', settled_at: now })
    .where('announcement_id', '=', id)
    .where('state', 'in', ['waiting', 'with-people'])
    .execute()
  await trx
    .updateTable('task')
    .set({ state: 'obsolete' })
    .where('announcement_id', '=', id)
    .where('state', '=', 'open')
    .execute()
}

/** Gives the groups that are reached by hand to the people who lead them, a task each. */
export async function insertAnnouncementTasks(
  trx: Db,
  id: string,
  tasks: readonly { readonly id: string; readonly groupId: GroupId }[],
  now: string,
): Promise<void> {
  await sql`
    with given as (
      update announcement_group set state = 'with-people'
      from unnest(
        ${textArray(tasks.map((task) => task.id))}::text[], ${textArray(tasks.map((task) => task.groupId))}::text[]
      ) as one (task_id, group_id)
      where announcement_id = ${id} and announcement_group.group_id = one.group_id and state = 'waiting'
      returning one.task_id, announcement_group.group_id
    )
    insert into task (id, group_id, subject, kind, asked_at, announcement_id)
    select task_id, group_id, 'announcement ' || ${id}::text, 'announce', ${now}::timestamptz, ${id} from given
  `.execute(trx)
}

/** Somebody said that they passed it on by hand; `false`: it was not asked for any more. */
export async function updatePassedOn(
  trx: Db,
  key: AnnouncementKey,
  said: { readonly by: string; readonly at: string },
): Promise<boolean> {
  return settle(trx, key, ['with-people'], { state: 'done', code: null, ...said })
}

/** Somebody looked whether a message whose answer was lost had arrived; `false`: that is settled already. */
export async function updateLookedFor(
  trx: Db,
  key: AnnouncementKey,
  seen: { readonly arrived: boolean; readonly by: string; readonly at: string },
): Promise<boolean> {
  const { arrived, by, at } = seen
  return settle(trx, key, ['unknown'], {
    state: arrived ? 'sent' : 'failed',
    code: arrived ? 'seen' : 'not-arrived',
    by,
    at,
  })
}

async function settle(
  trx: Db,
  key: AnnouncementKey,
  from: readonly AnnouncementGroupState[],
  end: {
    readonly state: AnnouncementGroupState
    readonly code: string | null
    readonly by: string
    readonly at: string
  },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('announcement_group')
    // Whoever still waits for an answer comes too late.
    .set({ state: end.state, code: end.code, settled_at: end.at, settled_by: end.by, lease: null })
    .where('announcement_id', '=', key.announcementId)
    .where('group_id', '=', key.groupId)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
