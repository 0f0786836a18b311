import type { Day, TierId, UnitId, UnitTree } from '@ketnoi/hierarchy'

/** Answers what a unit text of a roster stands for on the day of the import. */
export interface UnitFinder {
  /** Best first; more than one is ambiguous. Looks at units below `within` (and itself) of that tier. */
  readonly find: (
    text: string,
    options: { readonly tier: TierId | null; readonly within: UnitId | null },
  ) => readonly { readonly unitId: UnitId; readonly match: 'name' | 'alias' | 'former' | 'code' }[]
  /** The unit itself when it is of that tier, else the one above it at that tier. */
  readonly at: (unitId: UnitId, tier: TierId) => UnitId | null
  readonly tierOf: (unitId: UnitId) => TierId | null
  readonly nameOf: (unitId: UnitId) => string
}

/** Makes a finder over a tree of units; remembers what it was asked, so that 100,000 rows cost as many look-ups as there are names. */
export function createUnitFinder(tree: UnitTree, day: Day): UnitFinder {
  throw new Error(`not built ${tree.units.size} ${day}`)
}
