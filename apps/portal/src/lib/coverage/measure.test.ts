import { describe, expect, it } from 'vitest'
import { levelOf, parseMeasure, shareOf, stepsOf } from './measure.ts'

describe('measures of coverage', () => {
  it('take nobody for nothing to say, not for everybody', () => {
    const nobody = { households: 0, reached: 0, required: 0, requiredPresent: 0 }
    expect(shareOf(nobody, 'reached')).toBeNull()
    expect(levelOf(null)).toBeNull()
  })

  it.each([
    [0, 0],
    [0.24, 0],
    [0.25, 1],
    [0.5, 2],
    [0.75, 3],
    [0.999, 3],
    [1, 4],
  ])('put %s on step %s', (share, level) => {
    expect(levelOf(share)).toBe(level)
  })

  it('take anything unknown in the address for the first', () => {
    expect(parseMeasure(null)).toBe('reached')
    expect(parseMeasure('<b>')).toBe('reached')
    expect(parseMeasure('required')).toBe('required')
  })

  it('draw a trend in steps that hold until the next change', () => {
    const box = { width: 100, height: 10 }
    expect(stepsOf([], '2024-02-01', box)).toBe('')
    const values = [
      { day: '2024-01-01', share: 0 },
      { day: '2024-01-06', share: 0.5 },
    ]
    expect(stepsOf(values, '2024-01-11', box)).toBe('M0 10.0H50.0V5.0H100')
  })
})
