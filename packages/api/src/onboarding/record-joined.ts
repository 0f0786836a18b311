import {
  findGroup,
  findPerson,
  insertJoinedMember,
  insertReading,
  lockMembership,
  type Db,
  type FieldRecordOutcome,
} from '@ketnoi/db'
import type { GroupId } from '@ketnoi/hierarchy'
import { getActualGroup } from '../groups/set-link.ts'
import type { Context } from '../context.ts'
import type { World } from '../world.ts'
import { groupsWanted, villageGroupsOf } from './village-group.ts'

/** Who was seen joining. */
export interface Joined extends Pick<FieldRecordOutcome, 'unitIds' | 'personId'> {
  /** The group whose code was shown; `null`: an older device did not say. */
  readonly groupId: GroupId | null
}

/** The officer saw the person join: they are in the group's reading from now on, without a new one of everybody. */
export async function recordJoined(ctx: Context, trx: Db, world: World, record: Joined): Promise<void> {
  const [unitId] = record.unitIds
  const { personId } = record
  if (unitId === undefined || personId === null) return
  const groupIds = villageGroupsOf(world, unitId)
  const asked = record.groupId !== null && groupIds.includes(record.groupId) ? record.groupId : null
  const groupId = asked ?? (await groupsWanted(trx, groupIds, [personId])).get(personId) ?? groupIds[0] ?? null
  const group = groupId === null ? null : await findGroup(trx, groupId)
  const stored = await findPerson(trx, personId)
  if (groupId === null || group === null || stored === null) return
  const { name } = stored.person
  await lockMembership(trx)
  const actual = await getActualGroup(trx, ctx, { groupId, name: group.name })
  if (await insertJoinedMember(trx, actual.id, { personId, name, at: ctx.now() })) return
  await insertReading(trx, {
    id: ctx.newId(),
    actualGroupId: actual.id,
    readAt: ctx.now(),
    completeness: 'partial',
    source: 'onboarding',
    author: ctx.actor.id,
    rows: [
      {
        key: `joined ${personId}`,
        personId,
        displayName: name,
        accountId: null,
        phone: null,
        role: 'member',
        state: 'member',
        matchedBy: 'joined',
        candidates: [],
      },
    ],
  })
}
