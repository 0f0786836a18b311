import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** Enough for the names of a million people, so that a transaction never stops to merge them. */
const PENDING_KB = 512 * 1024

/**
 * Lets the names that the transaction writes wait beside the search index. A search finds them there as well, only slower, until
 * `mergePendingNames`, or until the database merges them itself with a person who is written later.
 */
export async function leaveNamesPending(trx: Db): Promise<void> {
  await sql`select set_config('gin_pending_list_limit', ${String(PENDING_KB)}, true)`.execute(trx)
}

/** Brings names that wait into the search index. Costs nothing where none do. */
export async function mergePendingNames(db: Db): Promise<void> {
  await sql`select gin_clean_pending_list('person_name_folded_ix')`.execute(db)
}
