import type { GroupId, PersonId } from '../id.ts'
import type { Role } from '../model/model.ts'
import type { Change } from '../plans/change.ts'

/** Why something that a plan did cannot be taken back by exceptions. */
export type RunKeptCode =
  /** A group that was made, renamed, archived or brought back stays as it is: a person decides about it. */
  | 'group-stays'
  /** They left by themselves. */
  | 'left-by-themselves'
  /** They are not in the group any more as the plan left them: somebody changed it since. */
  | 'not-as-left'
  /** Somebody said that it is done, and no list of members shows it yet: the list comes first. */
  | 'not-verified'
  /** An exception about them holds already. */
  | 'override-exists'
  /** A rule gives them the role: an exception can only give a higher one. */
  | 'role-by-rule'
  /** An invitation that was withdrawn. */
  | 'invitation-gone'

/** An exception that brings one change of a plan back. */
export interface RunUndoOverride {
  readonly kind: 'include' | 'exclude'
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  /** They have to accept an invitation again. */
  readonly needsTheirSay: boolean
}

/** What there is now of somebody in a group. */
export interface RunUndoNow {
  /** `null`: not in the group. */
  readonly role: Role | null
  readonly leftByThemselves: boolean
  readonly hasOverride: boolean
  /** Whether the group was read since the change. Default: yes. */
  readonly isVerified?: boolean
}

/** The way back from a plan that was carried out. */
export interface RunUndo {
  readonly overrides: readonly RunUndoOverride[]
  readonly kept: readonly { readonly code: RunKeptCode; readonly change: Change }[]
}

/**
 * Answers how a plan that was carried out is taken back: as exceptions that hold for a time, since the rules would at once want the same
 * again. `done`: the changes that had an effect. What cannot come back, or is not as the plan left it, is named. The exceptions give a
 * plan of their own, with its brakes and approval. Cost: linear.
 *
 * @example
 * undoRun([], () => ({ role: null, leftByThemselves: false, hasOverride: false })).overrides // []
 */
export function undoRun(done: readonly Change[], nowOf: (groupId: GroupId, personId: PersonId) => RunUndoNow): RunUndo {
  const overrides: RunUndoOverride[] = []
  const kept: { code: RunKeptCode; change: Change }[] = []
  for (const change of done) {
    const step = stepBack(change, nowOf)
    if (typeof step === 'string') kept.push({ code: step, change })
    else overrides.push(step)
  }
  return { overrides, kept }
}

function stepBack(
  change: Change,
  nowOf: (groupId: GroupId, personId: PersonId) => RunUndoNow,
): RunUndoOverride | RunKeptCode {
  if (!('personId' in change)) return 'group-stays'
  if (change.kind === 'withdraw-invitation') return 'invitation-gone'
  const { groupId, personId } = change
  const now = nowOf(groupId, personId)
  if (now.hasOverride) return 'override-exists'
  const otherwise = now.isVerified === false ? 'not-verified' : 'not-as-left'
  if (change.kind === 'remove') {
    if (now.role !== null) return otherwise
    if (now.leftByThemselves) return 'left-by-themselves'
    return { kind: 'include', groupId, personId, role: change.role, needsTheirSay: true }
  }
  if (now.role === null) return now.leftByThemselves ? 'left-by-themselves' : otherwise
  if (change.kind === 'promote') return 'role-by-rule'
  if (change.kind !== 'demote') return { kind: 'exclude', groupId, personId, role: 'member', needsTheirSay: false }
  if (now.role !== change.role) return otherwise
  return { kind: 'include', groupId, personId, role: change.from, needsTheirSay: false }
}
