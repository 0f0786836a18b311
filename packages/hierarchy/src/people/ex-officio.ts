import type { Model } from '../model/model.ts'
import type { Person } from './person.ts'

/**
 * Gives the person with exactly those ex-officio seats that their positions bring, for exactly the days that they hold these
 * positions. The same person comes back where the model binds no seat, or nothing differs.
 *
 * @example
 * followPositions(model, person).appointments
 */
export function followPositions(model: Model, person: Person): Person {
  const following = new Map<string, string[]>()
  for (const { id, exOfficio } of model.positions)
    if (exOfficio !== undefined) following.set(exOfficio, [...(following.get(exOfficio) ?? []), id])
  if (following.size === 0) return person
  const seats = new Set([...following.values()].flat())
  const held = person.appointments.filter(({ positionId }) => !seats.has(positionId))
  const derived = held.flatMap((appointment) =>
    (following.get(appointment.positionId) ?? []).map((positionId) => ({ ...appointment, positionId })),
  )
  const had = person.appointments.length - held.length
  if (had === derived.length && derived.every((seat) => person.appointments.some((one) => isSame(one, seat))))
    return person
  return { ...person, appointments: [...held, ...derived] }
}

function isSame(a: Person['appointments'][number], b: Person['appointments'][number]): boolean {
  return a.positionId === b.positionId && a.unitId === b.unitId && a.from === b.from && a.to === b.to
}
