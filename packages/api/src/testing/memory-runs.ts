import type { ChangeMark, GroupKey, PassEnd, RunChange } from '@ketnoi/db'
import {
  afterSuccessor,
  createPlan,
  desiredFromRows,
  liveGroup,
  restrictPlan,
  type ActualMember,
  type Change,
  type Day,
  type Departure,
  type ExpectedGroup,
  type GroupId,
  type GroupReading,
  type Held,
  type LiveGroup,
  type Model,
  type PersonId,
  type Plan,
  type Role,
} from '@ketnoi/hierarchy'
import { LeaseLost, type GroupWork, type PlanNow, type ReadGroup, type RunStore } from '../runs/run-ports.ts'

/** What is known of the world that runs happen in. */
export interface MemoryRunsOptions {
  readonly model: Model
  readonly asOf: Day
  readonly newId: () => string
  readonly service?: string
  /** The highest role that somebody can have in a group of the service. */
  readonly highestRole?: Role
  readonly actingPersons?: readonly PersonId[]
  readonly leaseSeconds?: number
}

/** How far one group of a run is. */
export interface MemoryRunGroup {
  readonly runId: string
  readonly groupId: GroupId
  readonly state: PassEnd['state']
  readonly code: string | null
  readonly detail: unknown
  readonly passes: number
  readonly failures: number
  readonly dueAt: string
  readonly lease: string | null
  readonly leasedUntil: string | null
  readonly changes: readonly RunChange[]
}

/** Runs in memory, with everything that they look up: who is wanted, what was read, who has which account. */
export interface MemoryRuns {
  readonly store: RunStore
  readonly expect: (group: ExpectedGroup) => void
  readonly unexpect: (groupId: GroupId) => void
  /** Wants somebody in a group in a role, or (`null`) no longer. */
  readonly want: (groupId: GroupId, personId: PersonId, role: Role | null) => void
  readonly wanted: (groupId: GroupId) => ReadonlyMap<PersonId, Role>
  readonly setAccount: (personId: PersonId, accountId: string | null) => void
  /** Takes down who left and how, as an event of the service or a person tells it. */
  readonly depart: (groupId: GroupId, departure: Departure) => void
  /** A list of members that did not come from a run: what is known of a group from then on. */
  readonly learn: (groupId: GroupId, read: ReadGroup, now: string) => void
  readonly readingOf: (groupId: GroupId) => GroupReading | null
  readonly plan: () => Plan
  /** Keeps a plan as approved; `null`: another run is busy with one of its groups. */
  readonly approve: (plan: Plan, now: string) => string | null
  /** Begins a run, once; `false`: it has begun, or was cancelled. */
  readonly begin: (runId: string) => boolean
  readonly pause: (runId: string) => void
  readonly resume: (runId: string) => void
  readonly cancel: (runId: string, now: string) => void
  readonly stateOf: (runId: string) => 'approved' | 'running' | 'paused' | 'cancelled' | 'done'
  /** Groups of running runs whose time has come and that nobody works on. */
  readonly due: (now: string) => readonly GroupKey[]
  readonly groupsOf: (runId: string) => readonly MemoryRunGroup[]
}

interface StoredRun {
  state: 'approved' | 'running' | 'paused' | 'cancelled'
  readonly groups: Map<GroupId, StoredGroup>
}

interface StoredGroup {
  readonly key: GroupKey
  readonly name: string
  readonly held: readonly Held[]
  changes: RunChange[]
  state: PassEnd['state']
  code: string | null
  detail: unknown
  passes: number
  failures: number
  dueAt: string
  lease: string | null
  leasedUntil: string | null
}

interface KnownGroup {
  /** Whether a list was ever read. */
  readonly isRead: boolean
  reading: GroupReading
  /** Whom a run began to take out. */
  readonly removing: Set<PersonId>
  /** Who was seen in it last, by readings that proved them there. */
  readonly seen: Set<PersonId>
  readonly departures: Map<PersonId, Departure>
}

const OPEN: ReadonlySet<PassEnd['state']> = new Set<PassEnd['state']>(['waiting', 'working', 'with-people'])
const BUSY: ReadonlySet<PassEnd['state']> = new Set<PassEnd['state']>(['waiting', 'working'])
const DOUBTFUL: ReadonlySet<RunChange['state']> = new Set<RunChange['state']>(['started', 'without-effect'])
const ROLES: readonly Role[] = ['member', 'deputy', 'leader']

/** Keeps runs in memory as the database keeps them: one transaction per call, a lease per group, and nothing written without it. */
export function createMemoryRuns(options: MemoryRunsOptions): MemoryRuns {
  const {
    model,
    asOf,
    newId,
    service = 'memory',
    highestRole = 'leader',
    actingPersons = [],
    leaseSeconds = 60,
  } = options
  const runs = new Map<string, StoredRun>()
  const expected = new Map<GroupId, ExpectedGroup>()
  const wantedIn = new Map<GroupId, Map<PersonId, Role>>()
  const known = new Map<GroupId, KnownGroup>()
  const accountOf = new Map<PersonId, string>()

  const personOf = (accountId: string): PersonId | null => {
    for (const [personId, account] of accountOf) if (account === accountId) return personId
    return null
  }
  const until = (now: string): string => new Date(Date.parse(now) + leaseSeconds * 1_000).toISOString()
  const isFree = (groupId: GroupId, now: string): boolean =>
    [...runs.values()].every((run) => (run.groups.get(groupId)?.leasedUntil ?? '') <= now)
  const find = ({ runId, groupId }: GroupKey): { run: StoredRun; group: StoredGroup } | null => {
    const run = runs.get(runId)
    const group = run?.groups.get(groupId)
    return run === undefined || group === undefined ? null : { run, group }
  }

  const keep = (work: GroupWork, now: string): StoredGroup => {
    const found = find(work)
    if (found === null || found.group.lease !== work.leaseId || found.run.state !== 'running') throw new LeaseLost()
    found.group.leasedUntil = until(now)
    return found.group
  }

  const writeMarks = (group: StoredGroup, marks: readonly ChangeMark[], now: string): void => {
    for (const { place, state, code, message, asked } of marks) {
      const before = group.changes[place]
      if (before === undefined) throw new RangeError('a mark of a change that the run does not have')
      const { change } = before
      if (asked && change.kind === 'remove') known.get(group.key.groupId)?.removing.add(change.personId)
      group.changes[place] = {
        ...before,
        state,
        code,
        message: message ?? before.message,
        attempts: before.attempts + (asked ? 1 : 0),
        askedAt: asked ? now : before.askedAt,
        settledAt: state === 'waiting' || state === 'started' ? null : now,
      }
    }
  }

  const learn = (groupId: GroupId, { group, members: list }: ReadGroup, now: string): void => {
    const before = known.get(groupId)
    const { removing, seen, departures } = before ?? { removing: new Set(), seen: new Set(), departures: new Map() }
    const members: ActualMember[] = []
    const unmatched: GroupReading['unmatched'][number][] = []
    for (const { accountId, displayName, phone, role, state } of list.rows) {
      const personId = personOf(accountId)
      if (personId === null)
        unmatched.push({ key: accountId, displayName: displayName ?? '', accountId, phone, candidates: [] })
      else members.push({ personId, role: role ?? 'member', state })
    }
    const present = new Set(members.flatMap(({ personId, state }) => (state === 'member' ? [personId] : [])))
    for (const personId of present) departures.delete(personId)
    if (list.completeness === 'complete') {
      for (const personId of seen)
        if (!present.has(personId) && !departures.has(personId))
          departures.set(personId, { personId, by: removing.has(personId) ? 'rule' : 'self', at: now })
      for (const personId of seen) if (!present.has(personId)) removing.delete(personId)
      seen.clear()
    }
    for (const personId of present) seen.add(personId)
    const { externalId, name, archived, owner, capacity } = group
    const previous = [...(before?.reading.previousNames ?? []), ...group.previousNames]
    if (before !== undefined && before.reading.name !== name) previous.push(before.reading.name)
    const reading: GroupReading = {
      id: newId(),
      readAt: now,
      completeness: list.completeness,
      externalId,
      groupId,
      name,
      previousNames: [...new Set(previous)],
      owner,
      archived,
      firstRun: false,
      capacity,
      members,
      unmatched,
      departures: [],
    }
    const isRead = list !== NOT_READ || before?.isRead === true
    known.set(groupId, { isRead, reading, removing, seen, departures })
  }

  const readingOf = (groupId: GroupId): GroupReading | null => {
    const one = known.get(groupId)
    return one === undefined ? null : { ...one.reading, departures: [...one.departures.values()] }
  }

  const groupNow = (groupId: GroupId): LiveGroup | null => {
    const reading = readingOf(groupId)
    return reading === null ? null : liveGroup(reading)
  }

  const capped = (role: Role): Role => (ROLES.indexOf(role) > ROLES.indexOf(highestRole) ? highestRole : role)

  const readings = () => [...known.keys()].flatMap((groupId) => readingOf(groupId) ?? [])
  const plan = (): Plan => {
    const rows = [...expected.values()].flatMap(({ id, kind }) =>
      [...(wantedIn.get(id) ?? [])].map(([personId, role]) => ({
        groupId: id,
        personId,
        role: capped(role),
        clauses: 1 << clauseOf(model, kind, role),
      })),
    )
    const desired = desiredFromRows({
      model,
      asOf,
      scope: 'all',
      groups: [...expected.values()],
      rows,
      people: accountOf.keys(),
    })
    return createPlan({ desired, actual: readings(), actingPersons })
  }

  const isDoubtful = ({ runId, groupId }: GroupKey): boolean =>
    [...runs].some(
      ([id, run]) =>
        id !== runId &&
        run.groups
          .get(groupId)
          ?.changes.some(({ change, state }) => change.kind === 'create-group' && DOUBTFUL.has(state)) === true,
    )

  const store: RunStore = {
    take: async (key, leaseId, now) => {
      const found = find(key)
      if (found === null) return null
      const { run, group } = found
      if (run.state !== 'running' || !OPEN.has(group.state) || !isFree(key.groupId, now)) return null
      Object.assign(group, { lease: leaseId, leasedUntil: until(now), state: 'working', passes: group.passes + 1 })
      return {
        ...key,
        leaseId,
        name: group.name,
        service,
        externalId: known.get(key.groupId)?.reading.externalId ?? null,
        asOf,
        passes: group.passes,
        failures: group.failures,
        changes: [...group.changes],
        held: group.held,
        creationInDoubt: isDoubtful(key),
      }
    },
    isLinked: async (externalId) => [...known.values()].some(({ reading }) => reading.externalId === externalId),
    link: async (work, externalId, marks, now) => {
      const group = keep(work, now)
      const { name } = expected.get(work.groupId) ?? group
      const made = {
        externalId,
        name,
        previousNames: [],
        archived: false,
        owner: 'us',
        capacity: null,
        joinLink: null,
      } as const
      learn(work.groupId, { group: made, members: NOT_READ }, now)
      writeMarks(group, marks, now)
    },
    unlink: async (work, now) => {
      keep(work, now)
      if (known.get(work.groupId)?.isRead !== false) return false
      const groups = [...runs.values()].flatMap((run) => run.groups.get(work.groupId) ?? [])
      const made = groups.some(({ changes }) => changes.some(isUnprovedCreation))
      for (const group of groups)
        group.changes = group.changes.map((one) =>
          isUnprovedCreation(one) ? { ...one, state: 'without-effect', settledAt: now } : one,
        )
      if (made) known.delete(work.groupId)
      return made
    },
    keepReading: async (work, read, now) => {
      keep(work, now)
      learn(work.groupId, read, now)
      return groupNow(work.groupId)
    },
    planNow: async (groupId): Promise<PlanNow> => ({
      plan: restrictPlan(plan(), [groupId]),
      group: groupNow(groupId),
    }),
    accountsOf: async (_, personIds) =>
      new Map(
        personIds.flatMap((personId): [PersonId, string][] => {
          const accountId = accountOf.get(personId)
          return accountId === undefined ? [] : [[personId, accountId]]
        }),
      ),
    mark: async (work, marks, now) => {
      writeMarks(keep(work, now), marks, now)
    },
    release: async (work, { state, code, detail, failures, dueAt }, marks, now) => {
      const group = find(work)?.group
      if (group?.lease !== work.leaseId) throw new LeaseLost()
      Object.assign(group, { lease: null, leasedUntil: null })
      if (group.state !== 'working') throw new LeaseLost()
      writeMarks(group, marks, now)
      Object.assign(group, { state, code, detail, failures, dueAt })
    },
  }

  return {
    store,
    expect: (group) => {
      expected.set(group.id, group)
    },
    unexpect: (groupId) => {
      expected.delete(groupId)
      wantedIn.delete(groupId)
    },
    want: (groupId, personId, role) => {
      const members = wantedIn.get(groupId) ?? new Map<PersonId, Role>()
      if (role === null) members.delete(personId)
      else members.set(personId, role)
      wantedIn.set(groupId, members)
    },
    wanted: (groupId) =>
      new Map([...(wantedIn.get(groupId) ?? [])].map(([personId, role]) => [personId, capped(role)])),
    setAccount: (personId, accountId) => {
      if (accountId === null) accountOf.delete(personId)
      else accountOf.set(personId, accountId)
    },
    depart: (groupId, departure) => {
      known.get(groupId)?.departures.set(departure.personId, departure)
    },
    learn,
    readingOf,
    plan,
    approve: (approved, now) => {
      const groupIds = [...new Set(approved.changes.map((change) => change.groupId))]
      for (const run of runs.values())
        for (const groupId of groupIds) if (BUSY.has(run.groups.get(groupId)?.state ?? 'proved')) return null
      for (const run of runs.values()) for (const groupId of groupIds) giveWay(run.groups.get(groupId), now)
      const runId = newId()
      const groups = groupIds.map((groupId): [GroupId, StoredGroup] => [
        groupId,
        {
          key: { runId, groupId },
          name: approved.groups.find(({ id }) => id === groupId)?.name ?? groupId,
          held: approved.held.filter((line) => line.groupId === groupId),
          changes: [...approved.changes, ...afterSuccessor(approved, readings())]
            .filter((change) => change.groupId === groupId)
            .map(toRunChange),
          state: 'waiting',
          code: null,
          detail: null,
          passes: 0,
          failures: 0,
          dueAt: now,
          lease: null,
          leasedUntil: null,
        },
      ])
      runs.set(runId, { state: 'approved', groups: new Map(groups) })
      return runId
    },
    begin: (runId) => move(runs.get(runId), 'approved', 'running'),
    pause: (runId) => {
      move(runs.get(runId), 'running', 'paused')
    },
    resume: (runId) => {
      move(runs.get(runId), 'paused', 'running')
    },
    cancel: (runId, now) => {
      const run = runs.get(runId)
      if (run === undefined) return
      run.state = 'cancelled'
      for (const group of run.groups.values()) {
        if (!OPEN.has(group.state)) continue
        group.state = 'cancelled'
        group.changes = group.changes.map((one) =>
          one.state === 'waiting' ? { ...one, state: 'cancelled', settledAt: now } : one,
        )
      }
    },
    stateOf: (runId) => {
      const run = runs.get(runId)
      if (run === undefined) throw new RangeError('no such run')
      const isOpen = [...run.groups.values()].some(({ state }) => OPEN.has(state))
      return isOpen || run.state === 'cancelled' ? run.state : 'done'
    },
    due: (now) =>
      [...runs.values()].flatMap((run) =>
        run.state !== 'running'
          ? []
          : [...run.groups.values()]
              .filter((group) => BUSY.has(group.state) && group.dueAt <= now && isFree(group.key.groupId, now))
              .map(({ key }) => key),
      ),
    groupsOf: (runId) =>
      [...(runs.get(runId)?.groups.values() ?? [])].map(({ key, name: _, held: __, ...group }) => ({
        ...key,
        ...group,
        changes: [...group.changes],
      })),
  }
}

const NOT_READ: ReadGroup['members'] = { completeness: 'partial', rows: [], problems: [], failure: null }

function isUnprovedCreation({ change, state }: RunChange): boolean {
  return change.kind === 'create-group' && state === 'accepted'
}

function toRunChange(change: Change, place: number): RunChange {
  return { place, change, state: 'waiting', code: null, message: null, attempts: 0, askedAt: null, settledAt: null }
}

function giveWay(group: StoredGroup | undefined, now: string): void {
  if (group?.state !== 'with-people') return
  Object.assign(group, { state: 'cancelled', code: 'superseded' })
  group.changes = group.changes.map((one) =>
    ['waiting', 'started', 'accepted', 'pending'].includes(one.state)
      ? { ...one, state: 'cancelled', code: 'superseded', settledAt: now }
      : one,
  )
}

function move(run: StoredRun | undefined, from: StoredRun['state'], to: StoredRun['state']): boolean {
  if (run?.state !== from) return false
  run.state = to
  return true
}

/** The first clause of the kind that gives the role. */
function clauseOf(model: Model, kindId: string, role: Role): number {
  const clauses = model.groupKinds.find(({ id }) => id === kindId)?.clauses ?? []
  return Math.max(
    0,
    clauses.findIndex((clause) => clause.role === role),
  )
}
