import {
  endOverrideOn,
  findGroup,
  findPerson,
  insertOverride,
  inTransaction,
  listOverrides,
  lockMembership,
  lockPerson,
  materialiseDesired,
} from '@ketnoi/db'
import { overlaps, type Day, type GroupId, type Override, type PersonId, type Role } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { getWorld } from '../world.ts'

export interface NewOverride {
  readonly kind: 'include' | 'exclude'
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  readonly reason: string
  readonly from?: Day | undefined
  readonly to: Day
}

/** Records the decision and computes the group anew: both or neither. */
export async function addOverride(ctx: Context, input: NewOverride): Promise<{ overrideId: string }> {
  const world = await getWorld(ctx)
  const from = input.from ?? world.asOf
  if (input.to <= from)
    throw new ApiError('override-empty', 'the last day lies before the first', { from, to: input.to })
  if ((await findGroup(ctx.db, input.groupId)) === null) throw new NotFoundError('group', input.groupId)
  if ((await findPerson(ctx.db, input.personId)) === null) throw new NotFoundError('person', input.personId)
  const { kind, groupId, personId, role, reason, to } = input
  const known = await listOverrides(ctx.db, { groupIds: [groupId], personIds: [personId] })
  const same = known.find((one) => one.kind === kind && overlaps(one, { from, to }))
  if (same !== undefined)
    throw new ApiError('override-repeated', 'the person already has this exception in this time', { id: same.id })
  const override: Override = { id: ctx.newId(), kind, groupId, personId, role, reason, author: ctx.actor.id, from, to }
  await inTransaction(ctx.db, async (trx) => {
    await lockPerson(trx, personId)
    await lockMembership(trx)
    await insertOverride(trx, override)
    await materialiseDesired(trx, world.model, world.asOf, { groupIds: [groupId] })
    await noteEvent(ctx, trx, {
      action: 'override-added',
      subjectKind: 'group',
      subjectId: groupId,
      data: { overrideId: override.id, kind, personId, role, reason, from, to },
    })
  })
  return { overrideId: override.id }
}

/** The rules decide again from today on; what was decided, and why it ended, stays on record. */
export async function endOverride(
  ctx: Context,
  input: { readonly overrideId: string; readonly groupId: GroupId; readonly reason: string },
): Promise<void> {
  const world = await getWorld(ctx)
  const override = (await listOverrides(ctx.db, { groupIds: [input.groupId] })).find(
    ({ id }) => id === input.overrideId,
  )
  if (override === undefined) throw new NotFoundError('override', input.overrideId)
  await inTransaction(ctx.db, async (trx) => {
    await lockMembership(trx)
    if (!(await endOverrideOn(trx, override.id, world.asOf))) return
    await materialiseDesired(trx, world.model, world.asOf, { groupIds: [override.groupId] })
    await noteEvent(ctx, trx, {
      action: 'override-ended',
      subjectKind: 'group',
      subjectId: override.groupId,
      data: { override, reason: input.reason },
    })
  })
}
