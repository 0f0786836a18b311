import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  continuePlan,
  createPlan,
  holdNow,
  liveGroup,
  orderChanges,
  proveChange,
  withChange,
  type GroupReading,
  type LiveGroup,
  type Role,
} from '../src/index.ts'
import { applyChange } from './apply-plan.ts'
import { read, want, type Members } from './plan-fixture.ts'
import { evaluateRuns, PATIENCE } from './runs.ts'

const PERSON = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const ROLE = fc.constantFrom<Role>('leader', 'deputy', 'member')
const MEMBERS: fc.Arbitrary<Members> = fc.dictionary(PERSON, ROLE, { maxKeys: 7 })
const READING: fc.Arbitrary<GroupReading> = fc
  .record({
    members: fc.array(
      fc.record({
        personId: PERSON,
        role: ROLE,
        state: fc.constantFrom('member', 'member', 'invited', 'invitation-failed'),
      }),
      { maxLength: 7 },
    ),
    capacity: fc.option(fc.integer({ min: 1, max: 9 })),
    completeness: fc.constantFrom('complete', 'complete', 'partial'),
    archived: fc.boolean(),
    name: fc.constantFrom('Thôn v1', 'Thôn cũ'),
  })
  .map((facts) => read('v1', {}, facts))
const CASE = fc.record({ wanted: MEMBERS, reading: READING, acting: fc.subarray(['a', 'b']) })

function planFor({ wanted, reading, acting }: { wanted: Members; reading: GroupReading; acting: readonly string[] }) {
  return createPlan({ desired: want({ v1: wanted }), actual: [reading], allowEmpty: true, actingPersons: acting })
}

function leaders(group: LiveGroup): number {
  return [...group.members.values()].filter(({ role, state }) => role === 'leader' && state === 'member').length
}

test(
  'of a plan that is continued at once everything remains',
  () => {
    fc.assert(
      fc.property(CASE, (one) => {
        const plan = planFor(one)
        expect(continuePlan(plan, plan, liveGroup(one.reading))).toEqual({
          ok: true,
          value: {
            remaining: plan.changes.map((change, place) => ({ place, change })),
            fulfilled: [],
            invited: [],
            held: [],
          },
        })
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'C9 whatever was carried out before a crash, the rest remains and the world has not moved',
  () => {
    fc.assert(
      fc.property(CASE, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (one, done) => {
        const plan = planFor(one)
        const now = new Map([['village:v1', one.reading]])
        for (const [at, change] of plan.changes.entries()) if (done[at % 9] === true) applyChange(now, change)
        const reading = now.get('village:v1') ?? one.reading
        const result = continuePlan(plan, planFor({ ...one, reading }), liveGroup(reading))
        expect(result.ok, JSON.stringify(result)).toBe(true)
        if (!result.ok) return
        const { remaining, fulfilled, held, invited } = result.value
        expect(
          [
            ...remaining.map(({ place }) => place),
            ...fulfilled,
            ...invited,
            ...held.map(({ place }) => place),
          ].toSorted(),
        ).toEqual(plan.changes.map((_, place) => place).toSorted())
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'D14 in the order of a run no group loses its last leader nor an acting account its place, whatever has no effect',
  () => {
    fc.assert(
      fc.property(CASE, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (one, effects) => {
        const plan = planFor(one)
        const before = liveGroup(one.reading)
        const acting = new Set(one.acting)
        const real = new Map([['village:v1', one.reading]])
        let known = before
        for (const [at, { change }] of orderChanges(
          plan.changes.map((each) => ({ change: each })),
          before,
        ).entries()) {
          if (holdNow(change, known, acting) !== null) continue
          known = withChange(known, change)
          if (effects[at % 9] === true) applyChange(real, change)
          const group = liveGroup(real.get('village:v1') ?? one.reading)
          if (leaders(before) > 0) expect(leaders(group), JSON.stringify(change)).toBeGreaterThan(0)
          for (const person of acting) if (before.members.has(person)) expect(group.members.has(person)).toBe(true)
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'in the order of a run no group takes more than it holds',
  () => {
    fc.assert(
      fc.property(CASE, (one) => {
        const before = liveGroup(one.reading)
        const capacity = before.capacity ?? Infinity
        fc.pre(before.members.size <= capacity)
        let known = before
        const changes = planFor(one).changes.map((change) => ({ change }))
        for (const { change } of orderChanges(changes, before)) {
          if (holdNow(change, known, new Set()) !== null) continue
          known = withChange(known, change)
          expect(known.members.size, JSON.stringify(change)).toBeLessThanOrEqual(capacity)
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'a reading that is not complete never takes anything for undone, and what is proved stays proved by the same reading',
  () => {
    fc.assert(
      fc.property(CASE, (one) => {
        const plan = planFor(one)
        const group = liveGroup({ ...one.reading, completeness: 'partial' })
        for (const change of plan.changes) {
          const standing = proveChange(change, { state: 'accepted', code: null }, group)
          expect(['accepted', 'proved', 'pending']).toContain(standing.state)
          expect(proveChange(change, standing, group)).toEqual(standing)
        }
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)
