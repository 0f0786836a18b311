import { describe, expect, it } from 'vitest'
import { crowd, planOf, read, want, without } from '../../test/plan-fixture.ts'
import { checkApproval, guardPlan, type Approval, type BrakeCheck, type GuardedPlan, type Plan } from '../index.ts'

const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `p${from + i}`)

/** A plan that removes `out` of `size` members of one village and adds `into` others. */
function losing(size: number, out: number, into = 0, id = 'v1'): Plan {
  const present = crowd(size)
  const wanted = { ...without(present, ...ids(size - out + 1, size)), ...without(crowd(into + 1, 'n'), 'n1') }
  return planOf(want({ [id]: wanted }, { kind: { capacity: 5_000 } }), [read(id, present)])
}

function of(guarded: GuardedPlan, brake: BrakeCheck['brake']): BrakeCheck | undefined {
  return (
    guarded.checks.find((check) => check.brake === brake && check.outcome === 'tripped') ??
    guarded.checks.find((check) => check.brake === brake)
  )
}

const LOOSE = { removalsPercentOverall: 100 }

describe('brakes', () => {
  it('D1 exactly at the threshold passes, one above trips', () => {
    expect(of(guardPlan(losing(100, 10), { brakes: LOOSE }), 'removalsPercentPerGroup')).toMatchObject({
      outcome: 'passed',
      value: 10,
      limit: 10,
    })
    const tripped = guardPlan(losing(100, 11), { brakes: LOOSE })
    expect(tripped.passed).toBe(false)
    expect(of(tripped, 'removalsPercentPerGroup')).toMatchObject({ outcome: 'tripped', value: 11 })
  })

  it('D2 below the minimum size the percentage does not count, the absolute cap still does', () => {
    const small = losing(19, 9)
    expect(guardPlan(small).passed).toBe(true)
    expect(of(guardPlan(small, { brakes: { removalsPerGroup: 8 } }), 'removalsPerGroup')).toMatchObject({
      outcome: 'tripped',
      value: 9,
      limit: 8,
    })
  })

  it('D3 a baseline of zero never divides by zero and never passes silently', () => {
    const fresh = planOf(want({ v1: crowd(30) }), [read('v1', {})])
    const guarded = guardPlan(fresh, { brakes: { percentFrom: 0 } })
    expect(guarded.passed).toBe(true)
    expect(of(guarded, 'removalsPercentOverall')).toMatchObject({ outcome: 'not-counted', value: 0 })
    expect(guarded.checks.every((check) => Number.isFinite(check.value))).toBe(true)
  })

  it('D4 everybody out and as many others in trips: removals count, not the net', () => {
    const guarded = guardPlan(losing(200, 24, 24), { brakes: LOOSE })
    expect(of(guarded, 'removalsPercentPerGroup')).toMatchObject({ outcome: 'tripped', value: 12 })
  })

  it('D5 many groups that each lose a little trip the overall brake', () => {
    const table = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`v${i}`, crowd(100)]))
    const plan = planOf(
      want(Object.fromEntries(Object.entries(table).map(([id, members]) => [id, without(members, ...ids(93, 100))]))),
      Object.entries(table).map(([id, members]) => read(id, members)),
    )
    const guarded = guardPlan(plan)
    expect(of(guarded, 'removalsPercentPerGroup')).toMatchObject({ outcome: 'passed', value: 8 })
    expect(of(guarded, 'removalsPercentOverall')).toMatchObject({ outcome: 'tripped', value: 8, limit: 5 })
    expect(guardPlan(plan, { brakes: { removalsPercentOverall: 8, removalsOverall: 319 } }).passed).toBe(false)
  })

  it('D6 a group that would become empty trips', () => {
    const plan = planOf(want({ v1: {} }), [read('v1', { an: 'member', binh: 'member' })], { allowEmpty: true })
    expect(of(guardPlan(plan), 'emptiedGroups')).toMatchObject({ outcome: 'tripped', value: 1, limit: 0 })
  })

  it('D8 says which number tripped, and small runs in a row cannot slip past', () => {
    const small = losing(100, 6)
    expect(guardPlan(small, { brakes: LOOSE }).passed).toBe(true)
    const again = guardPlan(small, { brakes: LOOSE, recentRemovals: new Map([['village:v1', 5]]) })
    for (const brake of ['removalsOverall', 'removalsPercentOverall', 'removalsPerGroup'] as const)
      expect(of(again, brake)?.removals).toEqual({ planned: 6, recent: 5 })
    expect(of(again, 'addsOverall')?.removals).toBeNull()
    expect(of(again, 'removalsPercentPerGroup')).toMatchObject({
      outcome: 'tripped',
      removals: { planned: 6, recent: 5 },
      message: '11 of 105 (10.5 %) would be removed from Thôn v1, at most 10 %',
    })
  })

  it('D10 there is a brake on adding as well', () => {
    const plan = planOf(want({ v1: crowd(60) }), [read('v1', {})])
    expect(of(guardPlan(plan, { brakes: { addsPerGroup: 59 } }), 'addsPerGroup')).toMatchObject({
      outcome: 'tripped',
      value: 60,
    })
    expect(of(guardPlan(plan, { brakes: { addsOverall: 59 } }), 'addsOverall')).toMatchObject({
      outcome: 'tripped',
      value: 60,
    })
  })

  it('D11 repeated trips escalate', () => {
    expect(guardPlan(losing(100, 50), { previousTrips: 1 }).escalate).toBe(false)
    expect(guardPlan(losing(100, 50), { previousTrips: 2 }).escalate).toBe(true)
    expect(guardPlan(losing(100, 1), { previousTrips: 9 }).escalate).toBe(false)
    const tripped = guardPlan(losing(100, 50)).checks.flatMap(({ brake, groupId, outcome }) =>
      outcome === 'tripped' && brake !== 'plan-blocked' ? [{ brake, groupId, by: 'ana', reason: 'moved' }] : [],
    )
    const waived = guardPlan(losing(100, 50), { previousTrips: 2, waivers: tripped })
    expect(waived).toMatchObject({ passed: true, escalate: true })
  })

  it('says why it passed: the highest number and where', () => {
    expect(of(guardPlan(losing(100, 4)), 'removalsPercentPerGroup')?.message).toBe(
      '4 of 100 (4.0 %) would be removed from Thôn v1, at most 10 %',
    )
  })

  it('cannot be silently off: a waiver has a name and a reason and stays visible', () => {
    const plan = losing(100, 20)
    const waive = (reason: string): GuardedPlan =>
      guardPlan(plan, {
        brakes: LOOSE,
        waivers: [{ brake: 'removalsPercentPerGroup', groupId: 'village:v1', by: 'head', reason }],
      })
    expect(waive('  ').passed).toBe(false)
    expect(waive('thôn tách, theo NQ 12').passed).toBe(true)
    expect(waive('thôn tách, theo NQ 12').checks).toContainEqual(
      expect.objectContaining({ brake: 'removalsPercentPerGroup', outcome: 'waived' }),
    )
  })

  it('takes the brakes of the group kind before the caller’s', () => {
    const model = want({}, { kind: { brakes: { removalsPercentPerGroup: 50 } } }).model
    expect(guardPlan(losing(100, 20), { model, brakes: { ...LOOSE, removalsPercentPerGroup: 1 } }).passed).toBe(true)
  })

  it('archiving many groups at once trips', () => {
    const plan = planOf(want({}), [read('v1', {}), read('v2', {})])
    expect(of(guardPlan(plan), 'archivedGroups')).toMatchObject({ outcome: 'tripped', value: 2, limit: 1 })
  })

  it('a plan whose input contradicts itself never passes', () => {
    const plan = planOf(want({ v1: {} }), [read('v1', {}), read('v1', {}, { groupId: null, name: 'x' })])
    expect(guardPlan(plan).passed).toBe(false)
  })
})

describe('D9 an approval', () => {
  const plan = losing(100, 3)
  const approval: Approval = {
    fingerprint: plan.fingerprint,
    by: 'head',
    at: '2024-02-01T02:00:00Z',
    expiresAt: '2024-02-02T02:00:00Z',
    usedAt: null,
  }
  const now = '2024-02-01T03:00:00Z'
  const code = (result: ReturnType<typeof checkApproval>): string => (result.ok ? 'ok' : (result.issues[0]?.code ?? ''))

  it('is for one plan, once, until it expires', () => {
    expect(code(checkApproval(plan, approval, { now }))).toBe('ok')
    expect(code(checkApproval(plan, { ...approval, usedAt: now }, { now }))).toBe('approval-used')
    expect(code(checkApproval(plan, approval, { now: approval.expiresAt }))).toBe('approval-expired')
    expect(code(checkApproval(plan, approval, { now: 'no instant' }))).toBe('approval-expired')
    expect(code(checkApproval(plan, { ...approval, expiresAt: '' }, { now }))).toBe('approval-expired')
  })

  it('stops when the world moved, and shows what moved', () => {
    const moved = checkApproval(losing(100, 4), approval, { now, approvedPlan: plan })
    expect(code(moved)).toBe('plan-changed')
    expect(moved.ok ? null : moved.issues[0]?.data).toMatchObject({
      appeared: [{ kind: 'remove', personId: 'p97' }],
      disappeared: [],
    })
  })
})
