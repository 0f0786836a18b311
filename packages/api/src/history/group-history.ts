import { findRecordedSince } from '@ketnoi/db'
import { findUnit, isValidOn, type Day, type GroupId, type PersonId, type Role, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { unitOfGroup } from '../groups/group-id.ts'
import { compareNames } from '../people/person-names.ts'
import { getWorld, unitName } from '../world.ts'
import { loadGroupDay, type GroupDay, type PastLine } from './group-day.ts'
import { recordLook, type Basis } from './model-on.ts'

/** Somebody who came, went, or got another role between two days. `null`: not there on that day. */
export interface Moved {
  readonly personId: PersonId
  readonly name: string
  readonly from: Role | null
  readonly to: Role | null
}

export interface GroupHistory {
  readonly groupId: GroupId
  readonly unitId: UnitId
  readonly unitName: string
  /** Whether the unit is still there. */
  readonly unitExists: boolean
  readonly today: Day
  readonly basis: Basis
  /** Since when it is recorded what was believed: before it nothing is known of that. */
  readonly recordedSince: string | null
  readonly on: GroupDay
  readonly compared: {
    readonly with: Pick<GroupDay, 'day' | 'name' | 'expected' | 'readings'>
    readonly desired: readonly Moved[]
    readonly actual: readonly Moved[]
  } | null
}

export interface GroupHistoryQuery {
  readonly id: GroupId
  readonly on: Day
  readonly compare?: Day | undefined
  readonly basis: Basis
}

/** Who was in a group on a day and why, and what became of it until, or since, another day. */
export async function loadGroupHistory(ctx: Context, query: GroupHistoryQuery): Promise<GroupHistory> {
  const { id, basis } = query
  const world = await getWorld(ctx)
  const unitId = unitOfGroup(id)
  const unit = findUnit(world.tree, unitId)
  if (unit === undefined) throw new NotFoundError('group', id)
  const on = await loadGroupDay(ctx, id, query.on, basis)
  const other = query.compare === undefined ? null : await loadGroupDay(ctx, id, query.compare, basis)
  await recordLook(
    ctx,
    'group-history-seen',
    { kind: 'group', id },
    { on: query.on, compare: query.compare ?? null, basis },
  )
  return {
    groupId: id,
    unitId,
    unitName: unitName(world, unitId),
    unitExists: isValidOn(unit, world.asOf),
    today: ctx.today(),
    basis,
    recordedSince: await findRecordedSince(ctx.db),
    on,
    compared: other === null ? null : compareDays(on, other),
  }
}

/** What changed between the earlier and the later of the two days. */
function compareDays(on: GroupDay, other: GroupDay): GroupHistory['compared'] {
  const [before, after] = on.day <= other.day ? [on, other] : [other, on]
  return {
    with: { day: other.day, name: other.name, expected: other.expected, readings: other.readings },
    desired: moved(before.lines, after.lines, (line) => line.desiredRole),
    actual: moved(before.lines, after.lines, (line) => (line.presence === 'present' ? line.actualRole : null)),
  }
}

function moved(
  before: readonly PastLine[],
  after: readonly PastLine[],
  roleOf: (line: PastLine) => Role | null,
): Moved[] {
  const was = new Map(before.map((line) => [line.personId, line]))
  const is = new Map(after.map((line) => [line.personId, line]))
  return [...new Map([...was, ...is]).values()]
    .map(({ personId, name }): Moved => {
      const [from, to] = [was.get(personId), is.get(personId)].map((line) => (line === undefined ? null : roleOf(line)))
      return { personId, name, from: from ?? null, to: to ?? null }
    })
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => kindOf(a) - kindOf(b) || compareNames(a.name, b.name))
}

/** Who came, then who went, then who changed. */
function kindOf({ from, to }: Moved): number {
  return from === null ? 0 : to === null ? 1 : 2
}
