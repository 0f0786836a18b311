import type { Change } from '../plans/change.ts'
import type { LiveGroup } from './live-group.ts'
import type { ChangeStanding } from './run-state.ts'

/**
 * Answers whether a group already is as a change wants it. A person is proved to be absent by a complete reading only.
 *
 * @example
 * isFulfilled(change, group)
 */
export function isFulfilled(change: Change, group: LiveGroup | null): boolean {
  if (change.kind === 'create-group') return group !== null
  if (group === null) return false
  switch (change.kind) {
    case 'rename-group':
      return group.name.normalize('NFC') === change.to.normalize('NFC')
    case 'archive-group':
      return group.archived
    case 'unarchive-group':
      return !group.archived
    case 'add':
    case 'reinvite':
    case 'promote':
    case 'demote': {
      const member = group.members.get(change.personId)
      return member?.state === 'member' && member.role === change.role
    }
    case 'withdraw-invitation':
    case 'remove':
      return group.completeness === 'complete' && !group.members.has(change.personId)
  }
}

/**
 * Gives where a change stands after the group was read again: the word of the service becomes proof, or a finding. What was refused
 * stays refused, unless the reading shows that it has come about all the same; what lacks proof either way stays as it was.
 *
 * @example
 * proveChange(change, { state: 'accepted', code: null }, group).state
 */
export function proveChange(change: Change, before: ChangeStanding, group: LiveGroup | null): ChangeStanding {
  if (isFulfilled(change, group)) return { state: 'proved', code: null }
  if (isInvited(change, group)) return { state: 'pending', code: null }
  if (group === null || group.completeness !== 'complete') return before
  switch (before.state) {
    case 'accepted':
      return { state: 'without-effect', code: null }
    case 'started':
      // No answer came, and nothing happened: it may be asked for again.
      return { state: 'waiting', code: null }
    case 'proved':
      // Undone since by somebody else: the next plan says what to do.
      return before
    case 'waiting':
    case 'pending':
    case 'without-effect':
    case 'failed':
    case 'held':
    case 'cancelled':
      return before
  }
}

/** @internal Whether the change brings somebody in who is asked already and has yet to agree. */
export function isInvited(change: Change, group: LiveGroup | null): boolean {
  return (
    (change.kind === 'add' || change.kind === 'reinvite') && group?.members.get(change.personId)?.state === 'invited'
  )
}
