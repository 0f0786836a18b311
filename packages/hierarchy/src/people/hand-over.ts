import type { PositionId, UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import { fail, type Result } from '../result.ts'
import { changePerson, type ChangeWorld } from './change-person.ts'
import type { Person } from './person.ts'

/**
 * Gives holder and successor after a seat passes from one to the other on a day: the last day of the one is the day before the
 * first of the other, so that the seat is never empty and never held twice. Codes: `not-the-holder`, `same-person`, and those
 * of `changePerson`.
 *
 * @example
 * handOver(person, successor, { positionId: 'commune-police-head', unitId: 'vn-c-23997' }, '2024-03-01', world)
 */
export function handOver(
  holder: Person,
  successor: Person,
  seat: { readonly positionId: PositionId; readonly unitId: UnitId },
  on: Day,
  world: ChangeWorld,
): Result<{ readonly holder: Person; readonly successor: Person }> {
  if (holder.id === successor.id)
    return fail([{ code: 'same-person', message: 'holder and successor are the same person', path: ['successorId'] }])
  const index = holder.appointments.findIndex(
    (one) => one.positionId === seat.positionId && one.unitId === seat.unitId && (isValidOn(one, on) || one.to === on),
  )
  if (index < 0)
    return fail([
      { code: 'not-the-holder', message: 'the person does not hold the seat on the day', path: ['holderId'] },
    ])
  const ended = changePerson(holder, [{ kind: 'end', fact: 'appointments', index, on }], world)
  if (!ended.ok) return ended
  const appointed = changePerson(successor, [{ kind: 'appoint', ...seat, from: on }], world)
  return appointed.ok ? { ok: true, value: { holder: ended.value, successor: appointed.value } } : appointed
}
