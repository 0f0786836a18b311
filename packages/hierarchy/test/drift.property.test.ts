import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  classifyDrift,
  createDirectory,
  createPlan,
  createUnitTree,
  DRIFT_CLASSES,
  driftSubject,
  POSSIBLE_WAYS,
  resolveMembers,
  type DesiredMembers,
  type DriftFacts,
  type DriftInput,
  type DriftPolicy,
  type GroupReading,
} from '../src/index.ts'
import { PERSON_IDS, plainReading, READING_CONTENT, WORLD, TODAY } from './random-world.ts'
import { evaluateRuns, PATIENCE } from './runs.ts'

const INSTANT = fc.constantFrom('2023-12-01T00:00:00Z', '2024-01-31T23:55:00Z', '2024-02-01T00:30:00Z')
const PERSON = fc.constantFrom(...PERSON_IDS)
const POLICY: fc.Arbitrary<DriftPolicy> = fc
  .tuple(...DRIFT_CLASSES.map((kind) => fc.constantFrom(...POSSIBLE_WAYS[kind]).map((way) => [kind, way] as const)))
  .chain((ways) =>
    fc.record({
      // One way for each of the classes.
      ways: fc.constant(Object.fromEntries(ways) as DriftPolicy['ways']),
      graceDays: fc.constantFrom(0, 5, 60),
    }),
  )
const FACTS: fc.Arbitrary<DriftFacts> = fc.record({
  own: fc.array(
    fc.record({ personId: PERSON, kind: fc.constantFrom('add', 'remove', 'promote', 'demote'), at: INSTANT }),
    { maxLength: 4 },
  ),
  lost: fc.array(fc.tuple(PERSON, fc.constantFrom('2023-12-01', '2024-01-30'))).map((lost) => new Map(lost)),
  decisions: fc.array(
    fc.record({
      subject: PERSON.map((id) => `person:${id}`),
      kind: fc.constantFrom(...DRIFT_CLASSES),
      way: fc.constantFrom('revert', 'ignore'),
      at: INSTANT,
    }),
    { maxLength: 3 },
  ),
})

/** A world with a reading of each group, facts about all of them, and one policy for all kinds. */
const CASE = WORLD.chain((world) => {
  const tree = createUnitTree(world.units)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  const desired = resolveMembers(createDirectory({ ...world, units: tree.value, asOf: TODAY }))
  const groups = [...desired.groups.values()].map(({ group }) => group)
  return fc
    .record({
      contents: fc.array(fc.tuple(READING_CONTENT, FACTS), { minLength: groups.length, maxLength: groups.length }),
      policy: POLICY,
    })
    .map(
      ({
        contents,
        policy,
      }): { readonly input: DriftInput & { readings: GroupReading[] }; desired: DesiredMembers } => {
        const readings = groups.map(({ id, name }, at) => ({ ...plainReading(id, name, []), ...contents[at]?.[0] }))
        const facts = new Map(groups.map(({ id }, at) => [id, contents[at]?.[1] ?? {}]))
        const policies = Object.fromEntries(world.model.groupKinds.map((kind) => [kind.id, policy]))
        return { desired, input: { desired, readings, facts, policies } }
      },
    )
})

test(
  'each person and each row has at most one line, whatever the order of the input',
  () => {
    fc.assert(
      fc.property(CASE, ({ input }) => {
        const drift = classifyDrift(input)
        for (const { lines, inGrace } of drift.values()) {
          const subjects = lines.map(driftSubject)
          expect(new Set(subjects).size).toBe(subjects.length)
          for (const personId of inGrace.keys()) expect(subjects).not.toContain(`person:${personId}`)
        }
        const turned = input.readings.map((reading) => ({
          ...reading,
          members: [...reading.members].reverse(),
          unmatched: [...reading.unmatched].reverse(),
        }))
        expect(classifyDrift({ ...input, readings: turned })).toEqual(drift)
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)

test(
  'only what is to be put right leads to a change, and nobody is taken out who belongs there',
  () => {
    fc.assert(
      fc.property(CASE, ({ desired, input }) => {
        const drift = classifyDrift(input)
        const plan = createPlan({ desired, actual: input.readings, drift })
        for (const change of plan.changes) {
          if (!('personId' in change)) continue
          const found = drift.get(change.groupId)
          const line = found?.lines.find((one) => driftSubject(one) === `person:${change.personId}`)
          expect(line?.way ?? 'revert', JSON.stringify(change)).toBe('revert')
          if (change.kind === 'remove') expect(found?.inGrace.has(change.personId) ?? false).toBe(false)
        }
        const heldFor = new Set(plan.held.map((held) => `${held.groupId} ${held.personId}`))
        for (const line of [...drift.values()].flatMap(({ lines }) => lines))
          if (line.way === 'ignore' && 'personId' in line)
            expect(heldFor.has(`${line.groupId} ${line.personId}`)).toBe(false)
        // Nobody is taken out whom the rules want there. Who of several leaders has to stay may be another one.
        const without = createPlan({ desired, actual: input.readings })
        const surplus = new Set(
          [
            ...without.changes.flatMap((change) => (change.kind === 'remove' ? [change] : [])),
            ...without.held.filter((held) => held.change === 'remove'),
          ].map(({ groupId, personId }) => `${groupId} ${personId}`),
        )
        for (const change of plan.changes)
          if (change.kind === 'remove') expect(surplus.has(`${change.groupId} ${change.personId}`)).toBe(true)
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)

test(
  'with the default policy and no further facts the plan is the same as without',
  () => {
    fc.assert(
      fc.property(CASE, ({ desired, input }) => {
        // Whether a stranger is somebody who vanished is asked by default.
        const readings = input.readings.map((reading) => ({ ...reading, unmatched: [] }))
        const drift = classifyDrift({ desired, readings, facts: new Map(), policies: {} })
        expect(createPlan({ desired, actual: readings, drift })).toEqual(createPlan({ desired, actual: readings }))
      }),
      { numRuns: evaluateRuns(200) },
    )
  },
  PATIENCE,
)
