import { expect, it } from 'vitest'
import { fail, ok, orThrow } from './result.ts'

it('gives the value, or names every issue with its place', () => {
  expect(orThrow(ok(1))).toBe(1)
  const issues = [
    { code: 'tier-unknown', message: 'unknown tier ward', path: ['positions', 0, 'tier'] },
    { code: 'group-cycle', message: 'in a circle', path: [] },
  ]
  expect(() => orThrow(fail(issues))).toThrow(
    'positions.0.tier.tier-unknown: unknown tier ward\ngroup-cycle: in a circle',
  )
  try {
    orThrow(fail(issues))
  } catch (error) {
    expect(error).toMatchObject({ cause: issues })
  }
})
