import { inTransaction, lockRegistration, updateRegistrationPlace } from '@ketnoi/db'
import { ancestorsOn, childrenOn, findUnit, parentOn, predecessorsOf, type UnitId } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { unitsFollowing } from '../units/follow-unit.ts'
import { getWorld, type World } from '../world.ts'

/** Whether people can live in a unit: only there can a registration be confirmed. */
export function isPlaced({ model, tree }: World, unitId: UnitId): boolean {
  return findUnit(tree, unitId)?.tier === model.tiers.at(-1)?.id
}

/** Who else a registration may be for: the other parts of what a unit was once part of, then the units beside it, or below it. */
export function passedOnTo(world: World, unitId: UnitId): readonly UnitId[] {
  const { tree, asOf } = world
  const above = isPlaced(world, unitId) ? parentOn(tree, unitId, asOf) : unitId
  const parts = predecessorsOf(tree, unitId).flatMap((before) => unitsFollowing(world, before.unitId))
  // Of units below, those that began last come first: what waits here was most often sent for a unit that they came from.
  const began = (id: UnitId): string => findUnit(tree, id)?.from ?? ''
  const near = above === null ? [] : childrenOn(tree, above, asOf).sort((a, b) => began(b).localeCompare(began(a)))
  return [...new Set([...parts, ...near])].filter((id) => id !== unitId)
}

/** The lowest unit that all parts lie in: who answers for it finds out which part somebody means who does not know. */
export function unitAboveAll({ tree, asOf }: World, parts: readonly UnitId[]): UnitId | null {
  const [first, ...others] = parts.map((id) => ancestorsOn(tree, id, asOf))
  return first?.find((above) => others.every((ancestors) => ancestors.includes(above))) ?? null
}

/** Hands a registration that waits to whoever answers for another unit. They are asked like for any that was sent to them. */
export async function passOnRegistration(
  ctx: Context,
  input: { readonly id: string; readonly unitId: UnitId },
): Promise<void> {
  await inTransaction(ctx.db, async (trx) => {
    const registration = await lockRegistration(trx, input.id)
    if (registration === null) throw new NotFoundError('registration', input.id)
    const { id, unitId: from, state } = registration
    if (state !== 'waiting') throw new ApiError('registration-decided', 'somebody has decided it already', { id })
    if (!passedOnTo(await getWorld(ctx, trx), from).includes(input.unitId))
      throw new NotFoundError('unit', input.unitId)
    if (!(await updateRegistrationPlace(trx, id, input.unitId)))
      throw new ApiError('registration-waits-there', 'the same person waits there already', { id })
    await noteEvent(ctx, trx, {
      action: 'registration-passed-on',
      subjectKind: 'registration',
      subjectId: id,
      data: { from, to: input.unitId },
    })
  })
}
