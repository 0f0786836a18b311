import { expectedGroups } from '../groups/expected-groups.ts'
import type { Override } from '../groups/override.ts'
import { resolveMembers, type DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId, PersonId } from '../id.ts'
import { addDays } from '../interval.ts'
import { createDirectory, putOverride, putPerson, type Directory } from '../people/directory.ts'
import type { Person } from '../people/person.ts'
import { ok, type Result } from '../result.ts'
import { applyReform } from './apply-reform.ts'
import { divideAfter, divideBefore, furtherOf, groupsNeeded } from './divided-groups.ts'
import { createFindings } from './findings.ts'
import { groupFates } from './group-fates.ts'
import { leaderlessGroups } from './group-sizes.ts'
import { membershipMoves } from './membership-moves.ts'
import { moveFacts, type SeatMove } from './move-facts.ts'
import { moveOverride } from './move-override.ts'
import type {
  DeadLink,
  GroupFate,
  Rehearsal,
  RehearsalInput,
  ReformDecision,
  ScopeMove,
  UnitFate,
} from './rehearsal.ts'
import { relocateScopes } from './relocate-scopes.ts'
import { createRelocation, type Relocation } from './relocation.ts'
import { unitFates } from './unit-fates.ts'

/**
 * Answers what a reform would do, before it is recorded: what becomes of every unit, group, seat, scope and link, who moves between
 * groups, what a person must decide, and whether it is ready. Nothing is changed. Cost: linear in units, groups and people, but for
 * sorting the memberships of both days.
 *
 * Fails with the codes of `applyReform`.
 *
 * @example
 * const rehearsal = rehearse({ reform, model, tree, people })
 */
export function rehearse(input: RehearsalInput): Result<Rehearsal> {
  const { reform, model, tree } = input
  const applied = applyReform(reform, input)
  if (!applied.ok) return applied
  const after = applied.value
  const day = reform.effectiveOn
  const people = isGoneThroughOnce(input.people) ? [...input.people] : input.people
  const relocation = createRelocation({ reform, model, tree, people })
  const findings = createFindings(relocation, input.unitCounts ?? [])
  const before = createDirectory({ model, units: tree, asOf: addDays(day, -1), people: [] })
  // Both days number people alike, once: of a whole country the second index would cost as much as moving everybody.
  const later = {
    ...createDirectory({ model: after.model, units: after.tree, asOf: day, people: [] }),
    people: before.people,
  }
  const seats: SeatMove[] = []
  const overrides = [...(input.overrides ?? [])]
  const overridden = new Set(overrides.map(({ personId }) => personId))
  const known = new Map<PersonId, Person>()
  let homesMoved = 0
  for (const person of people) {
    const moved = moveFacts(relocation, person)
    putPerson(before, person)
    putPerson(later, moved.person)
    for (const seat of moved.seats) seats.push(seat)
    homesMoved += moved.homes.length
    findings.see(person, moved)
    if (overridden.has(person.id)) known.set(person.id, person)
  }
  const decisions: ReformDecision[] = [...moveOverrides(relocation, overrides, known, before, later)]
  const had = divideBefore(resolveMembers(before), people, input)
  const whole = resolveMembers(later)
  const expected = {
    before: expectedGroups(model, tree, addDays(day, -1), furtherOf(had)),
    after: expectedGroups(after.model, after.tree, day),
  }
  const counts = new Map(input.groupCounts?.map(({ groupId, members }) => [groupId, members]))
  const membersOf = (id: GroupId): number => counts.get(id) ?? had.groups.get(id)?.persons.length ?? 0
  const unknownIn = (id: GroupId): number =>
    Math.max(0, (counts.get(id) ?? 0) - (had.groups.get(id)?.persons.length ?? 0))
  const capacities = new Map(input.realGroups?.toReversed().map(({ groupId, capacity }) => [groupId, capacity ?? null]))
  const groupsBefore = { unknownIn, capacityOf: (id: GroupId) => capacities.get(id) ?? null }
  const groups = groupFates({
    reform,
    successions: relocation.successions,
    ...expected,
    realGroups: input.realGroups,
    membersOf,
    neededFor: (id, own) => groupsNeeded(whole, id, own, groupsBefore) ?? 1,
  })
  const { has, overflow } = divideAfter({ had, has: whole, becomes: groups.becomes, people, ...groupsBefore })
  const fates = [...groups.fates, ...furtherMade(has, groups.becomes)]
  const moves = membershipMoves(had, has, groups.becomes)
  const leaderless = leaderlessGroups(had, has, groups.becomes)
  const scopes = scopeMoves(relocation, input)
  decisions.push(
    ...groups.decisions,
    ...findings.decisions(),
    ...scopes.flatMap(({ accountId, asked }) =>
      asked.map(({ unitId }) => ({ code: 'scope-asked' as const, blocks: false, accountId, unitId })),
    ),
    ...leaderless.map((groupId) => ({ code: 'group-leaderless' as const, blocks: false, groupId })),
  )
  const seatsToFill = findings.seatsToFill(seats)
  decisions.push(
    ...seatsToFill.map(({ unitId, positionId }) => ({
      code: 'seat-contested' as const,
      blocks: false,
      unitId,
      positionId,
    })),
  )
  const units = unitFates(relocation, { before: tree, after: after.tree }, after.changed, input.unitCounts ?? [])
  return ok({
    reformId: reform.id,
    effectiveOn: day,
    units,
    groups: fates,
    people: moves,
    seats: seats.sort(bySeat),
    seatsToFill,
    scopes,
    overflow,
    deadLinks: deadLinks(input, fates),
    decisions: sortDecisions(decisions),
    ready: decisions.every(({ blocks }) => !blocks),
    counts: {
      unitsKept: after.tree.units.size - units.length,
      units: countBy(UNIT_FATES, units),
      groups: countBy(GROUP_FATES, fates),
      homesMoved,
      peopleMoved: moves.length,
      joins: moves.reduce((sum, { joins }) => sum + joins.length, 0),
      leaves: moves.reduce((sum, { leaves }) => sum + leaves.length, 0),
      seatsCarried: seats.filter(({ to }) => to !== null).length,
      seatsEnded: seats.filter(({ to }) => to === null).length,
    },
  })
}

const UNIT_FATES: readonly UnitFate['fate'][] = ['created', 'merged', 'split', 'ended', 'takes-over', 'changed']
const GROUP_FATES: readonly GroupFate['fate'][] = [
  'kept',
  'renamed',
  'survives',
  'further',
  'merged-into',
  'archived',
  'created',
]

/** Further groups that nothing goes on as: they are made. */
function furtherMade({ groups }: DesiredMembers, becomes: ReadonlyMap<GroupId, GroupId>): GroupFate[] {
  const there = new Set(becomes.values())
  return [...groups.values()]
    .filter(({ group }) => group.part > 1 && !there.has(group.id))
    .map(({ group: { id, name } }): GroupFate => ({
      groupId: id,
      realGroupId: null,
      fate: 'created',
      becomes: id,
      name: { before: null, after: name },
      why: null,
      members: null,
    }))
    .sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
}

function isGoneThroughOnce(people: Iterable<Person>): boolean {
  const iterator: unknown = people[Symbol.iterator]()
  return iterator === people
}

function moveOverrides(
  relocation: Relocation,
  overrides: readonly Override[],
  known: ReadonlyMap<PersonId, Person>,
  before: Directory,
  later: Directory,
): ReformDecision[] {
  const decisions: ReformDecision[] = []
  for (const override of overrides) {
    putOverride(before, override)
    const moved = moveOverride(
      relocation,
      override,
      known.get(override.personId) ?? null,
      ({ id }, groupId) => `${id} ${groupId}`,
    )
    for (const one of moved.overrides) putOverride(later, one)
    if (moved.undecided.length > 0)
      decisions.push({ code: 'override-undecided', blocks: true, overrideId: override.id, candidates: moved.undecided })
  }
  return decisions
}

function scopeMoves(relocation: Relocation, { accounts = [] }: RehearsalInput): ScopeMove[] {
  return accounts
    .flatMap(({ accountId, grants }) => {
      const { grants: after, asked } = relocateScopes(relocation, grants)
      return after === grants ? [] : [{ accountId, before: grants, after, asked }]
    })
    .sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
}

function deadLinks({ links = [] }: RehearsalInput, fates: readonly GroupFate[]): DeadLink[] {
  const gone = new Map(
    fates.flatMap((fate) =>
      fate.realGroupId !== null && (fate.fate === 'merged-into' || fate.fate === 'archived')
        ? [[fate.realGroupId, fate.becomes] as const]
        : [],
    ),
  )
  return links
    .flatMap((link) => {
      const becomes = gone.get(link.realGroupId)
      return becomes === undefined ? [] : [{ ...link, becomes }]
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function bySeat(a: SeatMove, b: SeatMove): number {
  const [one, other] = [a, b].map((seat) => `${seat.personId} ${seat.positionId} ${seat.from ?? ''} ${seat.to ?? ''}`)
  return (one ?? '') < (other ?? '') ? -1 : 1
}

/** What blocks first; then by code, then by what it is about. */
function sortDecisions(decisions: readonly ReformDecision[]): ReformDecision[] {
  return decisions
    .map((decision) => ({ decision, key: `${decision.blocks ? 0 : 1} ${decision.code} ${JSON.stringify(decision)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ decision }) => decision)
}

function countBy<F extends string>(fates: readonly F[], entries: readonly { readonly fate: F }[]): Record<F, number> {
  const counts = Object.fromEntries(fates.map((fate) => [fate, 0])) as Record<F, number> // every fate is given a number
  for (const { fate } of entries) counts[fate]++
  return counts
}
