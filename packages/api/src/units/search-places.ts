import {
  addDays,
  ancestorsOn,
  findUnit,
  foldName,
  resolvePlaces,
  successorsOn,
  type Day,
  type NamedPlace,
  type UnitId,
  type UnitSuccessor,
} from '@ketnoi/hierarchy'
import { unitName, type World } from '../world.ts'

/** A place that some words of a search stand for besides what is called so today. */
export interface SearchedPlace extends NamedPlace {
  readonly words: readonly string[]
}

/** A longer text is no name; every run of its words is looked up. */
const MOST_WORDS = 12

/**
 * The places that a search may mean, those with the longest name first: each run of words may be the name, so that what was copied
 * from somewhere (`Bôn Trôk – Xã Ia Trok`) is found by both.
 */
export function searchPlaces({ tree, asOf }: World, text: string): SearchedPlace[] {
  const words = wordsOf(text)
  const found: SearchedPlace[] = []
  for (let length = Math.min(words.length, MOST_WORDS); length > 0; length--) {
    for (let at = 0; at + length <= words.length && at + length <= MOST_WORDS; at++) {
      const run = words.slice(at, at + length)
      const isAll = length === words.length
      // A number among other words is part of a name: by itself it would be a code.
      if (!isAll && run.every((word) => /^\d+$/u.test(word))) continue
      for (const place of resolvePlaces(tree, run.join(' '), asOf, { begins: isAll })) {
        const isKnown = found.some(
          ({ unitId, words: of }) => unitId === place.unitId && run.every((w) => of.includes(w)),
        )
        if (!isKnown) found.push({ ...place, words: run })
      }
    }
  }
  return found
}

/** By what a unit was found: by a name that it had, or by that of a place in which it lay. */
export interface FoundHow {
  readonly kind: 'was' | 'lay-in'
  readonly name: string
}

/** How a unit was found by words that its own name does not have; `null`: not by an old name. */
export function foundHow(places: readonly SearchedPlace[], words: readonly string[], unitId: UnitId): FoundHow | null {
  const isIt = (place: SearchedPlace): boolean => place.successors.some((successor) => successor.unitId === unitId)
  const led = places.filter(
    ({ match, units, words: of }) =>
      match !== 'alias' && match !== 'code' && units.includes(unitId) && words.some((word) => of.includes(word)),
  )
  const place = led.find(isIt) ?? led[0]
  return place === undefined ? null : { kind: isIt(place) ? 'was' : 'lay-in', name: place.name }
}

/** An old place, or one that was named by its code, with what became of it. */
export interface PlaceThen {
  readonly unitId: UnitId
  readonly name: string
  readonly code: string | null
  /** `false`: the name or the code is of the past. */
  readonly isBorne: boolean
  /** Its last day, where it has ended. */
  readonly lastDay: Day | null
  /** What carries on for it. */
  readonly now: readonly { readonly id: UnitId; readonly name: string; readonly share: UnitSuccessor['share'] }[]
}

/** More of them tell nothing: each row says by what it was found. */
const MOST_DESCRIBED = 3

/** What to say about the places that were searched for, as far as they concern these units (`null`: all). */
export function describePlaces(
  world: World,
  places: readonly SearchedPlace[],
  within: readonly UnitId[] | null,
): PlaceThen[] {
  const { tree, asOf } = world
  const isWithin = (id: UnitId): boolean =>
    within === null || within.includes(id) || ancestorsOn(tree, id, asOf).some((above) => within.includes(above))
  const told = places.filter(
    ({ match, units }) => (match === 'former' || match === 'code') && units.some((id) => isWithin(id)),
  )
  if (told.length > MOST_DESCRIBED) return []
  return told.map(({ unitId, name, code, match, successors }) => ({
    unitId,
    name,
    code,
    isBorne: match === 'code',
    lastDay: lastDayOf(world, unitId),
    now: linksTo(world, successors),
  }))
}

/** What to say about a unit that somebody asks for by its id, where it is no more; nothing where it is. */
export function describeEnded(world: World, unitId: UnitId): PlaceThen[] {
  const lastDay = lastDayOf(world, unitId)
  if (lastDay === null) return []
  const now = linksTo(world, successorsOn(world.tree, unitId, world.asOf))
  return [{ unitId, name: unitName(world, unitId), code: null, isBorne: false, lastDay, now }]
}

function lastDayOf({ tree, asOf }: World, unitId: UnitId): Day | null {
  const end = findUnit(tree, unitId)?.to ?? null
  return end === null || end > asOf ? null : addDays(end, -1)
}

function linksTo(world: World, successors: readonly UnitSuccessor[]): PlaceThen['now'] {
  return successors.map(({ unitId: id, share }) => ({ id, name: unitName(world, id), share }))
}

/** The words of a search that a name does not have. */
export function wordsNotIn(text: string, name: string): string[] {
  const folded = foldName(name)
  return wordsOf(text).filter((word) => !folded.includes(word))
}

function wordsOf(text: string): string[] {
  return foldName(text)
    .split(' ')
    .filter((word) => word !== '')
}
