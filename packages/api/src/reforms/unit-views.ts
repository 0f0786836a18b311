import { countPeopleBelow } from '@ketnoi/db'
import type { Rehearsal, UnitFate, UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import type { ReformNames } from './reform-names.ts'

export interface UnitFateView {
  readonly unitId: UnitId
  readonly fate: UnitFate['fate']
  readonly before: string | null
  readonly after: string | null
  readonly codeBefore: string | null
  readonly codeAfter: string | null
  readonly parentBefore: string | null
  readonly parentAfter: string | null
  readonly becomes: readonly string[]
  readonly from: readonly string[]
  /** In the unit and everything below it. */
  readonly people: number | null
  readonly households: number | null
}

export async function unitViews(
  ctx: Context,
  { units }: Rehearsal,
  names: ReformNames,
): Promise<readonly UnitFateView[]> {
  const counted = new Map(
    (
      await countPeopleBelow(
        ctx.db,
        units.map(({ unitId }) => unitId),
      )
    ).map((one) => [one.unitId, one]),
  )
  const nameOf = (id: UnitId | null): string | null => (id === null ? null : names.unit(id))
  return units.map(({ unitId, fate, name, code, parent, successors, predecessors }) => ({
    unitId,
    fate,
    before: name.before,
    after: name.after,
    codeBefore: code.before,
    codeAfter: code.after,
    parentBefore: nameOf(parent.before),
    parentAfter: nameOf(parent.after),
    becomes: successors.map((one) => names.unit(one.unitId)),
    from: predecessors.map((one) => names.unit(one.unitId)),
    people: counted.get(unitId)?.people ?? null,
    households: counted.get(unitId)?.households ?? null,
  }))
}
