import {
  applyReform,
  createRelocation,
  IA_PA_2024,
  parseReform,
  type AppliedReform,
  type Person,
  type Reform,
  type ReformWorld,
  type Relocation,
  type Result,
  type Unit,
} from '../src/index.ts'
import { buildUnit } from '../src/testing/index.ts'
import { treeOf } from './unit-fixture.ts'

export const DAY = '2025-07-01'
export const EVE = '2025-06-30'

const nso = (code: string): Pick<Unit, 'codes'> => ({ codes: [{ system: 'NSO', code, from: null, to: null }] })

/** A district with four communes and their villages, before anything is decided. */
export const BEFORE_UNITS: readonly Unit[] = [
  buildUnit('p-64', 'province', 'Gia Lai', null, nso('64')),
  buildUnit('p-52', 'province', 'Bình Định', null, nso('52')),
  buildUnit('d-635', 'district', 'Ia Pa', 'p-64', nso('635')),
  buildUnit('kim-tan', 'commune', 'Kim Tân', 'd-635', nso('24022')),
  buildUnit('ia-trok', 'commune', 'Ia Trok', 'd-635', { ...nso('24037'), aliases: ['Xã Ia Trôk'] }),
  buildUnit('po-to', 'commune', 'Pờ Tó', 'd-635', nso('24013')),
  buildUnit('chia', 'commune', 'Chia', 'd-635', nso('24099')),
  buildUnit('blom', 'village', 'Blôm', 'kim-tan'),
  buildUnit('thon-1', 'village', 'Thôn 1', 'kim-tan'),
  buildUnit('trok', 'village', 'Trôk', 'ia-trok'),
  buildUnit('tham', 'village', 'Thăm', 'ia-trok'),
  buildUnit('bi-yang', 'village', 'Bi Yang', 'po-to'),
  buildUnit('c-1', 'village', 'Chia 1', 'chia'),
  buildUnit('c-2', 'village', 'Chia 2', 'chia'),
]

export const BEFORE: ReformWorld = { model: IA_PA_2024, tree: treeOf(BEFORE_UNITS) }

/** A reform document with what every document must have. */
export function documentOf(parts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { formatVersion: 1, id: 'r-1', decision: '1664/NQ-UBTVQH15', effectiveOn: DAY, operations: [], ...parts }
}

export function newUnit(id: string, tier: string, parent: string | null, codes: readonly string[] = []): unknown {
  return {
    id,
    tier,
    kind: tier,
    name: { short: `New ${id}`, full: `The new ${id}` },
    aliases: [],
    codes: codes.map((code) => ({ system: 'NSO', code })),
    parent,
  }
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.issues, null, 1))
  return result.value
}

export function reformOf(parts: Readonly<Record<string, unknown>>, world: ReformWorld = BEFORE): Reform {
  return valueOf(parseReform(documentOf(parts), world))
}

/** Kim Tân, Ia Trok and Pờ Tó become one commune; Chia is split between it and another; the district tier ends. */
export const REFORM_PARTS: Readonly<Record<string, unknown>> = {
  newUnits: [
    newUnit('p-new', 'province', null, ['52']),
    newUnit('ia-pa', 'commune', 'p-new', ['24022']),
    newUnit('ia-tul', 'commune', 'p-new'),
  ],
  operations: [
    { kind: 'merge', sources: ['p-64', 'p-52'], target: 'p-new' },
    { kind: 'end-tier', tier: 'district' },
    { kind: 'merge', sources: ['kim-tan', 'ia-trok', 'po-to'], target: 'ia-pa' },
    { kind: 'split', source: 'chia', targets: [{ unitId: 'ia-pa' }, { unitId: 'ia-tul' }] },
    { kind: 'move', unitId: 'c-1', parent: 'ia-pa' },
    { kind: 'move', unitId: 'c-2', parent: 'ia-tul' },
  ],
}

export interface Carried extends AppliedReform {
  readonly reform: Reform
  readonly relocation: Relocation
}

/** Applies a reform, and makes ready to move the facts of these people. */
export function carry(
  parts: Readonly<Record<string, unknown>> = REFORM_PARTS,
  people: readonly Person[] = [],
  world: ReformWorld = BEFORE,
): Carried {
  const reform = reformOf(parts, world)
  const applied = valueOf(applyReform(reform, world))
  return { ...applied, reform, relocation: createRelocation({ ...world, reform, people }) }
}
