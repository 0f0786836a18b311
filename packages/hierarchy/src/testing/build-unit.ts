import type { TierId, UnitId } from '../id.ts'
import { ALWAYS } from '../interval.ts'
import type { Unit } from '../units/unit.ts'

/**
 * Builds a unit that has always been, under its name and its parent (`null`: none), and has nothing else.
 *
 * @example
 * buildUnit('p1', 'village', 'Thôn 1', 'commune', { kind: 'Thôn' })
 */
export function buildUnit(
  id: UnitId,
  tier: TierId,
  name: string,
  parentId: UnitId | null,
  facts: Partial<Omit<Unit, 'id' | 'tier'>> = {},
): Unit {
  return {
    id,
    tier,
    kind: tier,
    names: [{ short: name, full: name, ...ALWAYS }],
    aliases: [],
    codes: [],
    parents: parentId === null ? [] : [{ unitId: parentId, ...ALWAYS }],
    successors: [],
    ...ALWAYS,
    ...facts,
  }
}
