import { findUnit, groupIdOf, isValidOn, type GroupId, type UnitId } from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/** The group that the people of a unit join: the first kind of its tier that holds on the day. */
export function villageGroupOf(world: World, unitId: UnitId): GroupId | null {
  const unit = findUnit(world.tree, unitId)
  const kind = world.model.groupKinds.find((one) => one.tier === unit?.tier && isValidOn(one, world.asOf))
  return kind === undefined ? null : groupIdOf(kind.id, unitId)
}
