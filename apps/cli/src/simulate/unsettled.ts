import type { MemoryRuns } from '@ketnoi/api/testing'
import type { SimulatedService } from './simulated-service.ts'
import type { SimulationStart } from './start.ts'

/** What is not as it should be, after everybody was read; empty when everything is, but for what is held for good. */
export function unsettled(start: SimulationStart, runs: MemoryRuns, service: SimulatedService): readonly string[] {
  const plan = runs.plan()
  const rest: string[] = []
  const unreachable = new Set(
    start.people.flatMap(({ personId, account }) => (account === 'unknown' ? [personId] : [])),
  )
  const people = new Map([...start.people, start.acting].map((person) => [person.accountId, person]))
  const truth = new Map(service.truth().map((group) => [group.externalId, group]))
  const isHeld = (groupId: string, personId: string): boolean =>
    plan.held.some((line) => line.groupId === groupId && line.personId === personId && line.code !== 'reading-partial')
  const bound = new Set(start.people.flatMap(({ personId, account }) => (account === 'unbound' ? [personId] : [])))

  for (const { groupId, name } of start.groups) {
    const real = truth.get(runs.readingOf(groupId)?.externalId ?? '')
    const wanted = runs.wanted(groupId)
    if (!plan.groups.some(({ id, state }) => id === groupId && state !== 'ended')) {
      if (real !== undefined && !real.archived) rest.push(`${name} is not archived`)
      continue
    }
    if (real === undefined || real.archived || real.name !== name) {
      rest.push(`${name} is not there`)
      continue
    }
    for (const [personId, role] of wanted) {
      const person = start.people.find((one) => one.personId === personId)
      if (person === undefined || unreachable.has(personId) || isHeld(groupId, personId)) continue
      const member = real.members.get(person.accountId)
      // Whoever has no account that is known to be theirs cannot be added, and is a stranger where they are.
      if (bound.has(personId) && plan.changes.some((change) => 'personId' in change && change.personId === personId))
        continue
      if (member?.state !== 'member' || member.role !== role) rest.push(`${personId} is not ${role} of ${name}`)
    }
    for (const accountId of real.members.keys()) {
      const person = people.get(accountId)
      if (person === undefined || wanted.has(person.personId) || isHeld(groupId, person.personId)) continue
      if (bound.has(person.personId)) continue
      rest.push(`${person.personId} is still in ${name}`)
    }
  }
  return rest
}
