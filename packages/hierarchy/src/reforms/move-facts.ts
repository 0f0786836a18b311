import type { HouseholdId, PersonId, PositionId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import { followPositions } from '../people/ex-officio.ts'
import type { Appointment, Person, Residence } from '../people/person.ts'
import { closeFact, isOpenFact, joinFact, laterOf, type Joining } from './dated-facts.ts'
import { homeAfter, seatAfter, seatKey, tierAfter, type Relocation } from './relocation.ts'
import type { Ending } from './successions.ts'

/** What becomes of a position that somebody holds at a unit that ends, or of one that the reform gives. */
export interface SeatMove {
  readonly personId: PersonId
  readonly positionId: PositionId
  /** Where it was held; `null` for a seat that the reform gives to somebody who held none. */
  readonly from: UnitId | null
  /** Where it is held from the day on; `null` where it ends. */
  readonly to: UnitId | null
  /** The unit that follows, also where the position does not go on there. */
  readonly follows: UnitId | null
  /**
   * `contested`: several units brought it, and nobody was named; `given-to-another`: somebody else was named; `not-here`: the unit
   * that follows is of a tier that has no such position; `unit-ended`: no unit follows.
   */
  readonly why: 'carried' | 'named' | 'contested' | 'given-to-another' | 'not-here' | 'unit-ended'
}

/** A residence that goes on in another unit. */
export interface HomeMove {
  readonly personId: PersonId
  readonly householdId: HouseholdId | null
  readonly from: UnitId
  readonly to: UnitId
}

/** A fact that nobody has said the place of: it stays as it is until somebody does. */
export type UndecidedFact =
  | {
      readonly code: 'residence-undecided'
      readonly personId: PersonId
      readonly householdId: HouseholdId | null
      readonly unitId: UnitId
      /** The units it may be; empty where any unit may. */
      readonly candidates: readonly UnitId[]
    }
  | {
      readonly code: 'appointment-undecided'
      readonly personId: PersonId
      readonly positionId: PositionId
      readonly unitId: UnitId
      readonly candidates: readonly UnitId[]
    }

/** A person as they are after a reform. */
export interface MovedFacts {
  /** The same person where nothing is changed. */
  readonly person: Person
  readonly homes: readonly HomeMove[]
  readonly seats: readonly SeatMove[]
  readonly undecided: readonly UndecidedFact[]
}

interface Moves {
  readonly homes: HomeMove[]
  readonly seats: SeatMove[]
  readonly undecided: UndecidedFact[]
}

/**
 * Gives a person as they are after a reform: whoever lives in a unit that ends lives from the day on in the one that follows, in the
 * same household; positions go on there, except leading seats that several units bring. What held before the day stays as it was.
 * Idempotent, and about one person alone: a database does it in batches, in any order, and again after a failure.
 *
 * Call it with everybody who lives or holds a position in a unit that ends, who holds a position in a unit that takes one over, who
 * is named in `seats`, or who holds a position that a new one follows. Cost: linear in the facts of the person.
 *
 * @example
 * const moved = moveFacts(relocation, person)
 */
export function moveFacts(relocation: Relocation, person: Person): MovedFacts {
  const moves: Moves = { homes: [], seats: [], undecided: [] }
  const appointments = moveAppointments(relocation, person, moves)
  const residences = moveResidences(relocation, person, moves)
  const isMoved = residences !== person.residences || appointments !== person.appointments
  const moved = isMoved ? { ...person, residences, appointments } : person
  const follows = relocation.addsFollowing || appointments !== person.appointments
  return { person: follows ? followPositions(relocation.model, moved) : moved, ...moves }
}

function moveResidences(relocation: Relocation, person: Person, moves: Moves): readonly Residence[] {
  const { day, ended } = relocation.successions
  let residences: readonly Residence[] = person.residences
  const continued: (Residence & { readonly from: Day })[] = []
  for (const home of person.residences) {
    const ending = isOpenFact(home, day) ? ended.get(home.unitId) : undefined
    if (ending === undefined) continue
    const { householdId, unitId } = home
    const to = homeAfter(relocation, person.id, home, ending)
    if (to === null) {
      moves.undecided.push({
        code: 'residence-undecided',
        personId: person.id,
        householdId,
        unitId,
        candidates: candidatesOf(ending),
      })
      continue
    }
    moves.homes.push({ personId: person.id, householdId, from: unitId, to })
    residences = closeFact(residences, home, day, ({ endReason: _, ...closed }) => closed)
    continued.push({ ...home, unitId: to, from: laterOf(home.from, day) })
  }
  return continued.reduce((all, home) => joinFact(all, home, HOMES), residences)
}

function moveAppointments(relocation: Relocation, person: Person, moves: Moves): readonly Appointment[] {
  const { day, ended } = relocation.successions
  let appointments: readonly Appointment[] = person.appointments
  const continued: (Appointment & { readonly from: Day })[] = []
  for (const held of person.appointments) {
    if (!isOpenFact(held, day) || relocation.following.has(held.positionId)) continue
    const ending = ended.get(held.unitId)
    if (ending === undefined) {
      if (isGivenToAnother(relocation, person.id, held.unitId, held.positionId)) {
        appointments = closeFact(appointments, held, day)
        moves.seats.push(seatMove(person.id, held, held.unitId, 'given-to-another'))
      }
      continue
    }
    const to = seatAfter(relocation, person, held, ending)
    if (to === null && ending.successors.length > 0) {
      moves.undecided.push({
        code: 'appointment-undecided',
        personId: person.id,
        positionId: held.positionId,
        unitId: held.unitId,
        candidates: candidatesOf(ending),
      })
      continue
    }
    const why = to === null ? 'unit-ended' : fateOfSeat(relocation, person.id, held.positionId, to)
    moves.seats.push(seatMove(person.id, held, to, why))
    appointments = closeFact(appointments, held, day)
    if (to !== null && goesOn(why)) continued.push({ ...held, unitId: to, from: laterOf(held.from, day) })
  }
  appointments = continued.reduce((all, held) => joinFact(all, held, SEATS), appointments)
  for (const seat of relocation.choicesOf.get(person.id) ?? []) {
    if (appointments.some((held) => isSameSeat(held, seat) && isOpenFact(held, day))) continue
    appointments = [...appointments, { ...seat, from: day, to: null }]
    const { positionId, unitId } = seat
    moves.seats.push({ personId: person.id, positionId, from: null, to: unitId, follows: unitId, why: 'named' })
  }
  return appointments
}

function isSameSeat(
  a: { readonly unitId: UnitId; readonly positionId: PositionId },
  b: { readonly unitId: UnitId; readonly positionId: PositionId },
): boolean {
  return a.unitId === b.unitId && a.positionId === b.positionId
}

function seatMove(personId: PersonId, held: Appointment, follows: UnitId | null, why: SeatMove['why']): SeatMove {
  const { positionId, unitId } = held
  return { personId, positionId, from: unitId, to: goesOn(why) ? follows : null, follows, why }
}

function goesOn(why: SeatMove['why']): boolean {
  return why === 'carried' || why === 'named'
}

function fateOfSeat(relocation: Relocation, personId: PersonId, positionId: PositionId, to: UnitId): SeatMove['why'] {
  if (relocation.positionTiers.get(positionId) !== tierAfter(relocation, to)) return 'not-here'
  const key = seatKey(to, positionId)
  if (relocation.chosen.get(key)?.has(personId) === true) return 'named'
  if (relocation.chosen.has(key)) return 'given-to-another'
  return relocation.contestedKeys.has(key) ? 'contested' : 'carried'
}

function isGivenToAnother(relocation: Relocation, personId: PersonId, unitId: UnitId, positionId: PositionId): boolean {
  if (relocation.chosen.size === 0) return false
  return relocation.chosen.get(seatKey(unitId, positionId))?.has(personId) === false
}

function candidatesOf(ending: Ending): UnitId[] {
  return ending.successors.map(({ unitId }) => unitId)
}

const HOMES: Joining<Residence> = {
  isSame: (a, b) => a.unitId === b.unitId && a.householdId === b.householdId,
  join: (a, b) => ({ ...a, representsHousehold: a.representsHousehold || b.representsHousehold }),
  says: (one, joined) => one.representsHousehold === joined.representsHousehold,
}

const SEATS: Joining<Appointment> = { isSame: isSameSeat, join: (a) => a, says: () => true }
