import {
  listAccountsWantedAs,
  loadTrialWorld,
  TRIAL_SERVICE,
  type Connection,
  type Context,
  type TrialService,
} from '@ketnoi/api'
import { updateTrialGroups, withinArea, type TrialGroup } from '@ketnoi/db'
import type { Tokens } from '@ketnoi/zalo'
import type { SimFaultKind, ZaloSim } from '@ketnoi/zalo/sim'

/** A fault that hit every call would let nothing through; one in so many shows how it is dealt with. */
const SHARE = 0.15
/** A call that is never answered is given up after this long: whoever tries things out does not wait for minutes. */
const TIMEOUT_MS = 1_500
/** For groups that are made meanwhile. */
const SPARE_ASSETS = 100
/** What can be switched on, in the order in which it is told. */
const FAULT_KINDS: readonly SimFaultKind[] = [
  'http-429',
  'server-error',
  'no-answer-before',
  'no-answer-after',
  'error-after-effect',
  'without-effect',
  'not-json',
  'truncated-page',
  'shifting-page',
  'total-missing',
  'stale-read',
]

type Connect = (stillHolds: () => Promise<void>) => Connection

interface Running {
  readonly sim: ZaloSim
  /** One for each pass: `stillHolds` is asked before every change. */
  readonly connect: Connect
}

/** The simulated service, on an address of its own on this machine: it begins when somebody needs it, as it was when it ended. */
export function createTrialService(ctx: () => Context): TrialService & {
  readonly connect: (stillHolds: () => Promise<void>) => Promise<Connection>
} {
  let running: Promise<Running> | null = null
  let now: ZaloSim | null = null
  let faults: readonly SimFaultKind[] = []

  async function start(): Promise<Running> {
    // Loaded when somebody tries something out: nobody else pays for it.
    const [
      { announce, createZaloClient, createZaloConnector, createZaloSettings },
      { SIM_ADMINISTRATOR, startZaloSim },
    ] = await Promise.all([import('@ketnoi/zalo'), import('@ketnoi/zalo/sim')])
    const { groups, users } = await loadTrialWorld(ctx())
    const kept = new Map<string, string>()
    let keeping = Promise.resolve()
    const keep = async (): Promise<void> => {
      const changed = trialGroupsOf(sim).filter((group) => kept.get(group.externalId) !== JSON.stringify(group))
      if (changed.length === 0) return
      await updateTrialGroups(ctx().db, changed)
      for (const group of changed) kept.set(group.externalId, JSON.stringify(group))
    }
    const sim = await startZaloSim({
      // What it says is done is kept by then: the program may be killed at any moment.
      beforeAnswer: () => (keeping = keeping.catch(() => undefined).then(keep)),
      seed: 1,
      semantics: { callsPerMinute: 100_000 },
      users: users.map(({ accountId, name }) => ({ userId: accountId, name })),
      groups: groups.map(({ externalId, name, description, members }) => ({
        groupId: externalId,
        name,
        description,
        members: Object.fromEntries(
          members
            .filter(({ state }) => state === 'member')
            .map(({ accountId, role }) => [accountId, role === 'member' ? 'member' : 'deputy']),
        ),
        pending: Object.fromEntries(
          members.filter(({ state }) => state === 'invited').map(({ accountId }) => [accountId, 'invited' as const]),
        ),
      })),
      assets: Array.from({ length: SPARE_ASSETS }, () => ({ assetType: 'gmf1000' })),
    })
    for (const group of trialGroupsOf(sim)) kept.set(group.externalId, JSON.stringify(group))
    now = sim
    applyFaults(sim)
    const settings = createZaloSettings({
      apiUrl: sim.url,
      oauthUrl: sim.url,
      callsPerMinute: 100_000,
      timeoutMs: TIMEOUT_MS,
      retryWaitMs: 50,
      backOffMs: 500,
    })
    let { accessToken } = sim.service.issueTokens()
    const tokens: Tokens = {
      current: async () => ({ kind: 'token', accessToken }),
      renew: async () => {
        accessToken = sim.service.issueTokens().accessToken
        return { kind: 'token', accessToken }
      },
    }
    const connect: Connect = (stillHolds) => {
      const client = createZaloClient({ settings, tokens, beforeWrite: stillHolds })
      const { reader, writer } = createZaloConnector({
        client,
        founderIds: [SIM_ADMINISTRATOR],
        wantedLeaders: (externalId) => listAccountsWantedAs(ctx(), TRIAL_SERVICE, externalId, 'leader'),
      })
      return {
        reader,
        writer,
        carriedOutBy: 'program',
        actingPersons: [],
        announce: (externalId, text) => announce(client, externalId, text),
      }
    }
    return { sim, connect }
  }

  function applyFaults(sim: ZaloSim): void {
    sim.service.faults.clear()
    for (const kind of faults) sim.service.faults.add({ kind, share: SHARE })
  }

  const need = () =>
    // Whoever needs it first, it is for everybody, and so is what it answers later.
    (running ??= withinArea('everything', start).catch((error: unknown) => {
      running = null
      throw error
    }))

  return {
    faultKinds: FAULT_KINDS,
    faults: () => faults,
    setFaults: async (kinds) => {
      faults = FAULT_KINDS.filter((kind) => kinds.includes(kind))
      applyFaults((await need()).sim)
    },
    calls: () => now?.service.calls() ?? { reads: 0, writes: 0 },
    close: async () => {
      const before = running
      running = null
      now = null
      await (await before?.catch(() => null))?.sim.close()
    },
    connect: async (stillHolds) => (await need()).connect(stillHolds),
  }
}

/** The groups as the simulated service has them. */
function trialGroupsOf({ service: { world } }: ZaloSim): readonly TrialGroup[] {
  const userOf = (accountId: string) => ({ accountId, name: world.users.get(accountId)?.name ?? accountId })
  return [...world.groups.values()].map(({ groupId, name, description, members, pending }) => ({
    externalId: groupId,
    name,
    description,
    members: [
      ...[...members].map(([id, role]) => ({ ...userOf(id), role, state: 'member' as const })),
      ...[...pending]
        .filter(([, how]) => how === 'invited')
        .map(([id]) => ({ ...userOf(id), role: 'member' as const, state: 'invited' as const })),
    ],
  }))
}
