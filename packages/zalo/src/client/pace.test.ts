import { describe, expect, test } from 'vitest'
import { virtualClock } from '../../test/connect-to-sim.ts'
import { createZaloSettings } from '../settings.ts'
import { createPace } from './pace.ts'

const settings = createZaloSettings({ callsPerMinute: 10, reserveShare: 0.2 })

/** How many calls fit before the clock had to move. */
async function callsWithoutWaiting(enter: () => Promise<void>, now: () => number): Promise<number> {
  const start = now()
  let calls = 0
  for (; now() === start; calls++) await enter()
  return calls - 1
}

describe('pace', () => {
  test('machines leave a reserve to people', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    expect(await callsWithoutWaiting(() => pace.enter('machine'), clock.now)).toBe(8)
  })

  test('people get the reserve at once while machines wait', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    for (let call = 0; call < 8; call++) await pace.enter('machine')
    const before = clock.now()
    await pace.enter('person')
    await pace.enter('person')
    expect(clock.now()).toBe(before)
    await pace.enter('person')
    expect(clock.now()).toBe(before + 60_000)
  })

  test('no minute ever sees more calls than are allowed', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    const moments: number[] = []
    for (let call = 0; call < 100; call++) {
      clock.advance((call * 7_919) % 5_000)
      await pace.enter('machine')
      moments.push(clock.now())
    }
    for (const moment of moments)
      expect(moments.filter((other) => other > moment - 60_000 && other <= moment).length).toBeLessThanOrEqual(8)
  })

  test('a header says more, and is believed', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    pace.observe(new Headers({ 'x-ratelimit-limit': '100', 'x-ratelimit-remain': '99' }))
    expect(await callsWithoutWaiting(() => pace.enter('machine'), clock.now)).toBe(80)
  })

  test('what others have used up counts as well', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    const before = clock.now()
    pace.observe(new Headers({ 'x-ratelimit-limit': '100', 'x-ratelimit-remain': '20' }))
    await pace.enter('person')
    expect(clock.now()).toBe(before)
    await pace.enter('machine')
    expect(clock.now()).toBe(before + settings.backOffMs)
  })

  test('a header that makes no sense changes nothing', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    pace.observe(new Headers({ 'x-ratelimit-limit': 'many', 'x-ratelimit-remain': '-1' }))
    expect(await callsWithoutWaiting(() => pace.enter('machine'), clock.now)).toBe(8)
  })

  test('machines wait after one call too many', async () => {
    const clock = virtualClock()
    const pace = createPace(settings, clock)
    const before = clock.now()
    pace.backOff()
    await pace.enter('machine')
    expect(clock.now()).toBe(before + settings.backOffMs)
  })
})
