import {
  countRecorded,
  countUnmatchedOn,
  listDesiredOn,
  listReadingsOn,
  listReadMembers,
  type ReadingOn,
} from '@ketnoi/db'
import {
  ancestorsOn,
  expectedGroups,
  findUnit,
  groupIdOf,
  isValidOn,
  nameOn,
  predecessorsOf,
  type Day,
  type GroupId,
  type UnitId,
} from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { furtherOn } from './further-on.ts'
import { NotFoundError } from '../errors.ts'
import { getWorld, unitName } from '../world.ts'
import { dayOf, groupNameEver } from './group-name.ts'
import { worldOn } from './model-on.ts'

/** A group of a unit on a day, with how many should have been in it and were. */
export interface UnitGroupOnDay {
  readonly groupId: GroupId
  readonly name: string
  /** By what is known today; `null`: the rules of the day wanted no such group. */
  readonly desired: number | null
  /** `null`: no list tells. */
  readonly actual: number | null
  /** The lists that tell, and how many names in them nobody knows. */
  readonly readings: readonly Pick<ReadingOn, 'completeness' | 'firstReadAt'>[]
  readonly unmatched: number
  readonly recordedDesired: number
  readonly recordedActual: number
}

export interface UnitHistory {
  readonly unitId: UnitId
  readonly name: string
  readonly day: Day
  readonly today: Day
  /** Whether the unit was there on the day. */
  readonly existed: boolean
  readonly from: Day | null
  readonly to: Day | null
  readonly ancestors: readonly { readonly id: UnitId; readonly name: string }[]
  readonly successors: readonly { readonly id: UnitId; readonly name: string }[]
  readonly predecessors: readonly { readonly id: UnitId; readonly name: string }[]
  readonly groups: readonly UnitGroupOnDay[]
}

/** Which groups a unit had on a day, also one that has ended, and how many were in them. */
export async function loadUnitHistory(ctx: Context, id: UnitId, day: Day): Promise<UnitHistory> {
  const now = await getWorld(ctx)
  const world = await worldOn(ctx, day, 'known')
  const unit = findUnit(world.tree, id)
  if (unit === undefined) throw new NotFoundError('unit', id)
  const further = await furtherOn(ctx, world, id, day)
  const expected = expectedGroups(world.model, world.tree, day, further)
  const expectedHere = expected.filter((group) => group.unitId === id)
  const kinds = [...now.model.groupKinds, ...world.model.groupKinds].map((kind) => groupIdOf(kind.id, id))
  const ids = [...new Set([...expectedHere.map((group) => group.id), ...kinds])].sort()
  const desired = await listDesiredOn(ctx.db, { model: world.model, tree: world.tree, on: day }, expectedHere, expected)
  const readings = await listReadingsOn(ctx.db, ids, day)
  const members = await listReadMembers(ctx.db, readings, day)
  const recorded = await countRecorded(ctx.db, ids, day)
  const link = (unitId: UnitId) => ({ id: unitId, name: unitName(now, unitId) })
  const groups: UnitGroupOnDay[] = []
  for (const groupId of ids) {
    const group = expectedHere.find((one) => one.id === groupId)
    const counted = recorded.find((one) => one.groupId === groupId)
    const own = readings.filter((reading) => reading.groupId === groupId)
    groups.push({
      groupId,
      name: group?.name ?? groupNameEver(world, groupId),
      desired: group === undefined ? null : desired.filter((row) => row.groupId === groupId).length,
      actual: own.length > 0 ? members.filter((row) => row.groupId === groupId && row.state === 'member').length : null,
      readings: own.map(({ completeness, firstReadAt }) => ({ completeness, firstReadAt })),
      unmatched: own.length > 0 ? await countUnmatchedOn(ctx.db, own) : 0,
      recordedDesired: counted?.desired ?? 0,
      recordedActual: counted?.actual ?? 0,
    })
  }
  return {
    unitId: id,
    name: nameOn(unit, dayOf(unit, day)).full,
    day,
    today: ctx.today(),
    existed: isValidOn(unit, day),
    from: unit.from,
    to: unit.to,
    ancestors: ancestorsOn(world.tree, id, dayOf(unit, day))
      .map((unitId) => ({ id: unitId, name: unitName({ ...world, asOf: dayOf(unit, day) }, unitId) }))
      .reverse(),
    successors: unit.successors.map(({ unitId }) => link(unitId)),
    predecessors: predecessorsOf(world.tree, id).map(({ unitId }) => link(unitId)),
    groups: groups.filter(
      (group) => group.desired !== null || group.actual !== null || group.recordedDesired + group.recordedActual > 0,
    ),
  }
}
