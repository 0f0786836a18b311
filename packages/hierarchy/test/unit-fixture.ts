import { createUnitTree, type Interval, type Unit, type UnitTree } from '../src/index.ts'

const BEFORE: Interval = { from: null, to: '2025-07-01' }
const AFTER: Interval = { from: '2025-07-01', to: null }
const EVER: Interval = { from: null, to: null }

function unit(
  id: string,
  tier: string,
  kind: string,
  short: string,
  validity: Interval,
  facts: Partial<Unit> = {},
): Unit {
  return {
    id,
    tier,
    kind,
    names: [{ short, full: `${kind} ${short}`, ...validity }],
    aliases: [],
    codes: [],
    parents: [],
    successors: [],
    ...validity,
    ...facts,
  }
}

/** A part of Ia Pa before and after 1 July 2025, with a commune that was split, which Ia Pa itself had none of. */
export const UNITS: readonly Unit[] = [
  unit('gia-lai-64', 'province', 'Tỉnh', 'Gia Lai', BEFORE, {
    codes: [{ system: 'NSO', code: '64', ...BEFORE }],
    successors: [{ unitId: 'gia-lai-52', share: 'full' }],
  }),
  unit('binh-dinh', 'province', 'Tỉnh', 'Bình Định', BEFORE, {
    codes: [{ system: 'NSO', code: '52', ...BEFORE }],
    successors: [{ unitId: 'gia-lai-52', share: 'full' }],
  }),
  unit('gia-lai-52', 'province', 'Tỉnh', 'Gia Lai', AFTER, { codes: [{ system: 'NSO', code: '52', ...AFTER }] }),
  unit('ia-pa-district', 'district', 'Huyện', 'Ia Pa', BEFORE, { parents: [{ unitId: 'gia-lai-64', ...BEFORE }] }),
  unit('kim-tan', 'commune', 'Xã', 'Kim Tân', BEFORE, {
    codes: [{ system: 'NSO', code: '24022', ...BEFORE }],
    parents: [{ unitId: 'ia-pa-district', ...BEFORE }],
    successors: [{ unitId: 'ia-pa', share: 'full' }],
  }),
  unit('ia-trok', 'commune', 'Xã', 'Ia Trok', BEFORE, {
    aliases: ['Xã Ia Trôk'],
    codes: [{ system: 'NSO', code: '24037', ...BEFORE }],
    parents: [{ unitId: 'ia-pa-district', ...BEFORE }],
    successors: [{ unitId: 'ia-pa', share: 'full' }],
  }),
  unit('broken', 'commune', 'Xã', 'Chia Đôi', BEFORE, {
    codes: [{ system: 'NSO', code: '24099', ...BEFORE }],
    parents: [{ unitId: 'ia-pa-district', ...BEFORE }],
    successors: [
      { unitId: 'ia-pa', share: 'partial' },
      { unitId: 'ia-tul', share: 'partial' },
    ],
  }),
  unit('ia-pa', 'commune', 'Xã', 'Ia Pa', AFTER, {
    codes: [{ system: 'NSO', code: '24022', ...AFTER }],
    parents: [{ unitId: 'gia-lai-52', ...AFTER }],
  }),
  unit('ia-tul', 'commune', 'Xã', 'Ia Tul', AFTER, {
    codes: [{ system: 'NSO', code: '24028', ...AFTER }],
    parents: [{ unitId: 'gia-lai-52', ...AFTER }],
  }),
  unit('blom', 'village', 'Thôn', 'Blôm', EVER, {
    parents: [
      { unitId: 'kim-tan', ...BEFORE },
      { unitId: 'ia-pa', ...AFTER },
    ],
  }),
  unit('trok', 'village', 'Bôn', 'Trôk', EVER, {
    aliases: ['Buôn Trôk', 'Thôn Trôk'],
    parents: [
      { unitId: 'ia-trok', ...BEFORE },
      { unitId: 'ia-pa', ...AFTER },
    ],
  }),
]

/** The tree of `UNITS`, or of other units that are known to be right. */
export function treeOf(units: readonly Unit[] = UNITS): UnitTree {
  const tree = createUnitTree(units)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  return tree.value
}
