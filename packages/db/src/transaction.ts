import type { Db } from './schema.ts'

/**
 * Runs the work in the transaction that the handle is, or in one of its own.
 *
 * Inside, only the handle that is passed in may be used: on the embedded database, which has one connection, any other waits
 * for ever.
 */
export async function inTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}
