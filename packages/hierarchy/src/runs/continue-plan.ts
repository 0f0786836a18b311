import type { PersonId } from '../id.ts'
import type { Change, Held } from '../plans/change.ts'
import type { Plan } from '../plans/plan.ts'
import { fail, ok, type Result } from '../result.ts'
import { canonicalJson } from '../canonical-json.ts'
import { isFulfilled, isInvited } from './prove-change.ts'
import type { LiveGroup } from './live-group.ts'

/** What of an approved plan is left to do in one group. */
export interface Continuation {
  /** As approved, in the approved order, with the change that is needed now: what is left of an add may be a promotion. */
  readonly remaining: readonly { readonly place: number; readonly change: Change }[]
  /** Places of approved changes that are so already. */
  readonly fulfilled: readonly number[]
  /** Places of approved additions of people who are invited by now and have yet to agree. */
  readonly invited: readonly number[]
  /** Places of approved changes that must not be carried out now, and why. */
  readonly held: readonly { readonly place: number; readonly code: Held['code'] }[]
}

/** What differs from what was approved. */
export interface Moved {
  readonly appeared: readonly Change[]
  readonly disappeared: readonly Change[]
}

/**
 * Compares what was approved for one group with the plan made just now, from what was read just now.
 *
 * Whatever is needed now and was not approved stops the group (`plan-changed`), and so does an approved change that is not wanted any
 * more. A change that came about by itself, or was carried out before a crash, is no reason to stop: it is fulfilled. What the plan
 * holds now, such as removals after an incomplete reading, is held. A group that the plan
 * blocks now is left alone (`group-blocked`, `data.code`: why). Give both plans restricted to the group; `group` is `null` while
 * it does not exist. Cost: linear in the changes.
 *
 * @example
 * continuePlan(plan, createPlan({ desired, actual: readings }), group)
 */
export function continuePlan(
  approved: Pick<Plan, 'changes' | 'held'>,
  now: Pick<Plan, 'changes' | 'held' | 'blocked'>,
  group: LiveGroup | null,
): Result<Continuation> {
  const blocker = now.blocked[0]
  if (blocker !== undefined)
    return fail([{ code: 'group-blocked', message: blocker.message, path: [], data: { code: blocker.code } }])
  const needed = new Map(now.changes.map((change) => [subjectOf(change), change]))
  const heldNow = new Map(now.held.map((line) => [line.personId, line]))
  const remaining: { place: number; change: Change }[] = []
  const fulfilled: number[] = []
  const invited: number[] = []
  const held: { place: number; code: Held['code'] }[] = []
  const disappeared: Change[] = []
  const met = new Set<Change>()
  const partial = group !== null && group.completeness !== 'complete'
  for (const [place, change] of approved.changes.entries()) {
    const present = needed.get(subjectOf(change))
    const holds = 'personId' in change ? heldNow.get(change.personId) : undefined
    if (present !== undefined && covers(change, present)) {
      met.add(present)
      remaining.push({ place, change: present })
    } else if (partial && concernsMember(change) && !group.members.has(change.personId))
      held.push({ place, code: 'reading-partial' })
    else if (present !== undefined) continue
    else if (isFulfilled(change, group)) fulfilled.push(place)
    else if (isInvited(change, group)) invited.push(place)
    // The other leader may only have been left out of the list.
    else if (holds !== undefined)
      held.push({ place, code: partial && holds.code === 'last-leader' ? 'reading-partial' : holds.code })
    else disappeared.push(change)
  }
  // What was held when the plan was approved may be possible now: it is for the next plan, and no surprise. Nor is somebody whom a
  // list that is not complete does not name.
  const known = new Set(approved.held.map(({ personId }) => personId))
  const appeared = now.changes.filter(
    (change) =>
      !met.has(change) && !('personId' in change && known.has(change.personId)) && !(partial && change.kind === 'add'),
  )
  if (appeared.length === 0 && disappeared.length === 0) return ok({ remaining, fulfilled, invited, held })
  const moved: Moved = { appeared, disappeared }
  return fail([
    {
      code: 'plan-changed',
      message: 'the world moved since the approval: look at what is different and approve anew',
      path: [],
      data: { ...moved },
    },
  ])
}

/** Whether a change is about somebody who is in the group: a list that does not name them says nothing about it unless it is complete. */
function concernsMember(change: Change): change is Extract<Change, { personId: PersonId }> {
  switch (change.kind) {
    case 'promote':
    case 'demote':
    case 'withdraw-invitation':
    case 'remove':
      return true
    case 'create-group':
    case 'unarchive-group':
    case 'rename-group':
    case 'archive-group':
    case 'add':
    case 'reinvite':
      return false
  }
}

/** What a change is about: a plan has at most one line about each. */
function subjectOf(change: Change): string {
  return 'personId' in change ? `person ${change.personId}` : change.kind
}

/** Whether an approval of the one change is an approval of the other: the same, or what is left of it. */
function covers(approved: Change, now: Change): boolean {
  switch (now.kind) {
    case 'create-group':
    case 'unarchive-group':
    case 'archive-group':
      return approved.kind === now.kind
    case 'rename-group':
      return approved.kind === 'rename-group' && approved.to === now.to
    case 'add':
    case 'reinvite':
      return (approved.kind === 'add' || approved.kind === 'reinvite') && approved.role === now.role
    case 'promote':
      return (
        (approved.kind === 'promote' || approved.kind === 'add' || approved.kind === 'reinvite') &&
        approved.role === now.role
      )
    case 'demote':
      return approved.kind === 'demote' && approved.role === now.role
    case 'withdraw-invitation':
      return approved.kind === 'withdraw-invitation'
    case 'remove':
      // Whoever approved a removal approved its reason, and knew whether it was a leader.
      return (
        approved.kind === 'remove' &&
        (approved.role === 'leader' || now.role !== 'leader') &&
        canonicalJson(approved.reasons) === canonicalJson(now.reasons)
      )
  }
}
