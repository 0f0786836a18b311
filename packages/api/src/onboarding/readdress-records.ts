import { listFieldRecordsAt, updateFieldRecord, type Db } from '@ketnoi/db'
import { findUnit, routeUnit, type UnitId } from '@ketnoi/hierarchy'
import { unitsAsked } from '../units/follow-unit.ts'
import type { World } from '../world.ts'
import type { FieldDecision } from './apply-record.ts'
import { personPayload } from './field-payload.ts'

/**
 * Leads records that wait for a person on with their units, when these end or come back: whoever answers for what follows finds them
 * on the list. Nothing is decided about them.
 */
export async function readdressRecords(
  trx: Db,
  place: Pick<World, 'tree' | 'asOf'>,
  unitIds: readonly UnitId[],
): Promise<void> {
  for (const record of await listFieldRecordsAt(trx, unitIds)) {
    const read = personPayload.safeParse(record.payload)
    if (!read.success) continue
    // Only decisions about records are kept there. One for a unit that is taken back was for nothing.
    const decided = (record.decision as FieldDecision | null)?.unitId
    const unitId = decided !== undefined && findUnit(place.tree, decided) !== undefined ? decided : read.data.unitId
    const route = routeUnit(place.tree, unitId, place.asOf)
    const parts = route.kind === 'ask' ? route.candidates : [route.unitId]
    const candidates = record.code === 'unit-changed' ? parts : record.candidates
    await updateFieldRecord(trx, record.id, { ...record, candidates, unitIds: unitsAsked(place, unitId) })
  }
}
