/** Hours of the day in which nothing is carried out, in the time zone of the model: from the one up to the other, over midnight too. */
export interface QuietHours {
  /** 0–23. */
  readonly from: number
  readonly to: number
}

/** Vietnam has one offset all year round. */
const OFFSET_HOURS = 7
const HOUR_MS = 3_600_000

/**
 * Gives the instant (ISO) at which work may go on: now, or the end of the quiet hours, which are hours of Vietnam (UTC+7) and may go
 * over midnight.
 *
 * @example
 * afterQuietHours('2024-02-01T16:30:00Z', { from: 21, to: 6 }) // 23:30 in Vietnam: '2024-02-01T23:00:00.000Z'
 */
export function afterQuietHours(now: string, quiet: QuietHours | null): string {
  if (quiet === null || quiet.from === quiet.to) return now
  const local = new Date(Date.parse(now) + OFFSET_HOURS * HOUR_MS)
  const hour = local.getUTCHours()
  const isQuiet = quiet.from < quiet.to ? hour >= quiet.from && hour < quiet.to : hour >= quiet.from || hour < quiet.to
  if (!isQuiet) return now
  const end = new Date(local)
  end.setUTCHours(quiet.to, 0, 0, 0)
  if (end.getTime() <= local.getTime()) end.setUTCDate(end.getUTCDate() + 1)
  return new Date(end.getTime() - OFFSET_HOURS * HOUR_MS).toISOString()
}

/** A service that hiccups answers within seconds; one that is down is not helped by being asked every minute. */
const FIRST_WAIT_SECONDS = 5
const LONGEST_WAIT_SECONDS = 15 * 60

/**
 * Gives how many seconds to wait before the next attempt, counted from 1: five at first, each time twice as long, up to a quarter of an
 * hour.
 *
 * @example
 * secondsBeforeAttempt(3) // 20
 */
export function secondsBeforeAttempt(attempt: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.max(0, attempt - 1))
}
