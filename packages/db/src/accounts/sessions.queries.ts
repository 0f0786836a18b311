import type { Db } from '../schema.ts'

/** A browser that somebody has logged in with. */
export interface AccountSession {
  readonly id: string
  readonly accountId: string
  readonly createdAt: string
  readonly expiresAt: string
  /** When somebody last did something in it; what a page asks for by itself does not count. */
  readonly activeAt: string
  readonly lockedAt: string | null
  readonly address: string | null
  readonly browser: string | null
}

const COLUMNS = [
  'id',
  'account_id as accountId',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'active_at as activeAt',
  'locked_at as lockedAt',
  'ip_address as address',
  'user_agent as browser',
] as const

/** The sessions of an account that have not ended, the latest in use first. */
export async function listSessions(db: Db, accountId: string, now: string): Promise<AccountSession[]> {
  return db
    .selectFrom('account_session')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('active_at', 'desc')
    .execute()
}

export async function updateSession(
  db: Db,
  id: string,
  change: { readonly activeAt?: string; readonly lockedAt?: string | null },
): Promise<void> {
  await db
    .updateTable('account_session')
    .set({
      ...(change.activeAt === undefined ? {} : { active_at: change.activeAt }),
      ...(change.lockedAt === undefined ? {} : { locked_at: change.lockedAt }),
    })
    .where('id', '=', id)
    .execute()
}

/** Ends sessions of an account: all, one, or all but one. Answers how many there were. */
export async function deleteSessions(
  db: Db,
  accountId: string,
  which: { readonly id?: string; readonly exceptId?: string | null } = {},
): Promise<number> {
  const { id, exceptId } = which
  const gone = await db
    .deleteFrom('account_session')
    .where('account_id', '=', accountId)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .$if(typeof exceptId === 'string', (query) => query.where('id', '<>', exceptId ?? ''))
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
