import { listOfficeHoldersOf } from '@ketnoi/db'
import { ancestorsOn, type Day, type LocalText, type PersonId, type UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { getWorld, unitName } from '../world.ts'

/** Somebody begins to hold a seat, or holds it no longer, from a day to come. */
export interface ComingSeat {
  readonly on: Day
  readonly kind: 'begins' | 'ends'
  readonly personId: PersonId
  readonly personName: string
  readonly positionName: LocalText
  readonly unitName: string
}

/** What is recorded for later days, the next day first. */
export async function loadComingSeats(
  ctx: Context,
  { unitId, above }: { readonly unitId: UnitId; readonly above: boolean },
): Promise<ComingSeat[]> {
  const world = await getWorld(ctx)
  const { asOf, model, tree } = world
  const units = new Set([unitId, ...(above ? ancestorsOn(tree, unitId, asOf) : [])])
  const holders = await listOfficeHoldersOf(ctx.db, [...units])
  const coming: ComingSeat[] = []
  for (const { person } of holders)
    for (const one of person.appointments) {
      if (!units.has(one.unitId)) continue
      const seat = {
        personId: person.id,
        personName: person.name,
        positionName: model.positions.find(({ id }) => id === one.positionId)?.name ?? {
          vi: one.positionId,
          en: one.positionId,
        },
        unitName: unitName(world, one.unitId),
      }
      if (one.from !== null && one.from > asOf) coming.push({ on: one.from, kind: 'begins', ...seat })
      if (one.to !== null && one.to > asOf) coming.push({ on: one.to, kind: 'ends', ...seat })
    }
  return coming.sort((a, b) =>
    a.on === b.on ? (a.kind === b.kind ? 0 : a.kind === 'ends' ? -1 : 1) : a.on < b.on ? -1 : 1,
  )
}
