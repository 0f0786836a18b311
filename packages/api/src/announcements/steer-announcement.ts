import {
  cancelOpenMessages,
  findAnnouncement,
  HANDS_ON,
  insertAnnouncementTasks,
  inTransaction,
  isAnnouncementOpen,
  listActualGroups,
  listAnnouncementGroups,
  lockAnnouncement,
  updateAnnouncement,
  updateLookedFor,
  type Announcement,
  type AnnouncementKey,
  type Db,
} from '@ketnoi/db'
import { judgeSecond, judgeStart } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, need, NotFoundError } from '../errors.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { nextMessageOf } from '../runs/work-context.ts'

export async function getAnnouncement(db: Db, id: string): Promise<Announcement> {
  const announcement = await findAnnouncement(db, id)
  if (announcement === null) throw new NotFoundError('announcement', id)
  return announcement
}

/**
 * What a second person agrees to: the words, the groups, and which real groups these are at this moment. Somebody may link another
 * one between looking and agreeing.
 */
export async function looksOfAnnouncement(db: Db, { id, text, againOf }: Announcement): Promise<string> {
  const groups = await listAnnouncementGroups(db, id, { unitIds: null, limit: null })
  const groupIds = groups.map(({ groupId }) => groupId).sort()
  const real = await listActualGroups(db, { groupIds })
  return fingerprintOf([
    text,
    againOf,
    groupIds,
    real.map((group) => [group.groupId, group.service, group.externalId, group.archived].join(' ')).sort(),
  ])
}

/** A second person agrees to write to so many, and to exactly what they looked at. Nobody is their own second. */
export async function secondAnnouncement(ctx: Context, id: string, fingerprint: string): Promise<void> {
  const announcement = await getAnnouncement(ctx.db, id)
  need(judgeSecond(announcement, ctx.actor.id))
  if (!announcement.needsSecond || announcement.secondedBy !== null) throw stateError(announcement)
  const second = { by: ctx.actor.id, at: ctx.now() }
  await inTransaction(ctx.db, async (trx) => {
    await lockAnnouncement(trx, id)
    if ((await looksOfAnnouncement(trx, announcement)) !== fingerprint)
      throw new ApiError('announcement-changed', 'the announcement is another one by now: look at it again')
    if (!(await updateAnnouncement(trx, id, ['approved'], { state: 'approved', second })))
      throw stateError(announcement)
    await audit(trx, ctx, id, 'announcement-seconded', { fingerprint })
  })
}

/** Begins to send an approved announcement, once: by services message after message, by hand as tasks at once. */
export async function startAnnouncement(ctx: Context, id: string): Promise<void> {
  const queue = await ctx.queue()
  const now = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    const announcement = await getAnnouncement(trx, id)
    need(judgeStart(announcement, now))
    if (!(await updateAnnouncement(trx, id, ['approved'], { state: 'running', startedAt: now })))
      throw stateError(announcement)
    const groups = await listAnnouncementGroups(trx, id, { states: ['waiting'], unitIds: null, limit: null })
    const byHand = groups.filter((group) => group.service === HANDS_ON)
    await insertAnnouncementTasks(
      trx,
      id,
      byHand.map(({ groupId }) => ({ id: ctx.newId(), groupId })),
      now,
    )
    await audit(trx, ctx, id, 'announcement-started')
    if (byHand.length < groups.length) await queue.enqueue(trx, [nextMessageOf(id)])
  })
}

export async function pauseAnnouncement(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    await moveOn(trx, id, ['running'], { state: 'paused' })
    await audit(trx, ctx, id, 'announcement-paused')
  })
}

export async function resumeAnnouncement(ctx: Context, id: string): Promise<void> {
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    await moveOn(trx, id, ['paused'], { state: 'running' })
    await audit(trx, ctx, id, 'announcement-resumed')
    await queue.enqueue(trx, [nextMessageOf(id)])
  })
}

/** Ends an announcement where it is. What was sent stays; what was not begun is not sent, and the tasks of people close. */
export async function cancelAnnouncement(ctx: Context, id: string): Promise<void> {
  const now = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    await moveOn(trx, id, ['approved', 'running', 'paused'], { state: 'cancelled', endedAt: now })
    await cancelOpenMessages(trx, id, now)
    await audit(trx, ctx, id, 'announcement-cancelled')
  })
}

/** Somebody looked in the group whether a message whose answer was lost had arrived. */
export async function settleMessage(
  ctx: Context,
  { arrived, ...key }: AnnouncementKey & { readonly arrived: boolean },
): Promise<void> {
  const at = ctx.now()
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updateLookedFor(trx, key, { arrived, by: ctx.actor.id, at })))
      throw new ApiError('message-settled', 'what became of this message is known already')
    await audit(trx, ctx, key.announcementId, 'announcement-message-settled', { groupId: key.groupId, arrived })
  })
}

/** An announcement is over when nothing of it is left to do. Who ended it is whoever did the last of it. */
export async function endAnnouncementIfOver(trx: Db, ctx: Context, id: string): Promise<void> {
  await lockAnnouncement(trx, id)
  if (await isAnnouncementOpen(trx, id)) return
  if (await updateAnnouncement(trx, id, ['running', 'paused'], { state: 'done', endedAt: ctx.now() }))
    await audit(trx, ctx, id, 'announcement-ended')
}

async function moveOn(
  trx: Db,
  id: string,
  from: readonly Announcement['state'][],
  change: Parameters<typeof updateAnnouncement>[3],
): Promise<void> {
  if (!(await updateAnnouncement(trx, id, from, change))) throw stateError(await getAnnouncement(trx, id))
}

function stateError(announcement: Announcement): ApiError {
  return new ApiError('announcement-state', 'the announcement is not in a state that allows this', {
    state: announcement.state,
  })
}

async function audit(trx: Db, ctx: Context, id: string, action: string, data: object = {}): Promise<void> {
  await noteEvent(ctx, trx, { action, subjectKind: 'announcement', subjectId: id, data })
}
