import type { PersonIndex, Role } from '@ketnoi/hierarchy'
import type { Population } from '@ketnoi/hierarchy/testing'

/**
 * The practical limit: the same work as `resolveMembers` and `createPlan`, written by hand for one model, on arrays of whole
 * numbers, with no reasons, no ids, no names and no rules. What a general tool costs is measured against this.
 */
export interface Facts {
  readonly ids: readonly string[]
  readonly numberOf: ReadonlyMap<string, number>
  /** Per village: number of the first resident and of the first after the last; residents come village by village. */
  readonly residents: Int32Array
  /** Bit 1: speaks for a household, adult and consents. */
  readonly wanted: Uint8Array
  readonly groupIds: readonly string[]
  /** Per group: seats as person × 4 + role, beside households. */
  readonly seats: readonly Int32Array[]
  /** Per group: its village, or -1. */
  readonly villageOf: Int32Array
}

/** Members of every group, one after the other: `starts[g]` to `starts[g + 1]`. */
export interface Columns {
  readonly starts: Int32Array
  readonly persons: Int32Array
  readonly roles: Uint8Array
}

/** What differs, as counts and as rows of group, person and kind (0 add, 1 remove, 2 role). */
export interface Difference {
  readonly count: number
  readonly rows: Int32Array
}

const MEMBER = 0
const DEPUTY = 1
const LEADER = 2
const ADULT_AGE = 18

/** Lays the facts of a population out, with the numbers that the directory gave to people. */
export function gatherFacts(population: Population, { ids, numberOf }: PersonIndex): Facts {
  const { personCount, units, asOf, shape } = population
  const villages = units.filter((unit) => unit.tier === 'village')
  const villageNumber = new Map(villages.map((unit, number) => [unit.id, number]))
  const topTier = population.model.groupKinds[0]?.tier ?? ''
  const groups = units.flatMap((unit) =>
    unit.tier === topTier
      ? [{ id: `${topTier}-committee:${unit.id}`, unit }]
      : unit.tier === 'commune'
        ? [{ id: `commune-committee:${unit.id}`, unit }]
        : unit.tier === 'village'
          ? [{ id: `village:${unit.id}`, unit }]
          : [],
  )
  const groupNumber = new Map(groups.map(({ unit }, number) => [unit.id, number]))
  const villagesOf = new Map<string, number[]>()
  for (const [number, { unit }] of groups.entries()) {
    const parent = unit.parents[0]?.unitId
    if (unit.tier === 'village' && parent !== undefined)
      villagesOf.set(parent, [...(villagesOf.get(parent) ?? []), number])
  }
  const seats: number[][] = groups.map(() => [])
  const residents = new Int32Array(villages.length * 2).fill(-1)
  const wanted = new Uint8Array(personCount)
  const year = Number(asOf.slice(0, 4)) - ADULT_AGE

  const seat = (group: number | undefined, person: number, role: number): void => {
    if (group !== undefined) seats[group]?.push(person * 4 + role)
  }
  for (const [number, person] of enumerate(population.people())) {
    for (const { unitId, representsHousehold } of person.residences) {
      const village = villageNumber.get(unitId) ?? -1
      if (residents[village * 2] === -1) residents[village * 2] = number
      residents[village * 2 + 1] = number + 1
      // Everybody who represents a household in the population is an adult by far; the year decides.
      if (representsHousehold && person.consents.length > 0 && Number(person.birth?.slice(0, 4)) < year)
        wanted[number] = 1
    }
    for (const { positionId, unitId } of person.appointments) {
      const group = groupNumber.get(unitId)
      if (positionId.startsWith('commune-police-')) {
        const role =
          positionId === 'commune-police-head' ? LEADER : positionId === 'commune-police-deputy-head' ? DEPUTY : MEMBER
        if (role !== MEMBER) seat(group, number, MEMBER)
        for (const village of villagesOf.get(unitId) ?? []) seat(village, number, role)
      } else if (positionId === 'village-officer-in-charge') seat(group, number, DEPUTY)
      else if (positionId.startsWith('village-')) seat(group, number, MEMBER)
      else
        seat(
          group,
          number,
          positionId.endsWith('-standing-deputy') ? DEPUTY : positionId.endsWith('-committee-head') ? LEADER : MEMBER,
        )
    }
  }
  if (ids.length !== personCount || shape.communes * shape.villagesPerCommune !== villages.length) {
    throw new Error('the directory, the units and the shape differ')
  }
  return {
    ids,
    numberOf,
    residents,
    wanted,
    groupIds: groups.map(({ id }) => id),
    seats: seats.map((list) => Int32Array.from(list)),
    villageOf: Int32Array.from(groups, ({ unit }) => villageNumber.get(unit.id) ?? -1),
  }
}

function* enumerate<T>(values: Iterable<T>): Iterable<readonly [number, T]> {
  let number = 0
  for (const value of values) yield [number++, value]
}

/** Who should be in every group. `marks` holds role + 1 of whoever is already met in the group. */
export function resolveByHand(facts: Facts): Columns {
  const { residents, wanted, villageOf, seats } = facts
  const marks = new Uint8Array(facts.wanted.length)
  const starts = new Int32Array(villageOf.length + 1)
  let persons = new Int32Array(1 << 16)
  let roles = new Uint8Array(1 << 16)
  let count = 0
  const room = (more: number): void => {
    if (count + more <= persons.length) return
    const size = Math.max(persons.length * 2, count + more)
    const nextPersons = new Int32Array(size)
    nextPersons.set(persons)
    persons = nextPersons
    const nextRoles = new Uint8Array(size)
    nextRoles.set(roles)
    roles = nextRoles
  }
  for (let group = 0; group < villageOf.length; group++) {
    const first = count
    starts[group] = first
    const list = seats[group] ?? NOBODY
    const village = villageOf[group] ?? -1
    const from = village < 0 ? 0 : (residents[village * 2] ?? 0)
    const to = village < 0 ? 0 : (residents[village * 2 + 1] ?? 0)
    room(list.length + to - from)
    for (let i = 0; i < list.length; i++) {
      const seat = list[i] ?? 0
      const person = seat >> 2
      const mark = (seat & 3) + 1
      const before = marks[person] ?? 0
      if (before === 0) persons[count++] = person
      if (mark > before) marks[person] = mark
    }
    for (let person = from; person < to; person++) {
      if (wanted[person] === 1 && marks[person] === 0) {
        persons[count++] = person
        marks[person] = 1
      }
    }
    for (let i = first; i < count; i++) {
      const person = persons[i] ?? 0
      roles[i] = (marks[person] ?? 1) - 1
      marks[person] = 0
    }
  }
  starts[villageOf.length] = count
  return { starts, persons, roles }
}

/** The difference between desired and actual, group by group, by marks again. */
export function compareByHand(desired: Columns, actual: Columns, personCount: number): Difference {
  const marks = new Uint8Array(personCount)
  let rows = new Int32Array(3 << 12)
  let count = 0
  const put = (group: number, person: number, kind: number): void => {
    if (count * 3 === rows.length) {
      const next = new Int32Array(rows.length * 2)
      next.set(rows)
      rows = next
    }
    rows[count * 3] = group
    rows[count * 3 + 1] = person
    rows[count * 3 + 2] = kind
    count++
  }
  const groups = desired.starts.length - 1
  for (let group = 0; group < groups; group++) {
    const from = desired.starts[group] ?? 0
    const to = desired.starts[group + 1] ?? 0
    for (let i = from; i < to; i++) marks[desired.persons[i] ?? 0] = (desired.roles[i] ?? 0) + 1
    for (let i = actual.starts[group] ?? 0; i < (actual.starts[group + 1] ?? 0); i++) {
      const person = actual.persons[i] ?? 0
      const mark = marks[person] ?? 0
      if (mark === 0) put(group, person, 1)
      else {
        if (mark !== (actual.roles[i] ?? 0) + 1) put(group, person, 2)
        marks[person] = 0
      }
    }
    for (let i = from; i < to; i++) {
      const person = desired.persons[i] ?? 0
      if (marks[person] !== 0) {
        put(group, person, 0)
        marks[person] = 0
      }
    }
  }
  return { count, rows }
}

/** Lays readings out as columns, in the order of the groups of the facts. */
export function columnsOf(
  facts: Facts,
  readings: readonly {
    readonly groupId: string | null
    readonly members: readonly { readonly personId: string; readonly role: Role }[]
  }[],
): Columns {
  const byGroup = new Map(readings.map((reading) => [reading.groupId, reading.members]))
  const total = readings.reduce((sum, reading) => sum + reading.members.length, 0)
  const columns = {
    starts: new Int32Array(facts.groupIds.length + 1),
    persons: new Int32Array(total),
    roles: new Uint8Array(total),
  }
  let count = 0
  for (const [group, id] of facts.groupIds.entries()) {
    columns.starts[group] = count
    for (const { personId, role } of byGroup.get(id) ?? []) {
      columns.persons[count] = facts.numberOf.get(personId) ?? 0
      columns.roles[count++] = role === 'leader' ? LEADER : role === 'deputy' ? DEPUTY : MEMBER
    }
  }
  columns.starts[facts.groupIds.length] = count
  return columns
}

const NOBODY = new Int32Array(0)
export const ROLE_NAMES: readonly Role[] = ['member', 'deputy', 'leader']
