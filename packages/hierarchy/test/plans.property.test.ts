import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createDirectory,
  createPlan,
  createUnitTree,
  membersOf,
  resolveMembers,
  type DesiredMembers,
  type GroupReading,
} from '../src/index.ts'
import { applyChange, applyPlan } from './apply-plan.ts'
import { plainReading, READING_CONTENT, TODAY, WORLD, type World } from './random-world.ts'
import { evaluateRuns, PATIENCE } from './runs.ts'

function resolve(world: World): DesiredMembers {
  const tree = createUnitTree(world.units)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  return resolveMembers(createDirectory({ ...world, units: tree.value, asOf: TODAY }))
}

/** Readings of about half of the groups of a world, with any content, and of one group that is no longer expected. */
const WORLD_AND_READINGS = WORLD.chain((world) => {
  const groups = [...resolve(world).groups.values()].map(({ group }) => group)
  return fc
    .array(fc.option(fc.tuple(READING_CONTENT, fc.boolean())), {
      minLength: groups.length + 1,
      maxLength: groups.length + 1,
    })
    .map((contents) => {
      const readings = new Map<string, GroupReading>()
      for (const [index, content] of contents.entries()) {
        if (content === null) continue
        const { id, name } = groups[index] ?? { id: 'k0:gone', name: 'gone' }
        readings.set(id, { ...plainReading(id, content[1] ? name : `old ${name}`, []), ...content[0] })
      }
      return { world, readings }
    })
})

function presentLeaders(reading: GroupReading | undefined): number {
  return reading?.members.filter((member) => member.role === 'leader' && member.state === 'member').length ?? 0
}

test(
  'A1 createPlan(x, x) is empty',
  () => {
    fc.assert(
      fc.property(WORLD, (world) => {
        const desired = resolve(world)
        const readings = [...desired.groups.values()].map(({ group }) =>
          plainReading(
            group.id,
            group.name,
            membersOf(desired, group.id).map(({ personId, role }) => ({ personId, role, state: 'member' })),
          ),
        )
        const plan = createPlan({ desired, actual: readings })
        expect({ changes: plan.changes, held: plan.held, blocked: plan.blocked }).toEqual({
          changes: [],
          held: [],
          blocked: [],
        })
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)

test(
  'applying a plan to actual gives desired, but for what is held or blocked',
  () => {
    fc.assert(
      fc.property(WORLD_AND_READINGS, ({ world, readings }) => {
        const desired = resolve(world)
        let now: ReadonlyMap<string, GroupReading> = readings
        let plan = createPlan({ desired, actual: now.values() })
        // A leader who had to wait for the successor goes in the second plan; the third has nothing left to do.
        for (let round = 0; round < 2 && plan.changes.length > 0; round++) {
          now = applyPlan(now, plan)
          plan = createPlan({ desired, actual: now.values() })
        }
        expect(plan.changes).toEqual([])
        const untouched = new Set(plan.blocked.map((b) => b.groupId))
        for (const { group } of desired.groups.values()) {
          const reading = now.get(group.id)
          if (untouched.has(group.id)) continue
          const held = new Set(plan.held.filter((line) => line.groupId === group.id).map((line) => line.personId))
          const wanted = membersOf(desired, group.id)
            .filter((m) => !held.has(m.personId))
            .map((m) => [m.personId, m.role])
          // Somebody who is invited is on the way: what role they get is seen when they are in.
          const invited = new Set(reading?.members.filter((m) => m.state === 'invited').map((m) => m.personId))
          const present = (reading?.members ?? [])
            .filter((m) => !held.has(m.personId))
            .map((m) => [m.personId, m.role] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1))
          expect(present.map(([id]) => id)).toEqual(wanted.map(([id]) => id))
          expect(present.filter(([id]) => !invited.has(id))).toEqual(wanted.filter(([id]) => !invited.has(id ?? '')))
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'A1 the order of the input never makes a difference',
  () => {
    const shuffled = WORLD_AND_READINGS.chain(({ world, readings }) =>
      fc
        .record({
          people: fc.shuffledSubarray([...world.people], { minLength: world.people.length }),
          overrides: fc.shuffledSubarray([...world.overrides], { minLength: world.overrides.length }),
          units: fc.shuffledSubarray([...world.units], { minLength: world.units.length }),
          readings: fc.shuffledSubarray([...readings.values()], { minLength: readings.size }),
          reversed: fc.boolean(),
        })
        .map((other) => ({ world, readings, other })),
    )
    fc.assert(
      fc.property(shuffled, ({ world, readings, other }) => {
        const plan = createPlan({ desired: resolve(world), actual: readings.values() })
        const again = createPlan({
          desired: resolve({ ...world, ...other }),
          actual: other.readings.map((reading) =>
            other.reversed ? { ...reading, members: [...reading.members].reverse() } : reading,
          ),
        })
        expect(again).toEqual(plan)
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)

test(
  'D14 no plan leaves a group without a leader that had one, at any step, whether the new ones come or not',
  () => {
    fc.assert(
      fc.property(WORLD_AND_READINGS, fc.boolean(), ({ world, readings }, allowEmpty) => {
        const plan = createPlan({ desired: resolve(world), actual: readings.values(), allowEmpty })
        for (const newOnesCome of [true, false]) {
          const now = new Map(readings)
          for (const change of plan.changes) {
            if (!newOnesCome && (change.kind === 'add' || change.kind === 'reinvite')) continue
            applyChange(now, change)
            if (presentLeaders(readings.get(change.groupId)) > 0) {
              expect(presentLeaders(now.get(change.groupId)), JSON.stringify(change)).toBeGreaterThan(0)
            }
          }
        }
      }),
      { numRuns: evaluateRuns(300) },
    )
  },
  PATIENCE,
)

test(
  'C3 a reading that is not complete never leads to a removal, nor does one that is not ours',
  () => {
    fc.assert(
      fc.property(WORLD_AND_READINGS, ({ world, readings }) => {
        const plan = createPlan({ desired: resolve(world), actual: readings.values() })
        for (const change of plan.changes) {
          const reading = readings.get(change.groupId)
          expect(reading?.owner ?? 'us').toBe('us')
          if (change.kind === 'remove' || change.kind === 'withdraw-invitation')
            expect(reading?.completeness).toBe('complete')
          if (reading?.completeness === 'failed') expect(change.kind).toBe('nothing')
        }
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)
