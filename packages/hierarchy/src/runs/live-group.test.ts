import { expect, it } from 'vitest'
import { read } from '../../test/plan-fixture.ts'
import { liveGroup } from './live-group.ts'

it('A4 two rows of one person are one, with the surest state and the highest role', () => {
  const members = [
    { personId: 'an', role: 'leader', state: 'invited' },
    { personId: 'an', role: 'member', state: 'member' },
    { personId: 'chi', role: 'member', state: 'member' },
    { personId: 'chi', role: 'deputy', state: 'invitation-failed' },
  ] as const
  const group = liveGroup(read('v1', {}, { members }))
  expect([...group.members]).toEqual([
    ['an', { role: 'leader', state: 'member' }],
    ['chi', { role: 'deputy', state: 'member' }],
  ])
})

it('counts whom nobody knows, and keeps what is known of the group', () => {
  const stranger = { key: 'x', displayName: 'X', accountId: null, phone: null, candidates: [] }
  const group = liveGroup(read('v1', {}, { unmatched: [stranger], capacity: 50, completeness: 'partial' }))
  expect(group).toMatchObject({
    externalId: 'real-v1',
    name: 'Thôn v1',
    archived: false,
    strangers: 1,
    capacity: 50,
    completeness: 'partial',
  })
})
