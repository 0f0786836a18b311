import {
  createRelocation,
  findUnit,
  isValidOn,
  moveFacts,
  nameOn,
  type HouseholdId,
  type Person,
  type PersonId,
  type Reform,
  type UnitId,
} from '@ketnoi/hierarchy'
import { reachOf } from '../authorise.ts'
import type { Context } from '../context.ts'
import { need } from '../errors.ts'
import { compareNames, peopleWithin } from '../people/person-names.ts'
import { getWorld } from '../world.ts'
import { readReached } from './reform-reached.ts'
import { getReform, readReform, stateError } from './reform-store.ts'

/** A household of a unit that a draft splits, or somebody who goes by themselves, and where they go. */
export interface Place {
  /** Names the household or the person in a file that comes back. */
  readonly key: string
  readonly householdId: HouseholdId | null
  readonly personId: PersonId | null
  readonly unitId: UnitId
  /** `null`: nobody has said. */
  readonly to: UnitId | null
  /** Somebody said so, and not only that everybody else goes there. */
  readonly isSaid: boolean
  /** The representative first. */
  readonly people: readonly Person[]
}

/** A unit that a draft splits. */
export interface SplitUnit {
  readonly unitId: UnitId
  readonly name: string
  readonly parts: readonly { readonly unitId: UnitId; readonly name: string }[]
  readonly places: readonly Place[]
}

export interface Places {
  readonly reform: Reform
  readonly revision: number
  readonly units: readonly SplitUnit[]
}

/** Everybody who lives or holds a position in the units that a draft splits, with where they go by what was decided so far; those without a place come first. */
export async function loadPlaces(ctx: Context, id: string): Promise<Places> {
  const known = await getReform(ctx.db, id)
  if (known.stored.state !== 'draft' && known.stored.state !== 'approved') throw stateError(known)
  const world = await getWorld(ctx)
  const { reform } = need(readReform(known.stored.document, world))
  const splits = reform.operations.filter((operation) => operation.kind === 'split')
  const reach = {
    on: reform.effectiveOn,
    ended: splits.map(({ source }) => source),
    takingOver: [],
    named: [],
    followed: [],
  }
  const people = peopleWithin(await readReached(ctx.db, reach), reachOf(ctx.actor, 'reforms.households'))
  const relocation = createRelocation({ reform, model: world.model, tree: world.tree, contested: [] })
  const placedOf = new Map(people.map((person) => [person, moveFacts(relocation, person)]))
  const said = new Set(reform.households.map((place) => ('personId' in place ? place.personId : place.householdId)))
  const made = new Map(reform.newUnits.map((unit) => [unit.id, unit.name.full]))
  const nameOf = (unitId: UnitId): string => {
    const unit = findUnit(world.tree, unitId)
    return made.get(unitId) ?? (unit === undefined ? unitId : nameOn(unit, world.asOf).full)
  }
  const units = splits.map(({ source, targets }): SplitUnit => {
    const places = new Map<string, Place & { people: Person[] }>()
    for (const [person, { homes, seats, undecided }] of placedOf) {
      const livesHere =
        homes.some(({ from }) => from === source) ||
        undecided.some((fact) => fact.code === 'residence-undecided' && fact.unitId === source)
      // Whoever lives elsewhere goes where they hold a position afterwards.
      const moves: readonly { readonly from: UnitId | null; readonly to: UnitId | null }[] = livesHere ? homes : seats
      const move = moves.find(({ from }) => from === source)
      if (move === undefined && !undecided.some((fact) => fact.unitId === source)) continue
      const householdId = livesHere ? householdIn(person, source, reform.effectiveOn) : null
      const alone = householdId === null || said.has(person.id)
      const key = alone ? `p:${person.id}` : `h:${householdId}`
      const place = places.get(key) ?? {
        key,
        householdId: alone ? null : householdId,
        personId: alone ? person.id : null,
        unitId: source,
        to: move?.to ?? null,
        isSaid: said.has(alone ? person.id : householdId),
        people: [],
      }
      place.people.push(person)
      places.set(key, place)
    }
    for (const { people: members } of places.values())
      members.sort(
        (a, b) =>
          Number(representsIn(b, source, reform.effectiveOn)) - Number(representsIn(a, source, reform.effectiveOn)) ||
          compareNames(a.name, b.name),
      )
    const order = [null, ...targets.map(({ unitId }) => unitId)]
    return {
      unitId: source,
      name: nameOf(source),
      parts: targets.map(({ unitId }) => ({ unitId, name: nameOf(unitId) })),
      places: [...places.values()].sort(
        (a, b) =>
          order.indexOf(a.to) - order.indexOf(b.to) ||
          compareNames(a.people[0]?.name ?? '', b.people[0]?.name ?? '') ||
          (a.key < b.key ? -1 : 1),
      ),
    }
  })
  return { reform, revision: known.stored.revision, units }
}

function homesIn({ residences }: Person, unitId: UnitId, day: string): Person['residences'] {
  // The last day of the unit, or a home that begins only later.
  return residences.filter((home) => home.unitId === unitId && (isValidOn(home, day) || (home.from ?? '') > day))
}

function householdIn(person: Person, unitId: UnitId, day: string): HouseholdId | null {
  return homesIn(person, unitId, day).find(({ householdId }) => householdId !== null)?.householdId ?? null
}

function representsIn(person: Person, unitId: UnitId, day: string): boolean {
  return homesIn(person, unitId, day).some(({ representsHousehold }) => representsHousehold)
}
