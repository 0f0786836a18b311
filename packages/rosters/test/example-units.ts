import { createUnitTree, type Unit } from '@ketnoi/hierarchy'
import { createUnitFinder, type UnitFinder } from '../src/units/unit-finder.ts'

const ALWAYS = { from: null, to: null }
/** The day of the fixtures. */
export const AS_OF = '2024-02-01'

function unit(
  id: string,
  tier: string,
  kind: string,
  short: string,
  parent: string | null,
  aliases: readonly string[] = [],
  code?: string,
): Unit {
  return {
    id,
    tier,
    kind,
    names: [{ short, full: `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${short}`, ...ALWAYS }],
    aliases,
    codes: code === undefined ? [] : [{ system: 'NSO', code, ...ALWAYS }],
    parents: parent === null ? [] : [{ unitId: parent, ...ALWAYS }],
    successors: [],
    ...ALWAYS,
  }
}

/** A district of two communes; `Thôn 3` is in both. */
export const UNITS: readonly Unit[] = [
  unit('p', 'province', 'tỉnh', 'Gia Lai', null),
  unit('d', 'district', 'huyện', 'Ia Pa', 'p'),
  unit('kim-tan', 'commune', 'xã', 'Kim Tân', 'd', [], '24022'),
  unit('ia-trok', 'commune', 'xã', 'Ia Trok', 'd', ['Ia Trôk'], '24037'),
  unit('blom', 'village', 'thôn', 'Blôm', 'kim-tan'),
  unit('kim-tan-3', 'village', 'thôn', '3', 'kim-tan', ['Thôn Ba']),
  unit('trok', 'village', 'buôn', 'Trôk', 'ia-trok'),
  unit('quy-duc', 'village', 'thôn', 'Quý Đức', 'ia-trok'),
  unit('ia-trok-3', 'village', 'thôn', '3', 'ia-trok'),
]

const tree = createUnitTree(UNITS)
if (!tree.ok) throw new Error(JSON.stringify(tree.issues))

/** Finds the units of the fixture. */
export const FINDER: UnitFinder = createUnitFinder(tree.value, AS_OF)
