import type { UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import { foldName } from '../people/fold-name.ts'
import type { Unit, UnitSuccessor } from './unit.ts'
import { descendantsOn, nameOn, successorsOn, type UnitMatch, type UnitTree } from './unit-tree.ts'

/** A unit that a text stands for or stood for, and everything that carries on for it on a day. */
export interface NamedPlace {
  readonly unitId: UnitId
  /** `code`, `alias`, `name`: borne on that day; `former`: a name or a code that it bore before. */
  readonly match: UnitMatch['match']
  /** What it was called while it bore the text. */
  readonly name: string
  /** The code, where the text is one. */
  readonly code: string | null
  /** What carries on for the unit itself: itself while it exists; none where it ended without a successor. */
  readonly successors: readonly UnitSuccessor[]
  /** What carries on for it and for everything that ever lay in it, sorted. */
  readonly units: readonly UnitId[]
}

/** Fewer letters are the beginning of too many names. */
const LEAST_LETTERS = 3
/** Names that more former units begin with are still being typed. */
const MOST_BEGUN = 30

/**
 * Answers what has to be found besides what bears a name, by whoever knows a place as it was: by an old name, another spelling or a
 * code, and what lay in the place then, one to many. What lies in a unit that bears the name on the day is left out, because it is
 * found by that name; a unit that ended without a successor counts only where nothing bears its name. `begins` also takes the text for
 * the beginning of an old name.
 *
 * Cost: linear in what ever lay in the units found; with `begins`, in the number of names as well.
 *
 * @example
 * resolvePlaces(tree, 'kim tan', '2025-08-01')[0]?.units // ['blom', 'ia-pa']: the village that lay in it, and what it went to
 */
export function resolvePlaces(
  tree: UnitTree,
  text: string,
  day: Day,
  options: { readonly begins?: boolean } = {},
): NamedPlace[] {
  const key = foldName(text)
  const exact = [...placesNamed(tree, key, day), ...placesOfCode(tree, text.trim(), day)]
  const found = new Map(exact.map((place) => [place.unitId, place]))
  for (const place of options.begins === true ? placesBegun(tree, key, day) : [])
    if (!found.has(place.unitId)) found.set(place.unitId, place)
  return [...found.values()]
}

function placesNamed(tree: UnitTree, key: string, day: Day): NamedPlace[] {
  const bearers: { readonly unit: Unit; readonly match: UnitMatch['match'] }[] = []
  for (const entry of tree.names.get(key) ?? []) {
    const unit = tree.units.get(entry.unitId)
    if (unit === undefined || (unit.from !== null && unit.from > day)) continue
    if (!isValidOn(unit, day)) bearers.push({ unit, match: 'former' })
    else if (entry.alias) bearers.push({ unit, match: 'alias' })
    else if (isValidOn(entry, day)) bearers.push({ unit, match: 'name' })
    else if (entry.to !== null && entry.to <= day) bearers.push({ unit, match: 'former' })
  }
  const present = bearers.filter(({ match }) => match === 'name').map(({ unit }) => unit.id)
  const isFoundByName = new Set(present.flatMap((id) => [id, ...descendantsOn(tree, id, day)]))
  return bearers.flatMap(({ unit, match }): NamedPlace[] => {
    const successors = successorsOn(tree, unit.id, day)
    if (successors.length === 0 && present.length > 0) return []
    const units = carryingOn(tree, unit.id, day).filter((id) => !isFoundByName.has(id))
    if (units.length === 0) return []
    const name = unit.names.find(({ short, full }) => [short, full].some((one) => foldName(one) === key))
    return [{ unitId: unit.id, match, name: (name ?? nameOn(unit, day)).full, code: null, successors, units }]
  })
}

function placesOfCode(tree: UnitTree, code: string, day: Day): NamedPlace[] {
  return (tree.codes.get(code) ?? []).flatMap((id): NamedPlace[] => {
    const unit = tree.units.get(id)
    const borne = unit?.codes.filter((one) => one.code === code && (one.from === null || one.from <= day)) ?? []
    if (unit === undefined || borne.length === 0) return []
    const match = isValidOn(unit, day) && borne.some((one) => isValidOn(one, day)) ? 'code' : 'former'
    const units = carryingOn(tree, id, day)
    if (units.length === 0) return []
    return [{ unitId: id, match, name: nameOn(unit, day).full, code, successors: successorsOn(tree, id, day), units }]
  })
}

function placesBegun(tree: UnitTree, key: string, day: Day): NamedPlace[] {
  if (key.length < LEAST_LETTERS) return []
  const found: NamedPlace[] = []
  for (const name of tree.names.keys()) {
    if (name === key || !name.startsWith(key)) continue
    found.push(...placesNamed(tree, name, day).filter(({ match }) => match === 'former'))
    if (found.length > MOST_BEGUN) return []
  }
  return found
}

/** Follows the unit, and everything that ever lay in it, to the day. */
function carryingOn(tree: UnitTree, id: UnitId, day: Day): UnitId[] {
  const past = new Set([id])
  // A set is walked over with what is added to it on the way.
  for (const one of past)
    for (const link of tree.childLinks.get(one) ?? []) if (link.from === null || link.from <= day) past.add(link.unitId)
  return [...new Set([...past].flatMap((one) => successorsOn(tree, one, day).map(({ unitId }) => unitId)))].sort()
}
