import type { UnitId } from '../id.ts'
import type { Unit } from './unit.ts'

/** A part of a unit that is given back by itself. `span`: from when to when there is such a unit. */
export type UnitField = 'tier' | 'kind' | 'span' | 'names' | 'aliases' | 'codes' | 'parents' | 'successors'

/** What an import made of one unit. */
export interface UnitChanged {
  /** `null`: it added the unit. */
  readonly before: Unit | null
  readonly after: Unit
}

/** What hangs on a unit beside other units, so that it cannot be taken away. */
export type UnitHold =
  'people' | 'seats' | 'group' | 'account' | 'handover' | 'registration' | 'reform' | 'plan' | 'units'

/**
 * Why a part of a unit stays. `changed-since`: somebody changed it after the import. `in-use`: people, groups or others rest on it.
 * `unit-gone`: it names a unit that is not there any more.
 */
export type UnitKeptCode = 'changed-since' | 'in-use' | 'unit-gone'

/** A part of a unit that an undo does not give back. */
export interface KeptUnitField {
  readonly field: UnitField
  readonly code: UnitKeptCode
}

/** What taking an import of units back does to one unit. */
export type UnitUndone = { readonly id: UnitId } & (
  | {
      readonly kind: 'restore'
      readonly unit: Unit
      readonly restored: readonly UnitField[]
      readonly kept: readonly KeptUnitField[]
    }
  | { readonly kind: 'remove' }
  | { readonly kind: 'keep'; readonly kept: readonly KeptUnitField[]; readonly holds: readonly UnitHold[] }
  /** It is as if the import had never been. */
  | { readonly kind: 'unchanged' }
)

const PARTS: Readonly<Record<UnitField, (unit: Unit) => Partial<Unit>>> = {
  tier: ({ tier }) => ({ tier }),
  kind: ({ kind }) => ({ kind }),
  span: ({ from, to }) => ({ from, to }),
  names: ({ names }) => ({ names }),
  aliases: ({ aliases }) => ({ aliases }),
  codes: ({ codes }) => ({ codes }),
  parents: ({ parents }) => ({ parents }),
  successors: ({ successors }) => ({ successors }),
}
const FIELDS = Object.keys(PARTS) as readonly UnitField[]

/** What people and groups rest on: it does not change below them. */
const RESTED_ON: ReadonlySet<UnitField> = new Set(['tier', 'span'])

/**
 * Answers how an import of units is taken back: a part of a unit is given back where it is still as the import left it; a unit that it
 * added is taken away where it is as it was left, nothing hangs on it (`holdsOf`), and no unit that stays names it. `now`: all units.
 * Whether what results is a tree is for the caller to prove with `createUnitTree`. Cost: linear, once more for each level that stays.
 *
 * @example
 * undoUnits([{ before: null, after: unit }], new Map([[unit.id, unit]]), () => ['people'])[0]?.kind // 'keep'
 */
export function undoUnits(
  changes: readonly UnitChanged[],
  now: ReadonlyMap<UnitId, Unit>,
  holdsOf: (id: UnitId) => readonly UnitHold[],
): UnitUndone[] {
  const undone = changes.map((change) => undoUnit(change, now, holdsOf))
  const removed = new Set(undone.flatMap((one) => (one.kind === 'remove' ? [one.id] : [])))
  const later = new Map(now)
  for (const one of undone) if (one.kind === 'restore') later.set(one.id, one.unit)
  // A unit that stays keeps those that it names, and these those above them.
  for (let settled = false; !settled;) {
    settled = true
    for (const unit of later.values()) {
      if (removed.has(unit.id)) continue
      for (const named of namedBy(unit)) if (removed.delete(named)) settled = false
    }
  }
  return undone.map((one) =>
    one.kind === 'remove' && !removed.has(one.id) ? { id: one.id, kind: 'keep', kept: [], holds: ['units'] } : one,
  )
}

function undoUnit(
  { before, after }: UnitChanged,
  units: ReadonlyMap<UnitId, Unit>,
  holdsOf: (id: UnitId) => readonly UnitHold[],
): UnitUndone {
  const { id } = after
  const now = units.get(id)
  if (now === undefined) {
    const kept = before === null ? [] : differing(before, after).map((field) => ({ field, code: 'unit-gone' as const }))
    return kept.length === 0 ? { id, kind: 'unchanged' } : { id, kind: 'keep', kept, holds: [] }
  }
  const holds = holdsOf(id)
  if (before === null) {
    const kept = differing(now, after).map((field) => ({ field, code: 'changed-since' as const }))
    return kept.length + holds.length === 0 ? { id, kind: 'remove' } : { id, kind: 'keep', kept, holds }
  }
  const kept: KeptUnitField[] = []
  const restored: UnitField[] = []
  for (const field of differing(before, after)) {
    if (isSame(field, now, before)) continue
    if (!isSame(field, now, after)) kept.push({ field, code: 'changed-since' })
    else if (RESTED_ON.has(field) && holds.length > 0) kept.push({ field, code: 'in-use' })
    else if (namedBy({ ...NAMES_NOBODY, ...PARTS[field](before) }).some((named) => !units.has(named)))
      kept.push({ field, code: 'unit-gone' })
    else restored.push(field)
  }
  if (restored.length > 0) {
    const unit = restored.reduce((given, field): Unit => ({ ...given, ...PARTS[field](before) }), now)
    return { id, kind: 'restore', unit, restored, kept }
  }
  return kept.length > 0 ? { id, kind: 'keep', kept, holds: [] } : { id, kind: 'unchanged' }
}

const NAMES_NOBODY: Pick<Unit, 'parents' | 'successors'> = { parents: [], successors: [] }

function namedBy({ parents, successors }: Pick<Unit, 'parents' | 'successors'>): UnitId[] {
  return [...parents, ...successors].map(({ unitId }) => unitId)
}

function differing(a: Unit, b: Unit): UnitField[] {
  return FIELDS.filter((field) => !isSame(field, a, b))
}

function isSame(field: UnitField, a: Unit, b: Unit): boolean {
  return textOf(PARTS[field](a)) === textOf(PARTS[field](b))
}

/** The same for the same facts, in whatever order they are listed. */
function textOf(part: Partial<Unit>): string {
  return JSON.stringify(
    Object.values(part).map((value: unknown) =>
      Array.isArray(value)
        ? value.map((one: unknown) => JSON.stringify(one, typeof one === 'object' ? keysOf(one) : null)).sort()
        : value,
    ),
  )
}

function keysOf(value: object | null): string[] {
  return Object.keys(value ?? {}).sort()
}
