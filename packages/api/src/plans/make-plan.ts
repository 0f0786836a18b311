import {
  askTogether,
  listActualGroups,
  listAssignments,
  listDesiredRows,
  listDifferingReadings,
  listDifferingRows,
  listOverrides,
  listKnownGroups,
  listReadings,
  listSettings,
  listWithdrawals,
  type Db,
  type DesiredRow,
  type DifferingRows,
  type UnreadGroup,
} from '@ketnoi/db'
import {
  countPlan,
  createPlan,
  descendantsOn,
  desiredFromRows,
  expectedGroups,
  foldName,
  guardPlan,
  type BrakeCheck as GuardCheck,
  type Day,
  type DesiredMembers,
  type ExpectedGroup,
  type GroupId,
  type GroupReading,
  type GuardedPlan,
  type MemberCount,
  type Override,
  type Plan,
  type PlanCounts as PlanNumbers,
  type PlannedGroup,
  type PlanSummary,
  type UnitId,
  type Withdrawal,
} from '@ketnoi/hierarchy'
import { findDrift } from '../drift/find-drift.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { lastUnits } from '../units/last-units.ts'
import { listFrozenGroups } from '../reviews/review-policies.ts'
import type { Context } from '../context.ts'
import { setUp, WORLD_SETTINGS, worldOf, type World } from '../world.ts'
import { withOverrides } from './with-overrides.ts'

/** One brake and what it measured, whether it passed or tripped. */
export interface BrakeCheck {
  /** The name of the brake, e.g. `removalsPercentPerGroup`, or `plan-blocked`. */
  readonly code: GuardCheck['brake']
  readonly groupId: GroupId | null
  readonly groupName: string | null
  readonly value: number
  readonly limit: number
  readonly removals: GuardCheck['removals']
  readonly outcome: GuardCheck['outcome']
  readonly passed: boolean
  readonly message: string
}

export interface PlanCounts {
  readonly create: number
  readonly rename: number
  readonly unarchive: number
  readonly archive: number
  readonly add: number
  readonly reinvite: number
  readonly promote: number
  readonly demote: number
  readonly withdraw: number
  readonly remove: number
  readonly held: number
  readonly blocked: number
  readonly unmatched: number
}

/** A plan with what it was made from. */
export interface ComparedGroups {
  readonly asOf: Day
  readonly desired: DesiredMembers
  readonly readings: readonly GroupReading[]
  /** Groups that are known and were never read. */
  readonly unread: readonly GroupReading[]
  readonly withdrawals: readonly Withdrawal[]
  readonly plan: Plan
}

/** The same with what its brakes said. */
export interface MadePlan extends ComparedGroups {
  readonly guarded: GuardedPlan
}

/**
 * Reads who should be and who is, and compares: for some groups, or for all (`null`). `more`: exceptions that are not there, to look at
 * what they would do; `wanted`: who should be, where it is not what is kept for the present day.
 */
export async function makePlan(
  db: Db,
  world: World,
  groupIds: readonly GroupId[] | null,
  { more = [], wanted }: { readonly more?: readonly Override[]; readonly wanted?: readonly DesiredRow[] } = {},
): Promise<MadePlan> {
  // Side by side: over a province each of them is much to read.
  const [groups, { rows, readings, inOrder }, overrides, withdrawals] = await Promise.all([
    listActualGroups(db, groupIds === null ? {} : { groupIds }),
    loadMembers(db, groupIds),
    listOverridesOf(db, world, groupIds),
    listWithdrawals(db, groupIds),
  ])
  const compared = await compareGroups(db, world, groupIds, {
    unread: groups.filter(({ readingId }) => readingId === null),
    rows: withOverrides(wanted ?? rows, more),
    readings,
    inOrder,
    overrides: [...overrides, ...more],
    withdrawals,
  })
  return { ...compared, guarded: guardPlan(compared.plan, { model: world.model }) }
}

/** The same of one group as everything is at this moment, without brakes: a run asks it of each group, twice, and in one question. */
export async function compareGroupNow(
  ctx: Context,
  groupId: GroupId,
): Promise<ComparedGroups & { readonly world: World }> {
  const groupIds = [groupId]
  const [settings, rows, known, overrides, withdrawals] = await askTogether(ctx.db, (one) => [
    listSettings(one, WORLD_SETTINGS),
    listDesiredRows(one, groupIds),
    listKnownGroups(one, groupIds),
    // On whichever day they hold: which one counts is known with the settings.
    listOverrides(one, { groupIds }),
    listWithdrawals(one, groupIds),
  ])
  const world = setUp(await worldOf(ctx, settings))
  const compared = await compareGroups(ctx.db, world, groupIds, {
    ...known,
    rows,
    inOrder: new Map(),
    overrides,
    withdrawals,
  })
  return { ...compared, world }
}

interface ReadGroups {
  readonly unread: readonly UnreadGroup[]
  readonly rows: readonly DesiredRow[]
  readonly readings: readonly GroupReading[]
  readonly inOrder: ReadonlyMap<GroupId, MemberCount>
  readonly overrides: readonly Override[]
  readonly withdrawals: readonly Withdrawal[]
}

async function compareGroups(
  db: Db,
  world: World,
  groupIds: readonly GroupId[] | null,
  { unread: neverRead, rows, readings, inOrder, overrides, withdrawals }: ReadGroups,
): Promise<ComparedGroups> {
  const desired = desiredOf(world, { groupIds, rows, readings, overrides })
  const unread = unreadGroups(neverRead)
  const [drift, reviewMissed, assignments] = await Promise.all([
    findDrift(db, world, { groupIds, desired, readings, withdrawals }, 'plan'),
    listFrozenGroups(db, world, groupIds),
    world.further.size === 0 ? [] : listAssignments(db, groupIds),
  ])
  const actual = [...readings, ...unread]
  const plan = createPlan({ desired, actual, withdrawals, inOrder, drift, reviewMissed, assignments })
  return { asOf: world.asOf, desired, readings, unread, withdrawals, plan }
}

/** All members of some groups, for their pages show them; of all groups only those who differ. */
async function loadMembers(
  db: Db,
  groupIds: readonly GroupId[] | null,
): Promise<Pick<DifferingRows, 'rows' | 'inOrder'> & { readonly readings: readonly GroupReading[] }> {
  if (groupIds !== null) {
    const [rows, readings] = await Promise.all([listDesiredRows(db, groupIds), listReadings(db, groupIds)])
    return {
      rows,
      readings,
      inOrder: new Map<GroupId, MemberCount>(),
    }
  }
  const differing = await listDifferingRows(db, null, { countAbsent: false })
  const { rows, inOrder } = differing
  return { rows, readings: await listDifferingReadings(db, null, differing), inOrder }
}

/** The numbers of the plan over some groups or all (`null`), in a time that follows what differs and not how many people there are. */
export async function makePlanCounts(
  db: Db,
  world: World,
  groupIds: readonly GroupId[] | null,
): Promise<{ readonly counts: PlanNumbers; readonly guarded: GuardedPlan }> {
  const groups = await listActualGroups(db, groupIds === null ? {} : { groupIds })
  // A reading that nobody linked finds its group by name: its members are then compared one by one.
  const names = new Set(
    groups.flatMap((group) => (group.groupId === null ? [group.name, ...group.previousNames].map(foldName) : [])),
  )
  const listed = names.size === 0 ? [] : groupsOf(world).filter((group) => names.has(foldName(group.name)))
  const differing = await listDifferingRows(db, groupIds, {
    countAbsent: true,
    listed: listed.map((group) => group.id),
  })
  const { rows, inOrder, absent } = differing
  const readings = await listDifferingReadings(db, groupIds, differing)
  const overrides = await listOverridesOf(db, world, groupIds)
  const desired = desiredOf(world, { groupIds, rows, readings, overrides })
  const withdrawals = await listWithdrawals(db, groupIds)
  const drift = await findDrift(db, world, { groupIds, desired, readings, withdrawals }, 'plan')
  const reviewMissed = await listFrozenGroups(db, world, groupIds)
  const counts = countPlan({
    desired,
    actual: [...readings, ...unreadGroups(groups.filter(({ readingId }) => readingId === null))],
    inOrder,
    absent,
    drift,
    reviewMissed,
  })
  // What is only counted has no fingerprint, and nobody can approve it.
  return { counts, guarded: guardPlan({ ...counts, fingerprint: '' }, { model: world.model }) }
}

function unreadGroups(groups: readonly UnreadGroup[]): GroupReading[] {
  return groups.filter((group) => group.groupId !== null).map(unreadGroup)
}

/** A group that is linked and was never read exists, and nothing is known of its members: people are added, nobody is removed. */
function unreadGroup(group: UnreadGroup): GroupReading {
  const { externalId, groupId, name, previousNames, owner, archived, firstRun, capacity } = group
  const nothing = { members: [], unmatched: [], departures: [] }
  const known = { externalId, groupId, name, previousNames, owner, archived, firstRun, capacity }
  return { ...known, ...nothing, id: `unread:${group.id}`, readAt: UNREAD, completeness: 'partial' }
}

/** No instant: a reading that is partial is never the evidence of anything. */
const UNREAD = '1970-01-01T00:00:00.000Z'

export function listOverridesOf(db: Db, { asOf }: World, groupIds: readonly GroupId[] | null): Promise<Override[]> {
  return listOverrides(db, { asOf, ...(groupIds === null ? {} : { groupIds }) })
}

export function desiredOf(
  world: World,
  read: {
    readonly groupIds: readonly GroupId[] | null
    readonly rows: readonly DesiredRow[]
    readonly readings: readonly GroupReading[]
    readonly overrides: readonly Override[]
  },
): DesiredMembers {
  const { asOf, model } = world
  const { groupIds, rows, readings, overrides } = read
  const wanted = groupIds === null ? null : new Set(groupIds)
  const groups = groupsOf(world).filter((group) => wanted === null || wanted.has(group.id))
  // Whoever a reading names was found among the people, whether a rule wants them somewhere or not.
  const people = readings.flatMap((reading) => reading.members.map((member) => member.personId))
  return desiredFromRows({ model, asOf, scope: 'all', groups, rows, overrides, people })
}

interface KnownGroups {
  readonly further: World['further']
  readonly days: Map<Day, readonly ExpectedGroup[]>
}

const known = new WeakMap<World['tree'], KnownGroups>()

/** Today, and a few days that somebody looks at beside it. */
const MOST_DAYS = 4

/** The groups that ought to exist: derived once for each tree and day. */
export function groupsOf(world: World): readonly ExpectedGroup[] {
  const last = known.get(world.tree)
  const days = last?.further === world.further ? last.days : new Map<Day, readonly ExpectedGroup[]>()
  known.set(world.tree, { further: world.further, days })
  const before = days.get(world.asOf)
  if (before !== undefined) return before
  const groups = expectedGroups(world.model, world.tree, world.asOf, world.further)
  const [oldest] = days.keys()
  if (oldest !== undefined && days.size >= MOST_DAYS) days.delete(oldest)
  days.set(world.asOf, groups)
  return groups
}

/** The groups of some units and everything below them; `null`: all. */
export function groupsWithin(world: World, within: readonly UnitId[] | null): readonly GroupId[] | null {
  if (within === null) return null
  const units = new Set(within.flatMap((id) => [id, ...descendantsOn(world.tree, id, world.asOf)]))
  return groupsOf(world).flatMap((group) => (units.has(group.unitId) ? [group.id] : []))
}

/** Real groups that are no longer expected, of units that last belonged to one of these. */
export async function endedGroupsWithin(db: Db, world: World, roots: readonly UnitId[]): Promise<readonly GroupId[]> {
  const expected = new Set(groupsOf(world).map((group) => group.id))
  return (await listActualGroups(db)).flatMap(({ groupId, archived, owner }) => {
    if (groupId === null || archived || owner !== 'us' || expected.has(groupId)) return []
    const last = lastUnits(world, unitOfGroup(groupId))
    return roots.some((root) => last.has(root)) ? [groupId] : []
  })
}

export function describeChecks(groups: readonly PlannedGroup[], guarded: GuardedPlan): BrakeCheck[] {
  const names = new Map(groups.map((group) => [group.id, group.name]))
  return guarded.checks.map((check) => ({
    code: check.brake,
    groupId: check.groupId,
    groupName: check.groupId === null ? null : (names.get(check.groupId) ?? check.groupId),
    value: check.value,
    limit: check.limit,
    removals: check.removals,
    outcome: check.outcome,
    passed: check.outcome !== 'tripped',
    message: check.message,
  }))
}

export function describeCounts(
  summary: Pick<PlanSummary, 'held' | 'blocked' | 'unmatched'> & { readonly changes: Partial<PlanSummary['changes']> },
): PlanCounts {
  const { changes } = summary
  return {
    create: changes['create-group'] ?? 0,
    rename: changes['rename-group'] ?? 0,
    unarchive: changes['unarchive-group'] ?? 0,
    archive: changes['archive-group'] ?? 0,
    add: changes.add ?? 0,
    reinvite: changes.reinvite ?? 0,
    promote: changes.promote ?? 0,
    demote: changes.demote ?? 0,
    withdraw: changes['withdraw-invitation'] ?? 0,
    remove: changes.remove ?? 0,
    held: summary.held,
    blocked: summary.blocked,
    unmatched: summary.unmatched,
  }
}
