import { describe, expect, it } from 'vitest'
import { detourOf, nextPage } from './detour.ts'

const at = (path: string) => new URL(`http://localhost${path}`)

describe('detourOf', () => {
  it('leads to the set-up while there is no account', () => {
    expect(detourOf(at('/groups'), 'not-logged-in', false)).toBe('/setup')
    expect(detourOf(at('/setup'), 'not-logged-in', false)).toBeNull()
    expect(detourOf(at('/log-in'), 'not-logged-in', false)).toBe('/setup')
  })

  it('leads to the log-in and back', () => {
    expect(detourOf(at('/groups?state=invalid'), 'not-logged-in', true)).toBe(
      '/log-in?next=%2Fgroups%3Fstate%3Dinvalid',
    )
    expect(detourOf(at('/'), 'session-locked', true)).toBe('/log-in')
    expect(detourOf(at('/groups'), 'first-steps', true)).toBe('/first-steps')
  })

  it('leaves alone who may go on, and pages for everybody', () => {
    expect(detourOf(at('/groups'), null, true)).toBeNull()
    for (const path of ['/log-in', '/healthz', '/register/abc', '/me/abc', '/trpc/groups.list'])
      expect(detourOf(at(path), 'not-logged-in', true), path).toBeNull()
    // The page that works without signal holds nothing of anybody; those beside it do.
    expect(detourOf(at('/onboard'), 'not-logged-in', false)).toBeNull()
    expect(detourOf(at('/onboard/conflicts'), 'not-logged-in', true)).toBe('/log-in?next=%2Fonboard%2Fconflicts')
    expect(detourOf(at('/members'), 'not-logged-in', true)).toBe('/log-in?next=%2Fmembers')
  })
})

it('nextPage never leads away', () => {
  expect(nextPage('/groups?state=invalid')).toBe('/groups?state=invalid')
  for (const text of [null, '', '//attacker.example', '/\\attacker.example', 'https://attacker.example', '/\t/x'])
    expect(nextPage(text), String(text)).toBe('/')
})
