import { expect, test } from 'vitest'
import { addDays, ALWAYS, dayAfter, overlaps, parseDay } from './interval.ts'

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

test('an interval that holds no day shares none', () => {
  const day = '2024-02-01'
  expect(overlaps({ from: day, to: day }, ALWAYS)).toBe(false)
  expect(overlaps(ALWAYS, { from: '2024-03-01', to: day })).toBe(false)
  expect(overlaps({ from: day, to: '2024-02-02' }, ALWAYS)).toBe(true)
})

test('a message about what is no day is short, whatever it is', () => {
  const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000))
  const values = [deep, { deep }, 'x'.repeat(5_000_000), 10n, undefined, '2024-02-30']
  const told = values.map((value) => parseDay(value)).map((read) => (read.ok ? '' : (read.issues[0]?.message ?? '')))
  expect(told.map((message) => message.replace('expected a day as YYYY-MM-DD, got ', ''))).toEqual([
    'a list',
    'an object',
    `"${'x'.repeat(60)}"…`,
    'bigint',
    'nothing',
    '"2024-02-30"',
  ])
})
