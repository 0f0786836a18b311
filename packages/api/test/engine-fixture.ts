import {
  IA_PA_2024,
  type Change,
  type GroupReader,
  type GroupWriter,
  type Plan,
  type QuietHours,
  type Role,
  type ServiceMember,
} from '@ketnoi/hierarchy'
import { createMemoryConnector, type MemoryConnector, type MemoryGroup } from '@ketnoi/hierarchy/testing'
import {
  carryOutGroup,
  createMemoryRuns,
  type Connection,
  type MemoryRunGroup,
  type MemoryRuns,
  type RunStore,
} from '../src/testing/index.ts'

/** Who is in a group, by role; `invited` and `failed` are invitations. */
export type Present = Readonly<Record<string, Role | 'invited' | 'failed'>>

export interface EngineWorld {
  /** Who is wanted in each group; group `v1` is `village:v1`, named `Thôn v1`. */
  readonly wanted: Readonly<Record<string, Readonly<Record<string, Role>>>>
  /** Who is in it; a group that is left out does not exist. */
  readonly present?: Readonly<Record<string, Present>>
  readonly facts?: Partial<MemoryGroup>
  readonly invites?: boolean
  readonly pageSize?: number
  /** People without an account at the service. */
  readonly withoutAccount?: readonly string[]
  /** People whose account the service does not know. */
  readonly unknown?: readonly string[]
  readonly acting?: readonly string[]
  readonly quietHours?: QuietHours
  readonly model?: typeof IA_PA_2024
}

export interface Engine {
  readonly runs: MemoryRuns
  readonly service: MemoryConnector
  /** What stands between the engine and the service: replace a method to spoil it. */
  readonly writer: { -readonly [M in keyof GroupWriter]: GroupWriter[M] }
  readonly reader: { -readonly [M in keyof GroupReader]: GroupReader[M] }
  readonly store: { -readonly [M in keyof RunStore]: RunStore[M] }
  /** What the pass that connected last lets its connection ask before each call. */
  readonly stillHolds: () => () => Promise<void>
  /** Reads every group as it is, as somebody who looks before a plan. */
  readonly look: () => Promise<void>
  readonly plan: () => Plan
  /** Approves what the plan says and begins it. */
  readonly approve: (plan?: Plan) => string
  /** One pass of one group, at this moment. */
  readonly pass: (runId: string, group?: string) => ReturnType<typeof carryOutGroup>
  /** Carries out until nothing is due any more; time passes while the engine waits. */
  readonly carryOut: (runId: string) => Promise<void>
  readonly approveAndCarryOut: () => Promise<string>
  readonly advance: (seconds: number) => void
  readonly now: () => string
  readonly group: (runId: string, group?: string) => MemoryRunGroup
  /** `add an: proved`, one a change. */
  readonly lines: (runId: string, group?: string) => readonly string[]
  /** Who is in the real group, by role. */
  readonly members: (group?: string) => Readonly<Record<string, string>>
  /** What the service was asked to change, in order. */
  readonly asked: () => readonly string[]
}

const START = Date.parse('2026-11-26T01:00:00Z')

/** The engine with a store and a service in memory, on a clock that moves when nobody works. */
export async function createEngine(world: EngineWorld, connected?: Connection | null): Promise<Engine> {
  const { wanted, present = {}, unknown = [], withoutAccount = [], acting = [] } = world
  let clock = START
  let held: () => Promise<void> = async () => {}
  let ids = 0
  const now = (): string => new Date(clock).toISOString()
  const newId = (): string => `id-${String(++ids)}`
  const people = new Set(
    [...Object.values(wanted), ...Object.values(present)].flatMap((members) => Object.keys(members)),
  )
  const service = createMemoryConnector({
    groups: Object.entries(present).map(([id, members]) => ({
      externalId: `real-${id}`,
      name: `Thôn ${id}`,
      previousNames: [],
      archived: false,
      owner: 'us',
      capacity: null,
      joinLink: null,
      members: Object.entries(members).map(([personId, role]) => memberOf(personId, role)),
      ...world.facts,
    })),
    accounts: [...people].filter((personId) => !unknown.includes(personId)).map((personId) => `@${personId}`),
    ...(world.invites === undefined ? {} : { invites: world.invites }),
    ...(world.pageSize === undefined ? {} : { pageSize: world.pageSize }),
  })
  const runs = createMemoryRuns({ model: world.model ?? IA_PA_2024, asOf: '2026-11-26', newId, actingPersons: acting })
  for (const [id, members] of Object.entries(wanted)) {
    runs.expect({ id: `village:${id}`, kind: 'village', unitId: id, part: 1, name: `Thôn ${id}`, state: 'ok' })
    for (const [personId, role] of Object.entries(members)) runs.want(`village:${id}`, personId, role)
  }
  for (const personId of people) if (!withoutAccount.includes(personId)) runs.setAccount(personId, `@${personId}`)

  const asked: string[] = []
  const writer: Engine['writer'] = { ...service.writer }
  const reader: Engine['reader'] = { ...service.reader }
  const store: Engine['store'] = { ...runs.store }
  const connection: Connection = {
    reader: {
      listGroups: (cursor) => reader.listGroups(cursor),
      findGroup: (id) => reader.findGroup(id),
      readGroup: (id, cursor) => reader.readGroup(id, cursor),
    },
    writer: {
      createGroup: async (name) => (asked.push('create'), writer.createGroup(name)),
      renameGroup: async (id, name) => (asked.push('rename'), writer.renameGroup(id, name)),
      archiveGroup: async (id) => (asked.push('archive'), writer.archiveGroup(id)),
      unarchiveGroup: async (id) => (asked.push('unarchive'), writer.unarchiveGroup(id)),
      addMembers: async (id, additions) => {
        for (const { accountId } of additions) asked.push(`add ${accountId.slice(1)}`)
        return writer.addMembers(id, additions)
      },
      removeMember: async (id, account) => (asked.push(`remove ${account.slice(1)}`), writer.removeMember(id, account)),
      changeRole: async (id, account, role) => (
        asked.push(`${role} ${account.slice(1)}`),
        writer.changeRole(id, account, role)
      ),
      withdrawInvitation: async (id, account) => (
        asked.push(`withdraw ${account.slice(1)}`),
        writer.withdrawInvitation(id, account)
      ),
    },
    carriedOutBy: 'program',
    actingPersons: acting,
  }

  const look = async (): Promise<void> => {
    for (const { members: rows, ...group } of service.state()) {
      const groupId = `village:${group.externalId.replace('real-', '')}`
      if (group.externalId.startsWith('real-'))
        runs.learn(groupId, { group, members: { completeness: 'complete', rows, problems: [], failure: null } }, now())
    }
    await Promise.resolve()
  }
  await look()

  const pass: Engine['pass'] = async (runId, group = 'v1') =>
    carryOutGroup(
      {
        store,
        connect: async (_, stillHolds) => {
          held = stillHolds
          return connected === undefined ? connection : connected
        },
        quietHours: world.quietHours ?? null,
        now,
        newId,
      },
      { runId, groupId: `village:${group}` },
    )
  const approve: Engine['approve'] = (plan = runs.plan()) => {
    const runId = runs.approve(plan, now())
    if (runId === null || !runs.begin(runId)) throw new Error('a run is busy')
    return runId
  }
  const carryOut: Engine['carryOut'] = async (runId) => {
    for (let round = 0; round < 500; round++) {
      const waiting = runs.groupsOf(runId).filter(({ state }) => state === 'waiting' || state === 'working')
      if (waiting.length === 0) return
      const next = Math.min(...waiting.map(({ dueAt, leasedUntil }) => Date.parse(leasedUntil ?? dueAt)))
      clock = Math.max(clock, next)
      for (const { groupId } of runs.due(now())) await pass(runId, groupId.replace('village:', '')).catch(() => {})
    }
    throw new Error('it never ends')
  }
  const group: Engine['group'] = (runId, id = 'v1') => {
    const found = runs.groupsOf(runId).find(({ groupId }) => groupId === `village:${id}`)
    if (found === undefined) throw new Error('the run has no such group')
    return found
  }
  return {
    runs,
    service,
    writer,
    reader,
    store,
    stillHolds: () => held,
    look,
    plan: runs.plan,
    approve,
    pass,
    carryOut,
    approveAndCarryOut: async () => {
      const runId = approve()
      await carryOut(runId)
      return runId
    },
    advance: (seconds) => {
      clock += seconds * 1_000
    },
    now,
    group,
    lines: (runId, id) =>
      group(runId, id).changes.map(
        ({ change, state, code }) => `${lineOf(change)}: ${state}${code === null ? '' : ` ${code}`}`,
      ),
    members: (id = 'v1') => {
      const real = service.state().find(({ name }) => name === `Thôn ${id}`)
      return Object.fromEntries(
        (real?.members ?? []).map(({ accountId, role, state }) => [
          accountId.slice(1),
          state === 'member' ? (role ?? '') : state,
        ]),
      )
    },
    asked: () => [...asked],
  }
}

function memberOf(personId: string, role: Present[string]): ServiceMember {
  const state = role === 'invited' ? 'invited' : role === 'failed' ? 'invitation-failed' : 'member'
  return {
    accountId: `@${personId}`,
    displayName: personId,
    phone: null,
    role: role === 'invited' || role === 'failed' ? 'member' : role,
    state,
  }
}

function lineOf(change: Change): string {
  if (!('personId' in change)) return change.kind
  return `${change.kind} ${change.personId}`
}
