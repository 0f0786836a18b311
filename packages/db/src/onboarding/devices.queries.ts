import type { UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** A phone or computer that may keep records while it has no signal. */
export interface Device {
  readonly id: string
  readonly accountId: string
  /** What its owner calls it. */
  readonly name: string
  readonly preparedAt: string
  readonly seenAt: string
  readonly revokedAt: string | null
  readonly revokedBy: string | null
}

const COLUMNS = [
  'id',
  'account_id as accountId',
  'name',
  'prepared_at as preparedAt',
  'seen_at as seenAt',
  'revoked_at as revokedAt',
  'revoked_by as revokedBy',
] as const

export async function findDevice(db: Db, id: string): Promise<Device | null> {
  return (await db.selectFrom('device').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/**
 * The devices of an account and of everybody who has, or had, a role in one of the units or below; `null`: of everybody. Those seen
 * last come first.
 */
export async function listDevices(
  db: Db,
  filter: { readonly accountId: string; readonly within: readonly UnitId[] | null },
): Promise<Device[]> {
  const { accountId, within } = filter
  return db
    .selectFrom('device')
    .select(COLUMNS)
    .$if(within !== null, (query) =>
      query.where(
        sql<boolean>`(account_id = ${accountId} or exists (
          select from account_role join unit_ancestor on unit_ancestor.unit_id = account_role.unit_id
          where account_role.account_id = device.account_id and unit_ancestor.ancestor_id = any(${[...(within ?? [])]}::text[])
        ))`,
      ),
    )
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute()
}

export async function insertDevice(
  db: Db,
  device: { readonly id: string; readonly accountId: string; readonly name: string },
): Promise<void> {
  await db
    .insertInto('device')
    .values({ id: device.id, account_id: device.accountId, name: device.name, revoked_at: null, revoked_by: null })
    .execute()
}

export async function updateDeviceSeen(db: Db, id: string): Promise<void> {
  await db
    .updateTable('device')
    .set({ seen_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** Revokes a device for good; who did it first, and when, stays. */
export async function updateDeviceRevoked(db: Db, id: string, revokedBy: string): Promise<void> {
  await db
    .updateTable('device')
    .set({ revoked_at: sql`now()`, revoked_by: revokedBy })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}
