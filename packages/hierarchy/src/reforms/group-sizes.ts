import { requiredMask, type DesiredGroup, type DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId } from '../id.ts'
import type { GroupKind } from '../model/model.ts'
import type { GroupOverflow } from './rehearsal.ts'

/**
 * Gives every group that grows beyond what it can hold. Where only those touched are known, the count of a group before says how many
 * others are in it.
 */
export function groupOverflow(
  before: DesiredMembers,
  after: DesiredMembers,
  becomes: ReadonlyMap<GroupId, GroupId>,
  counts: ReadonlyMap<GroupId, number>,
): GroupOverflow[] {
  const previous = previousOf(before, becomes)
  const kinds = new Map(after.model.groupKinds.map((kind) => [kind.id, kind]))
  const found: GroupOverflow[] = []
  for (const [groupId, group] of after.groups) {
    const kind = kinds.get(group.group.kind)
    if (kind === undefined) continue
    const was = previous.get(groupId)
    const counted = was === undefined ? undefined : counts.get(was.group.id)
    const others = counted === undefined ? 0 : Math.max(0, counted - (was?.persons.length ?? 0))
    const members = group.persons.length + others
    const { capacity } = kind
    if (members <= capacity || members <= (was?.persons.length ?? 0) + others) continue
    const everywhere = countEverywhere(group, kind)
    const groupsNeeded = everywhere >= capacity ? null : Math.ceil((members - everywhere) / (capacity - everywhere))
    found.push({ groupId, members, capacity, groupsNeeded })
  }
  return found.sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
}

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

/** Leaders, deputies and required members are in every group of a unit. */
function countEverywhere({ roles, clauses }: DesiredGroup, kind: GroupKind): number {
  const required = requiredMask(kind)
  let count = 0
  for (let i = 0; i < roles.length; i++) if ((roles[i] ?? 0) > 0 || ((clauses[i] ?? 0) & required) !== 0) count++
  return count
}
