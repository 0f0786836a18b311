import { describe, expect, it } from 'vitest'
import { crowd, planOf, read, want, without } from '../../test/plan-fixture.ts'
import type { GroupReading } from '../connector/reading.ts'
import {
  countPlan,
  createActual,
  createPlan,
  describeReason,
  isBlockedEntirely,
  restrictPlan,
  type Override,
} from '../index.ts'

const GROUP = { head: 'leader', deputy: 'deputy', an: 'member', binh: 'member' } as const

describe('differences', () => {
  it('whoever an unclear row of the list may be is held, not invited, until somebody decides', () => {
    const row = { displayName: 'An', accountId: null, phone: null }
    const unmatched = [
      { ...row, key: 'name:An', candidates: ['an'] },
      { ...row, key: 'name:An#2', candidates: ['an'] },
      { ...row, key: 'name:B', displayName: 'B', candidates: ['binh', 'somebody'] },
    ]
    const desired = want({ v1: { ...GROUP, chi: 'member' } })
    const actual = [read('v1', { head: 'leader', deputy: 'deputy' }, { unmatched })]
    const plan = planOf(desired, actual)
    expect(plan.lines).toEqual(['add chi member'])
    expect(plan.held.map(({ code, change, personId }) => [code, change, personId])).toEqual([
      ['maybe-present', 'add', 'an'],
      ['maybe-present', 'add', 'binh'],
    ])
    expect(countPlan({ desired, actual }).summary).toMatchObject({ held: 2, changes: { add: 1 } })
    const decided = [{ ...row, key: 'name:An', candidates: [] }]
    expect(planOf(desired, [read('v1', without(GROUP, 'an'), { unmatched: decided })]).lines).toEqual([
      'add an member',
      'add chi member',
    ])
  })

  it('what somebody decided to be a stranger is left to nobody any more', () => {
    const row = { displayName: 'Khách', accountId: null, phone: null, candidates: [] }
    const unmatched = [
      { ...row, key: 'name:Khách' },
      { ...row, key: 'name:Khách#2', isStranger: true },
    ]
    const desired = want({ v1: GROUP })
    const actual = [read('v1', GROUP, { unmatched })]
    const plan = planOf(desired, actual)
    expect([plan.summary.unmatched, plan.groups[0]?.unmatched]).toEqual([1, 1])
    expect(countPlan({ desired, actual }).summary.unmatched).toBe(1)
  })

  it('A1 nothing to do gives no change, and again the second time; the order of the input makes no change', () => {
    const desired = want({ v1: GROUP, v2: { head: 'leader' } })
    const readings = [read('v1', GROUP), read('v2', { head: 'leader' })]
    const first = planOf(desired, readings)
    expect(first.changes).toEqual([])
    expect(planOf(desired, readings)).toEqual(first)
    const turned = want({ v2: { head: 'leader' }, v1: Object.fromEntries(Object.entries(GROUP).reverse()) })
    expect(planOf(turned, [...readings].reverse())).toEqual(first)
  })

  it('A2 adds, removes, promotes, demotes and keeps in one plan, leadership first and removals last', () => {
    const desired = want({ v1: { head: 'leader', newDeputy: 'deputy', an: 'member', chi: 'member' } })
    const actual = [read('v1', { head: 'leader', oldDeputy: 'deputy', newDeputy: 'member', an: 'deputy' })]
    const plan = planOf(desired, actual)
    expect(plan.lines).toEqual([
      'promote newDeputy deputy',
      'add chi member',
      'demote an member',
      'remove oldDeputy deputy',
    ])
  })

  it('A3 somebody wanted as leader and as member is one person with the higher role', () => {
    const twice = want({ v1: { head: 'leader' } })
    const group = twice.groups.get('village:v1')
    if (group !== undefined) group.clauses[0] = 0b1001
    const plan = createPlan({ desired: twice, actual: [read('v1', {})] })
    expect(plan.changes).toEqual([
      {
        kind: 'add',
        groupId: 'village:v1',
        personId: 'head',
        role: 'leader',
        required: true,
        reasons: [
          { kind: 'rule', clause: 'police-head' },
          { kind: 'rule', clause: 'police' },
        ],
      },
    ])
  })

  it('A4 A5 two rows of one person are one member, with the higher role and the surest state', () => {
    const members: GroupReading['members'] = [
      { personId: 'an', role: 'member', state: 'invited' },
      { personId: 'an', role: 'deputy', state: 'member' },
      { personId: 'an', role: 'member', state: 'member' },
    ]
    const plan = planOf(want({ v1: { an: 'deputy' } }), [read('v1', {}, { members })])
    expect(plan.lines).toEqual([])
    expect(plan.groups[0]?.actual).toBe(1)
  })

  it('A6 an empty actual is all adds; an empty desired removes nobody unless it is allowed', () => {
    expect(planOf(want({ v1: GROUP }), [read('v1', {})]).lines).toEqual([
      'add head leader',
      'add deputy deputy',
      'add an member',
      'add binh member',
    ])
    const emptied = planOf(want({ v1: {} }), [read('v1', GROUP)])
    expect(emptied.lines).toEqual([])
    expect(emptied.held.map((h) => h.code)).toEqual([
      'desired-empty',
      'desired-empty',
      'desired-empty',
      'desired-empty',
    ])
    const allowed = planOf(want({ v1: {} }), [read('v1', GROUP)], { allowEmpty: true })
    expect(allowed.lines).toEqual(['remove deputy deputy', 'remove an member', 'remove binh member'])
    expect(allowed.held.map((h) => h.code)).toEqual(['last-leader'])
  })

  it('A7 very large disjoint and very large overlapping sets', () => {
    const disjoint = planOf(want({ v1: crowd(900, 'new') }, { kind: { capacity: 2_000 } }), [
      read('v1', crowd(900, 'old')),
    ])
    expect(disjoint.summary.changes.add).toBe(900)
    expect(disjoint.summary.changes.remove).toBe(899)
    expect(disjoint.held.map((h) => h.code)).toEqual(['last-leader'])
    expect(planOf(want({ v1: crowd(1_000) }), [read('v1', crowd(1_000))]).changes).toEqual([])
  })

  it('A8 a group that only adds removes nobody and still corrects leaders', () => {
    const plan = planOf(want({ v1: { head: 'leader', an: 'member' } }, { kind: { mode: 'add-only' } }), [
      read('v1', { head: 'member', an: 'leader', old: 'member' }),
    ])
    expect(plan.lines).toEqual(['promote head leader', 'demote an member'])
    expect(plan.held).toMatchObject([{ code: 'add-only', change: 'remove', personId: 'old' }])
  })

  it('A9 a change of role never passes through remove and add', () => {
    const plan = planOf(want({ v1: { head: 'leader', an: 'deputy' } }), [read('v1', { head: 'leader', an: 'member' })])
    expect(plan.lines).toEqual(['promote an deputy'])
  })

  it('A10 people unknown to the directory are removed with that reason, never taken for somebody else', () => {
    const plan = planOf(want({ v1: { head: 'leader' } }), [read('v1', { head: 'leader', ghost: 'member' })])
    expect(plan.changes).toMatchObject([{ kind: 'remove', personId: 'ghost', reasons: [{ kind: 'not-in-directory' }] }])
  })

  it('B5 whoever took consent back, or left by themselves, is removed with that reason', () => {
    const left: Override = {
      id: 'o1',
      kind: 'exclude',
      groupId: 'village:v1',
      personId: 'an',
      role: 'member',
      reason: '',
      author: 'an',
      from: '2024-01-20',
      to: null,
    }
    const desired = want({ v1: { head: 'leader' } }, { overrides: [left, { ...left, id: 'o2', author: 'chief' }] })
    const members = { head: 'leader', an: 'member', binh: 'member', chi: 'member' } as const
    const withdrawals = [
      { personId: 'binh', purposeId: 'village-group', on: '2024-01-15' },
      // Nothing in the group asks for it.
      { personId: 'chi', purposeId: 'other', on: '2024-01-15' },
    ]
    const plan = planOf(desired, [read('v1', members)], { withdrawals })
    expect(plan.changes).toMatchObject([
      {
        kind: 'remove',
        personId: 'an',
        reasons: [
          { kind: 'left-by-themselves', overrideId: 'o1', on: '2024-01-20' },
          { kind: 'exclude', overrideId: 'o2', text: '' },
        ],
      },
      { kind: 'remove', personId: 'binh', reasons: [{ kind: 'consent-withdrawn', purpose: 'village-group' }] },
      { kind: 'remove', personId: 'chi', reasons: [{ kind: 'not-in-directory' }] },
    ])
    const describe = (at: number) =>
      plan.changes[at]?.reasons.map((reason) => describeReason(reason, desired.model, 'village', 'en'))
    expect(describe(0)).toEqual(['left by themselves on 2024-01-20', 'excluded: '])
    expect(describe(1)).toEqual(['withdrew consent on 2024-01-15'])
    // What offices say of others is doubted in the first plan for a group; what people ask for themselves is not.
    const first = planOf(desired, [read('v1', members, { firstRun: true })], { withdrawals })
    expect(first.lines).toEqual(['remove binh member'])
    expect(first.held).toMatchObject([{ personId: 'an' }, { personId: 'chi' }])
    const partial = planOf(desired, [read('v1', members, { completeness: 'partial' })], { withdrawals })
    expect(partial.lines).toEqual([])
    // A consent that counts again is no reason for anything.
    const kept = planOf(
      want({ v1: { head: 'leader', binh: 'member' } }),
      [read('v1', { head: 'leader', binh: 'member' })],
      {
        withdrawals,
      },
    )
    expect(kept.lines).toEqual([])
  })

  it('A11 a rename is found by link or previous name, never delete and create; a name that is another group’s is refused', () => {
    const desired = want({ v1: GROUP })
    expect(planOf(desired, [read('v1', GROUP, { name: 'Thôn cũ' })]).lines).toEqual(['rename-group village:v1'])
    const found = planOf(desired, [read('v1', GROUP, { groupId: null, name: 'Khác', previousNames: ['THÔN V1'] })])
    expect(found.lines).toEqual(['rename-group village:v1'])
    const collision = planOf(want({ v1: GROUP, v2: GROUP }), [
      read('v1', GROUP, { name: 'Thôn cũ' }),
      read('v2', GROUP, { previousNames: ['Thôn v1'] }),
    ])
    expect(collision.lines).toEqual([])
    expect(collision.blocked).toMatchObject([{ code: 'name-collision', groupId: 'village:v1', scope: 'group' }])
  })

  it('A12 two real groups that claim to be one are both left alone until somebody chooses', () => {
    const plan = planOf(want({ v1: GROUP }), [read('v1', {}), read('v1', {}, { externalId: 'copy' })])
    expect(plan.lines).toEqual([])
    expect(plan.blocked).toMatchObject([{ code: 'group-ambiguous', groupId: 'village:v1' }])
  })

  it('A13 a group owned by somebody else is left alone entirely and not created a second time', () => {
    const plan = planOf(want({ v1: GROUP }), [read('v1', {}, { owner: 'other', name: 'Của xã bạn' })])
    expect(plan.changes).toEqual([])
    expect(plan.blocked).toMatchObject([{ code: 'owned-by-other', groupId: 'village:v1' }])
    const unlinked = planOf(want({ v1: GROUP }), [read('x', {}, { owner: 'other', groupId: null, name: 'Chợ quê' })])
    expect(unlinked.lines[0]).toBe('create-group village:v1')
    expect(unlinked.blocked).toEqual([])
  })

  it('A14 a group that exists in the service and in no model needs a decision and is not deleted', () => {
    const plan = planOf(want({}), [read('x', GROUP, { groupId: null, name: 'Hội đồng hương' })])
    expect(plan.changes).toEqual([])
    expect(plan.blocked).toMatchObject([{ code: 'group-unknown', externalId: 'real-x' }])
  })

  it('A15 an archived group is opened again, never created twice; archiving twice is nothing', () => {
    expect(
      planOf(want({ v1: { head: 'leader' } }), [read('v1', { head: 'leader' }, { archived: true })]).lines,
    ).toEqual(['unarchive-group village:v1'])
    expect(planOf(want({}), [read('v1', GROUP)]).lines).toEqual(['archive-group village:v1'])
    expect(planOf(want({}), [read('v1', GROUP, { archived: true })]).lines).toEqual([])
    expect(planOf(want({}, { scope: 'some' }), [read('v1', GROUP)]).lines).toEqual([])
  })
})

describe('invitations and leaving', () => {
  const invited = (personId: string, state: 'invited' | 'invitation-failed'): Partial<GroupReading> => ({
    members: [
      { personId: 'head', role: 'leader', state: 'member' },
      { personId, role: 'member', state },
    ],
  })

  it('B1 a pending invitation is not sent again', () => {
    const plan = planOf(want({ v1: { head: 'leader', an: 'member' } }), [read('v1', {}, invited('an', 'invited'))])
    expect(plan.lines).toEqual([])
    expect(plan.groups[0]).toMatchObject({ actual: 1, invited: 1 })
  })

  it('B2 an invitation for somebody no longer wanted is withdrawn', () => {
    expect(planOf(want({ v1: { head: 'leader' } }), [read('v1', {}, invited('an', 'invited'))]).lines).toEqual([
      'withdraw-invitation an member',
    ])
  })

  it('B3 a failed invitation is sent once more', () => {
    expect(
      planOf(want({ v1: { head: 'leader', an: 'member' } }), [read('v1', {}, invited('an', 'invitation-failed'))])
        .lines,
    ).toEqual(['reinvite an member'])
  })

  const include: Override = {
    id: 'o1',
    kind: 'include',
    groupId: 'village:v1',
    personId: 'an',
    role: 'member',
    reason: 'đã nói chuyện',
    author: 'officer',
    from: '2024-01-20',
    to: '2024-12-31',
  }

  it('B5 somebody who left by themselves is not added again without a new decision', () => {
    const reading = read(
      'v1',
      { head: 'leader' },
      { departures: [{ personId: 'an', by: 'self', at: '2024-01-10T00:00:00Z' }] },
    )
    const plan = planOf(want({ v1: { head: 'leader', an: 'member' } }), [reading])
    expect(plan.lines).toEqual([])
    expect(plan.held).toMatchObject([{ code: 'left-by-themselves', change: 'add', personId: 'an' }])
    const decided = planOf(want({ v1: { head: 'leader', an: 'member' } }, { overrides: [include] }), [reading])
    expect(decided.lines).toEqual(['add an member'])
  })

  it('B6 somebody removed by an administrator stays out; a removal by rule does not keep them out', () => {
    const departed = (by: 'administrator' | 'rule'): GroupReading[] => [
      read('v1', { head: 'leader' }, { departures: [{ personId: 'an', by, at: '2024-01-10T00:00:00Z' }] }),
    ]
    const desired = want({ v1: { head: 'leader', an: 'member' } })
    expect(planOf(desired, departed('administrator')).held).toMatchObject([{ code: 'removed-by-administrator' }])
    expect(planOf(desired, departed('rule')).lines).toEqual(['add an member'])
  })
})

describe('failures', () => {
  it('C2 actual members that cannot be read: nothing is done in that group', () => {
    const plan = planOf(want({ v1: GROUP, v2: { head: 'leader' } }), [
      read('v1', {}, { completeness: 'failed' }),
      read('v2', {}),
    ])
    expect(plan.lines).toEqual(['add head leader'])
    expect(plan.blocked).toMatchObject([{ code: 'reading-failed', groupId: 'village:v1' }])
  })

  it('C3 a partial reading or a failed source gives adds only, and counts the removals as held', () => {
    const desired = want({ v1: { head: 'leader', an: 'member' } })
    const actual = read('v1', { head: 'leader', old: 'member' }, { completeness: 'partial' })
    const plan = planOf(desired, [actual])
    expect(plan.lines).toEqual(['add an member'])
    expect(plan.held).toMatchObject([{ code: 'reading-partial', change: 'remove', personId: 'old' }])
    const source = planOf(desired, [{ ...actual, completeness: 'complete' }], { incompleteSources: ['village:v1'] })
    expect(source.held).toMatchObject([{ code: 'reading-partial', personId: 'old' }])
  })

  it('C10 input that contradicts itself: nothing may be carried out, the full plan is still shown', () => {
    const plan = planOf(want({ v1: GROUP, v2: { head: 'leader' } }), [
      read('v2', {}),
      read('v2', {}, { groupId: null, name: 'Khác' }),
    ])
    expect(isBlockedEntirely(plan)).toBe(true)
    expect(plan.blocked).toContainEqual(expect.objectContaining({ code: 'input-invalid', scope: 'plan' }))
    expect(plan.lines).toContain('add head leader')
  })

  it('refuses actual members laid out for another directory', () => {
    const desired = want({ v1: GROUP })
    expect(() => createPlan({ desired, actual: createActual(want({ v1: GROUP }).people, []) })).toThrow(TypeError)
  })
})

describe('what must hold at every moment', () => {
  it('D12 the first run on an adopted group adds and corrects, and removes nobody', () => {
    const plan = planOf(want({ v1: { head: 'leader', an: 'member' } }), [
      read('v1', { head: 'member', old: 'leader', gone: 'member' }, { firstRun: true }),
    ])
    expect(plan.lines).toEqual(['promote head leader', 'add an member'])
    expect(plan.held.map((h) => `${h.code} ${h.personId}`)).toEqual(['first-run gone', 'first-run old'])
  })

  it('D14 the last leader stays until a successor who is in the group leads it', () => {
    const only = planOf(want({ v1: { newHead: 'leader' } }), [read('v1', { oldHead: 'leader' })])
    expect(only.lines).toEqual(['add newHead leader'])
    expect(only.held).toMatchObject([{ code: 'last-leader', change: 'remove', personId: 'oldHead' }])
    const joined = planOf(want({ v1: { newHead: 'leader' } }), [read('v1', { oldHead: 'leader', newHead: 'member' })])
    expect(joined.lines).toEqual(['promote newHead leader', 'remove oldHead leader'])
    const demoted = planOf(want({ v1: { newHead: 'leader', oldHead: 'member' } }), [read('v1', { oldHead: 'leader' })])
    expect(demoted.held).toMatchObject([{ code: 'last-leader', change: 'demote', personId: 'oldHead' }])
  })

  it('D14 the acting account never removes or demotes itself', () => {
    const plan = planOf(want({ v1: { head: 'leader' } }), [read('v1', { head: 'leader', admin: 'deputy' })], {
      actingPersons: ['admin'],
    })
    expect(plan.lines).toEqual([])
    expect(plan.held).toMatchObject([{ code: 'acting-account', change: 'remove', personId: 'admin' }])
  })

  it('a full group takes leaders and required members first and holds the rest', () => {
    const plan = planOf(want({ v1: { head: 'leader', deputy: 'deputy', an: 'member', binh: 'member' } }), [
      read('v1', {}, { capacity: 3 }),
    ])
    expect(plan.lines).toEqual(['add head leader', 'add deputy deputy', 'add an member'])
    expect(plan.held).toMatchObject([{ code: 'group-full', personId: 'binh' }])
  })

  it('every removal names the complete reading that proves it', () => {
    const plan = createPlan({
      desired: want({ v1: { head: 'leader' } }),
      actual: [read('v1', { head: 'leader', old: 'member' })],
    })
    expect(plan.changes).toMatchObject([
      { kind: 'remove', evidence: { readingId: 'reading-v1', readAt: '2024-02-01T01:00:00Z' } },
    ])
  })
})

describe('fingerprint', () => {
  const desired = want({ v1: GROUP, v2: { head: 'leader' } })

  it('is the same for the same work, whenever it was read, and another for other work', () => {
    const actual = without(GROUP, 'an')
    const plan = planOf(desired, [read('v1', { ...actual, old: 'member' }), read('v2', {})])
    const later = planOf(desired, [
      read('v1', { ...actual, old: 'member' }, { id: 'again', readAt: '2024-02-02T00:00:00Z' }),
      read('v2', {}),
    ])
    expect(later.fingerprint).toBe(plan.fingerprint)
    expect(planOf(desired, [read('v1', actual), read('v2', {})]).fingerprint).not.toBe(plan.fingerprint)
    expect(plan.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  it('survives being stored as JSON, and a restricted plan has one of its own', () => {
    const plan = createPlan({ desired, actual: [read('v1', {}), read('v2', {})] })
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    const one = restrictPlan(plan, ['village:v2'])
    expect(one.changes).toHaveLength(1)
    expect(one.summary.groups).toBe(1)
    expect(one.fingerprint).not.toBe(plan.fingerprint)
    expect(one.fingerprint).toBe(
      restrictPlan(createPlan({ desired, actual: [read('v2', {}), read('v1', {})] }), ['village:v2']).fingerprint,
    )
  })
})

describe('a missed review', () => {
  it('holds who would be added, in that group alone, and lets roles and removals go on', () => {
    const desired = want({ v1: { head: 'leader', an: 'deputy', binh: 'member' }, v2: { chi: 'member' } })
    const actual = [read('v1', { head: 'leader', an: 'member', dung: 'member' }), read('v2', {})]
    const plan = createPlan({ desired, actual, reviewMissed: ['village:v1'] })
    expect(plan.held.map(({ code, change, personId }) => [code, change, personId])).toEqual([
      ['review-missed', 'add', 'binh'],
    ])
    expect(
      plan.changes.flatMap((change) => ('personId' in change ? [`${change.kind} ${change.personId}`] : [])),
    ).toEqual(['promote an', 'remove dung', 'add chi'])
    const absent = new Map([['village:v1', { members: 5, required: 0 }]])
    const counted = countPlan({ desired, actual, absent, reviewMissed: ['village:v1'] })
    expect(counted.groups[0]).toMatchObject({ adds: 0, held: 6 })
  })
})
