import type { GroupReading } from '../connector/reading.ts'
import type { GroupId } from '../id.ts'
import type { Change } from '../plans/change.ts'
import type { Plan } from '../plans/plan.ts'

/**
 * Gives what a plan holds only until somebody else leads: the last leader of a group for whom the same plan brings a successor. An
 * approval of the plan may cover it: a run keeps it held (`last-leader`) until a reading shows the successor leading, and carries it
 * out then, last. Where nobody comes to lead, it stays held and is not here. Order: that of `held`.
 *
 * @example
 * afterSuccessor(plan, readings).map((change) => change.kind)
 */
export function afterSuccessor(plan: Pick<Plan, 'changes' | 'held'>, readings: Iterable<GroupReading>): Change[] {
  const led = new Set(
    plan.changes.flatMap((change) =>
      (change.kind === 'add' || change.kind === 'reinvite' || change.kind === 'promote') && change.role === 'leader'
        ? [change.groupId]
        : [],
    ),
  )
  const evidenceOf = new Map<GroupId | null, { readonly readingId: string; readonly readAt: string }>()
  for (const { groupId, id, readAt } of readings) evidenceOf.set(groupId, { readingId: id, readAt })
  return plan.held.flatMap(({ code, change, groupId, personId, role, reasons }): Change[] => {
    const evidence = evidenceOf.get(groupId)
    if (code !== 'last-leader' || !led.has(groupId) || evidence === undefined) return []
    if (change === 'remove') return [{ kind: 'remove', groupId, personId, role, reasons, evidence }]
    return change === 'demote' ? [{ kind: 'demote', groupId, personId, from: 'leader', role, reasons }] : []
  })
}
