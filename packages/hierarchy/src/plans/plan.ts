import type { GroupId, GroupKindId, UnitId } from '../id.ts'
import type { Day } from '../interval.ts'
import type { Blocked, Change, Held } from './change.ts'

/** What a plan knows of one group, changed or not. */
export interface PlannedGroup {
  readonly id: GroupId
  readonly kind: GroupKindId
  readonly unitId: UnitId
  readonly name: string
  /** `new`: does not exist yet; `ended`: exists, is no longer expected; `blocked`: left as it is. */
  readonly state: 'new' | 'present' | 'ended' | 'blocked'
  /** How many should be in it. */
  readonly desired: number
  /** How many known people are in it (invited ones not counted). */
  readonly actual: number
  readonly invited: number
  /** Rows of the member list that somebody has to say who they are; strangers as decided are none of them. */
  readonly unmatched: number
  /** Required members: how many there are, and how many are in the group. */
  readonly required: number
  readonly requiredPresent: number
  readonly adds: number
  readonly removals: number
  readonly changes: number
  readonly held: number
  /** How far the reading can be trusted; `none` for a group that does not exist yet. */
  readonly completeness: 'complete' | 'partial' | 'failed' | 'none'
}

/** Counts over a whole plan. */
export interface PlanSummary {
  readonly groups: number
  readonly groupsWithChanges: number
  readonly desired: number
  readonly actual: number
  readonly unmatched: number
  readonly changes: Readonly<Record<Change['kind'], number>>
  readonly held: number
  readonly blocked: number
}

/**
 * The difference between who should be and who is in groups, as a value: sorted, serialisable, with a reason per line. Making it
 * changes nothing. Two plans with one fingerprint ask for the same.
 */
export interface Plan {
  readonly formatVersion: 1
  readonly model: { readonly id: string; readonly version: string }
  readonly asOf: Day
  /** SHA-256 over what the plan asks for, holds and leaves alone; not over when the reading was taken. */
  readonly fingerprint: string
  readonly groups: readonly PlannedGroup[]
  /** In the order in which to carry them out: by group; within it leadership first, adds before removals. */
  readonly changes: readonly Change[]
  readonly held: readonly Held[]
  readonly blocked: readonly Blocked[]
  readonly summary: PlanSummary
}
