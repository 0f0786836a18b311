import type { Day } from '@ketnoi/hierarchy'

const DAY_MS = 86_400_000

function write(time: number): Day {
  return new Date(time).toISOString().slice(0, 10)
}

/** The last day that belongs to `[from, to)`: people name the last day, not the first one after it. */
export function lastDayBefore(to: Day): Day {
  return write(Date.parse(`${to}T00:00:00Z`) - DAY_MS)
}

/** The same day so many months later; the last of a month where that has no such day. */
export function monthsAfter(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return write(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth)))
}
