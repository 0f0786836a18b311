import { ancestorNumber, forEachDescendant, liesWithin, type UnitIndex } from '../units/unit-index.ts'
import type { UnitScope } from './rule.ts'

/** Calls back for every unit that the scope means, seen from the group's unit. */
export function forEachInScope(index: UnitIndex, scope: UnitScope, unit: number, visit: (unit: number) => void): void {
  switch (scope.kind) {
    case 'here':
      visit(unit)
      return
    case 'within':
      visit(unit)
      forEachDescendant(index, unit, null, visit)
      return
    case 'ancestor': {
      const above = ancestorNumber(index, unit, scope.tier)
      if (above >= 0) visit(above)
      return
    }
    case 'descendants':
      forEachDescendant(index, unit, scope.tier, visit)
  }
}

/** Answers whether `fact` is one of the units that the scope means, seen from the group's unit. */
export function isInScope(index: UnitIndex, scope: UnitScope, unit: number, fact: number): boolean {
  switch (scope.kind) {
    case 'here':
      return fact === unit
    case 'within':
      return liesWithin(index, fact, unit)
    case 'ancestor':
      return ancestorNumber(index, unit, scope.tier) === fact
    case 'descendants':
      return index.tierOf[fact] === scope.tier && fact !== unit && liesWithin(index, fact, unit)
  }
}

/** Calls back for every group unit of the tier from which the scope reaches `fact`: the way from a fact to the groups it bears on. */
export function forEachReaching(
  index: UnitIndex,
  scope: UnitScope,
  tier: string,
  fact: number,
  visit: (unit: number) => void,
): void {
  const visitIfTier = (unit: number): void => {
    if (index.tierOf[unit] === tier) visit(unit)
  }
  switch (scope.kind) {
    case 'here':
      visitIfTier(fact)
      return
    case 'within':
      for (let at = fact; at >= 0; at = index.parentOf[at] ?? -1) visitIfTier(at)
      return
    case 'ancestor':
      if (index.tierOf[fact] === scope.tier) forEachDescendant(index, fact, tier, visit)
      return
    case 'descendants':
      if (index.tierOf[fact] !== scope.tier) return
      for (let at = index.parentOf[fact] ?? -1; at >= 0; at = index.parentOf[at] ?? -1) visitIfTier(at)
  }
}
