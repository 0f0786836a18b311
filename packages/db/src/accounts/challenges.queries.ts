import type { Db } from '../schema.ts'

/** Notes what somebody was asked to prove, in the table where the library keeps its own: such as who has given the password. */
export async function insertChallenge(
  db: Db,
  challenge: {
    readonly id: string
    readonly identifier: string
    readonly value: string
    readonly now: string
    readonly expiresAt: string
  },
): Promise<void> {
  const { now, expiresAt, ...values } = challenge
  await db.deleteFrom('account_verification').where('expires_at', '<', now).execute()
  await db
    .insertInto('account_verification')
    .values({ ...values, expires_at: expiresAt })
    .execute()
}

/** What a challenge that has not expired is about. */
export async function findChallenge(db: Db, identifier: string, now: string): Promise<string | null> {
  const row = await db
    .selectFrom('account_verification')
    .select('value')
    .where('identifier', '=', identifier)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.value ?? null
}

/** The same, for the one who comes first: it is gone after that. */
export async function takeChallenge(db: Db, identifier: string, now: string): Promise<string | null> {
  const row = await db
    .deleteFrom('account_verification')
    .where('identifier', '=', identifier)
    .where('expires_at', '>', now)
    .returning('value')
    .executeTakeFirst()
  return row?.value ?? null
}
