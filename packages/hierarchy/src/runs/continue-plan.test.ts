import { describe, expect, it } from 'vitest'
import { read, want } from '../../test/plan-fixture.ts'
import { continueWith } from '../../test/run-fixture.ts'
import { createPlan, type GroupReading } from '../index.ts'

const BEFORE = read('v1', { head: 'leader', an: 'member', gone: 'member', old: 'deputy' })
const DESIRED = want({ v1: { head: 'leader', an: 'deputy', old: 'member', chi: 'member', dung: 'member' } })
const APPROVED = createPlan({ desired: DESIRED, actual: [BEFORE] })
const ALL_LEFT = {
  'promote an': 'remaining',
  'add chi': 'remaining',
  'add dung': 'remaining',
  'demote old': 'remaining',
  'remove gone': 'remaining',
}

function now(members: Parameters<typeof read>[1], facts: Partial<GroupReading> = {}): GroupReading {
  return read('v1', members, { id: 'later', readAt: '2024-02-01T02:00:00Z', ...facts })
}

function rows(members: Parameters<typeof read>[1], state: GroupReading['members'][number]['state']) {
  return Object.entries(members).map(([personId, role]) => ({ personId, role, state }))
}

describe('what is left of an approved plan', () => {
  it('is everything while nothing happened, whenever it was read', () => {
    expect(
      continueWith(APPROVED, DESIRED, now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' })),
    ).toEqual({
      left: ALL_LEFT,
    })
  })

  it('C9 is nothing of what was carried out before a crash, or came about by itself', () => {
    expect(
      continueWith(APPROVED, DESIRED, now({ head: 'leader', an: 'deputy', old: 'deputy', chi: 'member' })),
    ).toEqual({
      left: {
        ...ALL_LEFT,
        'promote an': 'fulfilled',
        'add chi': 'fulfilled',
        'remove gone': 'fulfilled',
      },
    })
  })

  it('is a promotion of whoever came in as less than they were added as', () => {
    const desired = want({ v1: { head: 'leader', chi: 'deputy' } })
    const approved = createPlan({ desired, actual: [read('v1', { head: 'leader' })] })
    expect(continueWith(approved, desired, now({ head: 'leader', chi: 'member' }))).toEqual({
      left: { 'add chi': 'promote' },
    })
  })

  it('B1 waits for whoever is invited and has yet to agree', () => {
    const members = [
      ...rows({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' }, 'member'),
      ...rows({ chi: 'member' }, 'invited'),
    ]
    expect(continueWith(APPROVED, DESIRED, now({}, { members }))).toEqual({
      left: { ...ALL_LEFT, 'add chi': 'invited' },
    })
  })

  it('B3 invites once more where the invitation could not be delivered', () => {
    const members = [
      ...rows({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' }, 'member'),
      ...rows({ chi: 'member' }, 'invitation-failed'),
    ]
    expect(continueWith(APPROVED, DESIRED, now({}, { members }))).toEqual({
      left: { ...ALL_LEFT, 'add chi': 'reinvite' },
    })
  })

  it('B5 does not bring back whoever left by themselves meanwhile', () => {
    const departures = [{ personId: 'chi', by: 'self', at: '2024-02-01T01:30:00Z' }] as const
    const later = now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' }, { departures })
    expect(continueWith(APPROVED, DESIRED, later)).toEqual({ left: { ...ALL_LEFT, 'add chi': 'left-by-themselves' } })
  })

  it('is held where a group filled up meanwhile', () => {
    const later = now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' }, { capacity: 4 })
    expect(continueWith(APPROVED, DESIRED, later)).toEqual({ left: { ...ALL_LEFT, 'add dung': 'group-full' } })
  })

  it('A11 A15 of the group itself is what it does not bear yet', () => {
    const actual = read('v1', { head: 'leader' }, { name: 'Thôn cũ', archived: true })
    const desired = want({ v1: { head: 'leader' } })
    const approved = createPlan({ desired, actual: [actual] })
    const later = now({ head: 'leader' }, { name: 'Thôn cũ' })
    expect(continueWith(approved, desired, later)).toEqual({
      left: { 'unarchive-group': 'fulfilled', 'rename-group': 'remaining' },
    })
  })

  it('A15 an archived group is archived, and that is all', () => {
    const ended = read('gone', { head: 'leader' })
    const desired = want({ v1: {} })
    const approved = createPlan({ desired, actual: [ended] })
    expect(continueWith(approved, desired, { ...ended, archived: true })).toMatchObject({
      left: { 'archive-group': 'fulfilled' },
    })
  })
})

describe('D9 the world moved since the approval', () => {
  it('stops at a change that nobody approved', () => {
    const later = now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy', stray: 'member' })
    expect(continueWith(APPROVED, DESIRED, later)).toEqual({ moved: ['+ remove stray'] })
  })

  it('stops where an approved change is not wanted any more', () => {
    const desired = want({ v1: { head: 'leader', an: 'deputy', old: 'member', chi: 'member', gone: 'member' } })
    expect(
      continueWith(APPROVED, desired, now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' })),
    ).toEqual({
      moved: ['- add dung', '- remove gone'],
    })
  })

  it('stops before the removal of somebody whose invitation was to be withdrawn, and who accepted it', () => {
    const desired = want({ v1: { head: 'leader' } })
    const members = [...rows({ head: 'leader' }, 'member'), ...rows({ chi: 'member' }, 'invited')]
    const approved = createPlan({ desired, actual: [read('v1', {}, { members })] })
    expect(continueWith(approved, desired, now({ head: 'leader', chi: 'member' }))).toEqual({ moved: ['+ remove chi'] })
  })

  it('stops before a removal for another reason than the approved one', () => {
    const excluded = want(
      { v1: { head: 'leader', an: 'deputy', old: 'member', chi: 'member', dung: 'member' } },
      {
        overrides: [
          {
            id: 'o1',
            kind: 'exclude',
            groupId: 'village:v1',
            personId: 'gone',
            role: 'member',
            reason: 'moved away',
            author: 'office',
            from: null,
            to: null,
          },
        ],
      },
    )
    expect(
      continueWith(APPROVED, excluded, now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' })),
    ).toEqual({
      moved: ['+ remove gone'],
    })
  })

  it('stops before the removal of a member who has become a leader', () => {
    const later = now({ head: 'leader', an: 'member', gone: 'leader', old: 'deputy' })
    expect(continueWith(APPROVED, DESIRED, later)).toEqual({ moved: ['+ remove gone'] })
  })

  it('does not stop for what was held when the plan was approved and has become possible', () => {
    const full = read('v1', { head: 'leader' }, { capacity: 2 })
    const desired = want({ v1: { head: 'leader', an: 'member', chi: 'member' } })
    const approved = createPlan({ desired, actual: [full] })
    expect(continueWith(approved, desired, now({ head: 'leader' }, { capacity: 9 }))).toEqual({
      left: { 'add an': 'remaining' },
    })
  })

  it('says that a group is blocked', () => {
    expect(continueWith(APPROVED, DESIRED, { ...BEFORE, owner: 'other' })).toEqual({ code: 'group-blocked' })
    expect(continueWith(APPROVED, DESIRED, { ...BEFORE, completeness: 'failed' })).toEqual({ code: 'group-blocked' })
  })
})

describe('C3 a list that is not complete', () => {
  const partial = { completeness: 'partial' } as const

  it('leaves the adds, and holds every removal', () => {
    const later = now({ head: 'leader', an: 'member', gone: 'member', old: 'deputy' }, partial)
    expect(continueWith(APPROVED, DESIRED, later)).toEqual({ left: { ...ALL_LEFT, 'remove gone': 'reading-partial' } })
  })

  it('does not stop for people whom it does not name: they may well be there', () => {
    expect(continueWith(APPROVED, DESIRED, now({ head: 'leader' }, partial))).toEqual({
      left: {
        ...ALL_LEFT,
        'promote an': 'reading-partial',
        'demote old': 'reading-partial',
        'remove gone': 'reading-partial',
      },
    })
  })

  it('does not stop for somebody in order whom it does not name', () => {
    const desired = want({ v1: { head: 'leader', an: 'member', chi: 'member' } })
    const approved = createPlan({ desired, actual: [read('v1', { head: 'leader', an: 'member' })] })
    expect(continueWith(approved, desired, now({ head: 'leader' }, partial))).toEqual({
      left: { 'add chi': 'remaining' },
    })
  })

  it('holds a demotion while the other leader is not named', () => {
    const desired = want({ v1: { head: 'leader', old: 'member' } })
    const approved = createPlan({ desired, actual: [read('v1', { head: 'leader', old: 'leader' })] })
    expect(continueWith(approved, desired, now({ old: 'leader' }, partial))).toEqual({
      left: { 'demote old': 'reading-partial' },
    })
  })

  it('stops for somebody whom it names and nobody approved to remove: not before a complete one', () => {
    const later = { head: 'leader', an: 'member', gone: 'member', old: 'deputy', stray: 'member' } as const
    expect(continueWith(APPROVED, DESIRED, now(later, partial))).toMatchObject({ left: {} })
    expect(continueWith(APPROVED, DESIRED, now(later))).toEqual({ moved: ['+ remove stray'] })
  })
})
