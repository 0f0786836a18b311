import type { GroupId } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'
import { updateUnitCounts } from '../units/unit-counts.ts'
import { updateGroupCounts } from './difference.queries.ts'
import { findMaterialised } from './materialised.ts'

/** Keeps the counts of these groups, and of the units noted; for the transaction that holds `materialise`. */
export async function updateCounts(trx: Db, groupIds: readonly GroupId[]): Promise<void> {
  await updateGroupCounts(trx, groupIds)
  const last = await findMaterialised(trx)
  // Before the first time nothing is counted, and the first time counts everything.
  if (last !== null) await updateUnitCounts(trx, last.asOf, 'noted')
}
