import {
  deleteMemberMatch,
  findGroup,
  inTransaction,
  listActualGroups,
  listPeople,
  listReadingRows,
  updateMemberMatch,
  type Db,
} from '@ketnoi/db'
import type { GroupId, PersonId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { wakeRun } from '../runs/work-context.ts'
import { openRows } from './save-reading.ts'

export interface NameDecision {
  readonly groupId: GroupId
  readonly key: string
  readonly decision: { readonly kind: 'person'; readonly personId: PersonId } | { readonly kind: 'stranger' }
}

/**
 * Remembers what a name stands for, and applies it to the current reading. Another decision that is there stays until it is taken back
 * (`already-decided`).
 */
export async function decideName(ctx: Context, input: NameDecision): Promise<{ readonly unmatched: number }> {
  const personId = input.decision.kind === 'person' ? input.decision.personId : null
  return changeName(ctx, input.groupId, 'name-decided', async (trx, actualGroupId) => {
    if (personId !== null && (await listPeople(trx, [personId])).length === 0)
      throw new NotFoundError('person', personId)
    if (!(await updateMemberMatch(trx, actualGroupId, { key: input.key, personId }, ctx.actor.id)))
      throw new ApiError('already-decided', 'somebody decided otherwise about this name', { groupId: input.groupId })
    return personId
  })
}

/** Forgets what somebody decided about a name: it is asked about again, on this list and the next. */
export async function undecideName(
  ctx: Context,
  input: Pick<NameDecision, 'groupId' | 'key'>,
): Promise<{ readonly unmatched: number }> {
  return changeName(ctx, input.groupId, 'name-undecided', async (trx, actualGroupId) => {
    const before = await deleteMemberMatch(trx, actualGroupId, input.key)
    if (before === null) throw new NotFoundError('name', input.key)
    return before.personId
  })
}

/** `change` says whom it is about; `null`: a stranger. */
async function changeName(
  ctx: Context,
  groupId: GroupId,
  action: 'name-decided' | 'name-undecided',
  change: (trx: Db, actualGroupId: string) => Promise<PersonId | null>,
): Promise<{ readonly unmatched: number }> {
  const queue = await ctx.queue()
  return inTransaction(ctx.db, async (trx) => {
    if ((await findGroup(trx, groupId)) === null) throw new NotFoundError('group', groupId)
    const [actual] = await listActualGroups(trx, { groupIds: [groupId] })
    if (actual === undefined) throw new NotFoundError('reading', groupId)
    const personId = await change(trx, actual.id)
    // The name itself stays out of the log, where nothing is ever deleted.
    await noteEvent(ctx, trx, { action, subjectKind: 'group', subjectId: groupId, data: { personId } })
    await wakeRun(queue, trx, groupId)
    return { unmatched: openRows(await listReadingRows(trx, actual.id)) }
  })
}
