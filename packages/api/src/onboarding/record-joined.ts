import {
  findGroup,
  findPerson,
  insertJoinedMember,
  insertReading,
  lockMembership,
  type Db,
  type FieldRecordOutcome,
} from '@ketnoi/db'
import { getActualGroup } from '../groups/set-link.ts'
import type { Context } from '../context.ts'
import type { World } from '../world.ts'
import { villageGroupOf } from './village-group.ts'

/** The officer saw the person join: they are in the group's reading from now on, without a new one of everybody. */
export async function recordJoined(
  ctx: Context,
  trx: Db,
  world: World,
  record: Pick<FieldRecordOutcome, 'unitIds' | 'personId'>,
): Promise<void> {
  const [unitId] = record.unitIds
  const { personId } = record
  if (unitId === undefined || personId === null) return
  const groupId = villageGroupOf(world, unitId)
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
