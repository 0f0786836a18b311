import type { Day, Unit, UnitId, UnitTree } from '@ketnoi/hierarchy'
import type { Db } from '../schema.ts'

/** All units with everything that changes about them, by id. */
export async function listUnits(_db: Db): Promise<Unit[]> {
  throw new Error('not written yet')
}

/** The tree of all units, for the functions of `hierarchy`. */
export async function getUnitTree(_db: Db): Promise<UnitTree> {
  throw new Error('not written yet')
}

export interface UnitChanges {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}

/** Stores units, replacing what was known of those with the same id; the tree of the day is made anew by `updateUnitAncestors`. */
export async function updateUnits(_db: Db, _units: readonly Unit[]): Promise<UnitChanges> {
  throw new Error('not written yet')
}

/** Derives the tree of the day that rules and counts read. */
export async function updateUnitAncestors(_db: Db, _asOf: Day): Promise<void> {
  throw new Error('not written yet')
}

/** A unit in a list, with how well it and everything below it is covered. */
export interface UnitCoverage {
  readonly unitId: UnitId
  readonly tier: string
  readonly kind: string
  /** Name with the kind of unit, on the day. */
  readonly name: string
  readonly children: number
  readonly people: number
  readonly households: number
  /** Households of which somebody is a desired member of a group. */
  readonly householdsReached: number
  readonly groups: number
  readonly linkedGroups: number
  readonly desired: number
  /** Desired members who really are in. */
  readonly matching: number
  readonly toAdd: number
  readonly toRemove: number
  readonly required: number
  readonly requiredMissing: number
}

/** The units directly below one (`null`: the roots), in the order of their names. */
export async function listUnitChildren(_db: Db, _parentId: UnitId | null, _asOf: Day): Promise<UnitCoverage[]> {
  throw new Error('not written yet')
}

/** The same for one unit; `null` where there is none on the day. */
export async function findUnitCoverage(_db: Db, _unitId: UnitId, _asOf: Day): Promise<UnitCoverage | null> {
  throw new Error('not written yet')
}
