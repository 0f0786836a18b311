import type { Departure } from '../connector/reading.ts'
import type { GroupId, PersonId } from '../id.ts'
import type { Interval } from '../interval.ts'
import type { Role } from '../model/model.ts'
import type { Reason } from '../plans/change.ts'

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
  /** Who decided. An exclusion whose author is the person is that person leaving: it ends with a new decision, not with a day. */
  readonly author: string
}

/** @internal Why an exclusion keeps somebody out: they left, or somebody decided it. */
export function exclusionReason(override: Override): Reason {
  const { id, author, personId, reason, from } = override
  return author === personId
    ? { kind: 'left-by-themselves', overrideId: id, on: from }
    : { kind: 'exclude', overrideId: id, text: reason }
}

/** @internal An include that somebody wrote after the person left is the new decision that adding again needs. */
export function isDecidedAnew(overrides: readonly Override[] | undefined, departure: Departure): boolean {
  return overrides?.some((o) => o.kind === 'include' && o.from !== null && o.from >= departure.at.slice(0, 10)) === true
}
