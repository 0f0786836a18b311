import {
  askTogether,
  listContacts,
  listDriftDecisions,
  listFirstSeen,
  listOverrides,
  listOwnChanges,
  listPeople,
  listStrangers,
  type Db,
  type MemberPair,
  type MemberSubject,
} from '@ketnoi/db'
import {
  classifyDrift,
  driftPolicyOf,
  qualificationsLost,
  type DesiredMembers,
  type DriftFacts,
  type GroupDrift,
  type GroupId,
  type GroupReading,
  type PersonId,
  type Withdrawal,
} from '@ketnoi/hierarchy'
import type { World } from '../world.ts'
import { driftPoliciesOf } from './drift-policies.ts'

/** What a comparison has read already. */
export interface DriftSources {
  /** `null`: all groups. */
  readonly groupIds: readonly GroupId[] | null
  readonly desired: DesiredMembers
  readonly readings: readonly GroupReading[]
  readonly withdrawals: readonly Withdrawal[]
}

/**
 * How the differences of groups came about, and what happens to them. `plan`: as far as it makes a difference to a plan; `whole`: with
 * everything that a person wants to know.
 */
export async function findDrift(
  db: Db,
  world: World,
  sources: DriftSources,
  detail: 'plan' | 'whole',
): Promise<Map<GroupId, GroupDrift>> {
  const { desired, withdrawals } = sources
  const readings = sources.readings.filter(
    (reading) => reading.groupId !== null && reading.owner === 'us' && reading.completeness !== 'failed',
  )
  if (readings.length === 0) return new Map()
  const pairs = differingPairs(desired, readings)
  const policies = driftPoliciesOf(world)
  const unknown = readings.filter(({ unmatched }) => unmatched.length > 0)
  const [own, decisions, strangers] = await askTogether(db, (one) => [
    listOwnChanges(one, [...pairs.surplus, ...pairs.present, ...pairs.missing]),
    listDriftDecisions(one, sources.groupIds),
    unknown.length === 0
      ? []
      : listStrangers(
          one,
          unknown.map(({ groupId }) => groupId ?? ''),
        ),
  ])
  const lost = await lostOf(
    db,
    world,
    pairs.surplus.filter(({ groupId }) => {
      if (detail === 'whole') return true
      const { graceDays, ways } = driftPolicyOf(policies, desired.groups.get(groupId)?.group.kind ?? '')
      // Otherwise a plan says the same of whoever is overdue and of whoever was added by a leader.
      return graceDays > 0 || ways.overdue !== ways['added-by-leader']
    }),
  )
  const vanished = await listContacts(
    db,
    unknown.flatMap(({ departures }) => departures.map(({ personId }) => personId)),
  )
  const isDecided = new Set(decisions.map(({ groupId, subject }) => `${groupId} ${subject}`))
  const wasRemoved = new Set(
    own.flatMap((done) => (done.kind === 'remove' ? [`${done.groupId} ${done.personId}`] : [])),
  )
  const subjects: MemberSubject[] = [
    ...pairs.surplus
      .filter(
        ({ groupId, personId }) =>
          detail === 'whole' ||
          isDecided.has(`${groupId} person:${personId}`) ||
          wasRemoved.has(`${groupId} ${personId}`),
      )
      .map((pair) => ({ ...pair, key: null })),
    ...unknown.flatMap(({ groupId, unmatched }) =>
      unmatched
        .filter(({ key }) => detail === 'whole' || isDecided.has(`${groupId} row:${key}`))
        .map(({ key }) => ({ groupId: groupId ?? '', personId: null, key })),
    ),
  ]
  const firstSeen = await listFirstSeen(db, subjects)

  const facts = new Map<GroupId, DriftFacts>()
  const of = <T extends { readonly groupId: GroupId }>(all: readonly T[]): Map<GroupId, T[]> =>
    Map.groupBy(all, ({ groupId }) => groupId)
  const [ownOf, decisionsOf, strangersOf, seenOf] = [of(own), of(decisions), of(strangers), of(firstSeen)]
  for (const reading of readings) {
    const groupId = reading.groupId ?? ''
    facts.set(groupId, {
      own: ownOf.get(groupId) ?? [],
      decisions: decisionsOf.get(groupId) ?? [],
      strangers: new Set((strangersOf.get(groupId) ?? []).map(({ key }) => key)),
      firstSeen: new Map(
        (seenOf.get(groupId) ?? []).map(({ personId, key, at }) => [
          personId === null ? `row:${key ?? ''}` : `person:${personId}`,
          at,
        ]),
      ),
      lost: lost.get(groupId) ?? new Map(),
      vanished,
    })
  }
  return classifyDrift({ desired, readings, facts, policies, withdrawals })
}

interface Pairs {
  /** There and not wanted. */
  readonly surplus: readonly MemberPair[]
  /** There and wanted in another role. */
  readonly present: readonly MemberPair[]
  /** Wanted and not there. */
  readonly missing: readonly MemberPair[]
}

function differingPairs(desired: DesiredMembers, readings: readonly GroupReading[]): Pairs {
  const surplus: MemberPair[] = []
  const present: MemberPair[] = []
  const missing: MemberPair[] = []
  for (const { groupId, members } of readings) {
    const group = groupId === null ? undefined : desired.groups.get(groupId)
    if (group === undefined || groupId === null) continue
    const roles = new Map<PersonId, number>()
    for (let at = 0; at < group.persons.length; at++)
      roles.set(desired.people.ids[group.persons[at] ?? -1] ?? '', group.roles[at] ?? 0)
    const there = new Set<PersonId>()
    for (const { personId, role, state } of members) {
      there.add(personId)
      const wanted = roles.get(personId)
      if (wanted === undefined) surplus.push({ groupId, personId })
      else if (state === 'member' && RANK[role] !== wanted) present.push({ groupId, personId })
    }
    for (const personId of roles.keys()) if (!there.has(personId)) missing.push({ groupId, personId })
  }
  return { surplus, present, missing }
}

const RANK = { member: 0, deputy: 1, leader: 2 }

async function lostOf(
  db: Db,
  world: World,
  pairs: readonly MemberPair[],
): Promise<Map<GroupId, Map<PersonId, string>>> {
  const lost = new Map<GroupId, Map<PersonId, string>>()
  const personIds = [...new Set(pairs.map(({ personId }) => personId))]
  if (personIds.length === 0) return lost
  const found = qualificationsLost({
    model: world.model,
    units: world.tree,
    asOf: world.asOf,
    people: await listPeople(db, personIds),
    overrides: await listOverrides(db, { personIds }),
  })
  for (const { groupId, personId } of pairs) {
    const day = found.get(personId)?.get(groupId)
    if (day === undefined) continue
    const days = lost.get(groupId) ?? new Map<PersonId, string>()
    lost.set(groupId, days.set(personId, day))
  }
  return lost
}
