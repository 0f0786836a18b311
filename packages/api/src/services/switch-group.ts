import {
  closeTasks,
  findOpenRunOf,
  HANDS_ON,
  inTransaction,
  listActualGroups,
  lockMembership,
  updateActualGroup,
  updateSetting,
} from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../errors.ts'
import { getGroup } from '../groups/group-list.ts'
import { findGroupService, groupServiceSetting } from '../runs/run-store.ts'
import { OFFICIAL_ACCOUNT } from './official-account.ts'
import { requireService } from './service-rules.ts'

/**
 * Says through what a group is reached from now on. No group can be turned into one of another service: the real one that was is
 * let go as it is, with everybody in it, and the next plan asks for a new one.
 */
export async function switchGroup(
  ctx: Context,
  input: { readonly groupId: GroupId; readonly service: string },
): Promise<void> {
  const { groupId, service } = input
  const { name } = await getGroup(ctx, groupId)
  await requireService(ctx, service)
  await inTransaction(ctx.db, async (trx) => {
    await lockMembership(trx)
    const [actual] = await listActualGroups(trx, { groupIds: [groupId] })
    const before = actual?.service ?? (await findGroupService(trx, groupId))
    if (before === service) return
    // Another service, such as one that things are tried out on, gives its groups back by itself.
    if (before !== HANDS_ON && before !== OFFICIAL_ACCOUNT)
      throw new ApiError('service-unknown', 'the group belongs to another service', { service: before })
    if ((await findOpenRunOf(trx, groupId)) !== null)
      throw new ApiError('group-busy', 'a run is busy with the group', { groups: [{ groupId, name }] })
    await closeTasks(trx, [groupId])
    if (actual !== undefined)
      await updateActualGroup(trx, actual.id, {
        groupId: null,
        owner: 'other',
        // Both its names are free for the group that comes in its place.
        externalId: `retired:${actual.id}`,
        name: `${actual.name} (${actual.service === HANDS_ON ? 'nhóm thường cũ' : 'nhóm cũ'})`,
        previousNames: [],
      })
    await updateSetting(trx, groupServiceSetting(groupId), service)
    const data = { from: before, to: service, externalId: actual?.externalId ?? null }
    await noteEvent(ctx, trx, { action: 'group-service-switched', subjectKind: 'group', subjectId: groupId, data })
  })
}
