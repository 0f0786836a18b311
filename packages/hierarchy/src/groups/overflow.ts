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
  /** How many members it can hold. */
  readonly capacity: number
  /** Who is in it, or is on the way into it. */
  readonly members: readonly PersonId[]
  /** Members who take up room and belong into none of the groups, or are not known. */
  readonly others: number
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
  /** Everybody who belongs into it, by id. */
  readonly members: readonly PersonId[]
  /** With those who take up room only. */
  readonly size: number
  readonly capacity: number
  readonly level: CapacityLevel
}

/** Who belongs into which group. */
export interface Overflow {
  readonly groups: readonly AssignedGroup[]
  /** The further group whose own people would fit into the others with room to spare; `null`: all are needed. Nobody is moved by it. */
  readonly consolidate: number | null
}

/**
 * Divides the people of a unit among its groups where one cannot hold them all. Nobody who is in a group is moved; whoever shares a
 * household with them follows where there is room; other households go, by id, to the first group that has room for all of them, and
 * to a further one otherwise. A household larger than a whole group is divided, by id. The same whatever the order of the people.
 *
 * Fails with `capacity-too-small` where leaders and required members alone fill a group. Cost: linear in people, times the groups.
 *
 * @example
 * assignOverflow({ people: [{ personId: 'p-1', householdId: 'h-1', role: 'member', required: false }], groups: [], capacity: 1_000 })
 */
export function assignOverflow(input: OverflowInput): Result<Overflow> {
  const people = [...input.people].sort((a, b) => (a.personId < b.personId ? -1 : 1))
  const everywhere = people.filter((person) => person.required || person.role !== 'member')
  if (everywhere.length >= input.capacity)
    return fail([
      {
        code: 'capacity-too-small',
        message: 'leaders and required members alone fill a group',
        path: ['capacity'],
        data: { capacity: input.capacity, everywhere: everywhere.length },
      },
    ])
  const drafts = input.groups.map((group) => createDraft(group.capacity, everywhere.length + group.others, false))
  const addGroup = (): Draft => {
    const draft = createDraft(input.capacity, everywhere.length, true)
    drafts.push(draft)
    return draft
  }
  const single = people.filter((person) => !person.required && person.role === 'member')
  const placeOf = new Map<PersonId, Draft>()
  const present = new Map<PersonId, number>()
  for (const [at, group] of input.groups.entries())
    for (const personId of group.members) if (!present.has(personId)) present.set(personId, at)
  const waiting = new Map<string, PersonId[]>()
  for (const { personId, householdId } of single) {
    const draft = drafts[present.get(personId) ?? -1]
    if (draft !== undefined) place(draft, [personId], placeOf)
    else {
      const key = householdKey(personId, householdId)
      waiting.set(key, [...(waiting.get(key) ?? []), personId])
    }
  }
  // Where some of a household are, the rest follows: to the first of their groups that has room.
  const homes = new Map<string, Draft[]>()
  for (const { personId, householdId } of single) {
    const draft = placeOf.get(personId)
    if (draft === undefined || householdId === null) continue
    const key = householdKey(personId, householdId)
    homes.set(key, [...(homes.get(key) ?? []), draft])
  }
  const households = [...waiting].sort(([a], [b]) => (a < b ? -1 : 1))
  const strangers: [string, PersonId[]][] = []
  for (const [key, members] of households) {
    const home = drafts.find((draft) => homes.get(key)?.includes(draft) === true && roomIn(draft) >= members.length)
    if (home === undefined) strangers.push([key, members])
    else place(home, members, placeOf)
  }
  for (const [, members] of strangers) {
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
  const shared = everywhere.map(({ personId }) => personId)
  const groups = drafts.map(({ capacity, taken, own, isNew }, at): AssignedGroup => {
    const size = taken + own.length
    const members = [...shared, ...own].sort()
    return { number: at + 1, isNew, members, size, capacity, level: capacityLevel(size, capacity) }
  })
  return ok({ groups, consolidate: groupToGiveUp(drafts) })
}

interface Draft {
  readonly capacity: number
  /** Room that is taken up before anybody is placed: leaders, required members and strangers. */
  readonly taken: number
  readonly own: PersonId[]
  readonly isNew: boolean
}

function createDraft(capacity: number, taken: number, isNew: boolean): Draft {
  return { capacity, taken, own: [], isNew }
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
      drafts[at]?.isNew === false &&
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
  return moving <= room ? least + 1 : null
}
