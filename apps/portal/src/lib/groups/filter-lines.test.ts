import { describe, expect, it } from 'vitest'
import { filterLines } from './filter-lines.ts'
import type { GroupLine } from './split-lines.ts'

const line = (personId: string, name: string, unitName: string | null): GroupLine => ({
  personId,
  name,
  unitName,
  desiredRole: 'member',
  actualRole: null,
  required: false,
  presence: 'absent',
  reachability: 'unknown',
  reasons: [],
  change: 'none',
  held: null,
  overrideId: null,
})
const LINES = [
  line('bia', 'Rcom H’Bia', 'Thôn 2'),
  line('joal', 'Rơ Châm Joal', 'Plơi Apa'),
  line('an', 'Nay An', null),
]

describe('the filter of lines', () => {
  it.each([
    ['', ['bia', 'joal', 'an']],
    ['  ', ['bia', 'joal', 'an']],
    ['ro cham', ['joal']],
    ["h'bia", ['bia']],
    ['thon 2 rcom', ['bia']],
    ['PLƠI', ['joal']],
    ['nobody', []],
  ] as const)('finds by %j', (text, expected) => {
    expect(filterLines(LINES, text).map(({ personId }) => personId)).toEqual(expected)
  })
})
