import { expect, it } from 'vitest'
import { afterQuietHours, secondsBeforeAttempt } from './pace.ts'

const NIGHT = { from: 21, to: 6 }
const NOON = { from: 11, to: 14 }

/** A day's hour in Vietnam as an instant. */
function at(text: string): string {
  return new Date(`2024-02-01T${text}:00+07:00`).toISOString()
}

it.each([
  ['in the evening, over midnight', at('21:00'), NIGHT, new Date('2024-02-02T06:00:00+07:00').toISOString()],
  ['before midnight', at('23:59'), NIGHT, new Date('2024-02-02T06:00:00+07:00').toISOString()],
  ['at midnight', at('00:00'), NIGHT, at('06:00')],
  ['early in the morning', at('05:59'), NIGHT, at('06:00')],
  ['from when they end', at('06:00'), NIGHT, at('06:00')],
  ['up to when they begin', at('20:59'), NIGHT, at('20:59')],
  ['within one day', at('12:30'), NOON, at('14:00')],
  ['before that', at('10:59'), NOON, at('10:59')],
  ['after that', at('14:00'), NOON, at('14:00')],
  ['to midnight', at('23:00'), { from: 22, to: 0 }, new Date('2024-02-02T00:00:00+07:00').toISOString()],
  ['without any', at('23:00'), null, at('23:00')],
  ['of no length: none', at('21:00'), { from: 21, to: 21 }, at('21:00')],
])('quiet hours %s', (_, now, quiet, open) => {
  expect(afterQuietHours(now, quiet)).toBe(open)
})

it('waits twice as long each time, up to a quarter of an hour', () => {
  expect([0, 1, 2, 3, 4, 8, 9, 50].map(secondsBeforeAttempt)).toEqual([5, 5, 10, 20, 40, 640, 900, 900])
})
