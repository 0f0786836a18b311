import { describe, expect, it } from 'vitest'
import { createAttemptLimit } from './accounts/attempt-limit.ts'
import type { Action } from './permissions.ts'
import { errorCodeOf } from './errors.ts'
import { countHourly } from './hourly.ts'
import { countAgainst, networkOf } from './rate-limit.ts'

function codeOf(work: () => void): string {
  try {
    work()
    return 'passed'
  } catch (error) {
    return errorCodeOf(error)
  }
}

describe('limits on what opens the data of people', () => {
  it('are counted for each account, and are no matter for what opens nothing', () => {
    const now = '2024-02-01T08:00:00.000Z'
    const codesOf = (id: string, action: Action, times: number) =>
      Array.from({ length: times }, () => codeOf(() => countHourly({ id, name: id, grants: [] }, action, now)))
    expect(codesOf('curious', 'people.revealPhone', 121).filter((code) => code !== 'passed')).toEqual([
      'too-many-requests',
    ])
    expect(codesOf('diligent', 'people.revealPhone', 1)).toEqual(['passed'])
    expect(new Set(codesOf('curious', 'people.byId', 500))).toEqual(new Set(['passed']))
    const later = '2024-02-01T09:00:00.000Z'
    expect(codeOf(() => countHourly({ id: 'curious', name: 'x', grants: [] }, 'people.revealPhone', later))).toBe(
      'passed',
    )
  })
})

describe('limits on what is open to everybody', () => {
  it('lets as many through as it says within the window, and again after it', () => {
    const limit = { most: 2, windowMs: 1000 }
    const codes = [0, 10, 20, 999, 1000].map((now) => codeOf(() => countAgainst('one', limit, now)))
    expect(codes).toEqual(['passed', 'passed', 'too-many-requests', 'too-many-requests', 'passed'])
    expect(codeOf(() => countAgainst('another', limit, 20))).toBe('passed')
  })

  it('holds nobody up for longer than the window when the clock is put back', () => {
    const hour = 3_600_000
    const codes = [hour, hour, hour, 0, 1, 2].map((now) =>
      codeOf(() => countAgainst('back', { most: 2, windowMs: 1000 }, now)),
    )
    expect(codes).toEqual(['passed', 'passed', 'too-many-requests', 'passed', 'passed', 'too-many-requests'])
    const attempts = createAttemptLimit()
    const at = (minute: number) => new Date(minute * 60_000).toISOString()
    for (let i = 0; i < 50; i++) attempts.fail('192.0.2.1', at(60))
    expect(attempts.blockedFor('192.0.2.1', at(61))).toBe(540)
    expect(attempts.blockedFor('192.0.2.1', at(0))).toBeNull()
    for (let i = 0; i < 50; i++) attempts.fail('192.0.2.1', at(0))
    expect(attempts.blockedFor('192.0.2.1', at(1))).toBe(540)
  })

  it('takes the network of an IPv6 subscriber for one', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
    expect(networkOf('::ffff:192.0.2.7')).toBe('::ffff:192.0.2.7')
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2')
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0')
    expect(networkOf(null)).toBe('unknown')
  })
})
