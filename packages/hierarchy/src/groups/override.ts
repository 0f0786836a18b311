import type { GroupId, PersonId } from '../id.ts'
import type { Interval } from '../interval.ts'
import type { Role } from '../model/model.ts'

/**
 * A decision about one person and one group that goes before the rules, until its last day.
 * Precedence: rule, then include, then exclude; an exclusion always wins.
 */
export interface Override extends Interval {
  readonly id: string
  readonly kind: 'include' | 'exclude'
  readonly groupId: GroupId
  readonly personId: PersonId
  /** The role that an `include` gives; ignored for an `exclude`. */
  readonly role: Role
  readonly reason: string
  readonly author: string
}
