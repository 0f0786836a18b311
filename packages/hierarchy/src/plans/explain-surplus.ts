import { exclusionReason, type Override } from '../groups/override.ts'
import type { GroupId } from '../id.ts'
import type { GroupKind } from '../model/model.ts'
import { inspectRule } from '../rules/inspect.ts'
import type { Reason } from './change.ts'
import type { Withdrawal } from './create-plan.ts'

/** What is known about somebody who is in a group and not wanted there. */
export interface SurplusFacts {
  /** The exclusions of the person from this group that hold on the day. */
  readonly exclusions: readonly Override[]
  /** What the person took consent to back. */
  readonly withdrawals: readonly Withdrawal[]
  /** The other group of the same unit that the person is assigned to, where it has several. */
  readonly assignedTo?: GroupId | null
  /** Whether the person is in the directory at all. */
  readonly known: boolean
}

/**
 * Says why somebody who is in a group ought not to be: they were excluded or left, took back the consent that the group asks for,
 * are assigned to another group of the unit, are not in the directory, or no rule wants them. The first of these that holds, never none.
 *
 * @example
 * const left: Override = {
 *   id: 'o1', kind: 'exclude', groupId: 'village:v1', personId: 'p1', author: 'p1', role: 'member', reason: '', from: '2024-01-05', to: null,
 * }
 * explainSurplus(model.groupKinds[0]!, { exclusions: [left], withdrawals: [], known: true })
 * // [{ kind: 'left-by-themselves', overrideId: 'o1', on: '2024-01-05' }]
 */
export function explainSurplus(
  kind: GroupKind,
  { exclusions, withdrawals, assignedTo, known }: SurplusFacts,
): Reason[] {
  if (exclusions.length > 0) return exclusions.map(exclusionReason)
  if (withdrawals.length > 0) {
    const asked = new Set(kind.clauses.flatMap((clause) => inspectRule(clause.rule).purposes))
    const told = withdrawals.filter((withdrawal) => asked.has(withdrawal.purposeId))
    if (told.length > 0) return told.map(({ purposeId, on }) => ({ kind: 'consent-withdrawn', purpose: purposeId, on }))
  }
  if (assignedTo !== undefined && assignedTo !== null) return [{ kind: 'in-other-group', groupId: assignedTo }]
  return [known ? { kind: 'no-rule' } : { kind: 'not-in-directory' }]
}
