import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

/** How many attempts there were, and until when no other is allowed. */
export interface AccountLock {
  readonly attempts: number
  readonly lockedUntil: string | null
}

/**
 * Counts an attempt before it is made, so that many at once are not more than are allowed. `lockedUntil` of the answer: it may
 * not be made. Otherwise it may, and counts as failed unless `deleteAttempts` says that it was not; `lockAfter` says until when
 * nobody may try again then. Attempts before `forgotten` are.
 */
export async function insertAttempt(
  db: Db,
  attempt: {
    readonly key: string
    readonly now: string
    readonly forgotten: string
    readonly lockAfter: (attempts: number) => string | null
  },
): Promise<AccountLock> {
  const { key, now, forgotten, lockAfter } = attempt
  return inTransaction(db, async (trx) => {
    const counted = await trx
      .insertInto('account_lock')
      .values({ key, attempts: 1, attempted_at: now, locked_until: null })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({
            attempts: sql<number>`case when account_lock.attempted_at < ${forgotten} then 1 else account_lock.attempts + 1 end`,
            attempted_at: now,
          })
          .where((eb) =>
            eb.or([eb('account_lock.locked_until', 'is', null), eb('account_lock.locked_until', '<=', now)]),
          ),
      )
      .returning('attempts')
      .executeTakeFirst()
    if (counted === undefined) return (await findLock(trx, key, now)) ?? { attempts: 0, lockedUntil: null }
    const lockedUntil = lockAfter(counted.attempts)
    await trx.updateTable('account_lock').set({ locked_until: lockedUntil }).where('key', '=', key).execute()
    return { attempts: counted.attempts, lockedUntil: null }
  })
}

/** The lock that holds, or held back last. */
export async function findLock(db: Db, key: string, now: string): Promise<AccountLock | null> {
  const row = await db
    .selectFrom('account_lock')
    .select(['attempts', 'locked_until as lockedUntil'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    attempts: row.attempts,
    lockedUntil: row.lockedUntil !== null && row.lockedUntil > now ? row.lockedUntil : null,
  }
}

/** Takes back the attempt that was counted last: its first half was right, and the second is still to come. */
export async function updateAttemptPassed(db: Db, key: string): Promise<void> {
  await db
    .updateTable('account_lock')
    .set({ attempts: sql<number>`greatest(attempts - 1, 0)`, locked_until: null })
    .where('key', '=', key)
    .execute()
}

/** Forgets every attempt: somebody has proved who they are, or an administrator has unlocked the account. */
export async function deleteAttempts(db: Db, key: string): Promise<void> {
  await db.deleteFrom('account_lock').where('key', '=', key).execute()
}
