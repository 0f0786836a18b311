import { createActual, createPlan, groupsOfPerson, resolveMembers, updateDirectory } from '@ketnoi/hierarchy'
import { transferOfficer } from '@ketnoi/hierarchy/testing'
import { report } from '../probe.ts'
import { median, prepareWorkload, timeOf } from '../workload.ts'

const size = process.argv[2] ?? 'S'
const { directory, population, readings } = prepareWorkload(size)
const actual = createActual(directory.people, readings)
const actualOf = new Map(actual.groups.map((group) => [group.reading.groupId, group]))
const { before, after } = transferOfficer(population)
globalThis.gc?.()

const fullTimes: number[] = []
for (let round = 0; round < 5; round++) {
  fullTimes.push(
    timeOf(() => {
      createPlan({ desired: resolveMembers(directory), actual })
    }),
  )
}

const personTimes: number[] = []
const groupTimes: number[] = []
let touched = 0
let changes = 0
// There and back again: every round is a transfer of somebody who is where the round before left them.
for (let round = 0; round < 100; round++) {
  const person = round % 2 === 0 ? after : before
  const start = performance.now()
  const affected = updateDirectory(directory, { people: [person] })
  const memberships = groupsOfPerson(directory, person.id)
  personTimes.push(performance.now() - start)
  if (memberships.length < population.shape.villagesPerCommune) throw new Error('the officer is in too few groups')

  const startOfGroups = performance.now()
  const desired = resolveMembers(directory, affected)
  const groups = affected.flatMap((id) => actualOf.get(id) ?? [])
  const plan = createPlan({ desired, actual: { ...actual, groups } })
  groupTimes.push(performance.now() - startOfGroups + (personTimes.at(-1) ?? 0))
  touched = affected.length
  if (round === 0) changes = plan.changes.length + plan.held.length
}
report({
  people: population.personCount,
  touched,
  changes,
  fullMs: median(fullTimes),
  personColdMs: personTimes[0] ?? 0,
  personMs: median(personTimes),
  groupsColdMs: groupTimes[0] ?? 0,
  groupsMs: median(groupTimes),
})
