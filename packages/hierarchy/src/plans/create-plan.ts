import type { GroupReading } from '../connector/reading.ts'
import { createActual, type Actual, type ActualGroup } from '../groups/actual.ts'
import type { GroupDrift } from '../drift/drift.ts'
import { firstGroupOf, parseGroupId } from '../groups/group-id.ts'
import type { DesiredGroup, DesiredMembers } from '../groups/resolve-members.ts'
import type { GroupId, PersonId, PurposeId } from '../id.ts'
import type { Day } from '../interval.ts'
import { canonicalJson } from '../canonical-json.ts'
import { sha256 } from '../sha256.ts'
import type { Blocked, Change, Held } from './change.ts'
import { compareGroup } from './compare-group.ts'
import { linkGroups } from './link-groups.ts'
import type { Plan, PlanSummary, PlannedGroup } from './plan.ts'

/** That a person took consent to a purpose back, and has not given it again since. */
export interface Withdrawal {
  readonly personId: PersonId
  readonly purposeId: PurposeId
  /** The first day without consent. */
  readonly on: Day
}

/** That somebody who is in a group and not wanted there is assigned to another group of the unit. */
export interface Assignment {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly assignedTo: GroupId
}

/** What a plan is made from. */
export interface PlanInput {
  readonly desired: DesiredMembers
  /** Who is in the groups: readings, or `createActual` of them. A desired group without a reading does not exist yet. */
  readonly actual: Actual | Iterable<GroupReading>
  /** Who took consent back: it is the reason of their removal from groups that ask for it. */
  readonly withdrawals?: Iterable<Withdrawal>
  /** Allows removals from a group that nobody is wanted in. Off by default: an empty roster is a lost file more often than the truth. */
  readonly allowEmpty?: boolean
  /** The people whose accounts carry the plan out: they are never removed or demoted by it. */
  readonly actingPersons?: readonly PersonId[]
  /** Groups whose desired members may be incomplete because a source could not be read: nobody is removed from them. */
  readonly incompleteSources?: readonly GroupId[]
  /**
   * How many members who are in their group in the right role were left out of desired and actual: the plan is the same, and
   * whoever reads them from a database need not load them. Leaders may be left out only where nothing differs.
   */
  readonly inOrder?: ReadonlyMap<GroupId, MemberCount>
  /**
   * How differences came about and what is to happen to them, as `classifyDrift` gives it. What it does not name is put right; what
   * somebody has to decide first is held, and what is ignored is not in the plan at all.
   */
  readonly drift?: ReadonlyMap<GroupId, GroupDrift>
  /** Who is assigned to which other group of the same unit, where `desired` has not all groups of it with everybody. */
  readonly assignments?: Iterable<Assignment>
  /** Groups whose missed review holds their adds (`judgeReview`): who is in them stays, and roles are corrected. */
  readonly reviewMissed?: Iterable<GroupId>
}

/** Members of a group as numbers. */
export interface MemberCount {
  readonly members: number
  /** Those of them whom the group must have. */
  readonly required: number
}

/** Order within a group: the group itself, then leadership, then adds, then removals. */
const CHANGE_ORDER: Readonly<Record<Change['kind'], number>> = {
  'create-group': 0,
  'unarchive-group': 1,
  'rename-group': 2,
  promote: 3,
  add: 4,
  reinvite: 5,
  demote: 6,
  'withdraw-invitation': 7,
  remove: 8,
  'archive-group': 9,
}
const ROLE_ORDER = { leader: 0, deputy: 1, member: 2 }

/**
 * Compares who should be in groups with who is, and gives the plan to get there. Pure: it makes nothing happen.
 *
 * A group is left entirely alone (`blocked`) where its rules or its reading cannot be trusted, or where it is not ours to touch; a
 * line is `held` where acting on it would need proof or a decision that is missing. Only a complete reading leads to a removal.
 * Cost: linear in desired and actual members.
 *
 * @example
 * const plan = createPlan({ desired: resolveMembers(directory), actual: readings })
 */
export function createPlan(input: PlanInput): Plan {
  const { model, asOf } = input.desired
  const { actual, groups, changes, held, blocked } = compareAll(input, new Map())
  changes.sort(compareChanges)
  held.sort(
    (a, b) =>
      compareText(a.groupId, b.groupId) || compareText(a.change, b.change) || compareText(a.personId, b.personId),
  )
  const content = { model: { id: model.id, version: model.version }, changes, held, blocked }
  return planOf(content, asOf, groups, summarise(groups, changes, held.length, blocked, actual))
}

/** The fingerprint is made when somebody asks for it: over a group it costs more than the comparison, and not everybody needs it. */
function planOf(content: Fingerprinted, asOf: Day, groups: readonly PlannedGroup[], summary: PlanSummary): Plan {
  const { model, changes, held, blocked } = content
  let known: string | null = null
  return {
    formatVersion: 1,
    model,
    asOf,
    get fingerprint() {
      return (known ??= fingerprint(content))
    },
    groups,
    changes,
    held,
    blocked,
    summary,
  }
}

/** What a plan comes to, without its lines: for showing, not for carrying out. */
export interface PlanCounts {
  readonly model: Plan['model']
  readonly asOf: Plan['asOf']
  readonly groups: readonly PlannedGroup[]
  /** How many changes of each kind, in the groups that have any. */
  readonly changesOf: ReadonlyMap<GroupId, Readonly<Partial<Record<Change['kind'], number>>>>
  readonly blocked: readonly Blocked[]
  readonly summary: PlanSummary
}

/**
 * Gives the numbers of the plan that `createPlan` makes, also where the members of groups that nobody is in are given as a number
 * (`absent`): all of them are added, as far as there is room. Cost: linear in the members given.
 *
 * @example
 * countPlan({ desired, actual: readings, absent: new Map([['village:vn-v-trok', { members: 180, required: 20 }]]) })
 */
export function countPlan(input: PlanInput & { readonly absent?: ReadonlyMap<GroupId, MemberCount> }): PlanCounts {
  const { model, asOf } = input.desired
  const { actual, groups, changes, blocked } = compareAll(input, input.absent ?? new Map())
  const changesOf = new Map<GroupId, Partial<Record<Change['kind'], number>>>()
  for (const { groupId, kind } of changes) {
    const counts = changesOf.get(groupId) ?? {}
    counts[kind] = (counts[kind] ?? 0) + 1
    changesOf.set(groupId, counts)
  }
  const held = groups.reduce((sum, group) => sum + group.held, 0)
  const summary = summarise(groups, changes, held, blocked, actual)
  let unlisted = 0
  for (const group of groups) {
    if (input.absent?.has(group.id) !== true || group.adds === 0) continue
    const counts = changesOf.get(group.id) ?? {}
    unlisted += group.adds - (counts.add ?? 0)
    changesOf.set(group.id, { ...counts, add: group.adds })
  }
  return {
    model: { id: model.id, version: model.version },
    asOf,
    groups,
    changesOf,
    blocked,
    summary: { ...summary, changes: { ...summary.changes, add: summary.changes.add + unlisted } },
  }
}

function partsOf({ groups }: DesiredMembers): ReadonlyMap<GroupId, readonly DesiredGroup[]> {
  const parts = new Map<GroupId, DesiredGroup[]>()
  for (const group of groups.values()) {
    if (group.group.part === 1) continue
    const firstId = firstGroupOf(group.group.id)
    const first = groups.get(firstId)
    parts.set(firstId, [...(parts.get(firstId) ?? (first === undefined ? [] : [first])), group])
  }
  return parts
}

interface Compared {
  readonly actual: Actual
  readonly groups: PlannedGroup[]
  readonly changes: Change[]
  readonly held: Held[]
  readonly blocked: Blocked[]
}

function compareAll(input: PlanInput, absent: ReadonlyMap<GroupId, MemberCount>): Compared {
  const { desired } = input
  const actual = toActual(desired, input.actual)
  const changes: Change[] = []
  const held: Held[] = []
  const groups: PlannedGroup[] = []
  const links = linkGroups(desired, actual)
  const blocked: Blocked[] = [...links.blocked]
  const comparison = {
    desired,
    actual,
    allowEmpty: input.allowEmpty === true,
    withdrawals: Map.groupBy(input.withdrawals ?? [], (withdrawal) => withdrawal.personId),
    parts: partsOf(desired),
    assignments: new Map(
      [...(input.assignments ?? [])].map((one) => [`${one.groupId} ${one.personId}`, one.assignedTo]),
    ),
    acting: new Set(input.actingPersons ?? []),
    incomplete: new Set(input.incompleteSources ?? []),
    inOrder: input.inOrder ?? new Map<GroupId, MemberCount>(),
    absent,
    drift: input.drift ?? new Map<GroupId, GroupDrift>(),
    reviewMissed: new Set(input.reviewMissed ?? []),
  }
  const isBlocked = new Set(links.blocked.flatMap((b) => b.groupId ?? []))

  for (const group of desired.groups.values()) {
    const { id } = group.group
    const real = links.actualOf.get(id) ?? null
    const inOrder = comparison.inOrder.get(id)?.members ?? 0
    const unlisted = inOrder + (absent.get(id)?.members ?? 0)
    if (isBlocked.has(id)) {
      groups.push(describeGroup(group, real, unlisted, inOrder, 'blocked', 0, 0, 0, 0, null))
      continue
    }
    const before = { changes: changes.length, held: held.length }
    const outcome = compareGroup(comparison, group, real, changes, held)
    groups.push(
      describeGroup(
        group,
        real,
        unlisted,
        inOrder,
        real === null ? 'new' : 'present',
        outcome.adds,
        outcome.removals,
        changes.length - before.changes + outcome.unlisted.adds,
        held.length - before.held + outcome.unlisted.held,
        outcome,
      ),
    )
  }
  for (const ended of links.ended) {
    const { reading } = ended
    if (!reading.archived) {
      changes.push({
        kind: 'archive-group',
        groupId: reading.groupId ?? '',
        externalId: reading.externalId,
        name: reading.name,
        reasons: [{ kind: 'group-not-expected' }],
      })
    }
    groups.push(describeEnded(ended))
  }
  blocked.sort(
    (a, b) =>
      compareText(a.groupId ?? '', b.groupId ?? '') ||
      compareText(a.code, b.code) ||
      compareText(a.externalId ?? '', b.externalId ?? ''),
  )
  groups.sort((a, b) => compareText(a.id, b.id))
  return { actual, groups, changes, held, blocked }
}

/**
 * Narrows a plan to some groups, e.g. to carry out one village first. It has a fingerprint of its own, so an approval of the whole does
 * not cover it. What blocks the whole plan blocks the part. Cost: linear in the plan.
 *
 * @example
 * restrictPlan(plan, ['village:vn-v-trok'])
 */
export function restrictPlan(plan: Plan, groupIds: Iterable<GroupId>): Plan {
  const kept = new Set(groupIds)
  const groups = plan.groups.filter((group) => kept.has(group.id))
  const changes = plan.changes.filter((change) => kept.has(change.groupId))
  const held = plan.held.filter((line) => kept.has(line.groupId))
  const blocked = plan.blocked.filter((b) => b.scope === 'plan' || (b.groupId !== null && kept.has(b.groupId)))
  const content = { model: plan.model, changes, held, blocked }
  return planOf(content, plan.asOf, groups, summarise(groups, changes, held.length, blocked, null))
}

/**
 * Answers whether anything in a plan may be carried out: not when its input contradicts itself.
 *
 * @example
 * isBlockedEntirely(plan)
 */
export function isBlockedEntirely(plan: Pick<Plan, 'blocked'>): boolean {
  return plan.blocked.some((b) => b.scope === 'plan')
}

function toActual(desired: DesiredMembers, actual: PlanInput['actual']): Actual {
  if (Symbol.iterator in actual) return createActual(desired.people, actual)
  // Numbers mean people of one index only: with another one every comparison would be about strangers.
  if (actual.people !== desired.people)
    throw new TypeError('actual and desired members must come from the same directory')
  return actual
}

type Fingerprinted = Pick<Plan, 'model' | 'changes' | 'held' | 'blocked'>

/** What counts for "the same plan": not when a reading was taken, so that reading again does not void an approval. */
function fingerprint(content: Fingerprinted): string {
  const lines = content.changes.map((change) =>
    change.kind === 'remove' ? { ...change, evidence: undefined } : change,
  )
  const blocked = content.blocked.map(({ code, scope, groupId, externalId }) => ({ code, scope, groupId, externalId }))
  return sha256(canonicalJson({ format: 1, model: content.model, changes: lines, held: content.held, blocked }))
}

function compareChanges(a: Change, b: Change): number {
  return (
    compareText(a.groupId, b.groupId) ||
    CHANGE_ORDER[a.kind] - CHANGE_ORDER[b.kind] ||
    ('role' in a && 'role' in b ? ROLE_ORDER[a.role] - ROLE_ORDER[b.role] : 0) ||
    ('personId' in a && 'personId' in b ? compareText(a.personId, b.personId) : 0)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function describeGroup(
  { group, persons }: DesiredGroup,
  real: ActualGroup | null,
  unlisted: number,
  inOrder: number,
  state: PlannedGroup['state'],
  adds: number,
  removals: number,
  changes: number,
  held: number,
  required: { readonly required: number; readonly requiredPresent: number } | null,
): PlannedGroup {
  return {
    id: group.id,
    kind: group.kind,
    unitId: group.unitId,
    name: group.name,
    state,
    desired: persons.length + unlisted,
    ...countActual(real, inOrder),
    required: required?.required ?? 0,
    requiredPresent: required?.requiredPresent ?? 0,
    adds,
    removals,
    changes,
    held,
    completeness: real?.reading.completeness ?? 'none',
  }
}

function describeEnded(ended: ActualGroup): PlannedGroup {
  const id = ended.reading.groupId ?? ''
  const { kind, unitId } = parseGroupId(id) ?? { kind: '', unitId: id }
  return {
    id,
    kind,
    unitId,
    name: ended.reading.name,
    state: 'ended',
    desired: 0,
    ...countActual(ended, 0),
    required: 0,
    requiredPresent: 0,
    adds: 0,
    removals: 0,
    changes: ended.reading.archived ? 0 : 1,
    held: 0,
    completeness: ended.reading.completeness,
  }
}

function countActual(
  real: ActualGroup | null,
  inOrder: number,
): { actual: number; invited: number; unmatched: number } {
  if (real === null) return { actual: 0, invited: 0, unmatched: 0 }
  let present = 0
  for (const state of real.states) if (state === 0) present++
  return { actual: present + inOrder, invited: real.states.length - present, unmatched: undecided(real.reading) }
}

/** The rows that somebody has to decide about. */
function undecided({ unmatched }: Pick<GroupReading, 'unmatched'>): number {
  return unmatched.filter(({ isStranger }) => isStranger !== true).length
}

function summarise(
  groups: readonly PlannedGroup[],
  changes: readonly Change[],
  held: number,
  blocked: readonly Blocked[],
  actual: Actual | null,
): PlanSummary {
  const counts: Record<Change['kind'], number> = {
    'create-group': 0,
    'unarchive-group': 0,
    'rename-group': 0,
    promote: 0,
    add: 0,
    reinvite: 0,
    demote: 0,
    'withdraw-invitation': 0,
    remove: 0,
    'archive-group': 0,
  }
  for (const change of changes) counts[change.kind]++
  const sum = (count: (group: PlannedGroup) => number): number =>
    groups.reduce((total, group) => total + count(group), 0)
  return {
    groups: groups.length,
    groupsWithChanges: groups.filter((group) => group.changes > 0).length,
    desired: sum((group) => group.desired),
    actual: sum((group) => group.actual),
    unmatched:
      actual === null
        ? sum((group) => group.unmatched)
        : actual.groups.reduce((total, { reading }) => total + undecided(reading), 0),
    changes: counts,
    held,
    blocked: blocked.length,
  }
}
