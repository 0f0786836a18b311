import { describe, expect, it } from 'vitest'
import { countPresent } from './count-present.ts'
import { splitLines, type GroupLine } from './split-lines.ts'

const LINE: GroupLine = {
  personId: 'p-1',
  name: 'Rcom H’Bia',
  unitName: null,
  desiredRole: 'member',
  actualRole: null,
  required: false,
  presence: 'absent',
  reachability: 'unknown',
  reasons: [],
  change: 'none',
  held: null,
  overrideId: null,
}
const ids = (lines: readonly GroupLine[]) => lines.map(({ personId }) => personId)

describe('the difference of a group', () => {
  it('puts those who must be present first and everybody into one part', () => {
    const parts = splitLines([
      LINE,
      { ...LINE, personId: 'missing', change: 'add' },
      { ...LINE, personId: 'required', change: 'add', required: true },
      { ...LINE, personId: 'again', change: 'reinvite', required: true },
      { ...LINE, personId: 'raised', change: 'promote' },
      { ...LINE, personId: 'gone', change: 'remove' },
      { ...LINE, personId: 'held', change: 'none', held: 'left-by-themselves' },
    ])
    expect(ids(parts.requiredMissing)).toEqual(['required', 'again'])
    expect(ids(parts.othersMissing)).toEqual(['missing'])
    expect(ids(parts.wrongRole)).toEqual(['raised'])
    expect(ids(parts.noLongerWanted)).toEqual(['gone'])
    expect(ids(parts.held)).toEqual(['held'])
  })
})

it('says of what the number of actual members is made up', () => {
  const lines = (['present', 'present', 'invited', 'invitation-failed', 'absent'] as const).map((presence) => ({
    presence,
  }))
  expect(countPresent({ lines, unmatched: [], strangers: [] })).toEqual({
    member: 2,
    invited: 1,
    failed: 1,
    unknown: 0,
  })
})
