import { describe, expect, it } from 'vitest'
import { read } from '../../test/plan-fixture.ts'
import { add, demote, lineOf, live, promote, remove, rename, withdraw } from '../../test/run-fixture.ts'
import { liveGroup, type Change, type LiveGroup } from '../index.ts'
import { holdNow, orderChanges, withChange } from './order-changes.ts'

const NOBODY: ReadonlySet<string> = new Set()

function order(changes: readonly Change[], group: LiveGroup | null): readonly string[] {
  const ordered = orderChanges(
    changes.map((change) => ({ change })),
    group,
  )
  return ordered.map(({ change }) => lineOf(change))
}

describe('order', () => {
  const changes = [
    remove('head', 'leader'),
    remove('an'),
    withdraw('binh'),
    demote('old', 'deputy'),
    add('chi'),
    add('dung', 'deputy'),
    add('em', 'leader'),
    promote('giang', 'leader'),
    rename('Thôn mới'),
  ]
  const members = { head: 'leader', an: 'member', old: 'deputy', giang: 'member' } as const

  it('is the group itself, leadership, adds, then removals, and leaders last', () => {
    expect(order(changes, live(members))).toEqual([
      'rename-group',
      'promote giang',
      'add em',
      'add dung',
      'add chi',
      'demote old',
      'withdraw-invitation binh',
      'remove an',
      'remove head',
    ])
  })

  it('lets members out first where the group has no place for those who are added, but never leaders', () => {
    const ordered = order(changes, live(members, { capacity: 6 }))
    expect(ordered).toEqual([
      'rename-group',
      'promote giang',
      'remove an',
      'withdraw-invitation binh',
      'add em',
      'add dung',
      'add chi',
      'demote old',
      'remove head',
    ])
    expect(order(changes, live(members, { capacity: 7 }))[2]).toBe('add em')
  })

  it('counts people whom nobody knows: they take a place as well', () => {
    const stranger = { key: 'x', displayName: 'X', accountId: null, phone: null, candidates: [] }
    const group = live({ head: 'leader', an: 'member' }, { capacity: 3, unmatched: [stranger] })
    expect(order([add('chi'), remove('an')], group)).toEqual(['remove an', 'add chi'])
  })

  it('keeps the order of the plan within one step', () => {
    expect(order([add('b'), add('a'), add('c')], live({}))).toEqual(['add b', 'add a', 'add c'])
  })

  it('begins with the group where it does not exist yet, and ends with its archive', () => {
    const create: Change = {
      kind: 'create-group',
      groupId: 'village:v1',
      groupKind: 'village',
      unitId: 'v1',
      name: 'Thôn v1',
      reasons: [],
    }
    const archive: Change = {
      kind: 'archive-group',
      groupId: 'village:v1',
      externalId: 'real-v1',
      name: '',
      reasons: [],
    }
    expect(order([archive, add('an'), create], null)).toEqual(['create-group', 'add an', 'archive-group'])
  })
})

describe('D14 what may be done at this moment', () => {
  it('never takes the last leader out, nor down', () => {
    const alone = live({ head: 'leader', an: 'deputy' })
    expect(holdNow(remove('head', 'leader'), alone, NOBODY)).toBe('last-leader')
    expect(holdNow(demote('head', 'leader'), alone, NOBODY)).toBe('last-leader')
    const two = live({ head: 'leader', an: 'leader' })
    expect(holdNow(remove('head', 'leader'), two, NOBODY)).toBeNull()
    expect(holdNow(demote('head', 'leader'), two, NOBODY)).toBeNull()
  })

  it('goes by who leads now, not by who led when the plan was made', () => {
    expect(holdNow(remove('head'), live({ head: 'leader' }), NOBODY)).toBe('last-leader')
    expect(holdNow(demote('head', 'deputy'), live({ head: 'leader' }), NOBODY)).toBe('last-leader')
  })

  it('does not count a leader who is only invited', () => {
    const members = [
      { personId: 'head', role: 'leader', state: 'member' },
      { personId: 'an', role: 'leader', state: 'invited' },
    ] as const
    expect(holdNow(remove('head', 'leader'), liveGroup(read('v1', {}, { members })), NOBODY)).toBe('last-leader')
  })

  it('never takes the acting account out, nor down', () => {
    const acting = new Set(['bot'])
    const group = live({ head: 'leader', bot: 'leader' })
    expect(holdNow(remove('bot', 'leader'), group, acting)).toBe('acting-account')
    expect(holdNow(demote('bot', 'leader'), group, acting)).toBe('acting-account')
    expect(holdNow(withdraw('bot'), group, acting)).toBe('acting-account')
    expect(holdNow(remove('head', 'leader'), group, acting)).toBeNull()
  })

  it('adds nobody to a full group, and counts those whom nobody knows', () => {
    const stranger = { key: 'x', displayName: 'X', accountId: null, phone: null, candidates: [] }
    expect(holdNow(add('an'), live({ head: 'leader' }, { capacity: 2 }), NOBODY)).toBeNull()
    expect(holdNow(add('an'), live({ head: 'leader' }, { capacity: 1 }), NOBODY)).toBe('group-full')
    expect(holdNow(add('an'), live({ head: 'leader' }, { capacity: 2, unmatched: [stranger] }), NOBODY)).toBe(
      'group-full',
    )
    expect(holdNow(add('an'), live({ head: 'leader' }), NOBODY)).toBeNull()
  })

  it('has nothing against what takes nobody away', () => {
    for (const change of [rename('Thôn'), promote('an', 'leader')])
      expect(holdNow(change, live({ head: 'leader' }, { capacity: 1 }), NOBODY)).toBeNull()
  })
})

describe('the group once a change was asked for', () => {
  const before = live({ head: 'leader', an: 'member' }, { capacity: 3 })

  it('has a successor only when a reading shows them: the word of the service is not enough to let the leader go', () => {
    for (const change of [promote('an', 'leader'), add('chi', 'leader')])
      expect(holdNow(demote('head', 'leader'), withChange(before, change), NOBODY)).toBe('last-leader')
  })

  it('has a place less for everybody who is added, and none more for whoever leaves: a service may do it later', () => {
    const full = withChange(before, add('chi'))
    expect(holdNow(add('dung'), full, NOBODY)).toBe('group-full')
    expect(holdNow(add('dung'), withChange(full, remove('an')), NOBODY)).toBe('group-full')
  })

  it('has lost the leader who was taken down', () => {
    const two = withChange(live({ head: 'leader', an: 'leader' }), demote('head', 'leader'))
    expect(holdNow(demote('an', 'leader'), two, NOBODY)).toBe('last-leader')
    expect(two.members.get('head')?.role).toBe('member')
  })

  it('bears its new name, and is or is not archived', () => {
    expect(withChange(before, rename('Thôn mới')).name).toBe('Thôn mới')
    const archive: Change = {
      kind: 'archive-group',
      groupId: 'village:v1',
      externalId: 'real-v1',
      name: '',
      reasons: [],
    }
    const archived = withChange(before, archive)
    expect(archived.archived).toBe(true)
    expect(withChange(archived, { ...archive, kind: 'unarchive-group' }).archived).toBe(false)
  })
})
