import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** Whether an app for codes has been confirmed. */
export async function findCodeApp(db: Db, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('account_two_factor')
    .select('verified')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.verified === true
}

/** The app is asked no more; the recovery codes stay. */
export async function updateCodeAppOff(db: Db, accountId: string): Promise<void> {
  await db.updateTable('account_two_factor').set({ verified: false }).where('account_id', '=', accountId).execute()
}

/** The recovery codes that are left, as the library has encrypted them. */
export async function findRecoveryCodes(db: Db, accountId: string): Promise<string | null> {
  const row = await db
    .selectFrom('account_two_factor')
    .select('backup_codes as codes')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.codes ?? null
}

export async function updateRecoveryCodes(db: Db, accountId: string, codes: string): Promise<void> {
  await db.updateTable('account_two_factor').set({ backup_codes: codes }).where('account_id', '=', accountId).execute()
}

/** From now on a log-in needs more than the password. */
export async function updateSecondFactorOn(db: Db, accountId: string): Promise<void> {
  await updateSecondFactor(db, accountId, true)
}

/** Takes every second factor away: the app, the passkeys, the recovery codes. */
export async function deleteSecondFactor(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('account_two_factor').where('account_id', '=', accountId).execute()
  await db.deleteFrom('account_passkey').where('account_id', '=', accountId).execute()
  await updateSecondFactor(db, accountId, false)
}

async function updateSecondFactor(db: Db, accountId: string, on: boolean): Promise<void> {
  await db
    .updateTable('account')
    .set({ two_factor_enabled: on, updated_at: sql`now()` })
    .where('id', '=', accountId)
    .execute()
}
