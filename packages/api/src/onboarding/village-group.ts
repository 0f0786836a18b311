import { listActualGroups, listDesiredRowsOfPeople, listGroups, type Db } from '@ketnoi/db'
import {
  findUnit,
  firstGroupOf,
  groupIdOf,
  isValidOn,
  type GroupId,
  type PersonId,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/** The group that the people of a unit join: the first kind of its tier that holds on the day, and the first of its groups. */
export function villageGroupOf(world: World, unitId: UnitId): GroupId | null {
  const unit = findUnit(world.tree, unitId)
  const kind = world.model.groupKinds.find((one) => one.tier === unit?.tier && isValidOn(one, world.asOf))
  return kind === undefined ? null : groupIdOf(kind.id, unitId)
}

/** All groups of the unit that its people are divided among, in their order. */
export function villageGroupsOf(world: World, unitId: UnitId): readonly GroupId[] {
  const first = villageGroupOf(world, unitId)
  if (first === null) return []
  const kind = first.slice(0, first.indexOf(':'))
  return [first, ...(world.further.get(first) ?? []).map((part) => groupIdOf(kind, unitId, part))]
}

/** Which of the groups of a unit somebody new there joins: the first with room; where none has any, the last. */
export async function groupWithRoom(db: Db, groupIds: readonly GroupId[]): Promise<GroupId | null> {
  if (groupIds.length < 2) return groupIds[0] ?? null
  const real = new Map((await listActualGroups(db, { groupIds })).map((group) => [group.groupId, group.capacity]))
  const { rows } = await listGroups(db, { groupIds, limit: groupIds.length })
  const free = rows.find((row) => row.desired < (real.get(row.groupId) ?? row.capacity))
  return free?.groupId ?? groupIds.at(-1) ?? null
}

/** Which of the groups of a unit each of some people is wanted in, where they are wanted at all. */
export async function groupsWanted(
  db: Db,
  groupIds: readonly GroupId[],
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, GroupId>> {
  const [first] = groupIds
  if (first === undefined || groupIds.length < 2 || personIds.length === 0) return new Map()
  const rows = await listDesiredRowsOfPeople(db, personIds)
  // By the last one where there are several: whoever leaves one that is given up is wanted in both.
  return new Map(
    rows.flatMap(({ groupId, personId }) => (firstGroupOf(groupId) === first ? [[personId, groupId]] : [])),
  )
}
