import type { Appointment, Day, Person, Residence } from '@ketnoi/hierarchy'
import type { Population } from '@ketnoi/hierarchy/testing'

/** How long the province has kept its rosters in the program. */
export const YEARS = 5

/** One in ten moved to another village of the commune in five years: about two in a hundred a year. */
const MOVED_EVERY = 10
/** One in forty left the province or died. */
const LEFT_EVERY = 40
/** One household in twelve has no smartphone of its own, or shares one. */
const UNREACHABLE_EVERY = 12

/**
 * Everybody with what was true of them in the five years before: where they lived, which office they held elsewhere, the phone that
 * they had. Whoever holds an office today, or speaks for a household, is not among those who left.
 */
export function* withPastFacts(population: Population): Iterable<Person> {
  const { asOf, shape } = population
  let number = 0
  for (const person of population.people()) {
    number += 1
    const hash = Math.imul(number, 0x85ebca6b) >>> 8
    const day = pastDay(asOf, hash)
    const holdsOffice = person.appointments.length > 0
    const [home] = person.residences
    const moved = home !== undefined && hash % MOVED_EVERY === 0
    const left = home !== undefined && !home.representsHousehold && !holdsOffice && hash % LEFT_EVERY === 1
    yield {
      ...person,
      residences: moved
        ? [{ ...home, unitId: villageBefore(home.unitId, shape.villagesPerCommune), to: day }, from(home, day)]
        : left
          ? [{ ...home, to: day, endReason: hash % 3 === 0 ? 'died' : 'moved-away' }]
          : person.residences,
      appointments: person.appointments.flatMap((seat) => pastSeat(seat, shape.communes, day)),
      phones:
        hash % 8 === 0
          ? person.phones.flatMap((p) => [{ ...p, number: changed(p.number), to: day }, from(p, day)])
          : person.phones,
      consents: person.consents.map((consent) => from(consent, day)),
      reachability:
        home?.representsHousehold === true && hash % UNREACHABLE_EVERY === 0
          ? hash % 2 === 0
            ? 'no-smartphone'
            : 'shared-phone'
          : person.reachability,
    }
  }
}

/** A day of the five years before another, spread evenly. */
function pastDay(asOf: Day, hash: number): Day {
  const days = 1 + (hash % (YEARS * 365))
  return new Date(Date.parse(asOf) - days * 86_400_000).toISOString().slice(0, 10)
}

function from<T extends Residence | Appointment | Person['phones'][number] | Person['consents'][number]>(
  fact: T,
  day: Day,
): T {
  return { ...fact, from: day }
}

/** Officers held the same office in the next commune before; seats in a village were held there from the beginning. */
function pastSeat(seat: Appointment, communes: number, day: Day): Appointment[] {
  const match = /^u-c(\d+)$/u.exec(seat.unitId)
  if (match === null) return [seat]
  return [{ ...seat, unitId: `u-c${String((Number(match[1]) + 1) % communes)}`, to: day }, from(seat, day)]
}

function villageBefore(unitId: string, villages: number): string {
  const at = unitId.lastIndexOf('-v') + 2
  return `${unitId.slice(0, at)}${String((Number(unitId.slice(at)) + 1) % villages)}`
}

function changed(number: string): string {
  return number.replace('+849', '+847')
}
