import {
  findTask,
  updateFieldDecision,
  updateFieldRecord,
  type Db,
  type FieldRecord,
  type Queue,
  type Task,
} from '@ketnoi/db'
import { parseJoinLink } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { findGroupOfLink } from '../groups/set-link.ts'
import type { FieldAnswer } from '../onboarding/apply-record.ts'
import type { TaskPayload } from '../onboarding/field-payload.ts'
import { takeAnswer } from './answer-task.ts'
import { refusalOfTakeBack } from './take-back.ts'

/** Why an answer that was given without signal was not taken when it came. */
export type AnswerRefusal =
  /** The plan has changed, or a member list shows that it is done. */
  | 'task-closed'
  /** It was answered otherwise meanwhile. */
  | 'task-answered'
  /** Whoever answered may not change the group (any more). */
  | 'not-theirs'
  /** A group was made, and what was pasted does not lead to it. */
  | 'link-missing'

/** Takes in what a device says of a task, or says why not: nobody else has to decide about that, so it is dismissed. */
export async function settleAnswer(
  ctx: Context,
  trx: Db,
  queue: Queue,
  record: Pick<FieldRecord, 'id' | 'deviceId'>,
  payload: TaskPayload,
): Promise<FieldAnswer> {
  const task = await findTask(trx, payload.taskId)
  const code = task === null ? 'task-closed' : await refusalOf(ctx, trx, task, payload)
  const personId = task?.personId ?? null
  if (task !== null && code === null)
    await takeAnswer(ctx, trx, queue, task, {
      answer: payload.answer,
      laterUntil: payload.laterUntil,
      note: null,
      joinLink: linkOf(payload),
      at: momentOf(ctx, task, payload.recordedAt),
    })
  await updateFieldRecord(trx, record.id, {
    state: code === null ? 'applied' : 'dismissed',
    code: null,
    candidates: [],
    unitIds: task === null ? [] : [unitOfGroup(task.groupId)],
    personId,
  })
  if (code !== null) {
    await updateFieldDecision(trx, record.id, { refused: code }, 'program')
    const data = { taskId: payload.taskId, answer: payload.answer, deviceId: record.deviceId, personId, code }
    await noteEvent(ctx, trx, {
      action: 'task-answer-refused',
      subjectKind: 'field-record',
      subjectId: record.id,
      data,
    })
  }
  return { id: record.id, outcome: code === null ? 'applied' : 'dismissed', code, personId }
}

/** The code that an answer was refused with, so that it is the same whenever it is sent again. */
export function refusalOfDecision(decision: unknown): string | null {
  if (typeof decision !== 'object' || decision === null || !('refused' in decision)) return null
  return typeof decision.refused === 'string' ? decision.refused : null
}

async function refusalOf(ctx: Context, trx: Db, task: Task, payload: TaskPayload): Promise<AnswerRefusal | null> {
  if (!isAllowed(ctx.actor, 'tasks.answer', unitOfGroup(task.groupId))) return 'not-theirs'
  if (payload.answer === 'taken-back') return refusalOfTakeBack(ctx, trx, task)
  if (task.state === payload.answer) return null
  if (task.state === 'obsolete') return 'task-closed'
  if (task.kind === 'announce' && (task.state !== 'open' || !PASSED_ON.has(payload.answer))) return 'task-closed'
  // Who said done may correct themselves; what somebody else said stands until people have spoken.
  const isOwn = task.state === 'open' || (task.state === 'done' && task.answeredBy === ctx.actor.id)
  if (!isOwn) return 'task-answered'
  if (task.kind !== 'create' || payload.answer !== 'done') return null
  const link = linkOf(payload)
  const leadsThere = link !== null && (await findGroupOfLink(trx, link, task.groupId)) === null
  return leadsThere ? null : 'link-missing'
}

/** What can be said of an announcement; what was posted is posted. */
const PASSED_ON: ReadonlySet<TaskPayload['answer']> = new Set<TaskPayload['answer']>(['done', 'later'])

function linkOf({ joinLink }: TaskPayload): string | null {
  return joinLink === null ? null : parseJoinLink(joinLink)
}

/** When it was said: clocks of phones are wrong at times, but nobody answers before they are asked, or tomorrow. */
function momentOf(ctx: Context, task: Task, recordedAt: string): string {
  const said = Math.max(Date.parse(recordedAt), Date.parse(task.askedAt))
  return new Date(Math.min(said, Date.parse(ctx.now()))).toISOString()
}
