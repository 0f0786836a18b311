import type { GroupId, PersonId, PositionId } from '../id.ts'
import { createIntList, insertInt, removeInt, type IntList } from '../int-list.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { Override } from '../groups/override.ts'
import type { Model } from '../model/model.ts'
import { ADULT_AGE } from '../rules/rule.ts'
import { createUnitIndex, type UnitIndex } from '../units/unit-index.ts'
import type { UnitTree } from '../units/unit-tree.ts'
import { dayNumber, isOfAge, latestBirth } from './adult.ts'
import type { Person } from './person.ts'

/** People as whole numbers: the number is the place in `ids`, given once and never to another. */
export interface PersonIndex {
  readonly ids: PersonId[]
  readonly numberOf: Map<PersonId, number>
}

/**
 * Everything that rules read, as it holds on one day, laid out by what the rules ask: who lives in a unit, who holds a position
 * there. Facts lead to groups; no rule is ever tried on every pair of person and group.
 *
 * Made by `createDirectory`, changed only by `updateDirectory`. The fields are for the package's own use.
 */
export interface Directory {
  readonly model: Model
  readonly asOf: Day
  readonly people: PersonIndex
  /** @internal */ tree: UnitTree
  /** @internal */ units: UnitIndex
  /** @internal Bits of `PRESENT`, `ADULT`, `REPRESENTS`, then one per purpose of the model. */ facts: Uint32Array
  /** @internal Number of the unit of the first residence, or -1. */ residence: Int32Array
  /** @internal Latest day of birth as a number, 0 when unknown. */ birth: Int32Array
  /** @internal Further residences of the few who have several. */ readonly moreResidences: Map<
    number,
    readonly ResidenceNumber[]
  >
  /** @internal */ readonly residents: Map<number, IntList>
  /** @internal Appointments of the few who have any, as `unit * positions + position`. */ readonly appointments: Map<
    number,
    readonly number[]
  >
  /** @internal Who holds `unit * positions + position`. */ readonly holders: Map<number, IntList>
  /** @internal */ readonly positionNumber: ReadonlyMap<PositionId, number>
  /** @internal */ readonly overridesOfGroup: Map<GroupId, Override[]>
  /** @internal */ readonly overridesOfPerson: Map<PersonId, Override[]>
}

/** @internal A residence in numbers. */
export interface ResidenceNumber {
  readonly unit: number
  readonly represents: boolean
}

/** @internal The person is in the directory. */
export const PRESENT = 1
/** @internal At least `ADULT_AGE` on the day. */
export const ADULT = 2
/** @internal Speaks for the household of the first residence. */
export const REPRESENTS = 4
/** @internal Declared an adult, used where no date of birth is kept. */
export const DECLARED_ADULT = 8
const FIRST_PURPOSE_BIT = 4

/** What a directory is made from. */
export interface DirectoryInput {
  readonly model: Model
  readonly units: UnitTree
  readonly asOf: Day
  /** Read once, not kept: may be a generator over millions. A person given twice counts as given last. */
  readonly people: Iterable<Person>
  readonly overrides?: Iterable<Override>
}

/**
 * Indexes facts for one day. Facts that do not hold on the day, lie in unknown units or name unknown positions are left out.
 * Cost: linear in facts; about 100 bytes a person.
 *
 * @example
 * const directory = createDirectory({ model: IA_PA_2024, units: tree, asOf: '2024-02-01', people: [] })
 */
export function createDirectory(input: DirectoryInput): Directory {
  const directory: Directory = {
    model: input.model,
    asOf: input.asOf,
    people: { ids: [], numberOf: new Map() },
    tree: input.units,
    units: createUnitIndex(input.units, input.asOf),
    facts: new Uint32Array(1024),
    residence: new Int32Array(1024).fill(-1),
    birth: new Int32Array(1024),
    moreResidences: new Map(),
    residents: new Map(),
    appointments: new Map(),
    holders: new Map(),
    positionNumber: new Map(input.model.positions.map((position, number) => [position.id, number])),
    overridesOfGroup: new Map(),
    overridesOfPerson: new Map(),
  }
  for (const person of input.people) putPerson(directory, person)
  for (const override of input.overrides ?? []) putOverride(directory, override)
  return directory
}

/** @internal Gives the bit of a purpose among a person's facts, or 0 for a purpose that the model does not have. */
export function purposeBit(model: Model, purposeId: string): number {
  const index = model.purposes.findIndex((purpose) => purpose.id === purposeId)
  return index < 0 ? 0 : (1 << (FIRST_PURPOSE_BIT + index)) >>> 0
}

/** @internal Adds a person, or replaces what was known. */
export function putPerson(directory: Directory, person: Person): number {
  const number = numberOfPerson(directory, person.id)
  if (((directory.facts[number] ?? 0) & PRESENT) !== 0) dropFacts(directory, number)
  const { asOf, model, units } = directory
  directory.birth[number] = latestBirth(person.birth)
  let facts = PRESENT
  if (person.adult === true) facts |= DECLARED_ADULT
  if (isOfAge(directory.birth[number] ?? 0, person.adult === true, ADULT_AGE, dayNumber(asOf), ADULT_AGE))
    facts |= ADULT
  for (const consent of person.consents) {
    if (isValidOn(consent, asOf)) facts |= purposeBit(model, consent.purposeId)
  }
  let more: ResidenceNumber[] | null = null
  for (const residence of person.residences) {
    const unit = isValidOn(residence, asOf) ? units.numberOf.get(residence.unitId) : undefined
    if (unit === undefined) continue
    if (directory.residence[number] === -1) {
      directory.residence[number] = unit
      if (residence.representsHousehold) facts |= REPRESENTS
    } else {
      more ??= []
      more.push({ unit, represents: residence.representsHousehold })
    }
    insertInt(listAt(directory.residents, unit), number)
  }
  if (more !== null) directory.moreResidences.set(number, more)
  let held: number[] | null = null
  for (const appointment of person.appointments) {
    const unit = isValidOn(appointment, asOf) ? units.numberOf.get(appointment.unitId) : undefined
    const position = directory.positionNumber.get(appointment.positionId)
    if (unit === undefined || position === undefined) continue
    const key = unit * directory.positionNumber.size + position
    held ??= []
    held.push(key)
    insertInt(listAt(directory.holders, key), number)
  }
  if (held !== null) directory.appointments.set(number, held)
  directory.facts[number] = facts >>> 0
  return number
}

/** @internal Takes a person's facts out; the number stays theirs. */
export function removePerson(directory: Directory, id: PersonId): void {
  const number = directory.people.numberOf.get(id)
  if (number !== undefined) dropFacts(directory, number)
}

/** @internal Adds an override that holds on the directory's day, in place of an earlier one with its id. */
export function putOverride(directory: Directory, override: Override): void {
  removeOverride(directory, override)
  if (!isValidOn(override, directory.asOf)) return
  pushTo(directory.overridesOfGroup, override.groupId, override)
  pushTo(directory.overridesOfPerson, override.personId, override)
}

/** @internal Takes an override out. */
export function removeOverride(directory: Directory, override: Override): void {
  const keep = (other: Override): boolean => other.id !== override.id
  directory.overridesOfGroup.set(
    override.groupId,
    (directory.overridesOfGroup.get(override.groupId) ?? []).filter(keep),
  )
  directory.overridesOfPerson.set(
    override.personId,
    (directory.overridesOfPerson.get(override.personId) ?? []).filter(keep),
  )
}

/** @internal Gives every residence of a person in numbers. */
export function residencesOf(directory: Directory, person: number): ResidenceNumber[] {
  const unit = directory.residence[person] ?? -1
  if (unit < 0) return []
  const first = { unit, represents: ((directory.facts[person] ?? 0) & REPRESENTS) !== 0 }
  return [first, ...(directory.moreResidences.get(person) ?? [])]
}

function numberOfPerson(directory: Directory, id: PersonId): number {
  const { ids, numberOf } = directory.people
  let number = numberOf.get(id)
  if (number === undefined) {
    number = ids.push(id) - 1
    numberOf.set(id, number)
  }
  // Also of somebody who was numbered before: two days of one rehearsal share their numbers.
  if (number >= directory.facts.length) {
    const size = Math.max(directory.facts.length * 2, number + 1)
    directory.facts = grow(directory.facts, new Uint32Array(size))
    directory.birth = grow(directory.birth, new Int32Array(size))
    directory.residence = grow(directory.residence, new Int32Array(size).fill(-1))
  }
  return number
}

function grow<T extends Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

function dropFacts(directory: Directory, number: number): void {
  for (const { unit } of residencesOf(directory, number)) removeInt(listAt(directory.residents, unit), number)
  for (const key of directory.appointments.get(number) ?? []) removeInt(listAt(directory.holders, key), number)
  directory.moreResidences.delete(number)
  directory.appointments.delete(number)
  directory.residence[number] = -1
  directory.birth[number] = 0
  directory.facts[number] = 0
}

function listAt(map: Map<number, IntList>, key: number): IntList {
  let list = map.get(key)
  if (list === undefined) {
    list = createIntList()
    map.set(key, list)
  }
  return list
}

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
