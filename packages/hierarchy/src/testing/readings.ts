import type { ActualMember, GroupReading } from '../connector/reading.ts'
import type { GroupId, PersonId } from '../id.ts'
import type { Role } from '../model/model.ts'
import { createRandom } from './random.ts'

/** A group as it is wanted, for making a reading that differs from it. */
export interface WantedGroup {
  readonly id: GroupId
  readonly name: string
  readonly members: Iterable<{ readonly personId: PersonId; readonly role: Role }>
}

/** How the readings differ from what is wanted. */
export interface DriftOptions {
  /** Share of the memberships that differ: a third is missing, a third too much, a third in the wrong role. */
  readonly drift: number
  readonly seed?: number
  /** ISO instant at which the readings were taken. */
  readonly readAt?: string
}

/**
 * Makes complete readings of groups that differ from what is wanted by a given share, the same for the same seed. A member too
 * much is somebody met in an earlier group. The only leader of a group is never taken out or demoted.
 *
 * @example
 * const readings = makeReadings(groups, { drift: 0.001 })
 */
export function* makeReadings(groups: Iterable<WantedGroup>, options: DriftOptions): IterableIterator<GroupReading> {
  const { drift, seed = 1, readAt = '2024-02-01T00:00:00.000Z' } = options
  const random = createRandom(seed, 0x1d71f7)
  let stranger: PersonId | null = null
  for (const group of groups) {
    const members: ActualMember[] = []
    const present = new Set<PersonId>()
    let next: PersonId | null = stranger
    for (const { personId, role } of group.members) {
      const draw = role === 'leader' ? 1 : random() / drift
      if (draw < 1 / 3) {
        next = personId
        continue
      }
      if (present.has(personId)) continue
      members.push({ personId, role: draw < 2 / 3 ? otherRole(role) : role, state: 'member' })
      present.add(personId)
      if (draw >= 2 / 3 && draw < 1 && stranger !== null && !present.has(stranger)) {
        members.push({ personId: stranger, role: 'member', state: 'member' })
        present.add(stranger)
      }
    }
    stranger = next
    yield {
      id: `reading-${group.id}`,
      readAt,
      completeness: 'complete',
      externalId: `external-${group.id}`,
      groupId: group.id,
      name: group.name,
      previousNames: [],
      owner: 'us',
      archived: false,
      firstRun: false,
      capacity: null,
      members,
      unmatched: [],
      departures: [],
    }
  }
}

function otherRole(role: Role): Role {
  return role === 'member' ? 'deputy' : 'member'
}
