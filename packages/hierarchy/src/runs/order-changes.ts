import type { PersonId } from '../id.ts'
import type { Change, HeldCode } from '../plans/change.ts'
import type { LiveGroup, LiveMember } from './live-group.ts'

/**
 * Puts the changes of one group in the order in which they may be carried out: the group itself, leadership, adds, then removals. In
 * a group that has no place for all who are added, members leave first; leaders leave last all the same, so that there is one at
 * every moment.
 *
 * @example
 * orderChanges([{ change }], group)
 */
export function orderChanges<T extends { readonly change: Change }>(
  changes: readonly T[],
  group: LiveGroup | null,
): readonly T[] {
  const adds = changes.filter(({ change }) => change.kind === 'add').length
  const full = group !== null && group.capacity !== null && group.members.size + group.strangers + adds > group.capacity
  return [...changes].sort((a, b) => rank(a.change, full) - rank(b.change, full))
}

function rank(change: Change, full: boolean): number {
  switch (change.kind) {
    case 'create-group':
      return 0
    case 'unarchive-group':
      return 1
    case 'rename-group':
      return 2
    case 'promote':
      return 3
    case 'add':
    case 'reinvite':
      return change.role === 'leader' ? 5 : change.role === 'deputy' ? 6 : 7
    case 'demote':
      return 8
    case 'withdraw-invitation':
      return full ? 4 : 9
    case 'remove':
      return change.role === 'leader' ? 11 : full ? 4 : 10
    case 'archive-group':
      return 12
  }
}

/**
 * Answers whether a change may be carried out at this moment, or why not. It is asked again before each one, with the group as it has
 * become: a successor who did not come keeps the old leader in, and a group that filled up takes nobody more.
 *
 * @example
 * holdNow(change, group, new Set()) === null
 */
export function holdNow(change: Change, group: LiveGroup, actingPersons: ReadonlySet<PersonId>): HeldCode | null {
  switch (change.kind) {
    case 'remove':
    case 'demote': {
      if (actingPersons.has(change.personId)) return 'acting-account'
      const leads = change.kind === 'remove' ? change.role === 'leader' : change.from === 'leader'
      const member = group.members.get(change.personId)
      if ((leads || member?.role === 'leader') && !hasOtherLeader(group, change.personId)) return 'last-leader'
      return null
    }
    case 'withdraw-invitation':
      return actingPersons.has(change.personId) ? 'acting-account' : null
    case 'add':
      return group.capacity !== null && group.members.size + group.strangers >= group.capacity ? 'group-full' : null
    case 'create-group':
    case 'unarchive-group':
    case 'rename-group':
    case 'archive-group':
    case 'promote':
    case 'reinvite':
      return null
  }
}

function hasOtherLeader(group: LiveGroup, personId: PersonId): boolean {
  for (const [id, { role, state }] of group.members)
    if (id !== personId && role === 'leader' && state === 'member') return true
  return false
}

/** A group that changes as its changes are asked for: a copy of its own. */
export interface ChangingGroup extends LiveGroup {
  name: string
  archived: boolean
  readonly members: Map<PersonId, LiveMember>
  strangers: number
}

/**
 * Copies a group, to change with `changeGroup`.
 *
 * @example
 * changeGroup(changingGroup(group), change)
 */
export function changingGroup(group: LiveGroup): ChangingGroup {
  return { ...group, members: new Map(group.members) }
}

/**
 * Makes of the group what it may be once a change was asked for, at the worst: whoever is added takes a place and leads nobody, and a
 * promotion is nothing, until a reading shows them; whoever is removed or demoted leads nobody from now on, and keeps the place until
 * a reading shows that it is free.
 *
 * @example
 * const asked = changingGroup(group)
 * for (const change of plan.changes) changeGroup(asked, change)
 */
export function changeGroup(group: ChangingGroup, change: Change): void {
  switch (change.kind) {
    case 'create-group':
    case 'promote':
      return
    case 'rename-group':
      group.name = change.to
      return
    case 'archive-group':
      group.archived = true
      return
    case 'unarchive-group':
      group.archived = false
      return
    case 'add':
    case 'reinvite':
      group.members.set(change.personId, { role: change.role, state: 'invited' })
      return
    case 'demote':
      group.members.set(change.personId, { role: change.role, state: 'member' })
      return
    case 'withdraw-invitation':
    case 'remove':
      // A service that said yes may do it later: the place is taken until a reading shows that it is free.
      if (group.members.delete(change.personId)) group.strangers += 1
  }
}

/**
 * Gives the group as it may be once a change was asked for, as `changeGroup` does, and leaves the group as it is.
 *
 * @example
 * withChange(group, change).members.size
 */
export function withChange(group: LiveGroup, change: Change): LiveGroup {
  const changed = changingGroup(group)
  changeGroup(changed, change)
  return changed
}
