import { expect, test } from 'vitest'
import type { ReadingRow } from '@ketnoi/db'
import { departuresOf, knownAsBefore, stillKnown } from './departures.ts'

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

test('a list that is not whole never loses anybody: a name that it says twice is still whose it was', () => {
  const row = (key: string, personId: string | null): ReadingRow => ({
    ...{ key, personId, displayName: key, accountId: null, phone: null, role: 'member', state: 'member' },
    ...{ matchedBy: personId === null ? null : 'name', candidates: [] },
  })
  const before = [row('name:A', 'a'), row('name:B', 'b'), row('name:C', null)]
  const twice = [row('name:A', null), row('name:A#2', null), row('name:D', 'd')]
  const partOf = (now: readonly ReadingRow[]): ReadingRow[] => {
    const rows = knownAsBefore(before, now)
    return [...rows, ...stillKnown(before, rows)]
  }
  const after = partOf(twice).map(({ key, personId }) => [key, personId])
  expect(after).toEqual([
    ['name:A', 'a'],
    ['name:A#2', null],
    ['name:D', 'd'],
    ['name:B', 'b'],
    ['name:C', null],
  ])
  // Who is on the list under another name is there once.
  expect(partOf([row('name:A', null), row('account:1', 'a')]).filter(({ personId }) => personId === 'a')).toHaveLength(
    1,
  )
})
