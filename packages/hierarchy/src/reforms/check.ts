import type { DocumentReader } from '../document.ts'
import type { TierId, UnitId } from '../id.ts'
import { isValidOn } from '../interval.ts'
import type { Model } from '../model/model.ts'
import type { Issue } from '../result.ts'
import { findUnit, type UnitTree } from '../units/unit-tree.ts'
import type { Reform } from './reform.ts'
import type { Successions } from './successions.ts'

/** What a reform is checked against, and the issues so far. */
export interface Check {
  readonly report: DocumentReader['report']
  readonly issues: readonly Issue[]
  readonly reform: Reform
  readonly tree: UnitTree
  /** With what the reform adds. */
  readonly model: Model
  readonly successions: Successions
  readonly tierOrder: ReadonlyMap<TierId, number>
  readonly endedTiers: ReadonlySet<TierId>
}

/** The tier of a unit, also of one that the reform makes. */
export function tierOf({ tree, successions }: Check, id: UnitId): TierId | undefined {
  return findUnit(tree, id)?.tier ?? successions.created.get(id)?.tier
}

/** Whether a unit is there after the reform. */
export function existsAfter({ tree, successions }: Check, { unitId }: { readonly unitId: UnitId }): boolean {
  if (successions.created.has(unitId)) return true
  const unit = findUnit(tree, unitId)
  return unit !== undefined && isValidOn(unit, successions.day) && !successions.ended.has(unitId)
}
