import { expect, test } from 'vitest'
import { createRosterIds } from './roster-ids.ts'

const FILE = { id: 'a', at: '2026-11-24T08:00:00.000Z' }

test('the same row of the same file is the same person', () => {
  expect(createRosterIds(FILE)('person', 'Sheet!7')).toBe(createRosterIds(FILE)('person', 'Sheet!7'))
})

test('other sheets, files and kinds are others', () => {
  const ids = [
    createRosterIds(FILE)('person', 'Sheet!7'),
    createRosterIds(FILE)('person', 'Other!7'),
    createRosterIds({ ...FILE, id: 'b' })('person', 'Sheet!7'),
    createRosterIds(FILE)('household', 'Sheet!7'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

test('they sort by when the file came, then by row', () => {
  const ids = createRosterIds(FILE)
  const later = createRosterIds({ id: '0', at: '2026-11-24T08:00:00.001Z' })
  const sorted = [2, 9, 10, 99, 100, 199_999].map((row) => ids('person', `Sheet!${row}`))
  sorted.push(later('person', 'Sheet!1'))
  expect([...sorted].sort()).toEqual(sorted)
  const households = ['number:b|2', 'number:a|10', 'head:a|c'].map((key) => ids('household', key))
  expect([...households].sort()).toEqual(households)
})
