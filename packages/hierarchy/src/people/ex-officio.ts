import type { Model, Position } from '../model/model.ts'
import type { Appointment, Person } from './person.ts'

/**
 * Gives the person with exactly those ex-officio seats that their positions bring, for exactly the days that they hold these
 * positions. The same person comes back where the model binds no seat, or nothing differs.
 *
 * @example
 * followPositions(model, person).appointments
 */
export function followPositions(model: Model, person: Person): Person {
  const following = new Map<string, Position[]>()
  for (const position of model.positions)
    if (position.exOfficio !== undefined)
      following.set(position.exOfficio, [...(following.get(position.exOfficio) ?? []), position])
  if (following.size === 0) return person
  const seats = new Set([...following.values()].flat().map(({ id }) => id))
  const held = person.appointments.filter(({ positionId }) => !seats.has(positionId))
  const derived = held.flatMap((appointment) =>
    (following.get(appointment.positionId) ?? []).flatMap((position) => seatOf(appointment, position)),
  )
  const had = person.appointments.length - held.length
  if (had === derived.length && derived.every((seat) => person.appointments.some((one) => isSame(one, seat))))
    return person
  return { ...person, appointments: [...held, ...derived] }
}

/** The seat that an appointment brings, from the day on which the position began. */
function seatOf(appointment: Appointment, { id, from }: Position): Appointment[] {
  if (from === undefined || (appointment.from !== null && appointment.from >= from))
    return [{ ...appointment, positionId: id }]
  return appointment.to !== null && appointment.to <= from ? [] : [{ ...appointment, positionId: id, from }]
}

function isSame(a: Person['appointments'][number], b: Person['appointments'][number]): boolean {
  return a.positionId === b.positionId && a.unitId === b.unitId && a.from === b.from && a.to === b.to
}
