import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** What of a service is sealed with the secret of the installation. */
export interface SealedService {
  readonly service: string
  readonly appSecret: string
  readonly accountSecret: string | null
  readonly verifier: string
  readonly tokens: string | null
}

/** Whoever seals something waits until the transaction is over; reading goes on. */
export async function lockSealed(trx: Db): Promise<void> {
  await sql`lock table service_connection, account_two_factor in share row exclusive mode`.execute(trx)
}

export async function listSealedServices(db: Db): Promise<readonly SealedService[]> {
  return await db
    .selectFrom('service_connection')
    .select(['service', 'app_secret as appSecret', 'account_secret as accountSecret', 'verifier', 'tokens'])
    .orderBy('service')
    .execute()
}

/** Writes the same secrets sealed anew: it is not a change of the connection. */
export async function updateSealedService(trx: Db, sealed: SealedService): Promise<void> {
  const { service, appSecret, accountSecret, verifier, tokens } = sealed
  await trx
    .updateTable('service_connection')
    .set({ app_secret: appSecret, account_secret: accountSecret, verifier, tokens })
    .where('service', '=', service)
    .execute()
}

/** The second factor of an account, as the library has encrypted it. */
export interface SealedSecondFactor {
  readonly id: string
  readonly secret: string
  readonly recoveryCodes: string
}

export async function listSealedSecondFactors(db: Db): Promise<readonly SealedSecondFactor[]> {
  return await db
    .selectFrom('account_two_factor')
    .select(['id', 'secret', 'backup_codes as recoveryCodes'])
    .orderBy('id')
    .execute()
}

export async function updateSealedSecondFactor(
  trx: Db,
  { id, secret, recoveryCodes }: SealedSecondFactor,
): Promise<void> {
  await trx
    .updateTable('account_two_factor')
    .set({ secret, backup_codes: recoveryCodes })
    .where('id', '=', id)
    .execute()
}

/** Ends every session, of everybody. */
export async function deleteAllSessions(trx: Db): Promise<void> {
  await trx.deleteFrom('account_session').execute()
}

export const SECRET_REPLACED = 'secret-replaced'

/** The name of the secret that replaced the one of this name; `null`: none did. */
export async function findSecretReplacement(db: Db, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('audit_event')
    .select(sql<string>`data->>'by'`.as('by'))
    .where('subject_kind', '=', 'secret')
    .where('subject_id', '=', id)
    .where('action', '=', SECRET_REPLACED)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.by ?? null
}
