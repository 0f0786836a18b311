import { expect, it } from 'vitest'
import { outcomeOf, runName } from './outcome.ts'

it('tells what came about from what is settled without it, and from what is open', () => {
  const counts = {
    proved: 6,
    accepted: 1,
    pending: 2,
    failed: 3,
    'without-effect': 2,
    held: 1,
    cancelled: 4,
    stopped: 8,
  }
  expect(outcomeOf(counts)).toEqual({ done: 9, without: 10, open: 8 })
  expect(outcomeOf({ waiting: 1, started: 1, 'with-people': 1 })).toEqual({ done: 0, without: 0, open: 3 })
})

it('calls a run by what became of its groups', () => {
  const named = (groups: Readonly<Record<string, number>>, groupCount: number) =>
    runName({ state: 'done', expired: false, groupCount, counts: { groups, changes: {} } })
  expect(named({ proved: 2 }, 2)).toBe('done')
  expect(named({ moved: 1 }, 1)).toBe('stopped')
  expect(named({ cancelled: 1 }, 1)).toBe('superseded')
  expect(named({ proved: 1, moved: 1 }, 2)).toBe('incomplete')
  expect(runName({ state: 'approved', expired: true, groupCount: 1, counts: { groups: {}, changes: {} } })).toBe(
    'expired',
  )
})
