import { divideMembers, partOf } from '../groups/divide-members.ts'
import { firstGroupOf, groupIdOf, parseGroupId } from '../groups/group-id.ts'
import { assignOverflow } from '../groups/overflow.ts'
import { requiredMask, ROLES, type DesiredGroup, type DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId, HouseholdId, PersonId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { GroupKind } from '../model/model.ts'
import type { Person } from '../people/person.ts'
import { countEverywhere } from './group-sizes.ts'
import type { GroupOverflow, RehearsalInput } from './rehearsal.ts'

/** The parts from 2 of groups that one could not hold, by the first group. */
export type Further = ReadonlyMap<GroupId, readonly number[]>

/** Who is in which group of a unit that has several on the day before. */
export function divideBefore(
  had: DesiredMembers,
  people: Iterable<Person>,
  input: Pick<RehearsalInput, 'memberships' | 'realGroups' | 'groupCounts'>,
): DesiredMembers {
  const parts = new Map<GroupId, Set<number>>()
  const seen = (id: GroupId): void => {
    const part = parseGroupId(id)?.part ?? 1
    if (part > 1) parts.set(firstGroupOf(id), (parts.get(firstGroupOf(id)) ?? new Set()).add(part))
  }
  const placeOf = new Map<string, number>()
  for (const { groupId, personId } of input.memberships ?? []) {
    seen(groupId)
    placeOf.set(`${firstGroupOf(groupId)} ${personId}`, parseGroupId(groupId)?.part ?? 1)
  }
  for (const { groupId } of [...(input.realGroups ?? []), ...(input.groupCounts ?? [])]) seen(groupId)
  if (parts.size === 0) {
    if (input.memberships !== undefined || input.groupCounts !== undefined) return had
    return divideMembers(had, { householdOf: householdsOf(people, had.asOf) })
  }
  const groups = new Map(had.groups)
  for (const [firstId, numbers] of parts) {
    const first = had.groups.get(firstId)
    const kind = kindOf(had, first)
    if (first === undefined || kind === undefined) continue
    const ids = idsOf(had, first)
    const isEverywhere = everywhereIn(first, kind)
    for (const number of [1, ...[...numbers].sort((a, b) => a - b)]) {
      const members = ids.filter((id, at) => isEverywhere(at) || (placeOf.get(`${firstId} ${id}`) ?? 1) === number)
      const part = partOf(first, number, new Set(members), ids)
      groups.set(part.group.id, part)
    }
  }
  return { ...had, groups }
}

/** The further groups among them. */
export function furtherOf({ groups }: DesiredMembers): Further {
  const further = new Map<GroupId, number[]>()
  for (const { group } of groups.values())
    if (group.part > 1)
      further.set(firstGroupOf(group.id), [...(further.get(firstGroupOf(group.id)) ?? []), group.part])
  return further
}

/** What is known of a group before. */
export interface KnownBefore {
  /** How many are in it who are not among those given. */
  readonly unknownIn: (groupId: GroupId) => number
  /** How many it can hold; `null`: as many as its kind. */
  readonly capacityOf: (groupId: GroupId) => number | null
}

/** How many groups a unit takes afterwards, the roomiest of those that come into it first; `null`: leaders and required members alone fill one. */
export function groupsNeeded(
  has: DesiredMembers,
  firstId: GroupId,
  from: readonly GroupId[],
  { unknownIn, capacityOf }: KnownBefore,
): number | null {
  const group = has.groups.get(firstId)
  const kind = kindOf(has, group)
  if (group === undefined || kind === undefined) return 1
  const everywhere = countEverywhere(group, kind)
  const capacities = from.map((id) => capacityOf(id) ?? kind.capacity).sort((a, b) => b - a)
  let left = group.persons.length + from.reduce((sum, id) => sum + unknownIn(id), 0) - everywhere
  for (let count = 1; ; count++) {
    const room = (capacities[count - 1] ?? kind.capacity) - everywhere
    if (left <= room) return count
    if (room <= 0 && kind.capacity <= everywhere) return null
    left -= Math.max(0, room)
  }
}

/** What dividing afterwards takes beside who should be where. */
export interface DivisionAfter extends KnownBefore {
  readonly had: DesiredMembers
  readonly has: DesiredMembers
  /** For every group before that goes on: the group it is afterwards. */
  readonly becomes: ReadonlyMap<GroupId, GroupId>
  /** As they live on the day before: a household moves as one. */
  readonly people: Iterable<Person>
}

/** Who is in which group of a unit that one cannot hold: nobody who is in a group that goes on is moved. */
export function divideAfter(input: DivisionAfter): {
  readonly has: DesiredMembers
  readonly overflow: readonly GroupOverflow[]
} {
  const { had, has, becomes, unknownIn, capacityOf } = input
  const comers = new Map<GroupId, GroupId[]>()
  for (const [id, now] of becomes) comers.set(firstGroupOf(now), [...(comers.get(firstGroupOf(now)) ?? []), id])
  const groups = new Map<GroupId, DesiredGroup>()
  const overflow: GroupOverflow[] = []
  const householdOf = householdsOf(input.people, had.asOf)
  for (const [firstId, first] of has.groups) {
    const kind = kindOf(has, first)
    const from = comers.get(firstId) ?? []
    const others = from.reduce((sum, id) => sum + unknownIn(id), 0)
    const members = first.persons.length + others
    const keep = (): unknown => groups.set(firstId, first)
    if (kind === undefined) {
      keep()
      continue
    }
    const survivor = from.find((id) => becomes.get(id) === firstId)
    const capacity = (survivor === undefined ? null : capacityOf(survivor)) ?? kind.capacity
    if (members <= capacity && from.length <= 1) {
      keep()
      continue
    }
    const ids = idsOf(has, first)
    const mask = requiredMask(kind)
    const made = from.map((id) => {
      const before = had.groups.get(id)
      const number = parseGroupId(becomes.get(id) ?? '')?.part ?? 1
      const members = before === undefined ? [] : idsOf(had, before)
      return { id, number, capacity: capacityOf(id) ?? kind.capacity, members, others: unknownIn(id) }
    })
    const result = assignOverflow({
      capacity: kind.capacity,
      people: ids.map((personId, at) => ({
        personId,
        householdId: householdOf(personId),
        role: ROLES[first.roles[at] ?? 0] ?? 'member',
        required: ((first.clauses[at] ?? 0) & mask) !== 0,
      })),
      groups: made.some(({ number }) => number === 1)
        ? made
        : [{ number: 1, capacity, members: [], others: 0 }, ...made],
    })
    const grows = members > sizeBefore(had, from, becomes, unknownIn)
    if (!result.ok) {
      keep()
      if (grows) overflow.push({ groupId: firstId, members, capacity, parts: [], groupsNeeded: null })
      continue
    }
    for (const part of result.value.groups) {
      const divided = partOf(first, part.number, new Set(part.members), ids)
      groups.set(divided.group.id, divided)
    }
    if (result.value.groups.length < 2 || !grows) continue
    overflow.push({
      groupId: firstId,
      members,
      capacity,
      groupsNeeded: result.value.groups.length,
      parts: result.value.groups.map(({ number, size }) => ({
        groupId: groupIdOf(first.group.kind, first.group.unitId, number),
        from: made.find((one) => one.number === number)?.id ?? null,
        members: size,
      })),
    })
  }
  return {
    has: { ...has, groups },
    overflow: overflow.sort((a, b) => (a.groupId < b.groupId ? -1 : 1)),
  }
}

/** How many were in the groups of the unit whose first group goes on as the first one. */
function sizeBefore(
  had: DesiredMembers,
  from: readonly GroupId[],
  becomes: ReadonlyMap<GroupId, GroupId>,
  unknownIn: (groupId: GroupId) => number,
): number {
  const survivor = from.find((id) => becomes.get(id) === firstGroupOf(becomes.get(id) ?? ''))
  if (survivor === undefined) return 0
  const own = from.filter((id) => firstGroupOf(id) === firstGroupOf(survivor))
  const people = new Set(own.flatMap((id) => [...(had.groups.get(id)?.persons ?? [])]))
  return people.size + own.reduce((sum, id) => sum + unknownIn(id), 0)
}

function kindOf({ model }: DesiredMembers, group: DesiredGroup | undefined): GroupKind | undefined {
  return group === undefined ? undefined : model.groupKinds.find(({ id }) => id === group.group.kind)
}

function idsOf({ people }: DesiredMembers, { persons }: DesiredGroup): PersonId[] {
  return Array.from(persons, (person) => people.ids[person] ?? '')
}

function everywhereIn({ roles, clauses }: DesiredGroup, kind: GroupKind): (at: number) => boolean {
  const mask = requiredMask(kind)
  return (at) => (roles[at] ?? 0) > 0 || ((clauses[at] ?? 0) & mask) !== 0
}

/** Gone through only where somebody asks: most reforms divide nothing. */
function householdsOf(people: Iterable<Person>, day: Day): (personId: PersonId) => HouseholdId | null {
  let homes: Map<PersonId, HouseholdId | null> | null = null
  return (personId) => {
    homes ??= new Map(
      [...people].map(({ id, residences }) => [id, residences.find((one) => isValidOn(one, day))?.householdId ?? null]),
    )
    return homes.get(personId) ?? null
  }
}
