import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createDirectory,
  countPlan,
  createPlan,
  createUnitTree,
  desiredFromRows,
  membersOf,
  resolveMembers,
  type DesiredMembers,
  type GroupReading,
  type MemberCount,
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

test(
  'members in order may be given as a number, and the plan is the same',
  () => {
    fc.assert(
      fc.property(WORLD_AND_READINGS, ({ world, readings }) => {
        const desired = resolve(world)
        const whole = createPlan({ desired, actual: readings.values() })
        const settled = new Set<string>()
        const inOrder = new Map<string, MemberCount>()
        for (const { group } of desired.groups.values()) {
          const present = readings.get(group.id)?.members ?? []
          const left = membersOf(desired, group.id).filter(({ personId, role }) => {
            const rows = present.filter((row) => row.personId === personId)
            return rows.length === 1 && role !== 'leader' && rows[0]?.role === role && rows[0].state === 'member'
          })
          for (const { personId } of left) settled.add(`${group.id} ${personId}`)
          inOrder.set(group.id, { members: left.length, required: left.filter((member) => member.required).length })
        }
        const rows = [...desired.groups.values()].flatMap((group) =>
          Array.from(group.persons, (person, at) => ({
            groupId: group.group.id,
            personId: desired.people.ids[person] ?? '',
            role: (['member', 'deputy', 'leader'] as const)[group.roles[at] ?? 0] ?? 'member',
            clauses: group.clauses[at] ?? 0,
          })).filter((row) => !settled.has(`${row.groupId} ${row.personId}`)),
        )
        const { model, asOf, scope, people } = desired
        const overrides = world.overrides.filter((override) => people.numberOf.has(override.personId))
        const groups = [...desired.groups.values()].map(({ group }) => group)
        const reduced = desiredFromRows({
          model,
          asOf,
          scope,
          groups,
          rows,
          overrides,
          people: people.ids,
        })
        const actual = [...readings.values()].map((reading) => ({
          ...reading,
          members: reading.members.filter((row) => !settled.has(`${reading.groupId ?? ''} ${row.personId}`)),
        }))
        expect(createPlan({ desired: reduced, actual, inOrder })).toEqual(whole)
        const { model: _, asOf: __, changesOf, ...counted } = countPlan({ desired: reduced, actual, inOrder })
        const { groups: planned, blocked, summary } = whole
        expect(counted).toEqual({ groups: planned, blocked, summary })
        expect([...changesOf.values()].reduce((sum, kinds) => sum + (kinds.add ?? 0), 0)).toBe(summary.changes.add)
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)

test(
  'members of groups that nobody is in may be given as a number, and the numbers of the plan are the same',
  () => {
    fc.assert(
      fc.property(WORLD_AND_READINGS, ({ world, readings }) => {
        const desired = resolve(world)
        const actual = [...readings.values()].filter(
          (reading) => reading.members.length === 0 && reading.departures.length === 0,
        )
        const absent = new Map<string, MemberCount>()
        const groups = [...desired.groups.values()].map(({ group }) => group)
        for (const { id } of groups) {
          const members = membersOf(desired, id)
          absent.set(id, { members: members.length, required: members.filter(({ required }) => required).length })
        }
        const { model, asOf, scope } = desired
        const none = desiredFromRows({ model, asOf, scope, groups, rows: [] })
        const whole = createPlan({ desired, actual })
        const { groups: planned, blocked, summary, changesOf } = countPlan({ desired: none, actual, absent })
        expect({ planned, blocked, summary }).toEqual({
          planned: whole.groups,
          blocked: whole.blocked,
          summary: whole.summary,
        })
        for (const { id } of groups) {
          const adds = whole.changes.filter((change) => change.groupId === id && change.kind === 'add').length
          expect(changesOf.get(id)?.add ?? 0).toBe(adds)
        }
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)
