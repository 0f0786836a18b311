import type { HouseholdId, PersonId, UnitId } from '../id.ts'
import { isValidOn, type Day } from '../interval.ts'
import type { Issue } from '../result.ts'
import { changePerson, type ChangeWorld } from './change-person.ts'
import type { Person, Reachability, Residence } from './person.ts'

/** One change of many people. */
export type ManyChange =
  | { readonly kind: 'set'; readonly reachability: Reachability }
  | {
      readonly kind: 'move'
      readonly unitId: UnitId
      readonly from: Day
      /** `along`: their households move with them; an id: all of them live in that one; `null`: in none that is known. */
      readonly household: 'along' | { readonly id: HouseholdId; readonly representativeId: PersonId | null } | null
    }

/** What a change needs to know of the households that people leave. */
export interface HouseholdsLeft {
  /** Who lives in a household on the day, those who are not changed included. */
  readonly membersOf: (id: HouseholdId) => readonly PersonId[]
  /** An id for the household of those who leave one in which others stay: the same one for the same household. */
  readonly newHouseholdFrom: (id: HouseholdId) => HouseholdId
}

/** What becomes of each of them. */
export interface ManyChanged {
  readonly changed: readonly Person[]
  /** They are so already. */
  readonly unchanged: readonly PersonId[]
  readonly refused: readonly { readonly personId: PersonId; readonly issues: readonly Issue[] }[]
  /** The households in which everybody moves. */
  readonly movedHouseholds: readonly HouseholdId[]
}

/**
 * Gives many people after one change. A household moves along where everybody in it moves; of others those who leave form a new one,
 * in which whoever spoke for the household goes on speaking. Whoever cannot be changed is left out with the issues of `changePerson`,
 * and keeps nobody else from it.
 *
 * @example
 * changeMany(people, { kind: 'set', reachability: 'reachable' }, households, world).refused
 */
export function changeMany(
  people: readonly Person[],
  change: ManyChange,
  households: HouseholdsLeft,
  world: ChangeWorld,
): ManyChanged {
  const changed: Person[] = []
  const unchanged: PersonId[] = []
  const refused: { personId: PersonId; issues: readonly Issue[] }[] = []
  const moved = new Set<HouseholdId>()
  const selected = new Set(people.map(({ id }) => id))
  const isWhole = (id: HouseholdId): boolean => households.membersOf(id).every((member) => selected.has(member))
  for (const person of people) {
    if (change.kind === 'set') {
      if (person.reachability === change.reachability) unchanged.push(person.id)
      else changed.push({ ...person, reachability: change.reachability })
      continue
    }
    const home = person.residences.find((one) => isValidOn(one, change.from))
    if (home !== undefined && livesSo(home, change)) {
      unchanged.push(person.id)
      continue
    }
    const from = home?.householdId ?? null
    const along = change.household === 'along' && from !== null
    const householdId = along
      ? isWhole(from)
        ? from
        : households.newHouseholdFrom(from)
      : change.household === 'along'
        ? null
        : (change.household?.id ?? null)
    const representsHousehold = along
      ? (home?.representsHousehold ?? false)
      : typeof change.household === 'object' && change.household?.representativeId === person.id
    const result = changePerson(
      person,
      [{ kind: 'move', unitId: change.unitId, householdId, representsHousehold, from: change.from }],
      world,
    )
    if (!result.ok) refused.push({ personId: person.id, issues: result.issues })
    else {
      changed.push(result.value)
      if (along && householdId === from) moved.add(from)
    }
  }
  return { changed, unchanged, refused, movedHouseholds: [...moved] }
}

/** Whoever lives in the unit already lives on as they do, unless another household is meant. */
function livesSo(home: Residence, { unitId, household }: Extract<ManyChange, { kind: 'move' }>): boolean {
  if (home.unitId !== unitId) return false
  return household === 'along' || home.householdId === (household?.id ?? null)
}
