import type { HouseholdId, PersonId } from '../id.ts'
import type { Role } from '../model/model.ts'
import { fail, ok, type Result } from '../result.ts'

/** How full a group is: below 80 %, from 80, 90 and 95 %, and with no room left. */
export type CapacityLevel = 'free' | 'filling' | 'tight' | 'critical' | 'full'

/** From which share of the capacity a level begins: early enough to make a further group before somebody is turned away. */
const LEVELS: readonly (readonly [level: CapacityLevel, percent: number])[] = [
  ['full', 100],
  ['critical', 95],
  ['tight', 90],
  ['filling', 80],
]

/** A group is given up only when the others stay below the first warning: otherwise it would soon be needed again. */
const CONSOLIDATE_BELOW_PERCENT = 80

/**
 * Answers how full a group is, in steps that leave time to act: `filling` from 80 %, `tight` from 90 %, `critical` from 95 %, `full`
 * from 100 %; `free` below.
 *
 * @example
 * capacityLevel(930, 1_000) // 'tight'
 */
export function capacityLevel(members: number, capacity: number): CapacityLevel {
  return LEVELS.find(([, percent]) => members * 100 >= capacity * percent)?.[0] ?? 'free'
}

/** Somebody who belongs into the groups of a unit. */
export interface OverflowPerson {
  readonly personId: PersonId
  /** Whoever lives together stays together; `null`: alone. */
  readonly householdId: HouseholdId | null
  readonly role: Role
  /** Leaders, deputies and required members are in every group of the unit; others in one. */
  readonly required: boolean
}

/** A group that there is already, the first or a further one. */
export interface OverflowGroup {
  /** Its place among the groups of the unit: 1, 2, …; where it is absent, that in the list. */
  readonly number?: number
  /** How many members it can hold. */
  readonly capacity: number
  /** Who is in it. */
  readonly members: readonly PersonId[]
  /** Who was assigned to it and is not in it yet: they stay assigned while there is room for their household. */
  readonly planned?: readonly PersonId[]
  /** Members who take up room and belong into none of the groups, or are not known. */
  readonly others: number
  /** `false`: it exists on paper only, and is given up as soon as the others have room for its people. */
  readonly isMade?: boolean
  /** `true`: somebody decided to give it up. Whoever is in it stays until they are in another one. */
  readonly isClosing?: boolean
}

/** What people are divided from. */
export interface OverflowInput {
  readonly people: readonly OverflowPerson[]
  /** In their order: the first group, then the further ones. */
  readonly groups: readonly OverflowGroup[]
  /** How many members a group can hold that has yet to be made. */
  readonly capacity: number
}

/** What one group comes to. */
export interface AssignedGroup {
  /** 1 for the first group of the unit. */
  readonly number: number
  readonly isNew: boolean
  /** It is being given up: its members are wanted in another group too, and here until they are there. */
  readonly isClosing: boolean
  /** Everybody who belongs into it, by id. */
  readonly members: readonly PersonId[]
  /** With those who take up room only. */
  readonly size: number
  readonly capacity: number
  readonly level: CapacityLevel
}

/** Who belongs into which group. */
export interface Overflow {
  /** By number. A group given up is left out once nobody has to stay in it. */
  readonly groups: readonly AssignedGroup[]
  /** The further group whose own people would fit into the others with room to spare; `null`: all are needed. Nobody is moved by it. */
  readonly consolidate: number | null
}

/**
 * Divides the people of a unit among its groups where one cannot hold them all. Nobody who is in a group is moved, and whoever was
 * assigned to one before stays so while there is room; whoever shares a household with them follows where there is room; other
 * households go, by id, to the first group that has room for all of them, and to a further one otherwise. A household larger than a
 * whole group is divided, by id. The same whatever the order of the people, and the same again from what it gave.
 *
 * A group that somebody decided to give up (`isClosing`) takes nobody, no leader and no required member either; whoever is in it is
 * assigned to another group, and stays until they are in it. Where the others cannot hold everybody, it is kept after all.
 *
 * Fails with `capacity-too-small` where leaders and required members alone fill a group, or the capacity is no number. Cost: linear in
 * people, times the groups.
 *
 * @example
 * assignOverflow({ people: [{ personId: 'p-1', householdId: 'h-1', role: 'member', required: false }], groups: [], capacity: 1_000 })
 */
export function assignOverflow(input: OverflowInput): Result<Overflow> {
  const everywhere = input.people.filter(isEverywhere).length
  if (!(everywhere < input.capacity))
    return fail([
      {
        code: 'capacity-too-small',
        message: 'leaders and required members alone fill a group',
        path: ['capacity'],
        data: { capacity: input.capacity, everywhere },
      },
    ])
  let groups = input.groups.map((group, at): Numbered => ({ ...group, number: group.number ?? at + 1 }))
  let found = divide(input, groups)
  if (found.groups.some((group) => group.isNew) && groups.some((group) => group.isClosing === true)) {
    groups = groups.map((group) => ({ ...group, isClosing: false }))
    found = divide(input, groups)
  }
  // From the last: the first group is never given up.
  for (const paper of groups.slice(1).reverse()) {
    if (paper.isMade !== false) continue
    const others = groups.filter((group) => group !== paper)
    const without = divide(input, others)
    if (without.groups.some((group) => group.isNew)) continue
    groups = others
    found = without
  }
  return ok(found)
}

type Numbered = OverflowGroup & { readonly number: number }

function isEverywhere({ required, role }: OverflowPerson): boolean {
  return required || role !== 'member'
}

function divide(input: OverflowInput, groups: readonly Numbered[]): Overflow {
  const people = [...input.people].sort((a, b) => (a.personId < b.personId ? -1 : 1))
  const shared = people.filter(isEverywhere).map(({ personId }) => personId)
  const single = people.filter((person) => !isEverywhere(person))
  const open = groups.filter((group) => group.isClosing !== true)
  const drafts = open.map(({ number, capacity, others, isMade }) =>
    createDraft(number, capacity, shared.length + others, { isNew: false, isMade: isMade !== false }),
  )
  const used = new Set(groups.map((group) => group.number))
  const addGroup = (): Draft => {
    let number = 1
    while (used.has(number)) number++
    used.add(number)
    const draft = createDraft(number, input.capacity, shared.length, { isNew: true, isMade: false })
    drafts.push(draft)
    return draft
  }
  const placeOf = new Map<PersonId, Draft>()
  const present = placesOf(open.map((group) => group.members))
  const planned = placesOf(open.map((group) => group.planned ?? []))
  const waiting = new Map<string, PersonId[]>()
  // Where some of a household are, the rest follows: to the first of their groups that has room.
  const homes = new Map<string, Set<Draft>>()
  for (const { personId, householdId } of single) {
    const draft = drafts[present.get(personId) ?? -1]
    const key = householdKey(personId, householdId)
    if (draft === undefined) {
      waiting.set(key, [...(waiting.get(key) ?? []), personId])
      continue
    }
    place(draft, [personId], placeOf)
    homes.set(key, (homes.get(key) ?? new Set()).add(draft))
  }
  const households = [...waiting].sort(([a], [b]) => (a < b ? -1 : 1))
  const unsettled = keepPlanned(households, { drafts, planned, homes, placeOf })
  const strangers: PersonId[][] = []
  for (const [key, members] of unsettled) {
    const before = new Set(members.flatMap((id) => drafts[planned.get(id) ?? -1] ?? []))
    const preferred = [...inOrder(drafts, homes.get(key)), ...inOrder(drafts, before)]
    const found = preferred.find((draft) => roomIn(draft) >= members.length)
    if (found === undefined) strangers.push(members)
    else place(found, members, placeOf)
  }
  for (const members of strangers) {
    let left = members
    while (left.length > 0) {
      const whole = drafts.find((draft) => roomIn(draft) >= left.length)
      const draft = whole ?? addGroup()
      const fitting = left.slice(0, roomIn(draft))
      place(draft, fitting, placeOf)
      left = left.slice(fitting.length)
    }
  }
  if (drafts.length === 0) addGroup()
  const closing = groups
    .filter((group) => group.isClosing === true)
    .flatMap((group): AssignedGroup[] => {
      const wanted = new Set(single.map(({ personId }) => personId))
      const staying = group.members.filter((id) => wanted.has(id) && !present.has(id))
      // Those of every group as well: whoever of them is not in it is not added to a group that goes away.
      const inside = new Set(group.members)
      const led = shared.filter((id) => inside.has(id))
      return staying.length === 0 ? [] : [describe(group, led, staying, { isNew: false, isClosing: true })]
    })
  const assigned = drafts.map((draft) =>
    describe({ ...draft, others: draft.taken - shared.length }, shared, draft.own, {
      isNew: draft.isNew,
      isClosing: false,
    }),
  )
  return {
    groups: [...assigned, ...closing].sort((a, b) => a.number - b.number),
    consolidate: groupToGiveUp(drafts),
  }
}

function describe(
  { number, capacity, others }: Pick<Numbered, 'number' | 'capacity' | 'others'>,
  shared: readonly PersonId[],
  own: readonly PersonId[],
  is: Pick<AssignedGroup, 'isNew' | 'isClosing'>,
): AssignedGroup {
  const size = shared.length + others + own.length
  return { number, ...is, members: [...shared, ...own].sort(), size, capacity, level: capacityLevel(size, capacity) }
}

/** The first list that each is in. */
function placesOf(lists: readonly (readonly PersonId[])[]): ReadonlyMap<PersonId, number> {
  const places = new Map<PersonId, number>()
  for (const [at, list] of lists.entries()) for (const id of list) if (!places.has(id)) places.set(id, at)
  return places
}

/**
 * Leaves households where they were assigned before; the others are given back. First of all, so that newcomers and whoever moves
 * do not displace them.
 */
function keepPlanned(
  households: readonly (readonly [string, readonly PersonId[]])[],
  places: {
    readonly drafts: readonly Draft[]
    readonly planned: ReadonlyMap<PersonId, number>
    readonly homes: ReadonlyMap<string, ReadonlySet<Draft>>
    readonly placeOf: Map<PersonId, Draft>
  },
): [string, PersonId[]][] {
  const unsettled: [string, PersonId[]][] = []
  for (const [key, members] of households) {
    const homes = places.homes.get(key)
    const pieces = Map.groupBy(members, (id) => places.drafts[places.planned.get(id) ?? -1])
    const newcomers = pieces.get(undefined) ?? []
    pieces.delete(undefined)
    // One newcomer takes the household along to where there is room for all of it, unless it is divided already.
    const isDivided = pieces.size > 1
    const left = [...newcomers]
    for (const [draft, piece] of pieces) {
      const belongs = homes === undefined || (draft !== undefined && homes.has(draft))
      if (draft === undefined || !belongs || (newcomers.length > 0 && !isDivided) || roomIn(draft) < piece.length)
        left.push(...piece)
      else place(draft, piece, places.placeOf)
    }
    if (left.length > 0) unsettled.push([key, left.sort()])
  }
  return unsettled
}

function inOrder(drafts: readonly Draft[], some: ReadonlySet<Draft> | undefined): readonly Draft[] {
  return some === undefined ? [] : drafts.filter((draft) => some.has(draft))
}

interface Draft {
  readonly number: number
  readonly capacity: number
  /** Room that is taken up before anybody is placed: leaders, required members and strangers. */
  readonly taken: number
  readonly own: PersonId[]
  readonly isNew: boolean
  readonly isMade: boolean
}

function createDraft(
  number: number,
  capacity: number,
  taken: number,
  is: { readonly isNew: boolean; readonly isMade: boolean },
): Draft {
  return { number, capacity, taken, own: [], ...is }
}

function roomIn({ capacity, taken, own }: Draft): number {
  return Math.max(0, capacity - taken - own.length)
}

function place(draft: Draft, members: readonly PersonId[], placeOf: Map<PersonId, Draft>): void {
  draft.own.push(...members)
  for (const personId of members) placeOf.set(personId, draft)
}

function householdKey(personId: PersonId, householdId: HouseholdId | null): string {
  return householdId === null ? `person ${personId}` : `household ${householdId}`
}

/** The further group with the fewest people of its own, the last of them, where the others could take these in. */
function groupToGiveUp(drafts: readonly Draft[]): number | null {
  let least: number | null = null
  for (let at = 1; at < drafts.length; at++)
    if (
      drafts[at]?.isMade === true &&
      (least === null || (drafts[at]?.own.length ?? 0) <= (drafts[least]?.own.length ?? 0))
    )
      least = at
  if (least === null) return null
  const moving = drafts[least]?.own.length ?? 0
  let room = 0
  for (const [at, draft] of drafts.entries())
    if (at !== least)
      room += Math.max(
        0,
        Math.floor((draft.capacity * CONSOLIDATE_BELOW_PERCENT) / 100) - draft.taken - draft.own.length,
      )
  return moving <= room ? (drafts[least]?.number ?? null) : null
}
