import { dayAfter } from '@ketnoi/hierarchy'
import { describe, expect, it } from 'vitest'
import { lastDayBefore, monthsAfter } from './span.ts'

describe('the time of an exception', () => {
  it('ends with the day that a person names', () => {
    expect(lastDayBefore('2024-03-01')).toBe('2024-02-29')
    expect(dayAfter(lastDayBefore('2025-01-01'))).toBe('2025-01-01')
  })

  it('of some months ends on the same day, or on the last of a shorter month', () => {
    expect(monthsAfter('2024-02-01', 6)).toBe('2024-08-01')
    expect(monthsAfter('2024-08-31', 6)).toBe('2025-02-28')
    expect(monthsAfter('2024-02-29', 12)).toBe('2025-02-28')
  })
})
