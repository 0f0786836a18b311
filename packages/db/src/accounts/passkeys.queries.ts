import type { Db } from '../schema.ts'

/** A key in a device that proves who somebody is, as the server knows it. */
export interface Passkey {
  readonly id: string
  readonly accountId: string
  /** What its owner calls it. */
  readonly name: string
  /** What the device calls it, base64url. */
  readonly credentialId: string
  readonly publicKey: Uint8Array
  /** How often it was used, as far as the device counts. */
  readonly counter: number
  /** How a browser reaches it. */
  readonly transports: readonly string[]
  /** The name of the site that it was made at, and works at. */
  readonly host: string
  readonly createdAt: string
  readonly usedAt: string | null
}

const COLUMNS = [
  'id',
  'account_id as accountId',
  'name',
  'credential_id as credentialId',
  'public_key as publicKey',
  'counter',
  'transports',
  'host',
  'created_at as createdAt',
  'used_at as usedAt',
] as const

/** The passkeys of an account, the oldest first. */
export async function listPasskeys(db: Db, accountId: string): Promise<Passkey[]> {
  return db
    .selectFrom('account_passkey')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function findPasskey(db: Db, credentialId: string): Promise<Passkey | null> {
  const query = db.selectFrom('account_passkey').select(COLUMNS).where('credential_id', '=', credentialId)
  return (await query.executeTakeFirst()) ?? null
}

export async function insertPasskey(db: Db, passkey: Omit<Passkey, 'usedAt'>): Promise<void> {
  await db
    .insertInto('account_passkey')
    .values({
      id: passkey.id,
      account_id: passkey.accountId,
      name: passkey.name,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      host: passkey.host,
      created_at: passkey.createdAt,
    })
    .execute()
}

/** Answers whether the account has it. */
export async function updatePasskeyName(db: Db, accountId: string, id: string, name: string): Promise<boolean> {
  const changed = await db
    .updateTable('account_passkey')
    .set({ name })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

export async function updatePasskeyUsed(
  db: Db,
  id: string,
  used: { readonly counter: number; readonly at: string },
): Promise<void> {
  await db
    .updateTable('account_passkey')
    .set({ counter: used.counter, used_at: used.at })
    .where('id', '=', id)
    .execute()
}

export async function deletePasskey(db: Db, accountId: string, id: string): Promise<void> {
  await db.deleteFrom('account_passkey').where('account_id', '=', accountId).where('id', '=', id).execute()
}
