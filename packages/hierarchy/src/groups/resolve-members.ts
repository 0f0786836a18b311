import type { GroupId, PersonId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { GroupKind, Model, Role } from '../model/model.ts'
import type { Directory, PersonIndex } from '../people/directory.ts'
import type { Reason } from '../plans/change.ts'
import type { ExpectedGroup } from './expected-groups.ts'
import { firstGroupOf } from './group-id.ts'
import type { Override } from './override.ts'
import { byPerson, createResolver } from './resolver.ts'

/** Who should be in one group, in columns by place: `persons` sorted by number, with role and clauses beside. */
export interface DesiredGroup {
  readonly group: ExpectedGroup
  /** @internal */ readonly persons: Int32Array
  /** @internal 0 member, 1 deputy, 2 leader. */ readonly roles: Uint8Array
  /** @internal One bit per clause of the kind that matches. */ readonly clauses: Uint32Array
  /** @internal Overrides that bear on the group, by person. */ readonly overrides: ReadonlyMap<
    number,
    readonly Override[]
  >
}

/** Who should be in every group on a day, with every reason. Read it with `membersOf`; hand it to `createPlan`. */
export interface DesiredMembers {
  readonly model: Model
  readonly asOf: Day
  /** `all`: every expected group is here, so a group that is not here is not expected. */
  readonly scope: 'all' | 'some'
  readonly people: PersonIndex
  readonly groups: Map<GroupId, DesiredGroup>
}

/** One person who should be in a group. */
export interface DesiredMember {
  readonly personId: PersonId
  readonly role: Role
  /** Whether the group is incomplete without this person. */
  readonly required: boolean
  readonly reasons: readonly Reason[]
}

/** The roles by their number. */
export const ROLES: readonly Role[] = ['member', 'deputy', 'leader']

/**
 * Answers who should be in which group: everybody whom a clause of its kind matches, in the highest of the roles; then whoever is
 * included; without whoever is excluded. Give ids to resolve only some groups. Cost: linear in the facts the rules read.
 *
 * Groups of a kind with an unreadable rule come back empty with state `invalid`, and `createPlan` leaves them as they are.
 *
 * @example
 * membersOf(resolveMembers(directory), 'village:vn-v-trok')
 */
export function resolveMembers(directory: Directory, groupIds?: Iterable<GroupId>): DesiredMembers {
  const desired: DesiredMembers = {
    model: directory.model,
    asOf: directory.asOf,
    scope: groupIds === undefined ? 'all' : 'some',
    people: directory.people,
    groups: new Map(),
  }
  const resolver = createResolver(directory)
  if (groupIds !== undefined) {
    for (const id of groupIds) {
      const found = resolver.byId(id)
      if (found !== null) desired.groups.set(id, found)
    }
    return desired
  }
  for (const kind of directory.model.groupKinds) {
    for (let unit = 0; unit < directory.units.ids.length; unit++) {
      const found = resolver.of(kind, unit)
      if (found !== null) desired.groups.set(found.group.id, found)
    }
  }
  return desired
}

/**
 * Resolves some groups again after `updateDirectory` and puts them in place. A group that is no longer expected goes. Changes `desired`.
 * Cost: follows the groups given.
 *
 * @example
 * refreshMembers(desired, directory, updateDirectory(directory, { people: [person] }))
 */
export function refreshMembers(desired: DesiredMembers, directory: Directory, groupIds: Iterable<GroupId>): void {
  const resolver = createResolver(directory)
  for (const id of groupIds) {
    const found = resolver.byId(id)
    if (found === null) desired.groups.delete(id)
    else desired.groups.set(id, found)
  }
}

/**
 * Lists who should be in one group with every reason, sorted by person id. Empty for an unknown group.
 *
 * @example
 * membersOf(desired, 'village:vn-v-trok').filter((member) => member.required)
 */
export function membersOf(desired: DesiredMembers, groupId: GroupId): DesiredMember[] {
  const group = desired.groups.get(groupId)
  const kind = desired.model.groupKinds.find((k) => k.id === group?.group.kind)
  if (group === undefined || kind === undefined) return []
  const members: DesiredMember[] = []
  for (let at = 0; at < group.persons.length; at++) members.push(memberAt(desired, group, kind, at))
  return members.sort((a, b) => (a.personId < b.personId ? -1 : 1))
}

/** @internal The member at a place of a resolved group. */
export function memberAt(desired: DesiredMembers, group: DesiredGroup, kind: GroupKind, at: number): DesiredMember {
  const person = group.persons[at] ?? -1
  const clauses = group.clauses[at] ?? 0
  return {
    personId: desired.people.ids[person] ?? '',
    role: ROLES[group.roles[at] ?? 0] ?? 'member',
    required: (clauses & requiredMask(kind)) !== 0,
    reasons: reasonsOf(kind, clauses, group.overrides.get(person) ?? []),
  }
}

/** @internal The clauses that make a member required. */
export function requiredMask(kind: GroupKind): number {
  return kind.clauses.reduce((mask, clause, bit) => (clause.required ? mask | (1 << bit) : mask), 0)
}

/** A row of desired membership as a database keeps it. */
export interface DesiredRow {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  /** One bit per clause of the kind, in the order of the model. */
  readonly clauses: number
}

/** What `desiredFromRows` is made from. */
export interface DesiredRows {
  readonly model: Model
  readonly asOf: Day
  readonly scope: 'all' | 'some'
  /** Every expected group that the rows are about, also those without a row. */
  readonly groups: Iterable<ExpectedGroup>
  readonly rows: Iterable<DesiredRow>
  readonly overrides?: Iterable<Override>
  /** People who are known beside those of the rows: whoever of them is in a group that no rule wants them in is no stranger. */
  readonly people?: Iterable<PersonId>
}

/**
 * Makes the value of `resolveMembers` from rows that were resolved elsewhere (by SQL), so that the same plan follows from both. Cost:
 * linear in the rows.
 *
 * @example
 * const desired = desiredFromRows({ model, asOf: '2024-02-01', scope: 'some', groups: [], rows: [] })
 */
export function desiredFromRows(input: DesiredRows): DesiredMembers {
  const people: PersonIndex = { ids: [], numberOf: new Map() }
  const number = (id: PersonId): number => {
    let known = people.numberOf.get(id)
    if (known === undefined) {
      known = people.ids.push(id) - 1
      people.numberOf.set(id, known)
    }
    return known
  }
  const rowsOf = new Map<GroupId, { person: number; role: number; clauses: number }[]>()
  for (const row of input.rows) {
    const entry = { person: number(row.personId), role: ROLES.indexOf(row.role), clauses: row.clauses }
    const list = rowsOf.get(row.groupId)
    if (list === undefined) rowsOf.set(row.groupId, [entry])
    else list.push(entry)
  }
  // An exception is about the unit, whichever of its groups it was made for.
  const overridesOf = new Map<GroupId, Override[]>()
  for (const override of input.overrides ?? []) {
    const id = firstGroupOf(override.groupId)
    if (isValidOn(override, input.asOf)) overridesOf.set(id, [...(overridesOf.get(id) ?? []), override])
  }
  for (const id of input.people ?? []) number(id)
  const groups = new Map<GroupId, DesiredGroup>()
  for (const group of input.groups) {
    const rows = (rowsOf.get(group.id) ?? []).sort((a, b) => a.person - b.person)
    groups.set(group.id, {
      group,
      persons: Int32Array.from(rows, (row) => row.person),
      roles: Uint8Array.from(rows, (row) => row.role),
      clauses: Uint32Array.from(rows, (row) => row.clauses),
      overrides: byPerson(overridesOf.get(firstGroupOf(group.id)) ?? [], number),
    })
  }
  return { model: input.model, asOf: input.asOf, scope: input.scope, people, groups }
}

function reasonsOf(kind: GroupKind, clauses: number, overrides: readonly Override[]): Reason[] {
  const reasons: Reason[] = kind.clauses.flatMap((clause, bit) =>
    (clauses & (1 << bit)) === 0 ? [] : [{ kind: 'rule', clause: clause.id }],
  )
  for (const override of overrides)
    reasons.push({ kind: override.kind, overrideId: override.id, text: override.reason })
  return reasons
}
