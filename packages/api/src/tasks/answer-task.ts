import {
  answerTask,
  findTask,
  inTransaction,
  updateActualGroup,
  updatePassedOn,
  updateTaskReachability,
  type Db,
  type Queue,
  type Task,
} from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import { endAnnouncementIfOver } from '../announcements/steer-announcement.ts'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { getActualGroup, linkGroup } from '../groups/set-link.ts'
import { wakeRun } from '../runs/work-context.ts'
import { REACHABILITY, setReachability } from './say-of-person.ts'
import { refusalOfTakeBack, takeBack } from './take-back.ts'

/** `taken-back`: what the same person said before was a mistake. */
export const TASK_ANSWERS = ['done', 'not-found', 'refused', 'no-smartphone', 'later', 'taken-back'] as const
export type TaskAnswer = (typeof TASK_ANSWERS)[number]

/** What somebody says of a task. */
export interface AnsweredTask {
  readonly answer: TaskAnswer
  /** Until when it is put off. */
  readonly laterUntil: Day | null
  readonly note: string | null
  /** The join link of a group that was made. */
  readonly joinLink: string | null
  /** When it was said. */
  readonly at: string
}

export async function getTask(db: Db, id: string): Promise<Task> {
  const task = await findTask(db, id)
  if (task === null) throw new NotFoundError('task', id)
  return task
}

/** Takes down what somebody says of a task at this moment. */
export async function answer(ctx: Context, id: string, given: Omit<AnsweredTask, 'at'>): Promise<void> {
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    const task = await getTask(trx, id)
    if (task.kind === 'create' && given.answer === 'done' && given.joinLink === null)
      throw new ApiError('link-missing', 'say which group it is: paste its link')
    await takeAnswer(ctx, trx, queue, task, { ...given, at: ctx.now() })
  })
}

/**
 * Takes down what somebody says of a task. "Done" is a word, which the next member list proves; what it tells of the person is
 * written into the roster, and what no list shows, such as the name of the group, is believed. Answering twice alike is answering
 * once.
 */
export async function takeAnswer(ctx: Context, trx: Db, queue: Queue, task: Task, given: AnsweredTask): Promise<void> {
  const { groupId, kind, personId } = task
  if (task.state === given.answer) return
  if (given.answer === 'taken-back') {
    const code = await refusalOfTakeBack(ctx, trx, task)
    if (code !== null) throw new ApiError(code, 'what was said can no longer be taken back')
    return takeBack(ctx, trx, queue, task)
  }
  const later = given.answer === 'later'
  if (kind === 'announce' && given.answer !== 'done' && !later)
    throw new ApiError('task-answer', 'this is said of people only')
  // What was posted is posted.
  if (kind === 'announce' && task.state !== 'open') throw new ApiError('task-closed', 'the task is no longer open')
  const taken = await answerTask(trx, task.id, {
    state: given.answer === 'later' ? 'open' : given.answer,
    laterUntil: later ? given.laterUntil : null,
    note: given.note,
    at: given.at,
    by: ctx.actor.id,
  })
  if (!taken) throw new ApiError('task-closed', 'the task is no longer open')
  if (given.answer === 'done') await believe(ctx, trx, task, given)
  const data = { groupId, kind, answer: given.answer, personId }
  await noteEvent(ctx, trx, { action: 'task-answered', subjectKind: 'task', subjectId: task.id, data })
  const reachability = REACHABILITY[given.answer]
  if (reachability !== undefined && personId !== null && kind === 'add') {
    const before = await setReachability(ctx, trx, personId, reachability, 'task-answered')
    if (before !== null) await updateTaskReachability(trx, task.id, before)
  }
  await wakeRun(queue, trx, groupId)
}

/** What was done to the group itself. */
async function believe(ctx: Context, trx: Db, task: Task, { joinLink, at }: AnsweredTask): Promise<void> {
  const { groupId, kind, name } = task
  switch (kind) {
    case 'create':
      await linkGroup(ctx, trx, { groupId, name: name ?? groupId, joinLink, externalId: null })
      return
    case 'rename': {
      if (name === null) return
      const actual = await getActualGroup(trx, ctx, { groupId, name })
      if (actual.name === name) return
      const previousNames = [...new Set([...actual.previousNames, actual.name])]
      await updateActualGroup(trx, actual.id, { name, previousNames })
      return
    }
    case 'archive':
    case 'unarchive': {
      const actual = await getActualGroup(trx, ctx, { groupId, name: name ?? groupId })
      await updateActualGroup(trx, actual.id, { archived: kind === 'archive' })
      return
    }
    case 'announce':
      await passOn(ctx, trx, task, at)
      return
    case 'add':
    case 'remove':
    case 'role':
    case 'withdraw':
  }
}

async function passOn(ctx: Context, trx: Db, { announcementId, groupId }: Task, at: string): Promise<void> {
  if (announcementId === null) return
  await updatePassedOn(trx, { announcementId, groupId }, { by: ctx.actor.id, at })
  await endAnnouncementIfOver(trx, ctx, announcementId)
}
