import { findOpenRunOf, type Db, type Queue, type QueuedWork } from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'

/** The kinds of work that are left in the queue of the database. */
export const WORK = [
  'carry-out-group',
  'process-service-event',
  'read-group',
  'announce',
  'carry-reform',
  'undo-batch',
  'change-people',
] as const
export type WorkName = (typeof WORK)[number]

/** Asks for passes over groups of a run. */
export function passesOver(runId: string, groupIds: readonly GroupId[], afterSeconds = 0): QueuedWork[] {
  return groupIds.map((groupId) => ({
    name: 'carry-out-group' satisfies WorkName,
    data: { runId, groupId },
    key: `${runId} ${groupId}`,
    afterSeconds,
  }))
}

/** Several events of a moment are one reading. */
const GATHERING_SECONDS = 3

/** Asks for fresh readings of groups. */
export function readingsOf(groupIds: readonly GroupId[]): QueuedWork[] {
  return groupIds.map((groupId) => ({
    name: 'read-group' satisfies WorkName,
    data: { groupId },
    key: groupId,
    afterSeconds: GATHERING_SECONDS,
  }))
}

/** Asks for the next message of an announcement: one at a time, so that the rate is kept whoever sends. */
export function nextMessageOf(announcementId: string, afterSeconds = 0): QueuedWork {
  const name = 'announce' satisfies WorkName
  return { name, data: { announcementId }, key: announcementId, afterSeconds }
}

/** Asks for a reform to be carried on, in whichever direction it goes. */
export function reformWork(reformId: string): QueuedWork {
  const name = 'carry-reform' satisfies WorkName
  return { name, data: { reformId }, key: reformId }
}

/** Asks for the next parts of an undo. */
export function undoWork(batchId: string): QueuedWork {
  const name = 'undo-batch' satisfies WorkName
  return { name, data: { batchId }, key: batchId }
}

/** Longer than a change of as many people as can be selected takes: whoever agreed waits for it, and it is left only by a process that died. */
const LEFT_SECONDS = 60

/** Asks for a change of many people to be gone on with, should whoever began it not come to its end. */
export function restOfSelection(selectionId: string): QueuedWork {
  const name = 'change-people' satisfies WorkName
  return { name, data: { selectionId }, key: selectionId, afterSeconds: LEFT_SECONDS }
}

/** Something that a run of the group waited for may have happened: somebody answered a task, or brought a member list. */
export async function wakeRun(queue: Queue, trx: Db, groupId: GroupId): Promise<void> {
  const open = await findOpenRunOf(trx, groupId)
  if (open !== null) await queue.enqueue(trx, passesOver(open.runId, [groupId]))
}
