import {
  createDirectory,
  createUnitTree,
  IA_PA_2024,
  membersOf,
  parseUnits,
  resolveMembers,
  type ExpectedGroup,
  type Person,
  type Role,
} from '@ketnoi/hierarchy'
import type { Officers, Seat } from './officers.ts'
import { AS_OF, type Population } from './population.ts'

/** Somebody who should be in a group, as member lists are made from. */
export interface Wanted {
  readonly id: string
  readonly name: string
  readonly phone: string | null
  readonly role: Role
}

export interface WantedGroup {
  readonly group: ExpectedGroup
  readonly members: readonly Wanted[]
}

/** Everybody of the example as the core knows people. */
export function createPeople(population: Population, officers: Officers): Person[] {
  const people = new Map<string, Person>()
  const blank = {
    birth: null,
    adult: null,
    residences: [],
    appointments: [],
    phones: [],
    consents: [],
    accounts: [],
    reachability: 'unknown',
  } as const
  for (const { villages } of population.communes) {
    for (const { village, households } of villages) {
      for (const household of households) {
        for (const resident of household.members) {
          people.set(resident.id, {
            ...blank,
            id: resident.id,
            name: resident.name,
            birth: resident.birth,
            residences: [
              {
                unitId: village.uid,
                householdId: household.id,
                representsHousehold: resident.representative,
                from: null,
                to: null,
              },
            ],
            phones: resident.phone === null ? [] : [{ number: resident.phone, from: null, to: null }],
            consents: resident.consents ? [{ purposeId: 'village-group', from: null, to: null }] : [],
          })
        }
      }
    }
  }
  const seats: readonly Seat[] = [
    ...officers.district,
    ...officers.communes.flatMap((c) => [...c.committee, ...c.police, ...c.inCharge, ...c.village]),
  ]
  for (const { officer, unitId, positions } of seats) {
    const known = people.get(officer.id) ?? {
      ...blank,
      id: officer.id,
      name: officer.name,
      birth: officer.birth,
      phones: officer.phone === null ? [] : [{ number: officer.phone, from: null, to: null }],
    }
    people.set(officer.id, {
      ...known,
      appointments: [
        ...known.appointments,
        ...positions.map((positionId) => ({ positionId, unitId, from: null, to: null })),
      ],
    })
  }
  return [...people.values()]
}

/** Who should be in every group: the same computation that the program makes from the files. */
export function resolveWanted(catalogue: unknown, people: readonly Person[]): WantedGroup[] {
  const units = parseUnits(catalogue)
  if (!units.ok) throw new Error(JSON.stringify(units.issues))
  const tree = createUnitTree(units.value)
  if (!tree.ok) throw new Error(JSON.stringify(tree.issues))
  const desired = resolveMembers(createDirectory({ model: IA_PA_2024, units: tree.value, asOf: AS_OF, people }))
  const byId = new Map(people.map((person) => [person.id, person]))
  return [...desired.groups.values()]
    .map(({ group }) => ({
      group,
      members: membersOf(desired, group.id).map(({ personId, role }) => {
        const person = byId.get(personId)
        return { id: personId, name: person?.name ?? '', phone: person?.phones[0]?.number ?? null, role }
      }),
    }))
    .sort((a, b) => (a.group.id < b.group.id ? -1 : 1))
}
