import { expect, it } from 'vitest'
import { askState } from './ask-state.ts'

type Line = NonNullable<Parameters<typeof askState>[1]>
const lineOf = (given: Partial<Line>): Line => ({
  personId: 'p',
  name: 'Siu Klon',
  unitName: null,
  desiredRole: 'member',
  actualRole: 'member',
  required: false,
  presence: 'present',
  reachability: 'unknown',
  reasons: [],
  change: 'none',
  held: null,
  overrideId: null,
  ...given,
})

it('of somebody who left is open while they are wanted, then in the plan, then settled', () => {
  const left = { ask: 'left', role: 'member' } as const
  expect(askState(left, lineOf({}))).toBe('open')
  expect(askState(left, lineOf({ desiredRole: null, change: 'remove' }))).toBe('in-plan')
  expect(askState(left, lineOf({ desiredRole: null, actualRole: null }))).toBe('settled')
  expect(askState(left, undefined)).toBe('settled')
})

it('of a wrong role is open until the plan changes it, and settled when it is another one', () => {
  const wrong = { ask: 'wrong-role', role: 'member' } as const
  expect(askState(wrong, lineOf({}))).toBe('open')
  expect(askState(wrong, lineOf({ desiredRole: 'deputy', change: 'promote' }))).toBe('in-plan')
  expect(askState(wrong, lineOf({ desiredRole: 'deputy', actualRole: 'deputy' }))).toBe('settled')
  // What was asked before the role was kept with it.
  expect(askState({ ask: 'wrong-role', role: null }, lineOf({ desiredRole: 'deputy', actualRole: 'deputy' }))).toBe(
    'open',
  )
})
