import type { PersonId, PositionId, PurposeId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Appointment, Consent, Person, Residence } from '../people/person.ts'

/**
 * Builds a person about whom nothing is known except what is given.
 *
 * @example
 * buildPerson('ana', { birth: '1990', residences: [livesAt('p1')] })
 */
export function buildPerson(id: PersonId, facts: Partial<Omit<Person, 'id'>> = {}): Person {
  return {
    id,
    name: id,
    birth: null,
    adult: null,
    residences: [],
    appointments: [],
    phones: [],
    consents: [],
    accounts: [],
    reachability: 'unknown',
    ...facts,
  }
}

/**
 * Builds a residence of somebody who does not speak for the household.
 *
 * @example
 * livesAt('p1', '2024-01-01', null) // from the first day of 2024
 */
export function livesAt(unitId: UnitId, from: Day | null = null, to: Day | null = null): Residence {
  return { unitId, householdId: `${unitId}-household`, representsHousehold: false, from, to }
}

/**
 * Builds a residence of somebody who speaks for the household.
 *
 * @example
 * representsAt('p1', null, '2024-07-01') // until the last day of June
 */
export function representsAt(unitId: UnitId, from: Day | null = null, to: Day | null = null): Residence {
  return { unitId, householdId: `${unitId}-household`, representsHousehold: true, from, to }
}

/**
 * Builds an appointment.
 *
 * @example
 * holds('guard-chief', 'a1', '2024-01-01')
 */
export function holds(
  positionId: PositionId,
  unitId: UnitId,
  from: Day | null = null,
  to: Day | null = null,
): Appointment {
  return { positionId, unitId, from, to }
}

/**
 * Builds a consent.
 *
 * @example
 * agreesTo('news', '2024-01-01', '2024-03-01') // given in January, withdrawn on the first of March
 */
export function agreesTo(purposeId: PurposeId, from: Day | null = null, to: Day | null = null): Consent {
  return { purposeId, from, to }
}
