import type { MemoryRuns } from '@ketnoi/api/testing'
import {
  groupIdOf,
  parseGroupId,
  partName,
  type GroupId,
  type PersonId,
  type QuietHours,
  type Role,
} from '@ketnoi/hierarchy'
import { createRandom, type Random } from '@ketnoi/hierarchy/testing'
import { pick } from './simulated-service.ts'

/** Somebody who may be in groups. */
export interface SimulatedPerson {
  readonly personId: PersonId
  readonly accountId: string
  /** `bound` once somebody says whose account it is; `unknown`: the service does not know it, and never will. */
  readonly account: 'bound' | 'unbound' | 'unknown'
}

/** How a simulation begins. */
export interface SimulationStart {
  readonly people: readonly SimulatedPerson[]
  /** In the service, and nobody's. */
  readonly stranger: string
  readonly acting: SimulatedPerson
  readonly groups: readonly {
    readonly groupId: GroupId
    readonly name: string
    readonly wanted: ReadonlyMap<PersonId, Role> | null
    readonly externalId: string | null
    readonly members: ReadonlyMap<string, Role>
  }[]
  /** The village whose people are divided among several groups, which are among the others. */
  readonly divided: { readonly unitId: string; readonly name: string; readonly leader: PersonId }
  readonly capacity: number
  readonly pageSize: number
  readonly invites: boolean
  readonly quietHours: QuietHours | null
  readonly service: 'memory' | 'zalo'
}

export const ROLES: readonly Role[] = ['member', 'member', 'member', 'deputy', 'leader']
/** The village that one group cannot hold, and more groups than its people ever need. */
const DIVIDED = 'v4'
export const MOST_PARTS = 4
/** One of so many seeds works on the connector to an Official Account, which makes many more calls. */
const SEEDS_PER_ZALO = 8

/** Draws how a simulation begins. */
export function drawStart(seed: number): SimulationStart {
  const random = createRandom(seed, 1)
  const service = seed % SEEDS_PER_ZALO === 0 ? 'zalo' : 'memory'
  const people = Array.from({ length: 8 }, (_, at): SimulatedPerson => ({
    personId: `p${String(at + 1)}`,
    accountId: `90${String(at + 1)}`,
    account: at === 6 ? 'unbound' : at === 7 ? 'unknown' : 'bound',
  }))
  const acting: SimulatedPerson = { personId: 'bot', accountId: '900', account: 'bound' }
  const capacity = 4 + Math.floor(random() * 6)
  const single = ['v1', 'v2', 'v3'].map((id, at) => {
    const exists = at === 0 || (at === 1 ? random() < 0.6 : random() < 0.4)
    return {
      groupId: `village:${id}`,
      name: `Thôn ${id}`,
      wanted: at === 2 ? null : drawWanted(random, people),
      externalId: exists ? `800${String(at)}` : null,
      members: exists ? drawMembers(random, people, acting, capacity) : new Map<string, Role>(),
    }
  })
  return {
    people,
    stranger: '999',
    acting,
    groups: [...single, ...drawDivided(random, people, acting, capacity)],
    divided: { unitId: DIVIDED, name: `Thôn ${DIVIDED}`, leader: 'p1' },
    capacity,
    pageSize: service === 'zalo' ? 5 : 2 + Math.floor(random() * 3),
    invites: random() < 0.3,
    quietHours: random() < 0.15 ? { from: 21, to: 6 } : null,
    service,
  }
}

/** Its first group exists; who is wanted in which follows from who is in them. */
function drawDivided(
  random: Random,
  people: readonly SimulatedPerson[],
  acting: SimulatedPerson,
  capacity: number,
): SimulationStart['groups'] {
  return Array.from({ length: MOST_PARTS }, (_, at) => ({
    groupId: groupIdOf('village', DIVIDED, at + 1),
    name: partName(`Thôn ${DIVIDED}`, at + 1),
    wanted: null,
    externalId: at === 0 ? '8004' : null,
    members: at === 0 ? drawMembers(random, people, acting, capacity) : new Map<string, Role>(),
  }))
}

/** Somebody leads every group, among those who have an account. */
function drawWanted(random: Random, people: readonly SimulatedPerson[]): Map<PersonId, Role> {
  const wanted = new Map<PersonId, Role>()
  for (const { personId } of people) if (random() < 0.6) wanted.set(personId, pick(random, ROLES) ?? 'member')
  wanted.set(pick(random, people.slice(0, 4))?.personId ?? 'p1', 'leader')
  return wanted
}

function drawMembers(
  random: Random,
  people: readonly SimulatedPerson[],
  acting: SimulatedPerson,
  capacity: number,
): Map<string, Role> {
  const members = new Map<string, Role>()
  if (random() < 0.3) members.set(acting.accountId, random() < 0.5 ? 'leader' : 'deputy')
  for (const { accountId, account } of people)
    if (account !== 'unknown' && members.size < capacity && random() < 0.5)
      members.set(accountId, pick(random, ROLES) ?? 'member')
  return members
}

/** Tells the store who is wanted, expected and known. */
export function fill(runs: MemoryRuns, { people, acting, groups }: SimulationStart): void {
  for (const { personId, accountId, account } of [...people, acting])
    if (account !== 'unbound') runs.setAccount(personId, accountId)
  for (const { groupId, name, wanted } of groups) {
    if (wanted === null) continue
    expectGroup(runs, groupId, name)
    for (const [personId, role] of wanted) runs.want(groupId, personId, role)
  }
}

export function expectGroup(runs: MemoryRuns, groupId: GroupId, name: string): void {
  runs.expect({
    id: groupId,
    kind: 'village',
    unitId: parseGroupId(groupId)?.unitId ?? groupId,
    part: parseGroupId(groupId)?.part ?? 1,
    name,
    state: 'ok',
  })
}
