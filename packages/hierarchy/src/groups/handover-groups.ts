import type { GroupId, PersonId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Model, Role } from '../model/model.ts'
import { createDirectory } from '../people/directory.ts'
import type { Person } from '../people/person.ts'
import type { UnitTree } from '../units/unit-tree.ts'
import { updateDirectory } from './affected-groups.ts'
import type { Override } from './override.ts'
import { membersOf, resolveMembers } from './resolve-members.ts'

/** What changed facts mean for one group on a day. */
export interface GroupTurn {
  readonly groupId: GroupId
  readonly groupName: string
  /** Those whose role differs; `null`: not in the group. Whoever comes to lead stands first, whoever leaves last. */
  readonly people: readonly { readonly personId: PersonId; readonly before: Role | null; readonly after: Role | null }[]
  readonly leadersBefore: readonly PersonId[]
  readonly leadersAfter: readonly PersonId[]
}

const RANK: Readonly<Record<Role, number>> = { leader: 3, deputy: 2, member: 1 }

/**
 * Answers which groups differ on a day because of changed facts, and how. `people`: those concerned as they were, and whoever else
 * may lead these groups: of others the answer says nothing. Sorted by group. Cost: follows the people given, not the population.
 *
 * @example
 * handoverGroups({ model, units: tree, asOf: '2024-03-01', people, changed: [person], overrides: [] })
 */
export function handoverGroups(input: {
  readonly model: Model
  readonly units: UnitTree
  readonly asOf: Day
  readonly people: readonly Person[]
  readonly changed: readonly Person[]
  readonly overrides: readonly Override[]
}): GroupTurn[] {
  const { changed, ...given } = input
  const later = createDirectory(given)
  const ids = updateDirectory(later, { people: changed })
  const after = resolveMembers(later, ids)
  const before = resolveMembers(createDirectory(given), ids)
  return ids.flatMap((groupId) => {
    const group = (after.groups.get(groupId) ?? before.groups.get(groupId))?.group
    if (group === undefined) return []
    const [was, is] = [before, after].map(
      (desired) => new Map(membersOf(desired, groupId).map(({ personId, role }) => [personId, role])),
    )
    if (was === undefined || is === undefined) return []
    const people = [...new Set([...was.keys(), ...is.keys()])]
      .map((personId) => ({ personId, before: was.get(personId) ?? null, after: is.get(personId) ?? null }))
      .filter((line) => line.before !== line.after)
      .sort((a, b) => rank(b.after) - rank(a.after) || (a.personId < b.personId ? -1 : 1))
    if (people.length === 0) return []
    return [{ groupId, groupName: group.name, people, leadersBefore: leaders(was), leadersAfter: leaders(is) }]
  })
}

function rank(role: Role | null): number {
  return role === null ? 0 : RANK[role]
}

function leaders(members: ReadonlyMap<PersonId, Role>): PersonId[] {
  return [...members].flatMap(([id, role]) => (role === 'leader' ? [id] : [])).sort()
}
