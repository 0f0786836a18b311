import { listOfficeHolders } from '@ketnoi/db'
import {
  addDays,
  findUnit,
  isValidOn,
  nameOn,
  type Day,
  type LocalText,
  type PersonId,
  type PositionId,
  type UnitId,
} from '@ketnoi/hierarchy'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { getWorld } from '../world.ts'

export interface SeatHolder {
  readonly personId: PersonId
  readonly personName: string
  readonly from: Day | null
  readonly to: Day | null
  /** The place among the appointments of the person. */
  readonly index: number
}

export interface Seat {
  readonly positionId: PositionId
  readonly name: LocalText
  /** The position that the seat follows: it is given to nobody by hand. */
  readonly follows: LocalText | null
  readonly holders: readonly SeatHolder[]
  readonly later: readonly SeatHolder[]
  /** The last one first. */
  readonly earlier: readonly SeatHolder[]
  /** Of a seat that follows a position: another person holds it since lately. */
  readonly passedLately: boolean
}

export interface SeatsPage {
  readonly unitId: UnitId
  readonly unitName: string
  readonly asOf: Day
  /** By body, in the order of the model; `null`: positions outside any body. */
  readonly bodies: readonly { readonly name: LocalText | null; readonly seats: readonly Seat[] }[]
  readonly revisions: Readonly<Record<PersonId, number>>
  readonly mayChange: boolean
}

/** How long a change of an ex-officio seat is pointed out: a month, in which lists are usually gone through once. */
const LATELY_DAYS = 31

/** Every position at a unit with who holds it, did and will. */
export async function loadSeatsPage(ctx: Context, unitId: UnitId): Promise<SeatsPage> {
  const { model, tree, asOf } = await getWorld(ctx)
  const unit = findUnit(tree, unitId)
  if (unit === undefined) throw new NotFoundError('unit', unitId)
  const stored = await listOfficeHolders(ctx.db, unitId)
  const appointments = stored.flatMap(({ person }) =>
    person.appointments.flatMap((one, index) =>
      one.unitId === unitId
        ? [
            {
              positionId: one.positionId,
              holder: { personId: person.id, personName: person.name, from: one.from, to: one.to, index },
            },
          ]
        : [],
    ),
  )
  const seats = model.positions
    .filter((position) => position.tier === unit.tier)
    .map((position) => {
      const held = appointments.filter((one) => one.positionId === position.id).map(({ holder }) => holder)
      const holders = held.filter((holder) => isValidOn(holder, asOf))
      const earlier = held
        .filter(({ to }) => to !== null && to <= asOf)
        .sort((a, b) => ((a.to ?? '') < (b.to ?? '') ? 1 : -1))
      const follows = model.positions.find(({ id }) => id === position.exOfficio)?.name ?? null
      const isLate = ({ from }: SeatHolder): boolean => from !== null && from > addDays(asOf, -LATELY_DAYS)
      const seat: Seat & { readonly body: string | null } = {
        body: position.body,
        positionId: position.id,
        name: position.name,
        follows,
        holders,
        later: held.filter(({ from }) => from !== null && from > asOf),
        earlier,
        passedLately: follows !== null && holders.some(isLate),
      }
      return seat
    })
  const bodies = [...Map.groupBy(seats, ({ body }) => body)].map(([body, of]) => ({
    name: model.bodies.find(({ id }) => id === body)?.name ?? null,
    seats: of.map(({ body: _, ...seat }) => seat),
  }))
  return {
    unitId,
    unitName: nameOn(unit, asOf).full,
    asOf,
    bodies,
    revisions: Object.fromEntries(stored.map(({ person, revision }) => [person.id, revision])),
    mayChange: isAllowed(ctx.actor, 'seats.appoint', unitId),
  }
}
