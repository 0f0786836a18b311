import type { PersonId, PositionId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Appointment, Person } from './person.ts'

/** Why somebody gives up seats. */
export type HandoverKind = 'transfer' | 'retirement' | 'leave' | 'death'

/** A position at a unit. */
export interface Seat {
  readonly positionId: PositionId
  readonly unitId: UnitId
}

/** Who has a seat after whoever gives it up. */
export type SeatFuture =
  | { readonly kind: 'successor'; readonly personId: PersonId }
  /** Acts for the time being (`quyền`). `until: null`: until a successor comes, or whoever is on leave is back. */
  | { readonly kind: 'acting'; readonly personId: PersonId; readonly until: Day | null }
  /** `accepted`: somebody said that it may stay empty although it leads groups. */
  | { readonly kind: 'vacant'; readonly accepted: boolean }

/** What becomes of the seats of one person. */
export interface HandoverLine {
  readonly kind: HandoverKind
  readonly personId: PersonId
  /** Of a leave: the day on which the seats come back by themselves. */
  readonly until: Day | null
  readonly ends: readonly (Seat & { readonly next: SeatFuture })[]
  /** Of a transfer: the seats at the new place. `beside`: along with whoever holds one already. */
  readonly begins: readonly (Seat & { readonly beside: boolean })[]
}

/** Officers change on one day: all lines take effect, or none. */
export interface Handover {
  readonly on: Day
  readonly lines: readonly HandoverLine[]
}

/** The appointments of one person that a handover took away and gave. */
export interface HandoverEffect {
  readonly personId: PersonId
  readonly gone: readonly Appointment[]
  readonly come: readonly Appointment[]
}

/**
 * Answers who is concerned by a handover: those who give seats up and those who get them. Each once.
 *
 * @example
 * peopleOfHandover({ on: '2024-02-01', lines: [] }) // []
 */
export function peopleOfHandover({ lines }: Handover): PersonId[] {
  return [
    ...new Set(
      lines.flatMap(({ personId, ends }) => [
        personId,
        ...ends.flatMap(({ next }) => (next.kind === 'vacant' ? [] : [next.personId])),
      ]),
    ),
  ]
}

/**
 * Answers which units give somebody up, and which get somebody, each once.
 *
 * @example
 * unitsOfHandover({ on: '2024-02-01', lines: [] }).giving // []
 */
export function unitsOfHandover({ lines }: Handover): {
  readonly giving: readonly UnitId[]
  readonly receiving: readonly UnitId[]
} {
  return {
    giving: [...new Set(lines.flatMap(({ ends }) => ends.map(({ unitId }) => unitId)))].sort(),
    receiving: [...new Set(lines.flatMap(({ begins }) => begins.map(({ unitId }) => unitId)))].sort(),
  }
}

/**
 * Gives what a handover did to the appointments of one person, so that it can be taken back before its day.
 *
 * @example
 * handoverEffect(person, person).come // []
 */
export function handoverEffect(before: Person, after: Person): HandoverEffect {
  const without = (some: readonly Appointment[], others: readonly Appointment[]): Appointment[] =>
    some.filter((one) => !others.some((other) => isSame(one, other)))
  return {
    personId: after.id,
    gone: without(before.appointments, after.appointments),
    come: without(after.appointments, before.appointments),
  }
}

/**
 * Gives the person as if the handover had not been, or `null` where what it gave has been changed since: then nobody can tell.
 *
 * @example
 * takeBack(person, handoverEffect(person, person))?.appointments
 */
export function takeBack(person: Person, { gone, come }: HandoverEffect): Person | null {
  if (!come.every((one) => person.appointments.some((held) => isSame(one, held)))) return null
  const kept = person.appointments.filter((held) => !come.some((one) => isSame(one, held)))
  return { ...person, appointments: [...kept, ...gone] }
}

function isSame(a: Appointment, b: Appointment): boolean {
  return a.positionId === b.positionId && a.unitId === b.unitId && a.from === b.from && a.to === b.to
}
