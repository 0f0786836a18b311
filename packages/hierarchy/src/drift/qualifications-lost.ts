import { groupsOfPerson } from '../groups/affected-groups.ts'
import type { Override } from '../groups/override.ts'
import type { GroupId, PersonId } from '../id.ts'
import { addDays, type Day } from '../interval.ts'
import type { Model } from '../model/model.ts'
import { createDirectory } from '../people/directory.ts'
import type { Person } from '../people/person.ts'
import type { UnitTree } from '../units/unit-tree.ts'

/** What lost qualifications are found from. */
export interface LostInput {
  readonly model: Model
  readonly units: UnitTree
  readonly asOf: Day
  readonly people: readonly Person[]
  /** Decisions about these people, ended ones as well. */
  readonly overrides?: readonly Override[]
}

/**
 * Answers for each person which groups they were wanted in until something about them ended – a home, a position, an exception – and
 * the first day without it. Groups they are wanted in now are left out. Cost: a directory of these people for each day on which
 * something ended.
 *
 * @example
 * qualificationsLost({ model: IA_PA_2024, units: tree, asOf: '2024-02-01', people: [person] }).get('p-1')?.get('village:vn-v-trok')
 */
export function qualificationsLost(input: LostInput): Map<PersonId, ReadonlyMap<GroupId, Day>> {
  const { model, units, asOf, people, overrides = [] } = input
  const overridesOf = Map.groupBy(overrides, (override) => override.personId)
  const endsOn = new Map<Day, Person[]>()
  for (const person of people) {
    const facts = [...person.residences, ...person.appointments, ...(overridesOf.get(person.id) ?? [])]
    for (const day of new Set(facts.map((fact) => fact.to))) {
      if (day === null || day > asOf) continue
      const others = endsOn.get(day)
      if (others === undefined) endsOn.set(day, [person])
      else others.push(person)
    }
  }
  const wantedOn = (day: Day, some: readonly Person[]): Map<PersonId, GroupId[]> => {
    const directory = createDirectory({
      model,
      units,
      asOf: day,
      people: some,
      overrides: some.flatMap((person) => overridesOf.get(person.id) ?? []),
    })
    return new Map(some.map(({ id }) => [id, groupsOfPerson(directory, id).map((group) => group.groupId)]))
  }
  const now = wantedOn(asOf, people)
  const lost = new Map<PersonId, Map<GroupId, Day>>()
  // The latest end comes first: whoever regained what they had lost lost it then.
  for (const [day, some] of [...endsOn].sort(([a], [b]) => (a < b ? 1 : -1))) {
    for (const [personId, groupIds] of wantedOn(addDays(day, -1), some)) {
      const days = lost.get(personId) ?? new Map<GroupId, Day>()
      for (const groupId of groupIds)
        if (!days.has(groupId) && now.get(personId)?.includes(groupId) !== true) days.set(groupId, day)
      if (days.size > 0) lost.set(personId, days)
    }
  }
  return lost
}
