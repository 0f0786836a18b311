import { isValidOn, type Day, type Person, type UnitId } from '@ketnoi/hierarchy'
import type { Reach } from '../authorise.ts'

const COLLATOR = new Intl.Collator('vi')

/** Vietnamese lists are sorted by the last word of a name, then by what stands before it. */
export function compareNames(a: string, b: string): number {
  return COLLATOR.compare(lastWord(a), lastWord(b)) || COLLATOR.compare(a, b)
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(' ') + 1)
}

/** Where a person lives on the day, or else holds a position. */
export function unitOfPerson(person: Person, asOf: Day): UnitId | null {
  const home = person.residences.find((residence) => isValidOn(residence, asOf))
  return home?.unitId ?? person.appointments.find((appointment) => isValidOn(appointment, asOf))?.unitId ?? null
}

/** The units that a person has to do with on the day, or ever when there are none: who answers for one of them keeps the person. */
export function keptBy(person: Person, asOf: Day): UnitId[] {
  const now = [...person.residences, ...person.appointments].filter((fact) => isValidOn(fact, asOf))
  return now.length > 0 ? now.map((fact) => fact.unitId) : unitsOfPerson(person)
}

/** The units that a person has to do with on the day or later, or ever when there are none. */
export function unitsAhead(person: Person, asOf: Day): UnitId[] {
  const ahead = [...person.residences, ...person.appointments].filter(({ to }) => to === null || to > asOf)
  return ahead.length > 0 ? ahead.map((fact) => fact.unitId) : unitsOfPerson(person)
}

/** The units that a person has to do with: who answers for one of them may see the person. */
export function unitsOfPerson(person: Person): UnitId[] {
  return [...person.residences, ...person.appointments].map((fact) => fact.unitId)
}

/** Those of them who have to do with a unit that can be reached: who lives elsewhere is not told by the phone they share. */
export function peopleWithin(people: Iterable<Person>, reach: Reach): Person[] {
  if (reach.kind === 'everywhere') return [...people]
  return [...people].filter((person) => unitsOfPerson(person).some((id) => reach.unitIds.has(id)))
}
