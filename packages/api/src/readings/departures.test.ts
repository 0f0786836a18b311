import { expect, test } from 'vitest'
import { departuresOf } from './departures.ts'

const AT = '2024-02-01T00:00:00.000Z'
const byOf = (reasons: readonly { readonly kind: string }[] | null) =>
  departuresOf(['p'], new Map(reasons === null ? [] : [['p', reasons]]), AT)[0]?.by

test('B5 whoever we did not take out left by themselves', () => {
  expect(byOf(null)).toBe('self')
  expect(byOf([{ kind: 'consent-withdrawn' }])).toBe('self')
  expect(byOf([{ kind: 'left-by-themselves' }])).toBe('self')
})

test('F2 whoever was taken out for an exception may come back when it has ended: the exception alone keeps them out', () => {
  expect(byOf([{ kind: 'exclude' }])).toBe('rule')
  expect(byOf([{ kind: 'no-rule' }])).toBe('rule')
})
