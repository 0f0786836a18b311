import { describe, expect, it } from 'vitest'
import { groupListAddress, NO_FILTER, parseGroupFilter } from './group-filter.ts'

describe('the filter of groups in the address', () => {
  it('survives the way into the address and back', () => {
    const filter = {
      text: 'Ia Trôk',
      unitId: 'vn-v-trok',
      kind: 'village',
      state: 'differs',
      order: 'missing',
    } as const
    expect(parseGroupFilter(new URL(groupListAddress(filter), 'http://localhost').searchParams)).toEqual(filter)
  })

  it('ignores what no list can be narrowed by', () => {
    expect(parseGroupFilter(new URLSearchParams('state=nonsense&text=&sort=x'))).toEqual({
      ...NO_FILTER,
      order: 'unit',
    })
  })

  it('leaves the address bare when nothing is filtered', () => {
    expect(groupListAddress({ ...NO_FILTER, order: 'unit' })).toBe('/groups')
  })
})
