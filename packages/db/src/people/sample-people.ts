import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

/** A tenth of the usual sample: enough to know that one of many is looked for, and done in a hundredth of a second for each table. */
const STATISTICS_TARGET = 10

/**
 * Tells the planner how many people there are by now. The embedded database never counts by itself, and until somebody does, whoever
 * asks for a few people among many goes through all of them.
 */
export async function samplePeople(db: Db): Promise<void> {
  await inTransaction(db, async (trx) => {
    await sql`select set_config('default_statistics_target', ${String(STATISTICS_TARGET)}, true)`.execute(trx)
    await sql`analyze person, residence, household, consent, phone, appointment`.execute(trx)
  })
}
