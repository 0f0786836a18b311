import { firstGroupOf, type GroupId } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'
import { updateGroupCounts } from './difference.queries.ts'
import { divideGroups } from './divide-groups.ts'
import { findMaterialised, type Materialised } from './materialised.ts'

/** Divides groups anew after somebody joined or left, or a group came to hold more or fewer; the counts of the groups follow. */
export async function divideAnew(trx: Db, groupIds: readonly GroupId[]): Promise<void> {
  await divideAnewFor(trx, groupIds, await findMaterialised(trx))
}

/** The same for whoever knows the day that memberships are kept for. */
export async function divideAnewFor(trx: Db, groupIds: readonly GroupId[], last: Materialised | null): Promise<void> {
  // Before the first time nobody is wanted anywhere.
  if (last === null) return
  const division = await divideGroups(trx, last.asOf, firstGroupsOf(groupIds))
  await updateGroupCounts(trx, division.groupIds)
}

/** What is divided where these are parts of it. */
export function firstGroupsOf(groupIds: readonly GroupId[]): GroupId[] {
  return [...new Set(groupIds.map(firstGroupOf))]
}
