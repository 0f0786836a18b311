import type { PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** What is kept of a service that a program talks to; what is sealed is opened elsewhere. */
export interface ServiceConnection {
  readonly service: string
  readonly appId: string
  readonly accountId: string | null
  readonly accountName: string | null
  /** Sealed, as the next three. */
  readonly appSecret: string
  readonly accountSecret: string | null
  readonly verifier: string
  readonly tokens: string | null
  readonly refreshedAt: string | null
  readonly accessUntil: string | null
  readonly refreshUntil: string | null
  /** Why the kept tokens are of no use any more. */
  readonly lost: string | null
  readonly settings: object
  /** People whose accounts found its groups. */
  readonly actingPersonIds: readonly PersonId[]
  /** The code of what went wrong last, and when. */
  readonly lastError: string | null
  readonly lastErrorAt: string | null
  readonly updatedAt: string
}

const COLUMNS = [
  'service',
  'app_id as appId',
  'account_id as accountId',
  'account_name as accountName',
  'app_secret as appSecret',
  'account_secret as accountSecret',
  'verifier',
  'tokens',
  'refreshed_at as refreshedAt',
  'access_until as accessUntil',
  'refresh_until as refreshUntil',
  'lost',
  'settings',
  'acting_person_ids as actingPersonIds',
  'last_error as lastError',
  'last_error_at as lastErrorAt',
  'updated_at as updatedAt',
] as const

export async function findServiceConnection(db: Db, service: string): Promise<ServiceConnection | null> {
  const query = db.selectFrom('service_connection').select(COLUMNS).where('service', '=', service)
  return (await query.executeTakeFirst()) ?? null
}

export type ServiceConnectionChange = Pick<
  ServiceConnection,
  'appId' | 'appSecret' | 'accountSecret' | 'verifier' | 'settings' | 'actingPersonIds' | 'updatedAt'
>

/** Sets a service up, or anew. Tokens of another app are of no use, and are forgotten. */
export async function updateServiceConnection(
  trx: Db,
  service: string,
  change: ServiceConnectionChange,
): Promise<void> {
  const values = {
    app_id: change.appId,
    app_secret: change.appSecret,
    account_secret: change.accountSecret,
    verifier: change.verifier,
    settings: JSON.stringify(change.settings),
    acting_person_ids: [...change.actingPersonIds],
    updated_at: change.updatedAt,
  }
  const before = await findServiceConnection(trx, service)
  if (before !== null && before.appId !== change.appId) await forgetTokens(trx, service)
  await trx
    .insertInto('service_connection')
    .values({ service, ...values })
    .onConflict((conflict) => conflict.column('service').doUpdateSet(values))
    .execute()
}

/** Ends the connection: nothing opens its account any more, and what is known of its groups stays. */
export async function deleteServiceConnection(trx: Db, service: string): Promise<void> {
  await trx.deleteFrom('service_connection').where('service', '=', service).execute()
}

async function forgetTokens(trx: Db, service: string): Promise<void> {
  await trx
    .updateTable('service_connection')
    .set((eb) => ({
      tokens: null,
      tokens_revision: eb('tokens_revision', '+', 1),
      refreshed_at: null,
      access_until: null,
      refresh_until: null,
      lost: null,
      account_id: null,
      account_name: null,
    }))
    .where('service', '=', service)
    .execute()
}

/** Somebody goes to consent: what comes back with this state, from them and in time, is theirs. */
export async function updateConsentState(
  trx: Db,
  service: string,
  state: { readonly sha256: string; readonly by: string; readonly until: string },
): Promise<void> {
  await trx
    .updateTable('service_connection')
    .set({ consent_state_sha256: state.sha256, consent_by: state.by, consent_until: state.until })
    .where('service', '=', service)
    .execute()
}

/** Takes the state that somebody came back with, once; tells whether it is the one that they went with. */
export async function takeConsentState(
  trx: Db,
  service: string,
  state: { readonly sha256: string; readonly by: string; readonly now: string },
): Promise<boolean> {
  const result = await trx
    .updateTable('service_connection')
    .set({ consent_state_sha256: null, consent_by: null, consent_until: null })
    .where('service', '=', service)
    .where('consent_state_sha256', '=', state.sha256)
    .where('consent_by', '=', state.by)
    .where('consent_until', '>', state.now)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Which account it is that consented. */
export async function updateServiceAccount(
  trx: Db,
  service: string,
  account: { readonly id: string; readonly name: string | null },
): Promise<void> {
  await trx
    .updateTable('service_connection')
    .set({ account_id: account.id, account_name: account.name })
    .where('service', '=', service)
    .execute()
}

/** What went wrong last; `null`: nothing does any more. */
export async function updateServiceError(
  db: Db,
  service: string,
  error: { readonly code: string; readonly at: string } | null,
): Promise<void> {
  await db
    .updateTable('service_connection')
    .set({ last_error: error?.code ?? null, last_error_at: error?.at ?? null })
    .where('service', '=', service)
    .$if(error === null, (query) => query.where('last_error', 'is not', null))
    .execute()
}

/** The tokens of a service while one process alone may exchange them. */
export interface LeasedTokens {
  readonly tokens: string | null
  readonly revision: number
}

/**
 * Takes the tokens for a while, by the clock of the database, unless somebody else has them. A row and not a transaction: the one
 * connection of the embedded database must not wait for a call over the network.
 */
export async function leaseTokens(
  db: Db,
  service: string,
  lease: { readonly id: string; readonly seconds: number },
): Promise<LeasedTokens | null> {
  const { rows } = await sql<LeasedTokens>`
    update service_connection set token_lease = ${lease.id}, token_leased_until = now() + make_interval(secs => ${lease.seconds})
    where service = ${service} and (token_leased_until is null or token_leased_until <= now())
    returning tokens, tokens_revision as revision
  `.execute(db)
  return rows[0] ?? null
}

export async function releaseTokens(db: Db, service: string, leaseId: string): Promise<void> {
  await db
    .updateTable('service_connection')
    .set({ token_lease: null, token_leased_until: null })
    .where('service', '=', service)
    .where('token_lease', '=', leaseId)
    .execute()
}

export interface NewTokens {
  /** Sealed. */
  readonly tokens: string
  readonly refreshedAt: string
  readonly accessUntil: string
  readonly refreshUntil: string
  readonly lost: string | null
}

/** Keeps a pair in place of the one of that revision; `false`: somebody has kept another one since. */
export async function updateTokens(db: Db, service: string, revision: number, pair: NewTokens): Promise<boolean> {
  const result = await db
    .updateTable('service_connection')
    .set({
      tokens: pair.tokens,
      tokens_revision: revision + 1,
      refreshed_at: pair.refreshedAt,
      access_until: pair.accessUntil,
      refresh_until: pair.refreshUntil,
      lost: pair.lost,
    })
    .where('service', '=', service)
    .where('tokens_revision', '=', revision)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
