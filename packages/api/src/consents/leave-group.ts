import {
  endOverrideOn,
  insertAuditEvents,
  insertDepartures,
  insertOverride,
  listActualGroups,
  listActualRowsOfPeople,
  listDesiredRowsOfPeople,
  listOverrides,
  lockMembership,
  lockPerson,
  materialiseDesired,
  type Db,
} from '@ketnoi/db'
import { inspectRule, type Day, type GroupId, type Override, type PersonId, type PurposeId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { getWorld, sinceNow } from '../world.ts'

/**
 * Takes somebody out of a group because they want it: an exclusion whose author they are, without a last day. Only a new decision
 * brings them back. Whoever is there by office cannot leave by themselves. Leaving twice is leaving once.
 */
export async function leaveGroup(
  ctx: Context,
  trx: Db,
  { personId, groupId }: { readonly personId: PersonId; readonly groupId: GroupId },
): Promise<void> {
  const world = await getWorld(ctx, trx)
  const { asOf, model } = world
  await lockPerson(trx, personId)
  await lockMembership(trx)
  const wanted = (await listDesiredRowsOfPeople(trx, [personId])).find((row) => row.groupId === groupId)
  const present = (await listActualRowsOfPeople(trx, [personId])).some((row) => row.groupId === groupId)
  if ((await leavingOf(trx, personId, asOf)).some((one) => one.groupId === groupId)) return
  if (wanted === undefined && !present) throw new NotFoundError('group', groupId)
  if (wanted?.required === true)
    throw new ApiError('membership-required', 'belongs to the group by office', { groupId })
  const id = ctx.newId()
  await insertOverride(trx, {
    id,
    kind: 'exclude',
    groupId,
    personId,
    role: 'member',
    reason: 'left-by-themselves',
    author: personId,
    from: sinceNow(ctx, world),
    to: null,
  })
  const at = ctx.now()
  for (const actual of await listActualGroups(trx, { groupIds: [groupId] }))
    await insertDepartures(trx, actual.id, [{ personId, by: 'self', at }])
  await materialiseDesired(trx, model, asOf, { groupIds: [groupId] })
  await insertAuditEvents(trx, [
    { at, actor: personId, action: 'group-left', subjectKind: 'group', subjectId: groupId, data: { overrideId: id } },
  ])
}

/** A person who agrees anew has decided anew: they are wanted again in the groups that ask for that consent. */
export async function endLeaving(
  ctx: Context,
  trx: Db,
  { personId, purposeId, day }: { readonly personId: PersonId; readonly purposeId: PurposeId; readonly day: Day },
): Promise<void> {
  const { asOf, model } = await getWorld(ctx, trx)
  const asking = new Set(
    model.groupKinds
      .filter((kind) => kind.clauses.some((clause) => inspectRule(clause.rule).purposes.includes(purposeId)))
      .map((kind) => kind.id),
  )
  for (const override of await leavingOf(trx, personId, asOf)) {
    if (!asking.has(override.groupId.slice(0, override.groupId.indexOf(':')))) continue
    if (override.from !== null && day < override.from) continue
    await lockMembership(trx)
    if (!(await endOverrideOn(trx, override.id, day))) continue
    await noteEvent(ctx, trx, {
      action: 'override-ended',
      subjectKind: 'group',
      subjectId: override.groupId,
      data: { override, reason: 'consent-given-anew' },
    })
  }
}

async function leavingOf(db: Db, personId: PersonId, asOf: Day): Promise<readonly Override[]> {
  const overrides = await listOverrides(db, { personIds: [personId], asOf })
  return overrides.filter((override) => override.kind === 'exclude' && override.author === personId)
}
