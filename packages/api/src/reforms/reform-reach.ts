import { listReforms } from '@ketnoi/db'
import {
  addDays,
  findUnit,
  isValidOn,
  parentOn,
  predecessorsOf,
  successorsOn,
  type NewUnit,
  type UnitId,
} from '@ketnoi/hierarchy'
import { isAllowed } from '../authorise.ts'
import type { Action } from '../permissions.ts'
import type { Context } from '../context.ts'
import { ForbiddenError, NotFoundError } from '../errors.ts'
import type { World } from '../world.ts'
import { readReform, type KnownReform } from './reform-store.ts'

/**
 * Whether somebody answers for a unit, whatever the day: for one that is no more, they answer for whatever it became; for one that is
 * not yet, for whatever becomes it; and where neither is, for the unit above.
 */
export function answersFor(ctx: Context, action: Action, world: World, unitId: UnitId, depth = 0): boolean {
  if (isAllowed(ctx.actor, action, unitId)) return true
  const unit = findUnit(world.tree, unitId)
  if (unit === undefined || isValidOn(unit, world.asOf) || depth > MOST_STEPS) return false
  const end = unit.to !== null && unit.to <= world.asOf ? unit.to : null
  const others = end === null ? predecessorsOf(world.tree, unitId) : successorsOn(world.tree, unitId, world.asOf)
  const ids = others.map((other) => other.unitId)
  const day = end === null ? (unit.from ?? world.asOf) : addDays(end, -1)
  const above = ids.length > 0 ? ids : [parentOn(world.tree, unitId, day)].filter((id) => id !== null)
  return above.length > 0 && above.every((id) => answersFor(ctx, action, world, id, depth + 1))
}

/** Units follow one another for a century and lie in one another for a few tiers; more is a circle. */
const MOST_STEPS = 64

/** What a reform needs permission for. */
interface Touched {
  readonly unitIds: readonly UnitId[]
  /** It changes what holds everywhere. */
  readonly model: boolean
  readonly newUnits: readonly Pick<NewUnit, 'id' | 'parent'>[]
}

/** Refuses whoever does not answer for every unit that a reform touches. */
export function requireAnswersFor(
  ctx: Context,
  action: Action,
  world: World,
  { unitIds, model, newUnits }: Touched,
): void {
  if (isAllowed(ctx.actor, action, null)) return
  // A new unit is asked for at the unit above it; above a root there is nobody but whoever answers for everything.
  const root = newUnits.find(({ parent }) => parent === null)
  if (model || root !== undefined) throw new ForbiddenError(action, null)
  const made = new Set(newUnits.map(({ id }) => id))
  const refused = unitIds.find(
    (id) => !(made.has(id) && findUnit(world.tree, id) === undefined) && !answersFor(ctx, action, world, id),
  )
  if (refused !== undefined) throw new ForbiddenError(action, refused)
}

/** Refuses whoever has to do with none of the units of a reform: as if there were none. */
export async function requireConcerned(ctx: Context, id: string, within: readonly UnitId[] | null): Promise<void> {
  if (within === null) return
  const concerned = await listReforms(ctx.db, { within, limit: 1, id })
  if (concerned.length === 0) throw new NotFoundError('reform', id)
}

/** Whether somebody may make, approve, apply and undo this reform. */
export function mayManage(ctx: Context, action: Action, world: World, known: KnownReform): boolean {
  try {
    requireManages(ctx, action, world, known)
    return true
  } catch (error) {
    if (error instanceof ForbiddenError) return false
    throw error
  }
}

export function requireManages(ctx: Context, action: Action, world: World, { stored, effects }: KnownReform): void {
  const { unitIds, document } = stored
  if (effects !== null) {
    const { model, reform } = effects.record
    return requireAnswersFor(ctx, action, world, {
      unitIds,
      model: JSON.stringify(model.before) !== JSON.stringify(model.after),
      newUnits: reform.newUnits,
    })
  }
  const read = readReform(document, world)
  return requireAnswersFor(ctx, action, world, {
    // Where the units have changed so far that it cannot be read any more, those count that are still there.
    unitIds: read.ok ? unitIds : unitIds.filter((id) => findUnit(world.tree, id) !== undefined),
    model: read.ok && read.value.applied.model !== world.model,
    newUnits: read.ok ? read.value.reform.newUnits : [],
  })
}
