import type { Day, GroupId, Model, PersonId } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'

/**
 * What may have changed: everything; the groups named (an override, a rule); or the people named (their facts), which is exact
 * because every rule is about one person, and costs what these people cost.
 */
export type DesiredScope = { readonly groupIds: readonly GroupId[] } | { readonly personIds: readonly PersonId[] }

export interface DesiredChanges {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** The groups that are different now; `null` where everything was computed. */
  readonly groupIds: readonly GroupId[] | null
}

/**
 * Computes who should be in which group on the day, in the database, and writes only what differs.
 * Without a scope also the expected groups and the tree of the day are derived anew. Group counts follow.
 */
export async function materialiseDesired(
  _db: Db,
  _model: Model,
  _asOf: Day,
  _scope?: DesiredScope,
): Promise<DesiredChanges> {
  throw new Error('not written yet')
}

export interface GroupDifference {
  readonly groupId: GroupId
  readonly desired: number
  readonly actual: number
  readonly matching: number
  readonly toAdd: number
  readonly toRemove: number
  readonly wrongRole: number
  readonly required: number
  readonly requiredMissing: number
}

/** Desired against the current readings, counted by group. */
export async function desiredDifference(_db: Db, _groupIds?: readonly GroupId[]): Promise<GroupDifference[]> {
  throw new Error('not written yet')
}
