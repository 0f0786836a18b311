import type { GroupId, PersonId } from '../id.ts'
import type { Role } from '../model/model.ts'

/** One member of a real group who is known as a person. Two rows of one person are one member. */
export interface ActualMember {
  readonly personId: PersonId
  readonly role: Role
  /** `invited`: asked, not yet in. `invitation-failed`: the service could not deliver it. */
  readonly state: 'member' | 'invited' | 'invitation-failed'
}

/** A row of a member list that is not (yet) known as a person. It is never removed by a plan. */
export interface UnmatchedMember {
  /** Stable within the reading: the account, or the display name with its row. */
  readonly key: string
  readonly displayName: string
  readonly accountId: string | null
  readonly phone: string | null
  /** People it may be; empty for a stranger. */
  readonly candidates: readonly PersonId[]
  /** Whether somebody decided that it is nobody whom the rosters know: nothing is left to be decided. Default: no. */
  readonly isStranger?: boolean
}

/** Somebody who was in the group and is no longer, with what is known of how. */
export interface Departure {
  readonly personId: PersonId
  readonly by: 'self' | 'administrator' | 'rule'
  /** ISO instant. */
  readonly at: string
}

/**
 * What was learnt about one real group, and how far it can be trusted.
 *
 * `complete` proves who is in the group; `partial` proves presence, never absence; `failed` proves nothing.
 * Only a complete reading can lead to a removal.
 */
export interface GroupReading {
  /** Identity of this reading, the evidence of any removal that follows from it. */
  readonly id: string
  /** ISO instant at which it was taken. */
  readonly readAt: string
  readonly completeness: 'complete' | 'partial' | 'failed'
  /** The group's own identity in the service, or a stable name for an ordinary group. */
  readonly externalId: string
  /** The expected group that somebody linked it to; `null` leaves it to be found by its name. */
  readonly groupId: GroupId | null
  readonly name: string
  readonly previousNames: readonly string[]
  /** `other`: run by somebody else and left alone entirely. */
  readonly owner: 'us' | 'other'
  readonly archived: boolean
  /** Taken over from hands that did not follow these rules, and not yet planned once: its first plan removes nobody. */
  readonly firstRun: boolean
  /** How many members the group can hold, where the service says so. */
  readonly capacity: number | null
  readonly members: readonly ActualMember[]
  readonly unmatched: readonly UnmatchedMember[]
  readonly departures: readonly Departure[]
}
