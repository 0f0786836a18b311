import { listActualGroups, listDesiredRows, listOverrides, listReadings, type ActualGroup, type Db } from '@ketnoi/db'
import {
  createPlan,
  descendantsOn,
  desiredFromRows,
  expectedGroups,
  guardPlan,
  type BrakeCheck as GuardCheck,
  type Day,
  type DesiredMembers,
  type ExpectedGroup,
  type GroupId,
  type GroupReading,
  type GuardedPlan,
  type Plan,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { World } from '../world.ts'

/** One brake and what it measured, whether it passed or tripped. */
export interface BrakeCheck {
  /** The name of the brake, e.g. `removalsPercentPerGroup`, or `plan-blocked`. */
  readonly code: GuardCheck['brake']
  readonly groupId: GroupId | null
  readonly groupName: string | null
  readonly value: number
  readonly limit: number
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

/** A plan with what it was made from and what its brakes said. */
export interface MadePlan {
  readonly asOf: Day
  readonly desired: DesiredMembers
  readonly readings: readonly GroupReading[]
  readonly plan: Plan
  readonly guarded: GuardedPlan
}

/** Reads who should be and who is, and compares: for some groups, or for all (`null`). */
export async function makePlan(db: Db, world: World, groupIds: readonly GroupId[] | null): Promise<MadePlan> {
  const desired = await loadDesired(db, world, groupIds)
  const readings = await listReadings(db, groupIds)
  const groups = await listActualGroups(db, groupIds === null ? {} : { groupIds })
  const unread = groups.filter((group) => group.groupId !== null && group.readingId === null).map(unreadGroup)
  const plan = createPlan({ desired, actual: [...readings, ...unread] })
  return { asOf: world.asOf, desired, readings, plan, guarded: guardPlan(plan, { model: world.model }) }
}

/** A group that is linked and was never read exists, and nothing is known of its members: people are added, nobody is removed. */
function unreadGroup(group: ActualGroup): GroupReading {
  const { externalId, groupId, name, previousNames, owner, archived, firstRun, capacity } = group
  const nothing = { members: [], unmatched: [], departures: [] }
  const known = { externalId, groupId, name, previousNames, owner, archived, firstRun, capacity }
  return { ...known, ...nothing, id: `unread:${group.id}`, readAt: UNREAD, completeness: 'partial' }
}

/** No instant: a reading that is partial is never the evidence of anything. */
const UNREAD = '1970-01-01T00:00:00.000Z'

/** Who should be in the groups, as the database derived it. */
export async function loadDesired(db: Db, world: World, groupIds: readonly GroupId[] | null): Promise<DesiredMembers> {
  const { asOf, model } = world
  const wanted = groupIds === null ? null : new Set(groupIds)
  const groups = groupsOf(world).filter((group) => wanted === null || wanted.has(group.id))
  const rows = await listDesiredRows(db, groupIds)
  const overrides = await listOverrides(db, { asOf, ...(groupIds === null ? {} : { groupIds }) })
  return desiredFromRows({ model, asOf, scope: groupIds === null ? 'all' : 'some', groups, rows, overrides })
}

const known = new WeakMap<World['tree'], { readonly asOf: Day; readonly groups: readonly ExpectedGroup[] }>()

/** The groups that ought to exist: derived once for each tree and day. */
export function groupsOf(world: World): readonly ExpectedGroup[] {
  const before = known.get(world.tree)
  if (before !== undefined && before.asOf === world.asOf) return before.groups
  const groups = expectedGroups(world.model, world.tree, world.asOf)
  known.set(world.tree, { asOf: world.asOf, groups })
  return groups
}

/** The groups of some units and everything below them; `null`: all. */
export function groupsWithin(world: World, within: readonly UnitId[] | null): readonly GroupId[] | null {
  if (within === null) return null
  const units = new Set(within.flatMap((id) => [id, ...descendantsOn(world.tree, id, world.asOf)]))
  return groupsOf(world).flatMap((group) => (units.has(group.unitId) ? [group.id] : []))
}

export function describeChecks({ plan, guarded }: MadePlan): BrakeCheck[] {
  const names = new Map(plan.groups.map((group) => [group.id, group.name]))
  return guarded.checks.map((check) => ({
    code: check.brake,
    groupId: check.groupId,
    groupName: check.groupId === null ? null : (names.get(check.groupId) ?? check.groupId),
    value: check.value,
    limit: check.limit,
    outcome: check.outcome,
    passed: check.outcome !== 'tripped',
    message: check.message,
  }))
}

export function countPlan({ summary }: Plan): PlanCounts {
  const { changes } = summary
  return {
    create: changes['create-group'],
    rename: changes['rename-group'],
    unarchive: changes['unarchive-group'],
    archive: changes['archive-group'],
    add: changes.add,
    reinvite: changes.reinvite,
    promote: changes.promote,
    demote: changes.demote,
    withdraw: changes['withdraw-invitation'],
    remove: changes.remove,
    held: summary.held,
    blocked: summary.blocked,
    unmatched: summary.unmatched,
  }
}
