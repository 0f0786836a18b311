import { describeValue } from './describe-value.ts'
import { fail, ok, type Result } from './result.ts'

/** A calendar day, `YYYY-MM-DD`, in the time zone of the model (Asia/Ho_Chi_Minh for the presets). Compares as text. */
export type Day = string

/**
 * A stretch of days `[from, to)`: `from` belongs to it, `to` does not. `null` is open: always been, or not ended.
 * Half-open intervals join without a gap or an overlap when a unit or an appointment is succeeded by another.
 */
export interface Interval {
  readonly from: Day | null
  readonly to: Day | null
}

/** The interval without ends. */
export const ALWAYS: Interval = { from: null, to: null }

/**
 * Answers whether a fact with this validity holds on the day.
 *
 * @example
 * isValidOn({ from: '2024-01-01', to: '2025-07-01' }, '2025-07-01') // false: `to` is the first day it no longer holds
 */
export function isValidOn(interval: Interval, day: Day): boolean {
  return (interval.from === null || interval.from <= day) && (interval.to === null || day < interval.to)
}

/**
 * Answers whether two intervals share at least one day.
 *
 * @example
 * overlaps({ from: null, to: '2025-07-01' }, { from: '2025-07-01', to: null }) // false
 */
export function overlaps(a: Interval, b: Interval): boolean {
  // An interval that ends where it begins holds no day.
  return (
    startsBefore(a.from, a.to) && startsBefore(b.from, b.to) && startsBefore(a.from, b.to) && startsBefore(b.from, a.to)
  )
}

function startsBefore(from: Day | null, to: Day | null): boolean {
  return from === null || to === null || from < to
}

/**
 * Reads a day. Fails with `day-invalid` on anything but a real calendar day in the form `YYYY-MM-DD`.
 *
 * @example
 * parseDay('2024-02-30') // { ok: false, issues: [{ code: 'day-invalid', … }] }
 */
export function parseDay(value: unknown, path: readonly (string | number)[] = []): Result<Day> {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const time = Date.parse(`${value}T00:00:00Z`)
    if (!Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === value) return ok(value)
  }
  return fail([
    {
      code: 'day-invalid',
      message: `expected a day as YYYY-MM-DD, got ${describeValue(value)}`,
      path,
      data: { value },
    },
  ])
}

/**
 * Gives the first day after this one.
 *
 * @example
 * dayAfter('2025-06-30') // '2025-07-01'
 */
export function dayAfter(day: Day): Day {
  return addDays(day, 1)
}

/**
 * Gives the day that lies some days after this one, or before it. `day` has to be one: `parseDay` says so of what came from outside.
 *
 * @example
 * addDays('2025-07-01', -1) // '2025-06-30'
 */
export function addDays(day: Day, days: number): Day {
  const time = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000
  return new Date(Math.max(FIRST_DAY, Math.min(time, LAST_DAY))).toISOString().slice(0, 10)
}

// Beyond them a day is no longer written with four digits for the year, and is not after the others as a text.
const FIRST_DAY = Date.parse('0000-01-01T00:00:00Z')
const LAST_DAY = Date.parse('9999-12-31T00:00:00Z')
