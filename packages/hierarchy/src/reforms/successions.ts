import type { TierId, UnitId } from '../id.ts'
import { addDays, isValidOn, type Day } from '../interval.ts'
import type { UnitSuccessor } from '../units/unit.ts'
import type { UnitTree } from '../units/unit-tree.ts'
import type { NewUnit, Reform } from './reform.ts'

/** Where a unit that ends goes. */
export interface Ending {
  readonly how: 'merge' | 'split' | 'end' | 'end-tier'
  readonly successors: readonly UnitSuccessor[]
  /** Where whoever and whatever nobody placed goes; `null` where nobody knows, or there is no successor. */
  readonly heir: UnitId | null
}

/** What a reform means for the units of a tree. Made once; every question about it then costs nothing. */
export interface Successions {
  readonly day: Day
  readonly ended: ReadonlyMap<UnitId, Ending>
  readonly created: ReadonlyMap<UnitId, NewUnit>
  /** The unit above, where a step says it. */
  readonly moved: ReadonlyMap<UnitId, UnitId>
  /** What ended units go to. */
  readonly targets: ReadonlySet<UnitId>
  /** The unit that a child of this one lies in afterwards: itself where it goes on, `null` where nobody knows. */
  readonly placeOf: (id: UnitId) => UnitId | null
}

/** Works a reform out for a tree. Cost: linear in the steps, and in the units where a tier ends. */
export function createSuccessions(reform: Reform, tree: UnitTree): Successions {
  const ended = new Map<UnitId, Ending>()
  const moved = new Map<UnitId, UnitId>()
  const tiers = new Set<TierId>()
  for (const operation of reform.operations) {
    if (operation.kind === 'merge') {
      const successors: readonly UnitSuccessor[] = [{ unitId: operation.target, share: 'full' }]
      for (const source of operation.sources) ended.set(source, { how: 'merge', successors, heir: operation.target })
    } else if (operation.kind === 'split') {
      const heir = operation.rest ?? operation.targets.find((target) => target.share === 'full')?.unitId ?? null
      ended.set(operation.source, { how: 'split', successors: operation.targets, heir })
    } else if (operation.kind === 'end') ended.set(operation.unitId, { how: 'end', successors: [], heir: null })
    else if (operation.kind === 'end-tier') tiers.add(operation.tier)
    else if (operation.kind === 'move') moved.set(operation.unitId, operation.parent)
  }
  const day = reform.effectiveOn
  if (tiers.size > 0) {
    for (const unit of tree.units.values()) {
      const isOpen = unit.to === null || unit.to >= day
      if (tiers.has(unit.tier) && isOpen && (unit.from === null || unit.from < day) && !ended.has(unit.id))
        ended.set(unit.id, { how: 'end-tier', successors: [], heir: null })
    }
  }
  const places = new Map<UnitId, UnitId | null>()
  const placeOf = (id: UnitId): UnitId | null => {
    const ending = ended.get(id)
    if (ending === undefined) return id
    if (ending.successors.length > 0) return ending.heir
    const known = places.get(id)
    if (known !== undefined) return known
    places.set(id, null) // a unit that lies in itself is nowhere
    const above = parentAround(tree, id, day)
    const place = above === null ? null : placeOf(above)
    places.set(id, place)
    return place
  }
  return {
    day,
    ended,
    created: new Map(reform.newUnits.map((unit) => [unit.id, unit])),
    moved,
    targets: new Set([...ended.values()].flatMap(({ successors }) => successors.map(({ unitId }) => unitId))),
    placeOf,
  }
}

/** The unit above on the day, or on the day before where the unit ended on it. */
function parentAround(tree: UnitTree, id: UnitId, day: Day): UnitId | null {
  const parents = tree.units.get(id)?.parents ?? []
  const found = parents.find((p) => isValidOn(p, day)) ?? parents.find((p) => isValidOn(p, addDays(day, -1)))
  return found?.unitId ?? null
}

/** The unit that another lies in after the reform; `undefined` where the reform says nothing about it. */
export function parentAfter(successions: Successions, tree: UnitTree, id: UnitId): UnitId | null | undefined {
  const moved = successions.moved.get(id)
  if (moved !== undefined) return moved
  const above = tree.units.get(id)?.parents.find((p) => isValidOn(p, successions.day))?.unitId
  return above !== undefined && successions.ended.has(above) ? successions.placeOf(above) : undefined
}
