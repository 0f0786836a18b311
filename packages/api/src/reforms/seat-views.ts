import { listPersonNames } from '@ketnoi/db'
import type { LocalText, PersonId, Rehearsal, UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import type { World } from '../world.ts'
import type { ReformNames } from './reform-names.ts'
import type { KnownReform } from './reform-store.ts'

export interface SeatToFillView {
  readonly unitId: UnitId
  readonly unitName: string
  readonly positionId: string
  readonly positionName: LocalText
  readonly holders: readonly { readonly personId: PersonId; readonly name: string; readonly unitName: string }[]
}

function positionName(world: World, known: KnownReform | null, id: string): LocalText {
  const added = known?.effects?.record.model.after.positions ?? []
  return [...world.model.positions, ...added].find((position) => position.id === id)?.name ?? { vi: id, en: id }
}

export async function seatViews(
  ctx: Context,
  world: World,
  { seatsToFill }: Rehearsal,
  names: ReformNames,
): Promise<readonly SeatToFillView[]> {
  const people = await listPersonNames(
    ctx.db,
    seatsToFill.flatMap(({ holders }) => holders.map(({ personId }) => personId)),
  )
  return seatsToFill.map(({ unitId, positionId, holders }) => ({
    unitId,
    unitName: names.unit(unitId),
    positionId,
    positionName: positionName(world, null, positionId),
    holders: holders.flatMap((holder) => {
      const name = people.get(holder.personId)
      return name === undefined ? [] : [{ personId: holder.personId, name, unitName: names.unit(holder.unitId) }]
    }),
  }))
}

/** A seat with whoever the reform gives it to. */
export type SeatNamedView = Omit<SeatToFillView, 'holders'> & {
  readonly personId: PersonId
  /** `null`: there is no such person. */
  readonly personName: string | null
}

export async function namedSeats(
  ctx: Context,
  known: KnownReform,
  world: World,
  names: ReformNames,
): Promise<readonly SeatNamedView[]> {
  const read = known.effects?.record.reform ?? null
  const seats = read?.seats ?? seatsOf(known.stored.document)
  const people = await listPersonNames(
    ctx.db,
    seats.map(({ personId }) => personId),
  )
  return seats.map(({ unitId, positionId, personId }) => ({
    personId,
    personName: people.get(personId) ?? null,
    unitId,
    unitName: names.unit(unitId),
    positionId,
    positionName: positionName(world, known, positionId),
  }))
}

interface NamedSeat {
  readonly unitId: string
  readonly positionId: string
  readonly personId: string
}

function seatsOf(document: unknown): readonly NamedSeat[] {
  if (typeof document !== 'object' || document === null || !('seats' in document)) return []
  const { seats } = document
  return (Array.isArray(seats) ? seats : []).flatMap((seat: unknown) =>
    typeof seat === 'object' && seat !== null && 'unitId' in seat && 'positionId' in seat && 'personId' in seat
      ? [{ unitId: String(seat.unitId), positionId: String(seat.positionId), personId: String(seat.personId) }]
      : [],
  )
}
