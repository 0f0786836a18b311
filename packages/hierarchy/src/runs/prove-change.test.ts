import { describe, expect, it } from 'vitest'
import { read } from '../../test/plan-fixture.ts'
import { add, demote, live, promote, remove, rename, withdraw } from '../../test/run-fixture.ts'
import { liveGroup, type Change, type ChangeState, type LiveGroup } from '../index.ts'
import { isFulfilled, proveChange } from './prove-change.ts'

const STATES: readonly ChangeState[] = [
  'waiting',
  'started',
  'accepted',
  'pending',
  'proved',
  'without-effect',
  'failed',
  'held',
  'cancelled',
]

function after(change: Change, group: LiveGroup | null): Readonly<Record<string, string>> {
  return Object.fromEntries(STATES.map((state) => [state, proveChange(change, { state, code: null }, group).state]))
}

const UNCHANGED = Object.fromEntries(STATES.map((state) => [state, state]))
const PARTIAL = { completeness: 'partial' } as const

describe('where a change stands after a reading', () => {
  it.each([
    [add('an'), live({ an: 'member' })],
    [add('an', 'deputy'), live({ an: 'deputy' }, PARTIAL)],
    [promote('an', 'leader'), live({ an: 'leader' })],
    [demote('an', 'deputy'), live({ an: 'member' })],
    [remove('an'), live({ head: 'leader' })],
    [withdraw('an'), live({ head: 'leader' })],
    [rename('Thôn v1'), live({})],
  ])('is proved by what the reading shows, whatever was said: $0.kind', (change, group) => {
    expect(new Set(Object.values(after(change, group)))).toEqual(new Set(['proved']))
  })

  it.each([
    [add('an'), live({ head: 'leader' })],
    [add('an', 'deputy'), live({ an: 'member' })],
    [promote('an', 'leader'), live({ an: 'member' })],
    [remove('an'), live({ an: 'member' })],
    [rename('Thôn mới'), live({})],
  ])(
    'C8 C11 what was said to be done and is not is without effect; what got no answer may be asked for again: $0.kind',
    (change, group) => {
      expect(after(change, group)).toEqual({ ...UNCHANGED, accepted: 'without-effect', started: 'waiting' })
    },
  )

  it.each([
    ['a list that is not complete proves nobody absent', remove('an'), live({ head: 'leader' }, PARTIAL)],
    ['nor that an add came to nothing', add('an'), live({ head: 'leader' }, PARTIAL)],
    ['nor does a list that failed', add('an'), live({}, { completeness: 'failed' })],
    ['nor no list at all', add('an'), null],
  ])('C3 stays as it was: %s', (_, change, group) => {
    expect(after(change, group)).toEqual(UNCHANGED)
  })

  it('B1 waits for whoever is invited', () => {
    const members = [{ personId: 'an', role: 'member', state: 'invited' }] as const
    expect(new Set(Object.values(after(add('an'), liveGroup(read('v1', {}, { members })))))).toEqual(
      new Set(['pending']),
    )
  })

  it('gives up the reason with the doubt', () => {
    expect(proveChange(add('an'), { state: 'started', code: 'unreachable' }, live({}))).toEqual({
      state: 'waiting',
      code: null,
    })
    expect(proveChange(add('an'), { state: 'failed', code: 'refused' }, live({}))).toEqual({
      state: 'failed',
      code: 'refused',
    })
  })
})

it('a group exists once somebody knows which one it is', () => {
  const create: Change = {
    kind: 'create-group',
    groupId: 'village:v1',
    groupKind: 'village',
    unitId: 'v1',
    name: 'Thôn v1',
    reasons: [],
  }
  expect([isFulfilled(create, null), isFulfilled(create, live({}))]).toEqual([false, true])
})

it('A15 a group is archived, or is not', () => {
  const archive: Change = { kind: 'archive-group', groupId: 'village:v1', externalId: 'real-v1', name: '', reasons: [] }
  const unarchive: Change = { ...archive, kind: 'unarchive-group' }
  const [open, archived] = [live({}), live({}, { archived: true })]
  expect([archive, unarchive].map((change) => [isFulfilled(change, open), isFulfilled(change, archived)])).toEqual([
    [false, true],
    [true, false],
  ])
})

it('two spellings of one name are one name', () => {
  expect(isFulfilled(rename('Thôn Hòa'.normalize('NFC')), live({}, { name: 'Thôn Hòa'.normalize('NFD') }))).toBe(true)
})
