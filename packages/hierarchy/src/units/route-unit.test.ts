import { describe, expect, it } from 'vitest'
import { treeOf } from '../../test/unit-fixture.ts'
import { routeUnit } from '../index.ts'

const tree = treeOf()

describe('G7 what was recorded for a unit that has changed since', () => {
  it('stays where the unit still is', () => {
    expect(routeUnit(tree, 'kim-tan', '2025-06-30')).toEqual({ kind: 'here', unitId: 'kim-tan' })
    expect(routeUnit(tree, 'blom', '2025-07-01')).toEqual({ kind: 'here', unitId: 'blom' })
  })

  it('goes to the one unit that took over all of it', () => {
    expect(routeUnit(tree, 'kim-tan', '2025-07-01')).toEqual({ kind: 'moved', unitId: 'ia-pa', from: 'kim-tan' })
  })

  it('is asked about when the unit was split, has no successor, or is unknown', () => {
    expect(routeUnit(tree, 'broken', '2025-07-01')).toEqual({ kind: 'ask', candidates: ['ia-pa', 'ia-tul'] })
    expect(routeUnit(tree, 'ia-pa-district', '2025-07-01')).toEqual({ kind: 'ask', candidates: [] })
    expect(routeUnit(tree, 'nowhere', '2025-07-01')).toEqual({ kind: 'ask', candidates: [] })
  })
})
