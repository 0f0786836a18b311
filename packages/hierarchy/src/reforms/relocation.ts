import type { HouseholdId, PersonId, PositionId, TierId, UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { Model } from '../model/model.ts'
import type { Appointment, Person, Residence } from '../people/person.ts'
import type { Rule } from '../rules/rule.ts'
import type { UnitTree } from '../units/unit-tree.ts'
import { isOpenFact } from './dated-facts.ts'
import type { Reform, ReformWorld } from './reform.ts'
import { reformedModel } from './reformed-model.ts'
import { createSuccessions, type Ending, type Successions } from './successions.ts'

/**
 * A leading seat that more than one unit brings to the unit they become, so that nobody carries it on: it must be filled, unless the
 * reform says by whom. A plain value: keep it with the reform, so that every batch decides alike.
 */
export interface ContestedSeat {
  readonly unitId: UnitId
  readonly positionId: PositionId
  /** The units whose holders could carry it on, sorted; with the unit itself where it goes on and its own holder stays. */
  readonly sources: readonly UnitId[]
}

/** What `createRelocation` is made from. */
export interface RelocationInput extends ReformWorld {
  readonly reform: Reform
  /** Everybody who holds a position at a unit that ends or that takes one over; more do no harm. Read once, not kept. */
  readonly people?: Iterable<Person>
  /** The contested seats, where they were found before; `people` is then not read. */
  readonly contested?: readonly ContestedSeat[]
}

/** Everything that is needed to move one person's facts, made once for a reform. */
export interface Relocation {
  readonly reform: Reform
  readonly contested: readonly ContestedSeat[]
  /** @internal With what the reform adds. */ readonly model: Model
  /** @internal */ readonly tree: UnitTree
  /** @internal */ readonly successions: Successions
  /** @internal */ readonly positionTiers: ReadonlyMap<PositionId, TierId>
  /** @internal Positions that follow another. */ readonly following: ReadonlySet<PositionId>
  /** @internal Whether the reform makes seats that follow a position. */ readonly addsFollowing: boolean
  /** @internal Where people and households are placed. */ readonly placements: ReadonlyMap<string, UnitId>
  /** @internal Who was named for a seat, by `seatKey`. */ readonly chosen: ReadonlyMap<string, ReadonlySet<PersonId>>
  /** @internal Keys of contested seats. */ readonly contestedKeys: ReadonlySet<string>
  /** @internal Seats that a person was named for. */ readonly choicesOf: ReadonlyMap<PersonId, readonly SeatOf[]>
}

/** @internal A position at a unit. */
export interface SeatOf {
  readonly unitId: UnitId
  readonly positionId: PositionId
}

/**
 * Makes ready what `moveFacts` needs: where everybody goes, and which seats are contested. The units may be those from before the
 * reform or those it led to. Cost: linear in the units and in the people.
 *
 * @example
 * const relocation = createRelocation({ reform, model, tree, people })
 */
export function createRelocation(input: RelocationInput): Relocation {
  const { reform, tree } = input
  const model = reformedModel(reform, input.model)
  const chosen = new Map<string, Set<PersonId>>()
  const choicesOf = new Map<PersonId, SeatOf[]>()
  for (const { unitId, positionId, personId } of reform.seats) {
    const key = seatKey(unitId, positionId)
    chosen.set(key, (chosen.get(key) ?? new Set()).add(personId))
    choicesOf.set(personId, [...(choicesOf.get(personId) ?? []), { unitId, positionId }])
  }
  const draft: Relocation = {
    reform,
    contested: [],
    model,
    tree,
    successions: createSuccessions(reform, tree),
    positionTiers: new Map(model.positions.map(({ id, tier }) => [id, tier])),
    following: new Set(model.positions.flatMap(({ id, exOfficio }) => (exOfficio === undefined ? [] : [id]))),
    addsFollowing: reform.model.positions.some(({ exOfficio }) => exOfficio !== undefined),
    placements: new Map(
      reform.households.map((placement) => [
        'personId' in placement ? personKey(placement.personId) : householdKey(placement.householdId),
        placement.unitId,
      ]),
    ),
    chosen,
    contestedKeys: new Set(),
    choicesOf,
  }
  const contested = input.contested ?? findContested(draft, input.people ?? [])
  return {
    ...draft,
    contested,
    contestedKeys: new Set(contested.map(({ unitId, positionId }) => seatKey(unitId, positionId))),
  }
}

/** @internal */
export function seatKey(unitId: UnitId, positionId: PositionId): string {
  return `${positionId}@${unitId}`
}

function personKey(id: PersonId): string {
  return `p:${id}`
}

function householdKey(id: HouseholdId): string {
  return `h:${id}`
}

/** @internal The tier of a unit, also of one that the reform makes. */
export function tierAfter({ tree, successions }: Relocation, id: UnitId): TierId | undefined {
  return successions.created.get(id)?.tier ?? tree.units.get(id)?.tier
}

/** @internal Where somebody who lives in a unit that ends goes; `null` where nobody has said. */
export function homeAfter(relocation: Relocation, personId: PersonId, home: Residence, ending: Ending): UnitId | null {
  const [only] = ending.successors
  if (only !== undefined && ending.successors.length === 1) return only.unitId
  const placed = [
    relocation.placements.get(personKey(personId)),
    home.householdId === null ? undefined : relocation.placements.get(householdKey(home.householdId)),
  ].find((unitId) => unitId !== undefined && (only === undefined || isSuccessor(ending, unitId)))
  return placed ?? ending.heir
}

/**
 * @internal Where somebody who holds a position at a unit that is split goes on: where they were named, or placed, or where they live
 * afterwards; `null` where nobody has said.
 */
export function seatAfter(
  relocation: Relocation,
  person: Person,
  { unitId, positionId }: Appointment,
  ending: Ending,
): UnitId | null {
  const [only] = ending.successors
  if (ending.successors.length <= 1) return only?.unitId ?? null
  const named = relocation.choicesOf
    .get(person.id)
    ?.find((seat) => seat.positionId === positionId && isSuccessor(ending, seat.unitId))
  return named?.unitId ?? placeAfter(relocation, person, unitId, ending)
}

/** @internal Where a person is found after the unit is split: where they were placed, or where they live; `null` where nobody has said. */
export function placeAfter(relocation: Relocation, person: Person, unitId: UnitId, ending: Ending): UnitId | null {
  const [only] = ending.successors
  if (ending.successors.length <= 1) return only?.unitId ?? null
  const placed = relocation.placements.get(personKey(person.id))
  if (placed !== undefined && isSuccessor(ending, placed)) return placed
  const { day } = relocation.successions
  for (const home of person.residences) {
    if (home.unitId !== unitId) continue
    const place = isOpenFact(home, day)
      ? homeAfter(relocation, person.id, home, ending)
      : home.to === day
        ? continuedAt(person, home, day, ending) // they have been moved already
        : null
    if (place !== null) return place
  }
  return ending.heir
}

function continuedAt(person: Person, closed: Residence, day: Day, ending: Ending): UnitId | null {
  const next = person.residences.find(
    (home) => home.householdId === closed.householdId && isValidOn(home, day) && isSuccessor(ending, home.unitId),
  )
  return next?.unitId ?? null
}

function isSuccessor(ending: Ending, unitId: UnitId): boolean {
  return ending.successors.some((successor) => successor.unitId === unitId)
}

interface Claim {
  readonly unitId: UnitId
  readonly positionId: PositionId
  readonly sources: Set<UnitId>
  readonly first: PersonId
  isShared: boolean
}

/** Finds the leading seats that several units bring to one, each with a holder of its own. */
function findContested(relocation: Relocation, people: Iterable<Person>): ContestedSeat[] {
  const { successions, model } = relocation
  const leading = leadingPositions(model, successions.day)
  const claims = new Map<string, Claim>()
  for (const person of people) {
    for (const held of person.appointments) {
      if (!leading.has(held.positionId) || !isOpenFact(held, successions.day)) continue
      const ending = successions.ended.get(held.unitId)
      const target = ending === undefined ? held.unitId : seatAfter(relocation, person, held, ending)
      if (target === null || (ending === undefined && !successions.targets.has(target))) continue
      const key = seatKey(target, held.positionId)
      const claim = claims.get(key)
      if (claim === undefined) {
        const sources = new Set([held.unitId])
        claims.set(key, { unitId: target, positionId: held.positionId, sources, first: person.id, isShared: false })
      } else {
        claim.sources.add(held.unitId)
        claim.isShared ||= claim.first !== person.id
      }
    }
  }
  return [...claims]
    .filter(([, claim]) => claim.isShared && claim.sources.size > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { unitId, positionId, sources }]) => ({ unitId, positionId, sources: [...sources].sort() }))
}

/** Gives the positions that a clause of a role above member names; a position counts where a seat that follows it does. */
export function leadingPositions(model: Model, day: Day): ReadonlySet<PositionId> {
  const leading = new Set<PositionId>()
  const visit = (rule: Rule): void => {
    if (rule.kind === 'all' || rule.kind === 'any') rule.of.forEach(visit)
    else if (rule.kind === 'holds-position') for (const id of rule.positions) leading.add(id)
  }
  for (const kind of model.groupKinds) {
    if (!isValidOn(kind, day)) continue
    for (const clause of kind.clauses) if (clause.role !== 'member') visit(clause.rule)
  }
  for (const { id, exOfficio } of model.positions)
    if (exOfficio !== undefined && leading.has(id)) leading.add(exOfficio)
  return leading
}
