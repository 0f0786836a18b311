import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, DEFAULT_REVIEW_POLICY, judgeReview, parseReviewPolicies, reviewPolicyOf } from '../index.ts'

const stateOn = (day: string, reviewedOn: string | null = null) =>
  judgeReview({ ...DEFAULT_REVIEW_POLICY, missed: 'escalate' }, { since: '2024-02-01', reviewedOn }, day)

it('is coming within the first warning, due within the last, and missed from the day after the due day', () => {
  const states = ['2025-01-01', '2025-01-02', '2025-01-24', '2025-01-25', '2025-02-01', '2025-02-02'].map(
    (day) => stateOn(day).state,
  )
  expect(states).toEqual(['later', 'coming', 'coming', 'due', 'due', 'missed'])
  expect(stateOn('2025-02-01').follows).toBeNull()
  expect(stateOn('2025-02-04')).toEqual({ dueOn: '2025-02-01', state: 'missed', daysLeft: -3, follows: 'escalate' })
})

it('counts from the first warning on, and a look before that does not replace it', () => {
  expect(stateOn('2025-01-02', '2025-01-02').dueOn).toBe('2026-02-01')
  expect(stateOn('2025-01-02', '2024-12-31').dueOn).toBe('2025-02-01')
  expect(stateOn('2025-08-01', '2025-08-01').dueOn).toBe('2026-02-01')
})

it('is settled by a look on any day on which it is coming, also where warnings are longer than half of the time between', () => {
  const monthly = { ...DEFAULT_REVIEW_POLICY, months: 1 }
  const on = (day: string, reviewedOn: string | null = null) =>
    judgeReview(monthly, { since: '2024-01-10', reviewedOn }, day)
  expect([on('2024-01-26').state, on('2024-01-27').state]).toEqual(['later', 'coming'])
  expect(on('2024-01-27', '2024-01-27')).toMatchObject({ dueOn: '2024-03-10', state: 'later' })
  expect(on('2024-02-10', '2024-02-10')).toMatchObject({ dueOn: '2024-03-10', state: 'later' })
})

it('falls on the last day of a month that is too short, and back on the 31st after it', () => {
  const monthly = { ...DEFAULT_REVIEW_POLICY, months: 1 }
  const days: string[] = []
  let reviewedOn: string | null = null
  for (let count = 0; count < 4; count++) {
    const { dueOn } = judgeReview(monthly, { since: '2024-01-31', reviewedOn }, '2024-01-31')
    days.push((reviewedOn = dueOn))
  }
  expect(days).toEqual(['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'])
  expect(judgeReview(DEFAULT_REVIEW_POLICY, { since: '2024-02-29', reviewedOn: null }, '2024-03-01').dueOn).toBe(
    '2025-02-28',
  )
})

it('ends with the days that can be written', () => {
  const facts = { since: '9999-06-01', reviewedOn: '9999-12-30' }
  expect(judgeReview(DEFAULT_REVIEW_POLICY, facts, '9999-12-31')).toMatchObject({ dueOn: '9999-12-31', state: 'due' })
})

it('never drifts: every due day lies whole periods after the first day, however late the reviews are', () => {
  const day = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2023-01-01', days))
  fc.assert(
    fc.property(
      day,
      fc.integer({ min: 1, max: 24 }),
      fc.array(fc.integer({ min: -13, max: 400 }), { maxLength: 6 }),
      (since, months, late) => {
        const policy = { ...DEFAULT_REVIEW_POLICY, months }
        const monthOf = (one: string) => Number(one.slice(0, 4)) * 12 + Number(one.slice(5, 7))
        let reviewedOn: string | null = null
        for (const days of late) {
          const { dueOn } = judgeReview(policy, { since, reviewedOn }, since)
          expect((monthOf(dueOn) - monthOf(since)) % months).toBe(0)
          const lastOfMonth = addDays(dueOn, 1).slice(0, 7) !== dueOn.slice(0, 7)
          expect(dueOn.slice(8) === since.slice(8) || lastOfMonth).toBe(true)
          const signed: string = addDays(dueOn, days)
          const next = judgeReview(policy, { since, reviewedOn: signed }, signed)
          // Signing always settles the due day that was open, and never leaves one missed.
          expect(next.dueOn > dueOn && next.state !== 'missed').toBe(true)
          reviewedOn = signed
        }
      },
    ),
  )
})

it('reads what differs from the default, and names everything that is wrong with its place', () => {
  const parsed = parseReviewPolicies({ village: { months: 6, warningDays: [7, 60, 7] } }, ['village'])
  expect(parsed).toEqual({ ok: true, value: { village: { months: 6, missed: 'flag', warningDays: [60, 7] } } })
  expect(reviewPolicyOf({}, 'village')).toBe(DEFAULT_REVIEW_POLICY)
  const wrong = parseReviewPolicies(
    {
      market: {},
      village: { months: 0, missed: 'shout', warningDays: [0, 'x'] },
      ward: [],
      hamlet: { warningDays: 7 },
    },
    ['village', 'ward', 'hamlet'],
  )
  expect(wrong.ok ? [] : wrong.issues.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
    'group-kind-unknown market',
    'review-months-invalid village.months',
    'not-a-choice village.missed',
    'review-warning-invalid village.warningDays',
    'not-an-object ward',
    'not-a-list hamlet.warningDays',
  ])
})
