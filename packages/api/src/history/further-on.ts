import { listRecordedParts } from '@ketnoi/db'
import { groupIdOf, parseGroupId, type Day, type GroupId, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import type { World } from '../world.ts'

/** The further groups that a unit had on a past day, as it was recorded; on a day to come those that it has now. */
export async function furtherOn(
  ctx: Context,
  world: World,
  unitId: UnitId,
  day: Day,
): Promise<ReadonlyMap<GroupId, readonly number[]>> {
  if (day >= ctx.today()) return world.further
  const firstIds = world.model.groupKinds.map((kind) => groupIdOf(kind.id, unitId))
  const found = await listRecordedParts(ctx.db, firstIds, day)
  return new Map(
    [...Map.groupBy(found, ({ firstId }) => firstId)].map(([firstId, rows]) => [
      firstId,
      rows.flatMap(({ groupId }) => parseGroupId(groupId)?.part ?? []),
    ]),
  )
}
