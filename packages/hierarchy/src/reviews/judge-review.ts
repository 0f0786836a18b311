import { addDays, type Day } from '../interval.ts'
import type { MissedReview, ReviewPolicy } from './review-policy.ts'

/** What is known of the reviews of one group. */
export interface ReviewFacts {
  /** The day that its due days are counted from: on which the group became known, or reviews were switched on. */
  readonly since: Day
  /** The day of the last review; `null`: never. */
  readonly reviewedOn: Day | null
}

/** How the review of one group stands on a day. */
export interface ReviewState {
  /** The last day on which it is in time. */
  readonly dueOn: Day
  /** `later`: nothing to do yet; `coming` and `due`: within the first and the last warning; `missed`: the due day is over. */
  readonly state: 'later' | 'coming' | 'due' | 'missed'
  /** Until the due day; negative: since. */
  readonly daysLeft: number
  /** What follows from having missed it; `null` while it is not. */
  readonly follows: MissedReview | null
}

/** No warning reaches further back than half of the time between due days: a monthly review on time is none for the month after. */
const EARLY_DAYS_PER_MONTH = 14

/**
 * Answers when a group is to be reviewed, and how that stands on a day.
 *
 * Due days are `since` and so many months, counted from there each time: the last day of a short month leads back to the 31st, and a late
 * review moves none of them. A review counts for every due day up to its own day, and for the next one from its first warning on.
 *
 * @example
 * judgeReview(DEFAULT_REVIEW_POLICY, { since: '2024-02-29', reviewedOn: null }, '2025-03-01').state // 'missed': it was due on 2025-02-28
 */
export function judgeReview(policy: ReviewPolicy, facts: ReviewFacts, asOf: Day): ReviewState {
  const dueOn = dueDay(policy, facts)
  const daysLeft = Math.round((Date.parse(dueOn) - Date.parse(asOf)) / 86_400_000)
  const first = earlyDays(policy)
  const last = Math.min(first, policy.warningDays.at(-1) ?? 0)
  const state = daysLeft < 0 ? 'missed' : daysLeft <= last ? 'due' : daysLeft <= first ? 'coming' : 'later'
  return { dueOn, state, daysLeft, follows: state === 'missed' ? policy.missed : null }
}

/** The first due day that no review counts for. */
function dueDay(policy: ReviewPolicy, { since, reviewedOn }: ReviewFacts): Day {
  const { months } = policy
  const covered = reviewedOn === null ? since : addDays(reviewedOn, earlyDays(policy))
  const monthsCovered = Math.max(0, monthOf(covered) - monthOf(since))
  let count = Math.max(1, Math.floor(monthsCovered / months))
  let due = monthsAfter(since, count * months)
  while (due <= covered && due < LAST_DAY) due = monthsAfter(since, ++count * months)
  return due
}

/** From so many days before a due day on a review is coming, and counts for it. */
function earlyDays({ months, warningDays }: ReviewPolicy): number {
  return Math.min(warningDays[0] ?? 0, months * EARLY_DAYS_PER_MONTH)
}

function monthOf(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
}

/** The same day so many months later; the last of a month where that has no such day. No day comes after the last that can be written. */
function monthsAfter(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  if (year + Math.ceil((month + months) / 12) > LAST_YEAR) return LAST_DAY
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}

const LAST_YEAR = 9999
const LAST_DAY: Day = '9999-12-31'
