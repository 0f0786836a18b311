import type { ReformApproval } from '@ketnoi/db'
import type { Context } from '../context.ts'

export interface ApprovalView {
  readonly purpose: ReformApproval['purpose']
  readonly by: string
  readonly at: string
  readonly reason: string
  readonly expiresAt: string
  readonly expired: boolean
  readonly started: boolean
  readonly needsSecond: boolean
  readonly secondedBy: string | null
  readonly own: boolean
}

export function latestOfEach(approvals: readonly ReformApproval[]): readonly ReformApproval[] {
  return (['apply', 'undo'] as const).flatMap((purpose) => approvals.find((one) => one.purpose === purpose) ?? [])
}

export function approvalView(
  ctx: Context,
  approval: ReformApproval,
  accounts: ReadonlyMap<string, string>,
): ApprovalView {
  const nameOf = (id: string): string => accounts.get(id) ?? id
  return {
    purpose: approval.purpose,
    by: nameOf(approval.approvedBy),
    at: approval.approvedAt,
    reason: approval.reason,
    expiresAt: approval.expiresAt,
    expired: Date.parse(approval.expiresAt) <= Date.parse(ctx.now()),
    started: approval.startedAt !== null,
    needsSecond: approval.needsSecond,
    secondedBy: approval.secondedBy === null ? null : nameOf(approval.secondedBy),
    own: approval.approvedBy === ctx.actor.id,
  }
}
