import { isHandedOver, type Db } from '@ketnoi/db'
import type { Day, PersonId, Seat } from '@ketnoi/hierarchy'
import { ApiError } from '../errors.ts'

/** Refuses to give somebody back on a day what they hand over on it: a position would have two holders, and nobody asked them. */
export async function refuseHandedOver(trx: Db, personId: PersonId, seat: Seat, on: Day): Promise<void> {
  if (await isHandedOver(trx, personId, seat, on))
    throw new ApiError('seat-handed-over', 'the seat is handed over on this day: cancel the handover first')
}
