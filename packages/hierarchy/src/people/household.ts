import type { HouseholdId, PersonId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import { fail, type Result } from '../result.ts'
import { changePerson, type ChangeWorld, type Home } from './change-person.ts'
import type { Person, Residence } from './person.ts'

/**
 * Gives everybody who changes when one of a household's members becomes its representative: the new one and whoever spoke for
 * it until then. Codes: `not-in-household`, and those of `changePerson`.
 *
 * @example
 * passRepresentation(people, 'h-1', 'p-2', '2024-03-01', world)
 */
export function passRepresentation(
  members: readonly Person[],
  householdId: HouseholdId,
  to: PersonId,
  from: Day,
  world: ChangeWorld,
): Result<readonly Person[]> {
  const changed: Person[] = []
  if (!members.some((person) => person.id === to && homeIn(person, householdId, from) !== undefined))
    return fail([
      { code: 'not-in-household', message: 'the person does not live in the household', path: ['personId'] },
    ])
  for (const person of members) {
    const home = homeIn(person, householdId, from)
    if (home === undefined || home.representsHousehold === (person.id === to)) continue
    const result = changePerson(
      person,
      [{ kind: 'move', ...homeOf(home), representsHousehold: person.id === to, from }],
      world,
    )
    if (!result.ok) return result
    changed.push(result.value)
  }
  return { ok: true, value: changed }
}

/**
 * Gives everybody who changes when a whole household moves to another unit on a day: who lives in it then. Fails as
 * `changePerson` does.
 *
 * @example
 * moveHousehold(people, 'h-1', 'vn-v-trok', '2024-03-01', world)
 */
export function moveHousehold(
  members: readonly Person[],
  householdId: HouseholdId,
  unitId: string,
  from: Day,
  world: ChangeWorld,
): Result<readonly Person[]> {
  const changed: Person[] = []
  for (const person of members) {
    const home = homeIn(person, householdId, from)
    if (home === undefined) continue
    const result = changePerson(person, [{ kind: 'move', ...homeOf(home), unitId, from }], world)
    if (!result.ok) return result
    changed.push(result.value)
  }
  return { ok: true, value: changed }
}

function homeIn(person: Person, householdId: HouseholdId, day: Day): Residence | undefined {
  return person.residences.find((home) => home.householdId === householdId && isValidOn(home, day))
}

function homeOf({ unitId, householdId, representsHousehold }: Residence): Home {
  return { unitId, householdId, representsHousehold }
}
