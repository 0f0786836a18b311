import { isDeepStrictEqual } from 'node:util'
import {
  askTogether,
  insertDepartures,
  insertReading,
  listAccountOwners,
  listMemberMatches,
  listReadingRows,
  listLastAsked,
  listLastCompleteMembers,
  unmatchedOf,
  updateActualGroup,
  updateReadingTime,
  type ActualGroup,
  type Db,
  type MemberMatch,
  type ReadingRow,
} from '@ketnoi/db'
import { foldName, type Departure, type GroupReading, type PersonId, type ServiceMember } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { departuresOf } from '../readings/departures.ts'
import { matchDecided } from '../readings/save-reading.ts'
import type { World } from '../world.ts'
import type { GroupWork, ReadGroup } from './run-ports.ts'

/** A group that is read: for a run, or because somebody told that something happened in it. */
export type ReadingOccasion = Pick<GroupWork, 'groupId' | 'service' | 'asOf'>

/**
 * Keeps what a service told as what is known of the group. Accounts are the people whom they are bound to; by a name alone nobody is
 * ever known, only proposed. Reading the same again moves the time of the reading, and keeps it once. Gives what is known then.
 */
export async function keepServiceReading(
  trx: Db,
  ctx: Context,
  world: World,
  work: ReadingOccasion,
  actual: ActualGroup,
  { group, members }: ReadGroup,
): Promise<GroupReading> {
  const { name, archived, owner, capacity, joinLink, externalId } = group
  const previousNames = [...new Set([...actual.previousNames, ...group.previousNames, actual.name])].filter(
    (one) => one !== name,
  )
  const told = {
    name,
    previousNames,
    archived,
    owner,
    externalId,
    capacity: capacity ?? actual.capacity,
    joinLink: joinLink ?? actual.joinLink,
    firstRun: actual.readingId === null && actual.firstRun,
  }
  const change = differing(actual, told)
  const completeness = members.completeness
  const isFirst = actual.readingId === null
  const [owners, decisions, before, lastSeen] = await askTogether(trx, (one) => [
    listAccountOwners(
      one,
      work.service,
      members.rows.map(({ accountId }) => accountId),
      work.asOf,
    ),
    listMemberMatches(one, actual.id),
    isFirst ? [] : listReadingRows(one, actual.id),
    isFirst || completeness !== 'complete' ? [] : listLastCompleteMembers(one, actual.id),
  ])
  const rows = await matchRows(trx, world, work, members.rows, { owners, decisions, before })
  if (actual.readingId !== null && sameRows(before, rows)) {
    if (Object.keys(change).length > 0) await updateActualGroup(trx, actual.id, change)
    await updateReadingTime(trx, actual.readingId, { readAt: ctx.now(), completeness })
    return readingOf({ ...actual, ...told }, actual.readingId, ctx.now(), completeness, before)
  }
  const id = ctx.newId()
  const readAt = ctx.now()
  await insertReading(trx, {
    id,
    actualGroupId: actual.id,
    readAt,
    completeness,
    source: `service:${work.service}`,
    author: 'service',
    rows,
    group: change,
    groupId: actual.groupId,
  })
  // Whoever a list names was there, complete or not; only a complete one shows who is not any more.
  const seen = new Set(lastSeen)
  for (const { personId, state } of before) if (personId !== null && state === 'member') seen.add(personId)
  if (completeness === 'complete')
    await insertDepartures(trx, actual.id, await departuresInRun(trx, readAt, work, seen, rows))
  return readingOf({ ...actual, ...told }, id, readAt, completeness, rows)
}

/** What was told that is not known yet. */
function differing(actual: ActualGroup, told: Partial<ActualGroup>): Partial<ActualGroup> {
  return Object.fromEntries(
    Object.entries(told).filter(([key, value]) => !isDeepStrictEqual(value, actual[key as keyof ActualGroup])),
  )
}

/** What is known of the members and the group; who left before is no part of it. */
function readingOf(
  group: ActualGroup,
  id: string,
  readAt: string,
  completeness: ReadGroup['members']['completeness'],
  rows: readonly ReadingRow[],
): GroupReading {
  const { externalId, groupId, name, previousNames, owner, archived, firstRun, capacity } = group
  return {
    ...{ id, readAt, completeness, externalId, groupId, name, previousNames, owner, archived, firstRun, capacity },
    members: rows.flatMap(({ personId, role, state }) => (personId === null ? [] : [{ personId, role, state }])),
    unmatched: unmatchedOf(rows),
    departures: [],
  }
}

interface KnownMembers {
  readonly owners: ReadonlyMap<string, PersonId>
  readonly decisions: readonly MemberMatch[]
  /** As the last list had them. */
  readonly before: readonly ReadingRow[]
}

async function matchRows(
  trx: Db,
  world: World,
  work: ReadingOccasion,
  members: readonly ServiceMember[],
  known: KnownMembers,
): Promise<ReadingRow[]> {
  const { owners, before } = known
  const decisions = new Map(known.decisions.map(({ key, personId }) => [key, personId]))
  const roles = new Map(before.map((row) => [row.accountId, row.role]))
  // Whoever was a stranger in the list before is looked for once: a group is read several times in a run.
  const proposed = new Map(before.flatMap((row) => (row.personId === null ? [[row.key, row.candidates] as const] : [])))
  const found = await proposalsFor(
    trx,
    world,
    work,
    members.filter(({ accountId }) => !owners.has(accountId) && !proposed.has(`account:${accountId}`)),
    known.decisions,
  )
  return members.map((member): ReadingRow => {
    const { accountId, displayName, phone, state } = member
    const key = `account:${accountId}`
    const owner = owners.get(accountId)
    const decided = decisions.get(key)
    const personId = owner ?? decided ?? null
    return {
      key,
      personId,
      displayName: displayName ?? accountId,
      accountId,
      phone,
      // Where the service does not tell, it is as it was.
      role: member.role ?? roles.get(accountId) ?? 'member',
      state,
      matchedBy: owner !== undefined ? 'account' : decided !== undefined ? 'decision' : null,
      candidates: personId === null ? (found.get(key) ?? proposed.get(key) ?? []) : [],
    }
  })
}

/** Whom members without a bound account may be, for a person to decide. */
async function proposalsFor(
  trx: Db,
  world: World,
  work: ReadingOccasion,
  members: readonly ServiceMember[],
  decisions: readonly MemberMatch[],
): Promise<Map<string, readonly PersonId[]>> {
  if (members.length === 0) return new Map()
  const rows = members.map(({ accountId, displayName, phone, state }) => ({
    displayName: displayName ?? '',
    phone,
    accountId,
    role: 'member' as const,
    state,
  }))
  const matched = await matchDecided(trx, world, work.groupId, { rows }, decisions)
  const proposed = new Map<string, readonly PersonId[]>()
  for (const row of matched.rows) if (row.personId !== null) proposed.set(row.key, [row.personId])
  for (const row of matched.unmatched) proposed.set(row.key, row.candidates)
  return proposed
}

function sameRows(before: readonly ReadingRow[], now: readonly ReadingRow[]): boolean {
  const told = ({ key, personId, displayName, role, state }: ReadingRow): string =>
    JSON.stringify([key, personId, foldName(displayName), role, state])
  const known = new Set(before.map(told))
  return before.length === now.length && now.every((row) => known.has(told(row)))
}

/** Who was in the group and is not any more: by what was asked for last about them, for a reason that the plan gave, or by themselves. */
async function departuresInRun(
  trx: Db,
  readAt: string,
  work: ReadingOccasion,
  seen: ReadonlySet<PersonId>,
  now: readonly ReadingRow[],
): Promise<Departure[]> {
  const present = new Set(now.flatMap((row) => row.personId ?? []))
  const gone = [...seen].filter((personId) => !present.has(personId))
  if (gone.length === 0) return []
  const removed = new Map(
    (await listLastAsked(trx, work.groupId, gone)).flatMap((change) =>
      change.kind === 'remove' ? [[change.personId, change.reasons] as const] : [],
    ),
  )
  return departuresOf(gone, removed, readAt)
}
