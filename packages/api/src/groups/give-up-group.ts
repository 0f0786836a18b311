import { deleteGroupClosing, findGroup, findGroupClosing, insertGroupClosing, inTransaction } from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { getGroup } from './group-list.ts'

/**
 * Decides that a further group is given up: its people are wanted in the other groups of the unit from now on, and in this one until
 * they are there. The plans then move them, and close the group when it is empty. `gone`: nobody has to be moved out of it, and there
 * is nothing to wait for.
 */
export async function giveUpGroup(ctx: Context, id: GroupId): Promise<{ readonly gone: boolean }> {
  const group = await getGroup(ctx, id)
  if (group.part === 1) throw new ApiError('group-not-further', 'the first group of a unit is not given up', { id })
  return inTransaction(ctx.db, async (trx) => {
    if (!(await insertGroupClosing(trx, { groupId: id, at: ctx.now(), author: ctx.actor.id }))) return { gone: false }
    // Without the decision and still there: dividing has voided it.
    const gone = (await findGroup(trx, id)) === null
    if (!gone && (await findGroupClosing(trx, id)) === null)
      throw new ApiError('group-needed', 'the other groups cannot hold its people', { id })
    await noteEvent(ctx, trx, { action: 'group-given-up', subjectKind: 'group', subjectId: id })
    return { gone }
  })
}

/** Takes the decision back: whoever is still in the group stays. */
export async function keepGroup(ctx: Context, id: GroupId): Promise<void> {
  await getGroup(ctx, id)
  await inTransaction(ctx.db, async (trx) => {
    if (await deleteGroupClosing(trx, id))
      await noteEvent(ctx, trx, { action: 'group-kept', subjectKind: 'group', subjectId: id })
  })
}
