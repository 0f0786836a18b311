import type { Db } from '@ketnoi/db'
import {
  continuePlan,
  liveGroup,
  type Change,
  type Continuation,
  type GroupId,
  type Held,
  type Result,
} from '@ketnoi/hierarchy'
import { makePlan } from '../plans/make-plan.ts'
import type { World } from '../world.ts'

/** What was approved for one group. */
export interface ApprovedGroup {
  readonly groupId: GroupId
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
}

/** What is left of what was approved for some groups, or what moved in them, from what is known now; in the order given. */
export async function continueGroups<T extends ApprovedGroup>(
  db: Db,
  world: World,
  approved: readonly T[],
): Promise<{ readonly group: T; readonly changesNow: number; readonly continued: Result<Continuation> }[]> {
  const ids = approved.map(({ groupId }) => groupId)
  const { plan, readings, unread } = await makePlan(db, world, ids)
  const live = new Map([...readings, ...unread].map((reading) => [reading.groupId, liveGroup(reading)]))
  const changesOf = Map.groupBy(plan.changes, (change) => change.groupId)
  const heldOf = Map.groupBy(plan.held, (line) => line.groupId)
  const blockedOf = Map.groupBy(plan.blocked, (line) => line.groupId)
  return approved.map((group) => {
    const changes = changesOf.get(group.groupId) ?? []
    const now = { changes, held: heldOf.get(group.groupId) ?? [], blocked: blockedOf.get(group.groupId) ?? [] }
    return {
      group,
      changesNow: changes.length,
      continued: continuePlan(group, now, live.get(group.groupId) ?? null),
    }
  })
}
