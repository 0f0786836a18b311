import { fail, ok, type Result } from '../result.ts'

/** What somebody approved, and whether somebody else has to agree before it may begin. */
export interface ApprovedAction {
  /** The account of whoever approved. */
  readonly approvedBy: string
  /** ISO instant. */
  readonly expiresAt: string
  readonly needsSecond: boolean
  /** The account of whoever agreed as well, or `null`. */
  readonly secondedBy: string | null
}

/** A day: whoever approved in the morning may let it begin at night; what is older is looked at anew. */
const APPROVAL_MS = 24 * 3_600_000

/**
 * Gives the instant (ISO) at which an approval ends: 24 hours after it was given. At that instant it does not hold any more.
 *
 * @example
 * approvalEndsAt('2024-02-01T08:00:00.000Z') // '2024-02-02T08:00:00.000Z'
 */
export function approvalEndsAt(approvedAt: string): string {
  return new Date(Date.parse(approvedAt) + APPROVAL_MS).toISOString()
}

/**
 * Answers whether what was approved may begin. Codes: `second-missing`, `approval-expired` (with `expiresAt`). That it begins once is
 * for whoever keeps it.
 *
 * @example
 * judgeStart({ approvedBy: 'ana', expiresAt: '2024-02-02T08:00:00Z', needsSecond: false, secondedBy: null }, '2024-02-01T08:00:00Z')
 */
export function judgeStart(action: ApprovedAction, now: string): Result<null> {
  if (action.needsSecond && action.secondedBy === null)
    return fail([{ code: 'second-missing', message: 'somebody else must agree first', path: [] }])
  if (Date.parse(now) < Date.parse(action.expiresAt)) return ok(null)
  const data = { expiresAt: action.expiresAt }
  return fail([{ code: 'approval-expired', message: 'the approval has expired: approve anew', path: [], data }])
}

/**
 * Answers whether somebody may be the second to agree. Code: `second-is-first`: nobody is their own second.
 *
 * @example
 * judgeSecond({ approvedBy: 'ana', expiresAt: '2024-02-02T08:00:00Z', needsSecond: true, secondedBy: null }, 'be')
 */
export function judgeSecond(action: ApprovedAction, by: string): Result<null> {
  if (action.approvedBy !== by) return ok(null)
  return fail([{ code: 'second-is-first', message: 'somebody else than whoever approved must agree', path: [] }])
}
