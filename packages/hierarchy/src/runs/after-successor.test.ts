import { describe, expect, it } from 'vitest'
import { read, want } from '../../test/plan-fixture.ts'
import { createPlan } from '../index.ts'
import { afterSuccessor } from './after-successor.ts'

describe('D14 what a successor lets through', () => {
  const OLD = read('v1', { old: 'leader', an: 'member' })
  const after = (desired: ReturnType<typeof want>) =>
    afterSuccessor(createPlan({ desired, actual: [OLD] }), [OLD]).map((change) =>
      'personId' in change ? `${change.kind} ${change.personId}` : change.kind,
    )

  it('is the removal, or the demotion, of the last leader where somebody is added to lead', () => {
    expect(after(want({ v1: { new: 'leader', an: 'member' } }))).toEqual(['remove old'])
    expect(after(want({ v1: { new: 'leader', an: 'member', old: 'member' } }))).toEqual(['demote old'])
  })

  it('is nothing where nobody comes to lead, and where the plan lets the old leader go itself', () => {
    expect(after(want({ v1: { an: 'member' } }))).toEqual([])
    expect(after(want({ v1: { an: 'leader' } }))).toEqual([])
  })
})
