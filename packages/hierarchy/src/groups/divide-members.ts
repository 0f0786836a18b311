import type { GroupReading } from '../connector/reading.ts'
import type { GroupId, HouseholdId, PersonId } from '../id.ts'
import type { GroupKind } from '../model/model.ts'
import { furtherGroup } from './expected-groups.ts'
import { groupIdOf, parseGroupId } from './group-id.ts'
import { assignOverflow, type OverflowGroup } from './overflow.ts'
import { requiredMask, ROLES, type DesiredGroup, type DesiredMembers } from './resolve-members.ts'

/** What `divideMembers` has to know beside who should be where. */
export interface MemberDivision {
  /** Whoever lives together stays together; `null`: alone. */
  readonly householdOf: (personId: PersonId) => HouseholdId | null
  /** Who is in the groups by now: nobody of them is moved. Further groups that exist are found by their `groupId`. */
  readonly readings?: Iterable<GroupReading>
}

const MEMBER = 0

/**
 * Divides the people of every unit that one group cannot hold among further groups (`village:x~2`, …), as `assignOverflow` does, and
 * gives the members with these in place of the one. Where leaders and required members alone fill a group, everybody stays in the first.
 * `desired` is left as it is. Cost: linear in the groups, and in the people of those that are divided.
 *
 * @example
 * const divided = divideMembers(resolveMembers(directory), { householdOf: () => null, readings })
 */
export function divideMembers(desired: DesiredMembers, { householdOf, readings = [] }: MemberDivision): DesiredMembers {
  const made = readingsByGroup(readings)
  const groups = new Map<GroupId, DesiredGroup>()
  for (const [id, first] of desired.groups) {
    const kind = desired.model.groupKinds.find((one) => one.id === first.group.kind)
    const parts = kind === undefined ? null : divideGroup(desired, first, kind, made.get(id) ?? [], householdOf)
    for (const part of parts ?? [first]) groups.set(part.group.id, part)
  }
  return { ...desired, groups }
}

interface Part {
  readonly number: number
  readonly reading: GroupReading
}

/** The real groups of every first one, by their number. */
function readingsByGroup(readings: Iterable<GroupReading>): ReadonlyMap<GroupId, readonly Part[]> {
  const found = new Map<GroupId, Part[]>()
  for (const reading of readings) {
    const of = reading.groupId === null || reading.archived ? null : parseGroupId(reading.groupId)
    if (of === null) continue
    const first = groupIdOf(of.kind, of.unitId)
    const parts = found.get(first) ?? []
    // Of two that claim to be one group the plan says so; here the first counts.
    if (!parts.some(({ number }) => number === of.part)) found.set(first, [...parts, { number: of.part, reading }])
  }
  for (const parts of found.values()) parts.sort((a, b) => a.number - b.number)
  return found
}

function divideGroup(
  desired: DesiredMembers,
  first: DesiredGroup,
  kind: GroupKind,
  parts: readonly Part[],
  householdOf: MemberDivision['householdOf'],
): readonly DesiredGroup[] | null {
  if (first.group.state !== 'ok' || first.group.part !== 1) return null
  const own = parts.find(({ number }) => number === 1)?.reading
  const capacity = own?.capacity ?? kind.capacity
  if (first.persons.length <= capacity && parts.every(({ number }) => number === 1)) return null
  const mask = requiredMask(kind)
  const ids = Array.from(first.persons, (person) => desired.people.ids[person] ?? '')
  const wanted = new Set(ids)
  const groups = parts.map(({ number, reading }): OverflowGroup => {
    const of = (...states: readonly string[]): PersonId[] =>
      reading.members.filter(({ state }) => states.includes(state)).map(({ personId }) => personId)
    // Whoever does not belong here takes up room only where nobody is taken out.
    const others = kind.mode === 'add-only' ? of('member').filter((id) => !wanted.has(id)).length : 0
    return {
      number,
      capacity: reading.capacity ?? kind.capacity,
      members: of('member'),
      planned: of('invited', 'invitation-failed'),
      others,
    }
  })
  const result = assignOverflow({
    capacity: kind.capacity,
    people: ids.map((personId, at) => ({
      personId,
      householdId: householdOf(personId),
      role: ROLES[first.roles[at] ?? MEMBER] ?? 'member',
      required: ((first.clauses[at] ?? 0) & mask) !== 0,
    })),
    groups: own === undefined ? [{ number: 1, capacity, members: [], others: 0 }, ...groups] : groups,
  })
  if (!result.ok) return null
  return result.value.groups.map(({ number, members }) => partOf(first, number, new Set(members), ids))
}

/** @internal The members of a resolved group who are in one of its parts; `ids`: everybody's, by place. */
export function partOf(
  first: DesiredGroup,
  number: number,
  members: ReadonlySet<PersonId>,
  ids: readonly PersonId[],
): DesiredGroup {
  const places = ids.flatMap((id, at) => (members.has(id) ? [at] : []))
  return {
    group: number === 1 ? first.group : furtherGroup(first.group, number),
    persons: Int32Array.from(places, (at) => first.persons[at] ?? -1),
    roles: Uint8Array.from(places, (at) => first.roles[at] ?? MEMBER),
    clauses: Uint32Array.from(places, (at) => first.clauses[at] ?? 0),
    overrides: first.overrides,
  }
}
