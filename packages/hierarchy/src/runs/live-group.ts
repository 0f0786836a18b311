import type { ActualMember, GroupReading } from '../connector/reading.ts'
import type { PersonId } from '../id.ts'
import type { Role } from '../model/model.ts'

/** Somebody in a group, or invited to it. */
export interface LiveMember {
  readonly role: Role
  readonly state: ActualMember['state']
}

/** A real group as it is known at one moment of a run: the latest reading, with what was carried out since. */
export interface LiveGroup {
  readonly externalId: string
  readonly name: string
  readonly archived: boolean
  /** As of the reading: only `complete` proves that somebody is not in the group. */
  readonly completeness: GroupReading['completeness']
  /** How many members it can hold, or `null` where nobody knows. */
  readonly capacity: number | null
  /** Known people, invited ones too. */
  readonly members: ReadonlyMap<PersonId, LiveMember>
  /** Members who are not known as people: they take a place and are never touched. */
  readonly strangers: number
}

const STATES: readonly ActualMember['state'][] = ['invitation-failed', 'invited', 'member']
const ROLES: readonly Role[] = ['member', 'deputy', 'leader']

/**
 * Lays a reading out as the group that a run works on. Two rows of one person are one, with the surest state and the highest role.
 *
 * @example
 * liveGroup(reading).members.size
 */
export function liveGroup(reading: GroupReading): LiveGroup {
  const members = new Map<PersonId, LiveMember>()
  for (const { personId, role, state } of reading.members) {
    const before = members.get(personId)
    members.set(personId, {
      role: before !== undefined && ROLES.indexOf(before.role) > ROLES.indexOf(role) ? before.role : role,
      state: before !== undefined && STATES.indexOf(before.state) > STATES.indexOf(state) ? before.state : state,
    })
  }
  const { externalId, name, archived, completeness, capacity, unmatched } = reading
  return { externalId, name, archived, completeness, capacity, members, strangers: unmatched.length }
}
