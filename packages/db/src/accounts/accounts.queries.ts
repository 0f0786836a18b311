import { sql, type SelectQueryBuilder, type UpdateObject } from 'kysely'
import type { Database, Db } from '../schema.ts'
import type { AccountTable } from './accounts.tables.ts'

/** Somebody who may log in. What they may do is in their roles. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly userName: string | null
  /** E.164. */
  readonly phone: string | null
  readonly secondFactor: boolean
  /** Until when the password that was handed out works; `null`: they have chosen their own. */
  readonly firstPasswordUntil: string | null
  readonly disabledAt: string | null
  readonly disabledBecause: AccountTable['disabled_because']
  /** ISO instants. */
  readonly createdAt: string
  readonly activeAt: string
}

const COLUMNS = [
  'account.id',
  'account.name',
  'account.user_name as userName',
  'account.phone',
  'account.two_factor_enabled as secondFactor',
  'account.first_password_until as firstPasswordUntil',
  'account.disabled_at as disabledAt',
  'account.disabled_because as disabledBecause',
  'account.created_at as createdAt',
  'account.active_at as activeAt',
] as const

/** What the authentication library knows an account by: it insists on an address of this form. */
export function accountEmail(id: string): string {
  return `${id.toLowerCase()}@account.invalid`
}

export async function countAccounts(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('account')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function findAccount(db: Db, id: string): Promise<Account | null> {
  return one(accounts(db).where('account.id', '=', id))
}

/** The account that somebody means who types a user name (in small letters) or a phone (E.164). */
export async function findAccountByHandle(
  db: Db,
  handle: { readonly userName: string } | { readonly phone: string },
): Promise<Account | null> {
  return one(
    'userName' in handle
      ? accounts(db).where('account.user_name', '=', handle.userName)
      : accounts(db).where('account.phone', '=', handle.phone),
  )
}

/** All accounts, by name. There are as many as an office has staff: they are not paged. */
export async function listAccounts(db: Db): Promise<Account[]> {
  return accounts(db).orderBy('account.name').orderBy('account.id').execute()
}

export interface NewAccount {
  readonly id: string
  readonly name: string
  readonly userName: string | null
  readonly phone: string | null
  readonly passwordHash: string
  readonly firstPasswordUntil: string | null
  readonly now: string
}

export async function insertAccount(db: Db, account: NewAccount): Promise<void> {
  await db
    .insertInto('account')
    .values({
      id: account.id,
      name: account.name,
      email: accountEmail(account.id),
      user_name: account.userName,
      phone: account.phone,
      first_password_until: account.firstPasswordUntil,
      created_at: account.now,
      updated_at: account.now,
      active_at: account.now,
    })
    .execute()
  await db
    .insertInto('account_credential')
    .values({
      id: account.id,
      account_id: account.id,
      external_id: account.id,
      provider_id: 'credential',
      password: account.passwordHash,
      created_at: account.now,
      updated_at: account.now,
    })
    .execute()
}

export interface AccountChange {
  readonly name?: string
  readonly userName?: string | null
  readonly phone?: string | null
  readonly disabled?: { readonly at: string; readonly because: 'administrator' | 'idle' } | null
  readonly activeAt?: string
}

export async function updateAccount(db: Db, id: string, change: AccountChange): Promise<void> {
  const set: UpdateObject<Database, 'account'> = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.userName === undefined ? {} : { user_name: change.userName }),
    ...(change.phone === undefined ? {} : { phone: change.phone }),
    ...(change.activeAt === undefined ? {} : { active_at: change.activeAt }),
    ...(change.disabled === undefined
      ? {}
      : { disabled_at: change.disabled?.at ?? null, disabled_because: change.disabled?.because ?? null }),
    updated_at: sql`now()`,
  }
  await db.updateTable('account').set(set).where('id', '=', id).execute()
}

/** Replaces the password; `firstPasswordUntil` says that somebody else has chosen it. */
export async function updatePassword(
  db: Db,
  accountId: string,
  { passwordHash, firstPasswordUntil }: { readonly passwordHash: string; readonly firstPasswordUntil: string | null },
): Promise<void> {
  await db
    .updateTable('account_credential')
    .set({ password: passwordHash, updated_at: sql`now()` })
    .where('account_id', '=', accountId)
    .where('provider_id', '=', 'credential')
    .execute()
  await db
    .updateTable('account')
    .set({ first_password_until: firstPasswordUntil, updated_at: sql`now()` })
    .where('id', '=', accountId)
    .execute()
}

/** Since when the password is what it is; `null` where there is no such account. Nothing else ever changes that row. */
export async function findPasswordSetAt(db: Db, accountId: string): Promise<string | null> {
  const row = await db
    .selectFrom('account_credential')
    .select('updated_at as setAt')
    .where('account_id', '=', accountId)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst()
  return row?.setAt ?? null
}

/** Demands another password at the next step, as if somebody else had chosen this one. */
export async function updateFirstPassword(db: Db, accountId: string, until: string): Promise<void> {
  await db.updateTable('account').set({ first_password_until: until }).where('id', '=', accountId).execute()
}

function accounts(db: Db) {
  return db.selectFrom('account').select(COLUMNS)
}

async function one<T>(query: SelectQueryBuilder<Database, 'account', T>): Promise<T | null> {
  return (await query.executeTakeFirst()) ?? null
}
