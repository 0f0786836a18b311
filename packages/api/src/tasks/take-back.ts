import {
  findPerson,
  listReadings,
  listTasksOfSubject,
  reopenTask,
  updateActualGroup,
  type Db,
  type Queue,
  type Task,
} from '@ketnoi/db'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { getActualGroup } from '../groups/set-link.ts'
import { wakeRun } from '../runs/work-context.ts'
import { REACHABILITY, setReachability } from './say-of-person.ts'

/** Why an answer can no longer be taken back. */
export type TakeBackRefusal = 'task-closed' | 'task-answered'

/** A mis-tap is noticed at once, or when the officer sits down in the evening; what is older is corrected in the roster. */
const TAKEN_BACK_WITHIN_MS = 24 * 3_600_000

/** Since when answers can be taken back. */
export function takenBackSince(ctx: Context): string {
  return new Date(Date.parse(ctx.now()) - TAKEN_BACK_WITHIN_MS).toISOString()
}

/** Whether there is anything to take back. */
export function isAnswered({ state, laterUntil }: Task): boolean {
  return state !== 'open' || laterUntil !== null
}

/** Only whoever answered takes it back, as long as nothing has built on it. */
export async function refusalOfTakeBack(ctx: Context, trx: Db, task: Task): Promise<TakeBackRefusal | null> {
  if (task.state === 'obsolete' || task.kind === 'announce') return 'task-closed'
  if (!isAnswered(task)) return null
  if (task.answeredBy !== ctx.actor.id) return 'task-answered'
  if (task.answeredAt === null || task.answeredAt < takenBackSince(ctx)) return 'task-closed'
  if (task.state === 'open') return null
  // The group is linked by now, and others may be asked for in it: its page changes the link.
  if (task.kind === 'create') return 'task-closed'
  const [newest] = await listTasksOfSubject(trx, task.groupId, [task.subject])
  if (newest?.id !== task.id) return 'task-closed'
  const [reading] = task.state === 'done' ? await listReadings(trx, [task.groupId]) : []
  return reading !== undefined && reading.readAt > task.answeredAt ? 'task-closed' : null
}

/** Opens the task again, and undoes what its answer had written. The run that asked for it goes on with it. */
export async function takeBack(ctx: Context, trx: Db, queue: Queue, task: Task): Promise<void> {
  const { groupId, kind, personId, state } = task
  if (!isAnswered(task)) return
  await reopenTask(trx, task.id)
  if (state === 'done') await doubt(ctx, trx, task)
  await noteEvent(ctx, trx, {
    action: 'task-answer-taken-back',
    subjectKind: 'task',
    subjectId: task.id,
    data: { groupId, kind, answer: state === 'open' ? 'later' : state, personId },
  })
  await giveBackReachability(ctx, trx, task)
  await wakeRun(queue, trx, groupId)
}

/** What somebody changed about the person since stays. */
async function giveBackReachability(ctx: Context, trx: Db, task: Task): Promise<void> {
  const { state, personId, reachabilityBefore } = task
  if (personId === null || reachabilityBefore === null || state === 'open' || state === 'obsolete') return
  const stored = await findPerson(trx, personId)
  if (stored?.person.reachability === REACHABILITY[state])
    await setReachability(ctx, trx, personId, reachabilityBefore, 'task-answer-taken-back')
}

/** What was believed of the group itself. */
async function doubt(ctx: Context, trx: Db, { groupId, kind, name }: Task): Promise<void> {
  if (kind !== 'rename' && kind !== 'archive' && kind !== 'unarchive') return
  const actual = await getActualGroup(trx, ctx, { groupId, name: name ?? groupId })
  const before = actual.previousNames.at(-1)
  if (kind !== 'rename') await updateActualGroup(trx, actual.id, { archived: kind !== 'archive' })
  else if (actual.name === name && before !== undefined)
    await updateActualGroup(trx, actual.id, { name: before, previousNames: actual.previousNames.slice(0, -1) })
}
