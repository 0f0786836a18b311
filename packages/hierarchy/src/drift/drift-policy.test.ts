import { expect, it } from 'vitest'
import { DEFAULT_DRIFT_POLICY, driftPolicyOf, parseDriftPolicies } from '../index.ts'

const KINDS = ['village', 'commune-committee']

it('reads what differs from the default, per kind of groups', () => {
  const parsed = parseDriftPolicies({ village: { ways: { overdue: 'ask' }, graceDays: 14 } }, KINDS)
  expect(parsed).toEqual({
    ok: true,
    value: { village: { ways: { ...DEFAULT_DRIFT_POLICY.ways, overdue: 'ask' }, graceDays: 14 } },
  })
  expect(driftPolicyOf(parsed.ok ? parsed.value : {}, 'commune-committee')).toBe(DEFAULT_DRIFT_POLICY)
})

it('names everything that is wrong, with its place', () => {
  const parsed = parseDriftPolicies(
    {
      market: {},
      village: { ways: { gossip: 'ask', outsider: 'revert', overdue: 'shout' }, graceDays: -1 },
      'commune-committee': [],
    },
    KINDS,
  )
  expect(parsed.ok ? [] : parsed.issues.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
    'group-kind-unknown market',
    'drift-class-unknown village.ways.gossip',
    'drift-way-impossible village.ways.outsider',
    'not-a-choice village.ways.overdue',
    'grace-days-invalid village.graceDays',
    'not-an-object commune-committee',
  ])
  expect(parseDriftPolicies('all', KINDS).ok).toBe(false)
})
