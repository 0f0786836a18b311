import type { MemoryRuns } from '@ketnoi/api/testing'
import { assignOverflow, groupIdOf, partName, type GroupId, type OverflowGroup, type PersonId } from '@ketnoi/hierarchy'
import { expectGroup, MOST_PARTS } from './start.ts'

/** A village whose people one group cannot hold: which of its groups somebody is wanted in follows from who is in them. */
export interface DividedVillage {
  readonly isOf: (groupId: GroupId) => boolean
  readonly want: (personId: PersonId, isWanted: boolean) => void
  /** Decides that the last of its groups is given up; `null`: there is only one. */
  readonly giveUp: () => GroupId | null
  /** Divides its people anew, after somebody has looked or somebody is wanted or not. */
  readonly divide: () => void
}

export interface DividedVillageOptions {
  readonly unitId: string
  readonly name: string
  readonly leader: PersonId
  readonly people: Iterable<PersonId>
  readonly capacity: number
  readonly runs: MemoryRuns
}

export function createDividedVillage(options: DividedVillageOptions): DividedVillage {
  const { unitId, name, leader, capacity, runs } = options
  const wanted = new Set(options.people)
  const closing = new Set<number>()
  const idOf = (part: number): GroupId => groupIdOf('village', unitId, part)
  const parts = Array.from({ length: MOST_PARTS }, (_, at) => at + 1)
  const expected = new Set<number>()
  const isMade = (part: number): boolean => {
    const reading = runs.readingOf(idOf(part))
    return reading !== null && !reading.archived
  }

  const divide = (): void => {
    const result = assignOverflow({
      capacity,
      people: [leader, ...wanted].map((personId) => ({
        personId,
        householdId: null,
        role: personId === leader ? 'leader' : 'member',
        required: false,
      })),
      groups: parts
        .filter((part) => part === 1 || expected.has(part))
        .map((number): OverflowGroup => {
          const reading = runs.readingOf(idOf(number))
          const of = (state: string): PersonId[] =>
            (reading?.members ?? []).flatMap((one) => (one.state === state ? [one.personId] : []))
          return {
            number,
            capacity: reading?.capacity ?? capacity,
            members: of('member'),
            planned: [...of('invited'), ...runs.wanted(idOf(number)).keys()],
            others: 0,
            isMade: number === 1 || isMade(number),
            isClosing: closing.has(number),
          }
        }),
    })
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    const groups = new Map(result.value.groups.map((group) => [group.number, group]))
    for (const part of parts) {
      const group = groups.get(part)
      const members = new Set(group?.members)
      if (group?.isClosing !== true) closing.delete(part)
      if (group !== undefined && !expected.has(part)) {
        expectGroup(runs, idOf(part), partName(name, part))
        expected.add(part)
      }
      for (const personId of runs.wanted(idOf(part)).keys())
        if (!members.has(personId)) runs.want(idOf(part), personId, null)
      for (const personId of members) runs.want(idOf(part), personId, personId === leader ? 'leader' : 'member')
      if (group === undefined && expected.delete(part)) runs.unexpect(idOf(part))
    }
  }

  divide()
  return {
    isOf: (groupId) => parts.some((part) => idOf(part) === groupId),
    want: (personId, isWanted) => {
      if (personId === leader) return
      if (isWanted) wanted.add(personId)
      else wanted.delete(personId)
      divide()
    },
    giveUp: () => {
      const last = [...expected].filter((part) => part > 1 && isMade(part)).at(-1)
      if (last === undefined) return null
      closing.add(last)
      divide()
      return idOf(last)
    },
    divide,
  }
}
