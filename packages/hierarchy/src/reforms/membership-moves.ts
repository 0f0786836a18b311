import type { DesiredGroup, DesiredMembers } from '../groups/resolve-members.ts'
import { ROLES } from '../groups/resolve-members.ts'
import type { GroupId, PersonId } from '../id.ts'
import type { MembershipMove } from './rehearsal.ts'

/**
 * Compares who should be in which group before and after, as real groups: a membership is one number that sorts by person and group, so
 * that both sides are gone through once. Both must number people alike. Cost: linear in memberships, but for the sorting.
 */
export function membershipMoves(
  before: DesiredMembers,
  after: DesiredMembers,
  becomes: ReadonlyMap<GroupId, GroupId>,
): MembershipMove[] {
  const lines: GroupId[] = []
  const lineOf = new Map<GroupId, number>()
  for (const id of after.groups.keys()) lineOf.set(id, lines.push(id) - 1)
  const beforeLines = new Map<GroupId, number>()
  for (const id of before.groups.keys()) {
    const line = lineOf.get(becomes.get(id) ?? '')
    beforeLines.set(id, line ?? lines.push(id) - 1)
  }
  const step = lines.length * ROLES.length
  const had = packMemberships(before, beforeLines, step)
  const has = packMemberships(after, lineOf, step)
  const names = new Map<number, GroupId>()
  for (const [id, line] of beforeLines) names.set(line, id)
  const moves: Draft[] = []
  const ids = (before.people.ids.length > after.people.ids.length ? before : after).people.ids
  let current: Draft | null = null
  const draftOf = (key: number): Draft => {
    const personId = ids[Math.floor(key / step)] ?? ''
    if (current?.personId !== personId) {
      current = { personId, leaves: [], joins: [], changes: [] }
      moves.push(current)
    }
    return current
  }
  for (let b = 0, a = 0; b < had.length || a < has.length;) {
    const old = had[b] ?? Infinity
    const now = has[a] ?? Infinity
    const oldPlace = Math.floor(old / ROLES.length)
    const newPlace = Math.floor(now / ROLES.length)
    if (oldPlace === newPlace) {
      if (old !== now) {
        const line = Math.floor((now % step) / ROLES.length)
        draftOf(now).changes.push({
          groupId: lines[line] ?? '',
          before: ROLES[old % ROLES.length] ?? 'member',
          after: ROLES[now % ROLES.length] ?? 'member',
        })
      }
      b++
      a++
    } else if (old < now) {
      const line = Math.floor((old % step) / ROLES.length)
      draftOf(old).leaves.push(names.get(line) ?? '')
      b++
    } else {
      const line = Math.floor((now % step) / ROLES.length)
      draftOf(now).joins.push(lines[line] ?? '')
      a++
    }
  }
  for (const move of moves) {
    move.leaves.sort()
    move.joins.sort()
  }
  return moves.sort((a, b) => (a.personId < b.personId ? -1 : 1))
}

interface Draft {
  readonly personId: PersonId
  readonly leaves: GroupId[]
  readonly joins: GroupId[]
  readonly changes: MembershipMove['changes'][number][]
}

function packMemberships(desired: DesiredMembers, lineOf: ReadonlyMap<GroupId, number>, step: number): Float64Array {
  let count = 0
  for (const group of desired.groups.values()) count += group.persons.length
  const packed = new Float64Array(count)
  let at = 0
  for (const [id, group] of desired.groups) at = packGroup(packed, at, group, lineOf.get(id) ?? 0, step)
  return packed.sort()
}

function packGroup(packed: Float64Array, from: number, group: DesiredGroup, line: number, step: number): number {
  for (let i = 0; i < group.persons.length; i++)
    packed[from + i] = (group.persons[i] ?? 0) * step + line * ROLES.length + (group.roles[i] ?? 0)
  return from + group.persons.length
}
