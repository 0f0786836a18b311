import { findPerson, inTransaction, listOfficeHolders, type Db, type StoredPerson } from '@ketnoi/db'
import { changePerson, isValidOn, type Day, type PersonId, type PositionId, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, need, NotFoundError } from '../errors.ts'
import { refuseHandedOver } from '../handovers/refuse-handed-over.ts'
import { changeWorld, refuseChanged } from '../people/edit-person.ts'
import { savePeople } from '../people/save-person.ts'
import { getWorld } from '../world.ts'

interface SeatChange {
  readonly unitId: UnitId
  readonly positionId: PositionId
  readonly on: Day
  /** The revisions of everybody on the page. */
  readonly revisions: Readonly<Record<PersonId, number>>
}

/** Appoints one more holder. */
export async function appointHolder(ctx: Context, input: SeatChange & { readonly personId: PersonId }): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    await refuseStale(trx, input)
    const world = changeWorld(ctx, await getWorld(ctx, trx))
    const { person, revision } = await getStored(trx, input.personId)
    const { positionId, unitId, on } = input
    await refuseHandedOver(trx, person.id, { positionId, unitId }, on)
    const changed = need(changePerson(person, [{ kind: 'appoint', positionId, unitId, from: on }], world))
    await savePeople(ctx, trx, [{ person: changed, revision }], {
      action: 'seat-appointed',
      data: { positionId, unitId },
    })
  })
}

/** Ends the appointment of a holder; the seat stays empty. */
export async function endHolder(ctx: Context, input: SeatChange & { readonly personId: PersonId }): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    await refuseStale(trx, input)
    const world = changeWorld(ctx, await getWorld(ctx, trx))
    const { person, revision } = await getStored(trx, input.personId)
    const { positionId, unitId, on } = input
    const index = person.appointments.findIndex(
      (one) => one.positionId === positionId && one.unitId === unitId && (one.to === null || isValidOn(one, on)),
    )
    if (index < 0) throw new ApiError('not-the-holder', 'the person does not hold the seat on the day')
    const changed = need(changePerson(person, [{ kind: 'end', fact: 'appointments', index, on }], world))
    await savePeople(ctx, trx, [{ person: changed, revision }], { action: 'seat-ended', data: { positionId, unitId } })
  })
}

async function refuseStale(trx: Db, { unitId, revisions }: SeatChange): Promise<void> {
  refuseChanged('unit', unitId, await listOfficeHolders(trx, unitId), revisions)
}

async function getStored(trx: Db, id: PersonId): Promise<StoredPerson> {
  const stored = await findPerson(trx, id)
  if (stored === null) throw new NotFoundError('person', id)
  return stored
}
