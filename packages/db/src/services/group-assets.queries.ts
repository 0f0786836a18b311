import type { Day, GroupId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** What a group of a service lives by. */
export interface GroupAsset {
  readonly groupId: GroupId
  readonly service: string
  readonly externalId: string
  readonly assetId: string | null
  readonly assetType: string | null
  readonly validThrough: Day | null
  readonly autoRenew: boolean | null
  readonly dissolvesOn: Day | null
  readonly dissolvedAt: string | null
  readonly readAt: string
}

/** Says anew what a group lives by. */
export async function updateGroupAsset(db: Db, asset: Omit<GroupAsset, 'dissolvedAt'>): Promise<void> {
  const values = {
    service: asset.service,
    external_id: asset.externalId,
    asset_id: asset.assetId,
    asset_type: asset.assetType,
    valid_through: asset.validThrough,
    auto_renew: asset.autoRenew,
    dissolves_on: asset.dissolvesOn,
    dissolved_at: null,
    read_at: asset.readAt,
  }
  await db
    .insertInto('group_asset')
    .values({ group_id: asset.groupId, ...values })
    .onConflict((conflict) => conflict.column('group_id').doUpdateSet(values))
    .execute()
}

/** The service has dissolved the group. */
export async function updateGroupDissolved(
  trx: Db,
  group: { readonly groupId: GroupId; readonly service: string; readonly externalId: string; readonly at: string },
): Promise<void> {
  await trx
    .insertInto('group_asset')
    .values({
      group_id: group.groupId,
      service: group.service,
      external_id: group.externalId,
      dissolved_at: group.at,
      read_at: group.at,
    })
    .onConflict((conflict) => conflict.column('group_id').doUpdateSet({ dissolved_at: group.at }))
    .execute()
}

/** What the groups live by, those whose time is nearest first. */
export async function listGroupAssets(db: Db): Promise<GroupAsset[]> {
  return db
    .selectFrom('group_asset')
    .select([
      'group_id as groupId',
      'service',
      'external_id as externalId',
      'asset_id as assetId',
      'asset_type as assetType',
      'valid_through as validThrough',
      'auto_renew as autoRenew',
      'dissolves_on as dissolvesOn',
      'dissolved_at as dissolvedAt',
      'read_at as readAt',
    ])
    .orderBy(sql`valid_through nulls last`)
    .orderBy('group_id')
    .execute()
}

/** Groups of a service that were not read since a time, the longest first. */
export async function listGroupsToRead(db: Db, service: string, notSince: string, limit: number): Promise<GroupId[]> {
  const { rows } = await sql<{ groupId: GroupId }>`
    select real.group_id as "groupId" from actual_group as real
    left join reading on reading.id = real.reading_id
    where real.service = ${service} and real.group_id is not null and not real.archived
      and (reading.read_at is null or reading.read_at < ${notSince})
    order by reading.read_at nulls first, real.group_id
    limit ${limit}
  `.execute(db)
  return rows.map((row) => row.groupId)
}
