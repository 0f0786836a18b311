import type { Day, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { besideWall } from '../wall.ts'
import type { Account } from './accounts.queries.ts'
import type { AccountRoleName } from './accounts.tables.ts'
import type { AccountSession } from './sessions.queries.ts'

/** What a role lets somebody do and where, without when it was given and by whom. */
export interface HeldRole {
  readonly role: AccountRoleName
  readonly unitId: UnitId | null
  readonly seeUnitId: UnitId | null
  readonly searchUnitId: UnitId | null
}

/** Who comes with a session. */
export interface ArrivedSession {
  readonly session: AccountSession
  readonly account: Account
  /** Those that hold on the day, the oldest first. */
  readonly roles: readonly HeldRole[]
  readonly settings: ReadonlyMap<string, unknown>
}

type Row = Omit<AccountSession, 'id' | 'createdAt' | 'activeAt'> &
  Omit<Account, 'id' | 'createdAt' | 'activeAt'> & {
    readonly id: string
    readonly createdAt: string
    readonly activeAt: string
    readonly accountCreatedAt: string
    readonly accountActiveAt: string
    readonly roles: readonly HeldRole[]
    readonly settings: Readonly<Record<string, unknown>>
  }

/**
 * The session of a token with its account, the roles of that and some settings, as they are now: every request asks for them before
 * anything else, so it is one statement. `null`: there is no such session, or no longer.
 */
export async function findArrivedSession(
  db: Db,
  token: string,
  { asOf, settings }: { readonly asOf: Day; readonly settings: readonly string[] },
): Promise<ArrivedSession | null> {
  const { rows } = await besideWall(() =>
    sql<Row>`
      select session.id, session.account_id as "accountId", session.created_at as "createdAt", session.expires_at as "expiresAt",
        session.active_at as "activeAt", session.locked_at as "lockedAt", session.ip_address as address, session.user_agent as browser,
        account.name, account.user_name as "userName", account.phone, account.two_factor_enabled as "secondFactor",
        account.first_password_until as "firstPasswordUntil", account.disabled_at as "disabledAt",
        account.disabled_because as "disabledBecause", account.created_at as "accountCreatedAt", account.active_at as "accountActiveAt",
        (
          select coalesce(json_agg(json_build_object(
            'role', role, 'unitId', unit_id, 'seeUnitId', see_unit_id, 'searchUnitId', search_unit_id
          ) order by granted_at, account_role.id), '[]')
          from account_role
          where account_role.account_id = account.id and valid_from <= ${asOf}::date and valid_to > ${asOf}::date
        ) as roles,
        (
          select coalesce(json_object_agg(setting.name, setting.value), '{}') from setting
          where setting.name = any(${[...settings]}::text[])
        ) as settings
      from account_session as session join account on account.id = session.account_id
      where session.token = ${token}
    `.execute(db),
  )
  const [row] = rows
  if (row === undefined) return null
  const { id, accountId, createdAt, expiresAt, activeAt, lockedAt, address, browser, ...rest } = row
  const { accountCreatedAt, accountActiveAt, roles, settings: said, ...account } = rest
  return {
    session: { id, accountId, createdAt, expiresAt, activeAt, lockedAt, address, browser },
    account: { ...account, id: accountId, createdAt: accountCreatedAt, activeAt: accountActiveAt },
    roles,
    settings: new Map(Object.entries(said)),
  }
}
