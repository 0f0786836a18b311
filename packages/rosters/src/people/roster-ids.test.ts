import { expect, test } from 'vitest'
import { createRosterIds } from './roster-ids.ts'

const FILE = { id: 'a', at: '2026-11-24T08:00:00.000Z' }

const at = (row: number, sheet = 'Sheet') => ['', { sheet, row }] as const

test('the same row of the same file is the same person and household, whatever came before', () => {
  expect(createRosterIds(FILE)('person', ...at(7))).toBe(createRosterIds(FILE)('person', ...at(7)))
  const others = createRosterIds(FILE)
  others('household', ...at(3))
  expect(others('household', ...at(7))).toBe(createRosterIds(FILE)('household', ...at(7)))
})

test('other sheets, files and kinds are others', () => {
  const ids = [
    createRosterIds(FILE)('person', ...at(7)),
    createRosterIds(FILE)('person', ...at(7, 'Other')),
    createRosterIds({ ...FILE, id: 'b' })('person', ...at(7)),
    createRosterIds(FILE)('household', ...at(7)),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

test('they sort by when the file came, then by row', () => {
  const ids = createRosterIds(FILE)
  const later = createRosterIds({ id: '0', at: '2026-11-24T08:00:00.001Z' })
  const sorted = [2, 9, 10, 99, 100, 199_999].map((row) => ids('person', ...at(row)))
  sorted.push(later('person', ...at(1)))
  expect([...sorted].sort()).toEqual(sorted)
  const households = [2, 10, 199_999].map((row) => ids('household', ...at(row)))
  expect([...households].sort()).toEqual(households)
})
