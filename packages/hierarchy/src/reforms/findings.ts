import type { HouseholdId, PersonId, UnitId } from '../id.ts'
import { isValidOn } from '../interval.ts'
import type { Person } from '../people/person.ts'
import { isOpenFact } from './dated-facts.ts'
import type { MovedFacts, SeatMove } from './move-facts.ts'
import type { ReformDecision, SeatToFill, UnitCount } from './rehearsal.ts'
import { seatKey, type Relocation } from './relocation.ts'

/** Gathers from person after person what somebody has to decide. */
export interface Findings {
  readonly see: (person: Person, moved: MovedFacts) => void
  readonly decisions: () => ReformDecision[]
  readonly seatsToFill: (seats: readonly SeatMove[]) => SeatToFill[]
}

interface Sharing {
  readonly unitId: UnitId
  readonly householdId: HouseholdId
  readonly people: PersonId[]
  readonly representatives: PersonId[]
}

/** Makes ready to gather. */
export function createFindings(relocation: Relocation, counts: readonly UnitCount[]): Findings {
  const { successions, reform } = relocation
  const { day, ended, targets } = successions
  const undecided = new Map<string, Extract<ReformDecision, { code: 'household-undecided' }> & { people: PersonId[] }>()
  const decisions: ReformDecision[] = []
  const sharing = new Map<string, Sharing>()
  const placed = new Set<string>()
  const known = new Set<PersonId>()
  const given = new Map<UnitId, number>()
  const wanted = new Set([
    ...reform.seats.map(({ personId }) => personId),
    ...reform.households.flatMap((placement) => ('personId' in placement ? [placement.personId] : [])),
  ])

  const see = (person: Person, moved: MovedFacts): void => {
    if (wanted.has(person.id)) known.add(person.id)
    for (const fact of moved.undecided) {
      const { unitId, personId, candidates } = fact
      if (fact.code === 'appointment-undecided')
        decisions.push({ blocks: true, code: fact.code, unitId, positionId: fact.positionId, personId, candidates })
      else if (fact.householdId === null)
        decisions.push({ blocks: true, code: 'person-undecided', unitId, personId, candidates })
      else {
        const { householdId } = fact
        const key = `${unitId} ${householdId}`
        const people = undecided.get(key)?.people ?? []
        people.push(personId)
        undecided.set(key, { blocks: true, code: 'household-undecided', unitId, householdId, people, candidates })
      }
    }
    for (const home of person.residences) {
      if (!isOpenFact(home, day) || !ended.has(home.unitId)) continue
      given.set(home.unitId, (given.get(home.unitId) ?? 0) + 1)
      if (ended.get(home.unitId)?.how === 'merge') continue
      placed.add(`p ${person.id}`)
      if (home.householdId !== null) placed.add(`h ${home.householdId}`)
    }
    for (const held of person.appointments)
      if (isOpenFact(held, day) && ended.get(held.unitId)?.how === 'split') placed.add(`p ${person.id}`)
    for (const home of moved.person.residences) {
      if (home.householdId === null || !targets.has(home.unitId) || !isValidOn(home, day)) continue
      const key = `${home.householdId} ${home.unitId}`
      const one = sharing.get(key) ?? {
        unitId: home.unitId,
        householdId: home.householdId,
        people: [],
        representatives: [],
      }
      one.people.push(person.id)
      if (home.representsHousehold) one.representatives.push(person.id)
      sharing.set(key, one)
    }
  }

  return {
    see,
    decisions: () => [
      ...decisions,
      ...[...undecided.values()].map((decision) => ({ ...decision, people: decision.people.sort() })),
      ...representation([...sharing.values()]),
      ...counts.flatMap(({ unitId, residents }): ReformDecision[] => {
        const ending = ended.get(unitId)
        const seen = given.get(unitId) ?? 0
        const mustBeGiven = ending !== undefined && ending.how !== 'merge'
        return mustBeGiven && seen < residents
          ? [{ code: 'residents-missing', blocks: true, unitId, residents, given: seen }]
          : []
      }),
      ...[...new Set(reform.seats.map(({ personId }) => personId))]
        .filter((personId) => !known.has(personId))
        .map((personId) => ({ code: 'person-unknown' as const, blocks: true, personId })),
      ...reform.households.flatMap((placement): ReformDecision[] => {
        const personId = 'personId' in placement ? placement.personId : null
        const householdId = 'householdId' in placement ? placement.householdId : null
        return placed.has(personId === null ? `h ${householdId ?? ''}` : `p ${personId}`)
          ? []
          : [{ code: 'placement-unused', blocks: false, householdId, personId }]
      }),
    ],
    seatsToFill: (seats) => {
      const holders = new Map<string, { personId: PersonId; unitId: UnitId }[]>()
      for (const seat of seats) {
        if (seat.why !== 'contested' || seat.from === null || seat.follows === null) continue
        const key = seatKey(seat.follows, seat.positionId)
        holders.set(key, [...(holders.get(key) ?? []), { personId: seat.personId, unitId: seat.from }])
      }
      return relocation.contested
        .filter(
          ({ unitId, positionId, sources }) =>
            !relocation.chosen.has(seatKey(unitId, positionId)) && !sources.includes(unitId),
        )
        .map(({ unitId, positionId }) => ({
          unitId,
          positionId,
          holders: (holders.get(seatKey(unitId, positionId)) ?? []).sort((a, b) => (a.personId < b.personId ? -1 : 1)),
        }))
    },
  }
}

/** One household has one representative: two that come together have two, and the part of one that is divided may have none. */
function representation(sharing: readonly Sharing[]): ReformDecision[] {
  const partsOf = new Map<HouseholdId, number>()
  for (const { householdId } of sharing) partsOf.set(householdId, (partsOf.get(householdId) ?? 0) + 1)
  return sharing.flatMap(({ unitId, householdId, people, representatives }): ReformDecision[] => {
    if (representatives.length > 1)
      return [
        {
          code: 'representatives-several',
          blocks: false,
          unitId,
          householdId,
          people: [...new Set(representatives)].sort(),
        },
      ]
    return representatives.length === 0 && (partsOf.get(householdId) ?? 0) > 1
      ? [{ code: 'representative-missing', blocks: false, unitId, householdId, people: people.sort() }]
      : []
  })
}
