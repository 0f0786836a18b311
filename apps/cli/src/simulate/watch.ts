import type { GroupWork, MemoryRuns } from '@ketnoi/api/testing'
import type { Change, GroupReader, GroupReading, GroupWriter, PersonId } from '@ketnoi/hierarchy'
import type { SimulatedService, TrueGroup } from './simulated-service.ts'

/** What a pass has learnt, as far as what it may do depends on it. */
export interface PassFacts {
  work: GroupWork | null
  /** What the plan was made from last. */
  reading: GroupReading | null
  /** When it began to read the group last. */
  readFrom: number
}

/** What never may happen, watched on the service as it really is. */
export interface Watch {
  /** The reader of a pass, of which it is noted when it reads. */
  readonly note: (reader: GroupReader, facts: PassFacts) => GroupReader
  /** Nobody else works on the group at the moment of a call that changes something. */
  readonly holds: (what: string, facts: PassFacts) => void
  /** The writer of a pass, which is asked what gives it the right to each change. */
  readonly guard: (writer: GroupWriter, facts: PassFacts) => GroupWriter
  /** Somebody other than the engine changed a group. */
  readonly outside: (externalId: string) => void
  /** Compares the service with how it was before the step. */
  readonly check: (cause: Cause) => void
}

/** Who changed the service: the engine, the service itself with what it had accepted for later, or people. */
export type Cause = 'engine' | 'settled' | 'outside'

export class Violation extends Error {}

export interface WatchOptions {
  readonly runs: MemoryRuns
  readonly service: SimulatedService
  readonly now: () => number
  readonly accountOf: (personId: PersonId) => string | undefined
  readonly acting: ReadonlySet<string>
  readonly runIds: () => readonly string[]
}

export function createWatch({ runs, service, now, accountOf, acting, runIds }: WatchOptions): Watch {
  let before = new Map(service.truth().map((group) => [group.externalId, group]))
  /** `group account`: the engine has asked for it, with every right to. */
  const mayLeave = new Set<string>()
  /** When a group last changed without the engine asking at that moment: by somebody else, or by what was accepted for later. */
  const changedAt = new Map<string, number>()
  /** When the readings were made after which the engine last took somebody who led out, or down. */
  const ledAt = new Map<string, number>()

  const violate = (what: string): never => {
    throw new Violation(what)
  }

  const holds = (what: string, { work }: PassFacts): void => {
    for (const runId of runIds())
      for (const { groupId, lease, leasedUntil } of runs.groupsOf(runId))
        if (
          groupId === work?.groupId &&
          lease !== work.leaseId &&
          lease !== null &&
          Date.parse(leasedUntil ?? '') > now()
        )
          violate(`${what} while somebody else works on ${groupId}`)
  }

  /** The change that gives a pass the right to do something: approved, and noted before it was asked for. */
  const rightTo = (facts: PassFacts, what: string, matches: (change: Change) => boolean): Change => {
    const { work } = facts
    if (work === null) return violate(`${what} without having taken a group`)
    holds(what, facts)
    const group = runs.groupsOf(work.runId).find(({ groupId }) => groupId === work.groupId)
    const one = group?.changes.find(({ change }) => matches(change))
    if (one === undefined) return violate(`${what}, which nobody approved`)
    if (one.state !== 'started') violate(`${what}, which was not noted before: ${one.state}`)
    return one.change
  }

  const isAbout =
    (accountId: string, kinds: readonly Change['kind'][]) =>
    (change: Change): boolean =>
      'personId' in change && accountOf(change.personId) === accountId && kinds.includes(change.kind)

  const stateRead = ({ reading }: PassFacts, accountId: string) =>
    reading?.members.find(({ personId }) => accountOf(personId) === accountId)?.state

  const guard = (writer: GroupWriter, facts: PassFacts): GroupWriter => ({
    createGroup: async (name) => {
      rightTo(facts, `creates ${name}`, (change) => change.kind === 'create-group' && change.name === name)
      return await writer.createGroup(name)
    },
    renameGroup: async (id, name) => {
      rightTo(facts, `renames ${id}`, (change) => change.kind === 'rename-group' && change.to === name)
      return await writer.renameGroup(id, name)
    },
    archiveGroup: async (id) => {
      rightTo(facts, `archives ${id}`, ({ kind }) => kind === 'archive-group')
      return await writer.archiveGroup(id)
    },
    unarchiveGroup: async (id) => {
      rightTo(facts, `brings ${id} back`, ({ kind }) => kind === 'unarchive-group')
      return await writer.unarchiveGroup(id)
    },
    addMembers: async (id, additions) => {
      for (const { accountId } of additions) {
        const what = `adds ${accountId} to ${id}`
        rightTo(facts, what, isAbout(accountId, ['add', 'reinvite']))
        if (stateRead(facts, accountId) === 'invited') violate(`${what}, who is invited already`)
        if (
          facts.reading?.departures.some(({ personId, by }) => accountOf(personId) === accountId && by !== 'rule') ===
          true
        )
          violate(`${what}, who had left by themselves`)
      }
      return await writer.addMembers(id, additions)
    },
    removeMember: async (id, accountId) => {
      const what = `removes ${accountId} from ${id}`
      rightTo(facts, what, isAbout(accountId, ['remove']))
      if (facts.reading?.completeness !== 'complete') violate(`${what} without a complete reading`)
      if (stateRead(facts, accountId) !== 'member') violate(`${what}, whom no reading showed`)
      if (acting.has(accountId)) violate(`${what}, who is the acting account`)
      mayLeave.add(`${id} ${accountId}`)
      ledAt.set(id, facts.readFrom)
      return await writer.removeMember(id, accountId)
    },
    changeRole: async (id, accountId, role) => {
      const what = `makes ${accountId} ${role} of ${id}`
      const change = rightTo(facts, what, isAbout(accountId, ['promote', 'demote', 'add', 'reinvite']))
      if (acting.has(accountId) && change.kind === 'demote') violate(`${what}, who is the acting account`)
      if (change.kind === 'demote') ledAt.set(id, facts.readFrom)
      return await writer.changeRole(id, accountId, role)
    },
    withdrawInvitation: async (id, accountId) => {
      const what = `withdraws ${accountId} from ${id}`
      rightTo(facts, what, isAbout(accountId, ['withdraw-invitation']))
      if (facts.reading?.completeness !== 'complete') violate(`${what} without a complete reading`)
      mayLeave.add(`${id} ${accountId}`)
      return await writer.withdrawInvitation(id, accountId)
    },
  })

  const checkGroup = (was: TrueGroup | undefined, group: TrueGroup, cause: Cause): void => {
    const { externalId, name, members, capacity } = group
    if (members.size > capacity && members.size > (was?.members.size ?? 0))
      violate(`${name} holds ${String(members.size)}, which is more than ${String(capacity)}`)
    if (was === undefined || cause === 'outside') return
    for (const [accountId] of was.members)
      if (!members.has(accountId) && !mayLeave.has(`${externalId} ${accountId}`))
        violate(`${accountId} is gone from ${name}, and nobody had the right to it`)
    if (cause === 'settled') {
      // A promotion that comes after the reading makes somebody lead whom no reading showed as leading.
      if (leadersOf(group) > leadersOf(was)) changedAt.set(externalId, now())
      return
    }
    // Whoever else took a leader away after the reading is who left the group without one.
    const moved = (changedAt.get(externalId) ?? -1) >= (ledAt.get(externalId) ?? 0)
    if (leadersOf(was) > 0 && leadersOf(group) === 0 && !moved) violate(`${name} has lost its last leader`)
  }

  return {
    guard,
    holds,
    note: (reader, facts) => ({
      ...reader,
      findGroup: async (externalId) => {
        facts.readFrom = now()
        return await reader.findGroup(externalId)
      },
    }),
    outside: (externalId) => {
      changedAt.set(externalId, now())
    },
    check: (cause) => {
      const truth = service.truth()
      const names = new Set<string>()
      for (const group of truth) {
        if (names.has(group.name)) violate(`${group.name} was created twice`)
        names.add(group.name)
        checkGroup(before.get(group.externalId), group, cause)
      }
      for (const { externalId, name } of before.values())
        if (!truth.some((group) => group.externalId === externalId)) violate(`${name} is gone`)
      before = new Map(truth.map((group) => [group.externalId, group]))
    },
  }
}

export function leadersOf({ members }: TrueGroup): number {
  return [...members.values()].filter(({ role, state }) => role === 'leader' && state === 'member').length
}
