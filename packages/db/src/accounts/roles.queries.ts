import type { Day, Interval, UnitId } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'
import { intervalOf, validFrom, validTo } from '../validity.ts'
import type { AccountRoleName } from './accounts.tables.ts'

/** What an account may do, where, and for how long. */
export interface AccountRole extends Interval {
  readonly id: string
  readonly accountId: string
  readonly role: AccountRoleName
  /** The unit that it is for, with everything below; `null` is the whole program. */
  readonly unitId: UnitId | null
  /** Where more may be seen than changed; `null`: the same. */
  readonly seeUnitId: UnitId | null
  /** Where single people may be looked up; `null`: where they may be seen. */
  readonly searchUnitId: UnitId | null
  readonly grantedBy: string
  readonly grantedAt: string
}

export interface AccountRoleFilter {
  readonly accountIds?: readonly string[]
  /** Only those that hold on the day. */
  readonly asOf?: Day
}

/** Roles of accounts, the oldest first. */
export async function listAccountRoles(db: Db, filter: AccountRoleFilter = {}): Promise<AccountRole[]> {
  const { accountIds, asOf } = filter
  const rows = await db
    .selectFrom('account_role')
    .selectAll()
    .$if(accountIds !== undefined, (query) => query.where('account_id', 'in', [...(accountIds ?? []), '']))
    .$if(asOf !== undefined, (query) => query.where('valid_from', '<=', asOf ?? '').where('valid_to', '>', asOf ?? ''))
    .orderBy('granted_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    accountId: row.account_id,
    role: row.role,
    unitId: row.unit_id,
    seeUnitId: row.see_unit_id,
    searchUnitId: row.search_unit_id,
    grantedBy: row.granted_by,
    grantedAt: row.granted_at,
    ...intervalOf(row),
  }))
}

export async function insertAccountRole(db: Db, role: AccountRole): Promise<void> {
  await db
    .insertInto('account_role')
    .values({
      id: role.id,
      account_id: role.accountId,
      role: role.role,
      unit_id: role.unitId,
      see_unit_id: role.seeUnitId,
      search_unit_id: role.searchUnitId,
      granted_by: role.grantedBy,
      granted_at: role.grantedAt,
      valid_from: validFrom(role),
      valid_to: validTo(role),
    })
    .execute()
}

/** Ends a role on a day; one that never held until then is gone. Tells whether there was one. */
export async function endAccountRole(db: Db, id: string, day: Day): Promise<boolean> {
  const gone = await db
    .deleteFrom('account_role')
    .where('id', '=', id)
    .where('valid_from', '>=', day)
    .executeTakeFirst()
  if (gone.numDeletedRows > 0n) return true
  const ended = await db
    .updateTable('account_role')
    .set({ valid_to: day })
    .where('id', '=', id)
    .where('valid_to', '>', day)
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}

/** Takes a role away as if it had never been given. */
export async function deleteAccountRole(db: Db, id: string): Promise<void> {
  await db.deleteFrom('account_role').where('id', '=', id).execute()
}
