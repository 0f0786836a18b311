import type { ActualMember, GroupReading } from '../connector/reading.ts'
import type { PersonId } from '../id.ts'
import type { PersonIndex } from '../people/directory.ts'
import { ROLES } from './resolve-members.ts'

/** One reading laid out for comparison: everybody once, sorted by number. */
export interface ActualGroup {
  readonly reading: GroupReading
  /** @internal Numbers of the person index; a person it does not hold is `-1 - place in foreign`. */ readonly persons: Int32Array
  /** @internal 0 member, 1 deputy, 2 leader. */ readonly roles: Uint8Array
  /** @internal 0 member, 1 invited, 2 invitation failed. */ readonly states: Uint8Array
}

/** Everything that was learnt about the real groups, laid out for comparison with desired members of the same person index. */
export interface Actual {
  readonly people: PersonIndex
  readonly groups: readonly ActualGroup[]
  /** @internal People in readings who are not in the person index. */ readonly foreign: readonly PersonId[]
}

/** @internal Place of `member` among the states. */
export const PRESENT_STATE = 0
/** @internal Place of `invited` among the states. */
export const INVITED_STATE = 1
const STATES: readonly ActualMember['state'][] = ['member', 'invited', 'invitation-failed']

/**
 * Lays readings out for comparison. Two rows of one person become one, with the surest state and the highest role. `createPlan` does
 * it by itself when given readings; do it apart to compare the same readings more than once.
 *
 * @example
 * createPlan({ desired, actual: createActual(desired.people, readings) })
 */
export function createActual(people: PersonIndex, readings: Iterable<GroupReading>): Actual {
  const foreign: PersonId[] = []
  const foreignNumbers = new Map<PersonId, number>()
  const number = (id: PersonId): number => {
    const known = people.numberOf.get(id) ?? foreignNumbers.get(id)
    if (known !== undefined) return known
    const made = -foreign.push(id)
    foreignNumbers.set(id, made)
    return made
  }
  const groups = Array.from(readings, (reading) => layOut(reading, number))
  return { people, groups, foreign }
}

/** @internal Gives the id of a person of an actual group. */
export function actualPersonId(actual: Actual, person: number): PersonId {
  return (person >= 0 ? actual.people.ids[person] : actual.foreign[-1 - person]) ?? ''
}

/** One member as a number that sorts by person, then the surest state, then the highest role. */
const STEP = 16

function layOut(reading: GroupReading, number: (id: PersonId) => number): ActualGroup {
  const { members } = reading
  const keys = new Float64Array(members.length)
  for (let i = 0; i < members.length; i++) {
    const member = members[i]
    if (member === undefined) continue
    keys[i] = number(member.personId) * STEP + STATES.indexOf(member.state) * 4 + (2 - ROLES.indexOf(member.role))
  }
  keys.sort()
  const persons = new Int32Array(keys.length)
  const roles = new Uint8Array(keys.length)
  const states = new Uint8Array(keys.length)
  let count = 0
  for (const key of keys) {
    const person = Math.floor(key / STEP)
    const rest = key - person * STEP
    const role = 2 - (rest & 3)
    if (count > 0 && persons[count - 1] === person) {
      roles[count - 1] = Math.max(roles[count - 1] ?? 0, role)
      continue
    }
    persons[count] = person
    states[count] = rest >> 2
    roles[count] = role
    count++
  }
  return {
    reading,
    persons: persons.subarray(0, count),
    roles: roles.subarray(0, count),
    states: states.subarray(0, count),
  }
}
