import type { Day, GroupId, GroupKindId, PersonId, Role, UnitId } from '@ketnoi/hierarchy'
import type { Page } from '../page.ts'
import type { Db } from '../schema.ts'

/**
 * How a group stands. `unlinked`: no real group is known; `unread`: never read; `differs`: somebody to add, to remove or with
 * another role; `undecided`: only unmatched names are left; `in-order`: nothing to do; `invalid`: frozen by a bad rule.
 */
export type GroupState = 'invalid' | 'unlinked' | 'unread' | 'differs' | 'undecided' | 'in-order'

export interface GroupRow {
  readonly groupId: GroupId
  readonly kind: GroupKindId
  readonly unitId: UnitId
  readonly name: string
  readonly state: GroupState
  readonly actualGroupId: string | null
  readonly readAt: string | null
  readonly completeness: 'complete' | 'partial' | 'failed' | null
  readonly desired: number
  readonly actual: number
  readonly matching: number
  readonly toAdd: number
  readonly toRemove: number
  readonly wrongRole: number
  readonly required: number
  readonly requiredMissing: number
  readonly unmatched: number
}

export interface GroupFilter {
  /** Words of the name, with or without marks. */
  readonly text?: string
  /** The unit or any unit above the group's. */
  readonly within?: UnitId
  readonly kind?: GroupKindId
  readonly state?: GroupState
}

/** The groups that ought to exist, each unit followed by the units below it. */
export async function listGroups(
  _db: Db,
  _filter: GroupFilter & { readonly after?: string | null; readonly limit: number },
): Promise<Page<GroupRow>> {
  throw new Error('not written yet')
}

/** How many groups there are, by state, for the same filter. */
export async function countGroups(
  _db: Db,
  _filter: GroupFilter,
): Promise<{ readonly total: number; readonly states: Record<GroupState, number> }> {
  throw new Error('not written yet')
}

export async function findGroup(_db: Db, _groupId: GroupId): Promise<GroupRow | null> {
  throw new Error('not written yet')
}

/** A desired membership, as `desiredFromRows` of hierarchy reads it: `clauses` is the bit mask by index. */
export interface DesiredRow {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  readonly clauses: number
  readonly required: boolean
}

/** Desired memberships by group and person; `null`: of all groups. */
export async function listDesiredRows(_db: Db, _groupIds: readonly GroupId[] | null): Promise<DesiredRow[]> {
  throw new Error('not written yet')
}

/** The desired memberships of some people. */
export async function listDesiredRowsOfPeople(_db: Db, _personIds: readonly PersonId[]): Promise<DesiredRow[]> {
  throw new Error('not written yet')
}

/** A desired member as a page shows it; leaders first, then required, then by given name. */
export interface DesiredMemberRow extends DesiredRow {
  readonly name: string
  readonly phone: string | null
  readonly unitId: UnitId | null
  readonly reachability: string
  /** As the current reading has the person; `null`: not there. */
  readonly actual: { readonly role: Role; readonly state: 'member' | 'invited' | 'invitation-failed' } | null
}

export async function listDesiredMembers(
  _db: Db,
  _filter: { readonly groupId: GroupId; readonly asOf: Day; readonly after?: string | null; readonly limit: number },
): Promise<Page<DesiredMemberRow>> {
  throw new Error('not written yet')
}
