import type { Override } from '../groups/override.ts'
import { addDays, type Day } from '../interval.ts'
import type { Role } from '../model/model.ts'
import type { Drift } from './drift.ts'

/** The yearly review of memberships looks at it again. */
const ADOPTED_DAYS = 365

/** Who takes a difference for right, and why. */
export interface Adoption {
  readonly id: string
  /** The role that the member has now. */
  readonly role: Role
  readonly reason: string
  readonly author: string
  readonly from: Day
}

/**
 * Gives the exception that makes what is what should be: an include for somebody who is there, an exclusion whose author is the
 * person for somebody who left. `null` for what is no exception: strangers and glitches.
 *
 * @example
 * const line: Drift = { kind: 'added-by-leader', personId: 'p-1', groupId: 'village:vn-v-trok', seenAt: '2024-02-01T01:00:00Z', way: 'ask', decided: false }
 * adoptDrift(line, { id: 'o-1', role: 'member', reason: 'khách mời', author: 'a-1', from: '2024-02-01' })?.kind // 'include'
 */
export function adoptDrift(line: Drift, adoption: Adoption): Override | null {
  const { from } = adoption
  switch (line.kind) {
    case 'added-by-leader':
    case 'overdue':
      return {
        ...adoption,
        kind: 'include',
        groupId: line.groupId,
        personId: line.personId,
        to: addDays(from, ADOPTED_DAYS),
      }
    case 'left-by-themselves':
      // Leaving ends with a new decision of the person, not with a day.
      return {
        ...adoption,
        kind: 'exclude',
        groupId: line.groupId,
        personId: line.personId,
        author: line.personId,
        to: null,
      }
    case 'outsider':
    case 'changed-account':
    case 'service-glitch':
      return null
  }
}
