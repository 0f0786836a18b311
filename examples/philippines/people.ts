import { followPositions, unitsOn, type Day, type Model, type Person, type UnitTree } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, createRandom, holds, representsAt } from '@ketnoi/hierarchy/testing'

// Nobody here exists: names are put together from common parts, the same ones for the same seed.

const GIVEN = ['Maria', 'Jose', 'Rosario', 'Juan', 'Teresita', 'Ramon', 'Lourdes', 'Antonio', 'Corazon', 'Eduardo']
const FAMILY = ['Santos', 'Reyes', 'Cruz', 'Bautista', 'Ocampo', 'Garcia', 'Mendoza', 'Torres', 'Castillo', 'Flores']
const HOUSEHOLDS_PER_BARANGAY = 5
const MUNICIPAL = ['mayor', 'mdrrm-officer', 'police-chief']
const LOCAL = ['punong-barangay', 'kagawad', 'sk-chair', 'health-worker']

/** Everybody whom the groups are about: officials with their seats, and one representative per household. */
export function createPeople(model: Model, units: UnitTree, day: Day): Person[] {
  const random = createRandom(7)
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  const named = (id: string, facts: Partial<Person>): Person =>
    buildPerson(id, { name: `${pick(GIVEN)} ${pick(FAMILY)}`, adult: true, ...facts })

  const people: Person[] = []
  for (const unit of unitsOn(units, day, 'municipality'))
    for (const position of MUNICIPAL)
      people.push(named(`${unit}/${position}`, { appointments: [holds(position, unit)] }))
  for (const unit of unitsOn(units, day, 'barangay')) {
    for (const position of LOCAL) people.push(named(`${unit}/${position}`, { appointments: [holds(position, unit)] }))
    for (let n = 1; n <= HOUSEHOLDS_PER_BARANGAY; n++) {
      const home = { ...representsAt(unit), householdId: `${unit}/${n}` }
      // One in five has not been asked yet.
      const consents = random() < 0.8 ? [agreesTo('warnings', '2025-06-01')] : []
      people.push(named(`${unit}/household-${n}`, { residences: [home], consents }))
    }
  }
  // The mayor chairs the council by being mayor, the punong barangay the committee: nobody is appointed to these seats.
  return people.map((person) => followPositions(model, person))
}
