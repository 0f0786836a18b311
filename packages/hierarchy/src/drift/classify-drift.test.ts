import { describe, expect, it } from 'vitest'
import { planOf, read, want, type Members } from '../../test/plan-fixture.ts'
import {
  classifyDrift,
  DEFAULT_DRIFT_POLICY,
  driftSubject,
  type DriftFacts,
  type DriftPolicies,
  type GroupReading,
  type Override,
  type Plan,
  type Withdrawal,
} from '../index.ts'

const GROUP = { head: 'leader', an: 'member', binh: 'member' } as const
const ASK_ALL: DriftPolicies = {
  village: {
    ways: { ...DEFAULT_DRIFT_POLICY.ways, 'added-by-leader': 'ask', overdue: 'ask' },
    graceDays: 10,
  },
}

interface Case {
  readonly wanted?: Members
  readonly overrides?: readonly Override[]
  readonly reading?: Partial<GroupReading>
  readonly actual?: Members
  readonly facts?: DriftFacts
  readonly policies?: DriftPolicies
  readonly withdrawals?: readonly Withdrawal[]
}

/** Lines in short, `class subject way`, and the plan that honours them. */
function drift(given: Case): { readonly lines: string[]; readonly plan: Plan & { readonly lines: readonly string[] } } {
  const desired = want(
    { v1: given.wanted ?? GROUP },
    given.overrides === undefined ? {} : { overrides: given.overrides },
  )
  const readings = [read('v1', given.actual ?? GROUP, given.reading)]
  const found = classifyDrift({
    desired,
    readings,
    facts: new Map(given.facts === undefined ? [] : [['village:v1', given.facts]]),
    policies: given.policies ?? {},
    ...(given.withdrawals === undefined ? {} : { withdrawals: given.withdrawals }),
  })
  const lines = found.get('village:v1')?.lines ?? []
  return {
    lines: lines.map((line) => `${line.kind} ${driftSubject(line)} ${line.way}`),
    plan: planOf(desired, readings, { drift: found, withdrawals: given.withdrawals ?? [] }),
  }
}

const left = (personId: string, at = '2024-01-30T00:00:00Z') => ({ personId, by: 'self' as const, at })
const stranger = (displayName: string, candidates: readonly string[] = [], phone: string | null = null) => ({
  key: `name:${displayName}`,
  displayName,
  accountId: null,
  phone,
  candidates,
})
const held = (plan: Plan): string[] => plan.held.map((line) => `${line.code} ${line.change} ${line.personId}`)

describe('somebody wanted who is gone', () => {
  it('B5 left by themselves: a person decides, and until then they are not added again', () => {
    const { lines, plan } = drift({
      actual: { head: 'leader', an: 'member' },
      reading: { departures: [left('binh')] },
    })
    expect(lines).toEqual(['left-by-themselves person:binh ask'])
    expect(held(plan)).toEqual(['left-by-themselves add binh'])
  })

  it('B5 a policy brings back only those whose duty it is to be there, a decision about the person anybody', () => {
    const revert = {
      village: {
        ...DEFAULT_DRIFT_POLICY,
        ways: { ...DEFAULT_DRIFT_POLICY.ways, 'left-by-themselves': 'revert' as const },
      },
    }
    const gone: Case = {
      wanted: { head: 'leader', head2: 'leader', an: 'member', binh: 'member' },
      actual: { head: 'leader', an: 'member' },
      reading: { departures: [left('binh'), left('head2')] },
      policies: revert,
    }
    expect(drift(gone).lines).toEqual(['left-by-themselves person:binh ask', 'left-by-themselves person:head2 revert'])
    expect(drift(gone).plan.lines).toEqual(['add head2 leader'])
    const decide = (at: string): DriftFacts => ({
      decisions: [{ subject: 'person:binh', kind: 'left-by-themselves', way: 'revert', at }],
    })
    const decided = drift({ ...gone, facts: decide('2024-01-31T00:00:00Z') })
    expect(decided.plan.lines).toEqual(['add head2 leader', 'add binh member'])
    // It was about another time.
    expect(drift({ ...gone, facts: decide('2024-01-29T00:00:00Z') }).plan.lines).toEqual(['add head2 leader'])
  })

  it('an include since, a removal by rule and somebody who never was there are no drift', () => {
    const include: Override = {
      id: 'o1',
      kind: 'include',
      groupId: 'village:v1',
      personId: 'binh',
      role: 'member',
      reason: 'đã nói chuyện',
      author: 'officer',
      from: '2024-01-31',
      to: null,
    }
    const actual = { head: 'leader' } as const
    const { lines, plan } = drift({
      actual,
      overrides: [include],
      reading: { departures: [left('binh'), { personId: 'an', by: 'rule', at: '2024-01-30T00:00:00Z' }] },
    })
    expect(lines).toEqual([])
    expect(plan.lines).toEqual(['add an member', 'add binh member'])
  })

  it('a change of ours undone within minutes, or made again and again, is a glitch', () => {
    const gone: Case = { actual: { head: 'leader', an: 'member' } }
    const own = (at: string) => ({ personId: 'binh', kind: 'add' as const, at })
    expect(drift({ ...gone, facts: { own: [own('2024-02-01T00:50:00Z')] } }).lines).toEqual([
      'service-glitch person:binh ask',
    ])
    expect(drift({ ...gone, facts: { own: [own('2024-02-01T00:49:59Z')] } }).lines).toEqual([])
    const flips = drift({ ...gone, facts: { own: [own('2024-01-31T01:00:00Z'), own('2024-01-28T01:00:00Z')] } })
    expect(flips.lines).toEqual(['service-glitch person:binh ask'])
    expect(held(flips.plan)).toEqual(['drift-undecided add binh'])
    // Too long ago to say anything, and a list that is not complete says nothing of who is gone.
    const before = { own: [own('2024-01-31T01:00:00Z'), own('2024-01-20T01:00:00Z')] }
    expect(drift({ ...gone, facts: before }).lines).toEqual([])
    expect(
      drift({ ...gone, facts: { own: [own('2024-02-01T00:50:00Z')] }, reading: { completeness: 'partial' } }).lines,
    ).toEqual([])
  })
})

describe('somebody there whom nothing wants', () => {
  const actual = { ...GROUP, chi: 'member' } as const

  it('added by a leader: put right by default, held while it is asked about, and left alone when ignored', () => {
    expect(drift({ actual }).lines).toEqual(['added-by-leader person:chi revert'])
    expect(drift({ actual }).plan.lines).toEqual(['remove chi member'])
    const asked = drift({ actual, policies: ASK_ALL })
    expect(asked.plan.lines).toEqual([])
    expect(held(asked.plan)).toEqual(['drift-undecided remove chi'])
    const decide = (way: 'ignore' | 'revert', at: string): DriftFacts => ({
      decisions: [{ subject: 'person:chi', kind: 'added-by-leader', way, at }],
      firstSeen: new Map([['person:chi', '2024-01-25T00:00:00Z']]),
    })
    const ignored = drift({ actual, policies: ASK_ALL, facts: decide('ignore', '2024-01-26T00:00:00Z') })
    expect([ignored.plan.lines, held(ignored.plan)]).toEqual([[], []])
    const put = drift({ actual, policies: ASK_ALL, facts: decide('revert', '2024-01-26T00:00:00Z') })
    expect(put.plan.lines).toEqual(['remove chi member'])
    const again = drift({ actual, policies: ASK_ALL, facts: decide('ignore', '2024-01-24T00:00:00Z') })
    expect(held(again.plan)).toEqual(['drift-undecided remove chi'])
  })

  it('E7 whoever lost the qualification stays for the days of grace, and is overdue on the day after', () => {
    const lost = (day: string): DriftFacts => ({ lost: new Map([['chi', day]]) })
    const grace = drift({ actual, policies: ASK_ALL, facts: lost('2024-01-23') })
    expect(grace.lines).toEqual([])
    expect(held(grace.plan)).toEqual(['grace-period remove chi'])
    const overdue = drift({ actual, policies: ASK_ALL, facts: lost('2024-01-22') })
    expect(overdue.lines).toEqual(['overdue person:chi ask'])
    expect(drift({ actual, facts: lost('2024-02-01') }).plan.lines).toEqual(['remove chi member'])
    // Regained: nothing to say.
    const back = drift({ wanted: { ...GROUP, chi: 'member' }, actual, policies: ASK_ALL, facts: lost('2024-01-01') })
    expect([back.lines, back.plan.lines]).toEqual([[], []])
  })

  it('what our own run added was wanted once', () => {
    const own = [{ personId: 'chi', kind: 'add' as const, at: '2024-01-01T00:00:00Z' }]
    expect(drift({ actual, facts: { own } }).lines).toEqual(['overdue person:chi revert'])
  })

  it('a removal of ours that is undone within minutes is a glitch, and is not made again unasked', () => {
    const own = [{ personId: 'chi', kind: 'remove' as const, at: '2024-02-01T00:55:00Z' }]
    const { lines, plan } = drift({ actual, facts: { own } })
    expect(lines).toEqual(['service-glitch person:chi ask'])
    expect(held(plan)).toEqual(['drift-undecided remove chi'])
  })

  it('exclusions and withdrawn consent are decisions, and no drift', () => {
    const withdrawals = [{ personId: 'chi', purposeId: 'village-group', on: '2024-01-15' }]
    const { lines, plan } = drift({ actual, policies: ASK_ALL, withdrawals })
    expect([lines, plan.lines]).toEqual([[], ['remove chi member']])
  })

  it('B2 an invitation is withdrawn, whatever the policy', () => {
    const members: GroupReading['members'] = [
      ...Object.entries(GROUP).map(([personId, role]) => ({ personId, role, state: 'member' as const })),
      { personId: 'chi', role: 'member', state: 'invited' },
    ]
    expect(drift({ reading: { members }, policies: ASK_ALL }).plan.lines).toEqual(['withdraw-invitation chi member'])
  })
})

describe('somebody who is not known', () => {
  it('is an outsider, until somebody settled that', () => {
    const reading = { unmatched: [stranger('Bán hàng')] }
    expect(drift({ reading }).lines).toEqual(['outsider row:name:Bán hàng ask'])
    expect(drift({ reading, facts: { strangers: new Set(['name:Bán hàng']) } }).lines).toEqual([])
  })

  it('is a changed account where the name or the phone is that of somebody who just vanished', () => {
    const gone: Case = { actual: { head: 'leader', an: 'member' }, reading: { departures: [left('binh')] } }
    const vanished = new Map([['binh', { name: 'Rơ Châm Bình', phones: ['+84905000001'] }]])
    const changed = (row: GroupReading['unmatched'][number], facts: DriftFacts = { vanished }) =>
      drift({ ...gone, reading: { ...gone.reading, unmatched: [row] }, facts })
    const line = (name: string): string[] => [`changed-account row:name:${name} ask`]
    expect(changed(stranger('RƠ CHÂM BÌNH')).lines).toEqual(line('RƠ CHÂM BÌNH'))
    expect(changed(stranger('Bình xe ôm', [], '+84905000001')).lines).toEqual(line('Bình xe ôm'))
    const proposed = changed(stranger('Bình', ['binh']), {})
    expect(proposed.lines).toEqual(line('Bình'))
    // Nobody knows yet whether the person is gone.
    expect(held(proposed.plan)).toEqual(['drift-undecided add binh'])
    const other = changed(stranger('Rơ Châm Lan'))
    expect(other.lines).toEqual(['left-by-themselves person:binh ask', 'outsider row:name:Rơ Châm Lan ask'])
    // It was long ago.
    const reading = { departures: [left('binh', '2023-12-01T00:00:00Z')], unmatched: [stranger('Bình', ['binh'])] }
    expect(drift({ ...gone, reading }).lines).toEqual([
      'left-by-themselves person:binh ask',
      'outsider row:name:Bình ask',
    ])
  })
})

describe('roles', () => {
  it('a role that a service takes back within minutes is asked about; any other is put right', () => {
    const actual = { head: 'leader', an: 'member', binh: 'member' } as const
    const wanted = { head: 'leader', an: 'deputy', binh: 'member' } as const
    expect(drift({ wanted, actual }).plan.lines).toEqual(['promote an deputy'])
    const own = [{ personId: 'an', kind: 'promote' as const, at: '2024-02-01T00:58:00Z' }]
    const glitch = drift({ wanted, actual, facts: { own } })
    expect(glitch.lines).toEqual(['service-glitch person:an ask'])
    expect(held(glitch.plan)).toEqual(['drift-undecided promote an'])
  })
})

it('groups that are not ours, cannot be read or are frozen have no drift', () => {
  const actual = { ...GROUP, chi: 'member' } as const
  expect(drift({ actual, reading: { owner: 'other' } }).lines).toEqual([])
  expect(drift({ actual, reading: { completeness: 'failed' } }).lines).toEqual([])
  expect(drift({ actual, reading: { groupId: null } }).lines).toEqual([])
})
