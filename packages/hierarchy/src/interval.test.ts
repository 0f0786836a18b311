import { expect, test } from 'vitest'
import { addDays, dayAfter, parseDay } from './interval.ts'

test.each([
  ['9999-12-31', 1, '9999-12-31'],
  ['9999-12-20', 30, '9999-12-31'],
  ['0000-01-01', -1, '0000-01-01'],
  ['2024-02-28', 2, '2024-03-01'],
] as const)('%s and %s days is %s, a day in any case', (day, days, expected) => {
  expect(addDays(day, days)).toBe(expected)
  expect(parseDay(addDays(day, days)).ok).toBe(true)
})

test('the last day has none after it', () => {
  expect(dayAfter('9999-12-31')).toBe('9999-12-31')
})
