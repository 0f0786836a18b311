import { sql } from 'kysely'
import { setTimeout } from 'node:timers/promises'
import { DatabaseBusy } from './errors.ts'
import type { Db } from './schema.ts'

/** A deadlock, and a transaction that cannot be put in a row with the others: by the next attempt the others are done. */
const PASSING = new Set(['40P01', '40001'])
const MOST_ATTEMPTS = 5
const LONGEST_FIRST_PAUSE_MS = 20

/**
 * Runs the work in the transaction that the handle is, or in one of its own.
 *
 * Inside, only the handle that is passed in may be used: on the embedded database, which has one connection, any other waits
 * for ever. The work may run more than once: what the server ended in favour of others is tried again, and only what is in the
 * database is undone before. Throws `DatabaseBusy` when that does not help.
 */
export async function inTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (!isPassing(error)) throw error
      if (attempt === MOST_ATTEMPTS) throw new DatabaseBusy(error)
      // Of different lengths, so that the same two do not meet again.
      await setTimeout(Math.random() * LONGEST_FIRST_PAUSE_MS * 2 ** attempt)
    }
  }
}

/**
 * Runs a part of a transaction. Where it fails, that part alone is undone and the failure is given; `null`: it is done. What the server
 * ended in favour of others is thrown, for the whole to be tried again.
 */
export async function tryPart(trx: Db, work: () => Promise<void>): Promise<{ readonly error: unknown } | null> {
  await sql`savepoint part`.execute(trx)
  try {
    await work()
    await sql`release savepoint part`.execute(trx)
    return null
  } catch (error) {
    if (isPassing(error)) throw error
    await sql`rollback to savepoint part`.execute(trx)
    return { error }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && PASSING.has(error.code)
}
