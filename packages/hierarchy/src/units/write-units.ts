import { addDays, type Interval } from '../interval.ts'
import type { Unit, UnitCode, UnitName } from './unit.ts'

/** Days on which something holds, as catalogues write them: both belong to it; `null` is open. */
export interface CatalogueDays {
  readonly valid_from: string | null
  readonly valid_to: string | null
}

/** One unit of a catalogue, with every field that `parseUnits` knows. */
export interface CatalogueEntry extends CatalogueDays {
  readonly uid: string
  /** The tier. */
  readonly kind: string
  readonly kind_vi: string
  /** The last one, where `name_history` is given. */
  readonly name: string
  readonly full_name: string
  readonly name_history:
    | null
    | readonly ({
        readonly name: string
        readonly full_name: string
        readonly kind_vi: string | null
      } & CatalogueDays)[]
  readonly aliases: readonly string[]
  /** `null` where there is none, or `code_history` is given. */
  readonly code: string | null
  readonly code_system: string | null
  readonly code_history: null | readonly ({ readonly code: string; readonly code_system: string } & CatalogueDays)[]
  /** `null` where there is none, or `parent_history` is given. */
  readonly parent_uid: string | null
  readonly parent_history: null | readonly ({ readonly parent_uid: string } & CatalogueDays)[]
  readonly successors: readonly { readonly uid: string; readonly share: 'full' | 'partial' }[]
}

/** A catalogue of units as JSON. */
export interface Catalogue {
  readonly units: readonly CatalogueEntry[]
}

/**
 * Writes units as the catalogue that `parseUnits` reads: reading it gives the same units, in the same order. What a unit has once and
 * for all of its time is one field, what changed is a history. Cost: linear.
 *
 * @example
 * JSON.stringify(writeUnits(tree.units.values()))
 */
export function writeUnits(units: Iterable<Unit>): Catalogue {
  return { units: Array.from(units, writeUnit) }
}

function writeUnit(unit: Unit): CatalogueEntry {
  const [name] = unit.names
  const last = unit.names.at(-1)
  const [code] = unit.codes
  const [parent] = unit.parents
  const oneName = unit.names.length === 1 && name !== undefined && name.kind === undefined && isWhole(name, unit)
  const oneCode = unit.codes.length === 0 || (unit.codes.length === 1 && code !== undefined && isWhole(code, unit))
  const oneParent =
    unit.parents.length === 0 || (unit.parents.length === 1 && parent !== undefined && isWhole(parent, unit))
  return {
    uid: unit.id,
    kind: unit.tier,
    kind_vi: unit.kind,
    name: last?.short ?? unit.id,
    full_name: last?.full ?? unit.id,
    name_history: oneName ? null : unit.names.map(writeName),
    aliases: unit.aliases,
    code: oneCode ? (code?.code ?? null) : null,
    code_system: oneCode ? (code?.system ?? null) : null,
    code_history: oneCode ? null : unit.codes.map(writeCode),
    parent_uid: oneParent ? (parent?.unitId ?? null) : null,
    parent_history: oneParent
      ? null
      : unit.parents.map(({ unitId, ...days }) => ({ parent_uid: unitId, ...inclusive(days) })),
    successors: unit.successors.map(({ unitId, share }) => ({ uid: unitId, share })),
    ...inclusive(unit),
  }
}

function writeName({ short, full, kind, ...days }: UnitName): NonNullable<CatalogueEntry['name_history']>[number] {
  return { name: short, full_name: full, kind_vi: kind ?? null, ...inclusive(days) }
}

function writeCode({ code, system, ...days }: UnitCode): NonNullable<CatalogueEntry['code_history']>[number] {
  return { code, code_system: system, ...inclusive(days) }
}

function isWhole(part: Interval, unit: Unit): boolean {
  return part.from === unit.from && part.to === unit.to
}

/** `[from, to)` as first and last day. */
function inclusive({ from, to }: Interval): CatalogueDays {
  return { valid_from: from, valid_to: to === null ? null : addDays(to, -1) }
}
