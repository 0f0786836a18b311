import { createDocumentReader } from '../document.ts'
import type { GroupKindId } from '../id.ts'
import { fail, ok, type Result } from '../result.ts'

/**
 * What follows when a review was missed: it is shown to whoever answers for the group (`flag`), the group takes nobody in until somebody has
 * looked (`freeze-adds`), or it is shown to the level above as well (`escalate`).
 */
export type MissedReview = 'flag' | 'freeze-adds' | 'escalate'

/** How often the members of groups of one kind are looked through by whoever answers for them. */
export interface ReviewPolicy {
  /** Months from one due day to the next. */
  readonly months: number
  readonly missed: MissedReview
  /** Days before the due day: from the first of them on the review is coming, from the last of them on it is due. Falling. */
  readonly warningDays: readonly number[]
}

/** The policies of the kinds that have one of their own; for the others `DEFAULT_REVIEW_POLICY` holds. */
export type ReviewPolicies = Readonly<Record<GroupKindId, ReviewPolicy>>

/** Once a year, with a month to find the time and a week to hurry; who should be added is added even if nobody looked. */
export const DEFAULT_REVIEW_POLICY: ReviewPolicy = { months: 12, missed: 'flag', warningDays: [30, 7] }

/** Five years: less often than that nobody remembers the last one. */
const MOST_MONTHS = 60
/** Half a year: what is warned of longer is not read any more. */
const MOST_WARNING_DAYS = 180
const MOST_WARNINGS = 5

/**
 * Reads policies of group kinds: per kind what differs from the default.
 *
 * Codes: `group-kind-unknown`, `review-months-invalid`, `review-warning-invalid` (data: the most), and those of the document reader
 * (`not-an-object`, `not-a-choice`, `not-a-list`).
 *
 * @example
 * parseReviewPolicies({ village: { months: 6, missed: 'freeze-adds' } }, ['village'])
 */
export function parseReviewPolicies(value: unknown, kinds: readonly GroupKindId[]): Result<ReviewPolicies> {
  const reader = createDocumentReader()
  const policies: Record<GroupKindId, ReviewPolicy> = {}
  for (const [kind, given] of Object.entries(reader.object(value, []) ?? {})) {
    if (!kinds.includes(kind)) {
      reader.report('group-kind-unknown', `unknown kind of group ${kind}`, [kind], { id: kind })
      continue
    }
    const source = reader.object(given, [kind])
    if (source === null) continue
    const months = source['months'] ?? DEFAULT_REVIEW_POLICY.months
    if (!isWhole(months, 1, MOST_MONTHS))
      reader.report('review-months-invalid', `expected whole months from 1 to ${MOST_MONTHS}`, [kind, 'months'], {
        most: MOST_MONTHS,
      })
    const missed = reader.choice<MissedReview>(
      source['missed'] ?? DEFAULT_REVIEW_POLICY.missed,
      ['flag', 'freeze-adds', 'escalate'],
      [kind, 'missed'],
    )
    const days = reader.list(source['warningDays'] ?? DEFAULT_REVIEW_POLICY.warningDays, [kind, 'warningDays'])
    const warningDays = days.filter((day) => isWhole(day, 1, MOST_WARNING_DAYS))
    if (warningDays.length < days.length || days.length > MOST_WARNINGS)
      reader.report(
        'review-warning-invalid',
        `expected up to ${MOST_WARNINGS} numbers of days from 1 to ${MOST_WARNING_DAYS}`,
        [kind, 'warningDays'],
        { most: MOST_WARNING_DAYS },
      )
    if (isWhole(months, 1, MOST_MONTHS) && missed !== null)
      policies[kind] = { months, missed, warningDays: [...new Set(warningDays)].sort((a, b) => b - a) }
  }
  return reader.issues.length > 0 ? fail(reader.issues) : ok(policies)
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}

/**
 * Gives the policy of reviews that holds for a kind of groups: its own, or the default one.
 *
 * @example
 * reviewPolicyOf({}, 'village').months // 12
 */
export function reviewPolicyOf(policies: ReviewPolicies, kind: GroupKindId): ReviewPolicy {
  return policies[kind] ?? DEFAULT_REVIEW_POLICY
}
