import { requiredMask, type DesiredGroup, type DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId } from '../id.ts'
import type { GroupKind } from '../model/model.ts'

/** Gives every group that nobody leads any more, and every new one that has members and nobody to lead it. */
export function leaderlessGroups(
  before: DesiredMembers,
  after: DesiredMembers,
  becomes: ReadonlyMap<GroupId, GroupId>,
): GroupId[] {
  const previous = previousOf(before, becomes)
  const found: GroupId[] = []
  for (const [groupId, group] of after.groups) {
    const was = previous.get(groupId)
    if (
      group.group.state === 'ok' &&
      !hasLeader(group) &&
      (was === undefined ? group.persons.length > 0 : hasLeader(was))
    )
      found.push(groupId)
  }
  return found.sort()
}

function previousOf(
  before: DesiredMembers,
  becomes: ReadonlyMap<GroupId, GroupId>,
): ReadonlyMap<GroupId, DesiredGroup> {
  const previous = new Map<GroupId, DesiredGroup>()
  for (const [id, survives] of becomes) {
    const group = before.groups.get(id)
    if (group !== undefined) previous.set(survives, group)
  }
  return previous
}

const LEADER = 2

function hasLeader({ roles }: DesiredGroup): boolean {
  return roles.includes(LEADER)
}

/** How many leaders, deputies and required members there are, who are in every group of a unit. */
export function countEverywhere({ roles, clauses }: DesiredGroup, kind: GroupKind): number {
  const required = requiredMask(kind)
  let count = 0
  for (let i = 0; i < roles.length; i++) if ((roles[i] ?? 0) > 0 || ((clauses[i] ?? 0) & required) !== 0) count++
  return count
}
