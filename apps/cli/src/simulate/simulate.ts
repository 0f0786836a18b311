import { carryOutGroup, createMemoryRuns, type Connection } from '@ketnoi/api/testing'
import type { GroupKey } from '@ketnoi/db'
import { IA_PA_2024, readMembers } from '@ketnoi/hierarchy'
import { createRandom } from '@ketnoi/hierarchy/testing'
import { createDividedVillage } from './divided-village.ts'
import { createEvents } from './events.ts'
import { gateStore } from './gate-store.ts'
import { createMemoryService } from './memory-service.ts'
import { createPasses, type Gate, type Pass } from './passes.ts'
import { pick, type ServiceStart } from './simulated-service.ts'
import { drawStart, fill } from './start.ts'
import { unsettled } from './unsettled.ts'
import { createWatch, Violation, type PassFacts } from './watch.ts'
import { createZaloService } from './zalo-service.ts'

/** What came of a seed. */
export interface Simulation {
  readonly seed: number
  readonly service: 'memory' | 'zalo'
  /** What was against the rules; `null`: nothing. */
  readonly violation: string | null
  /** Everything that happened, in order. */
  readonly events: readonly string[]
  readonly steps: number
  readonly crashes: number
  /** How many runs it took after the faults had stopped, until everything was as it should be. */
  readonly runsToSettle: number
}

const START = Date.parse('2026-11-26T12:30:00Z')
const CHAOS_STEPS = 260
/** Of a step, that somebody crashes or stands still, and that something else happens beside the work. */
const CRASH_SHARE = 0.025
const EVENT_SHARE = 0.14
const LONGEST_STEP_MS = 400
const LONGEST_FREEZE_MS = 200_000
const MOST_RUNS_TO_SETTLE = 6
/** A run that goes on for longer never ends. */
const MOST_STEPS_OF_RUN = 20_000
const WORKERS = ['A', 'B'] as const

/**
 * Lets two workers carry plans out on a service where everything goes wrong, from a seed: the same seed does the same. After every step
 * the service is looked at as it really is; after the faults have stopped, everything must come right within a few runs.
 */
export async function simulate(seed: number): Promise<Simulation> {
  const start = drawStart(seed)
  const random = createRandom(seed, 2)
  const events: string[] = []
  let clock = START
  let ids = 0
  let crashes = 0
  let steps = 0
  let runsToSettle = 0
  const now = (): number => clock
  const instant = (): string => new Date(clock).toISOString()
  const newId = (): string => `r${String(++ids)}`
  const tell = (line: string): void => {
    events.push(`${String(clock - START).padStart(9)} ms  ${line}`)
  }

  const runs = createMemoryRuns({
    model: IA_PA_2024,
    asOf: '2026-11-26',
    newId,
    actingPersons: [start.acting.personId],
    highestRole: start.service === 'zalo' ? 'deputy' : 'leader',
  })
  fill(runs, start)
  const village = createDividedVillage({
    ...start.divided,
    people: start.people.map(({ personId }) => personId).filter((id) => id !== start.divided.leader),
    capacity: start.capacity,
    runs,
  })
  const serviceStart: ServiceStart = {
    seed,
    now,
    groups: start.groups.flatMap(({ externalId, name, members }) =>
      externalId === null ? [] : [{ externalId, name, members }],
    ),
    accounts: [
      ...start.people.flatMap(({ accountId, account }) => (account === 'unknown' ? [] : [accountId])),
      start.acting.accountId,
      start.stranger,
    ],
    capacity: start.capacity,
    pageSize: start.pageSize,
    invites: start.invites,
    isClaimed: runs.store.isLinked,
  }
  const service = start.service === 'zalo' ? createZaloService(serviceStart) : createMemoryService(serviceStart)

  const accounts = new Map([...start.people, start.acting].map(({ personId, accountId }) => [personId, accountId]))
  const runIds: string[] = []
  const watch = createWatch({
    runs,
    service,
    now,
    accountOf: (personId) => accounts.get(personId),
    acting: new Set([start.acting.accountId]),
    runIds: () => runIds,
  })
  const arrivals: { readonly at: number; readonly label: string; readonly effect: () => Promise<unknown> }[] = []
  const passes = createPasses({
    random,
    now,
    tell,
    later: (at, label, effect) => arrivals.push({ at, label, effect }),
  })
  const busy = new Map<string, Pass>()

  const { reader } = service.connect({
    call: async (_, __, ___, effect) => await effect(),
    sleep: async (milliseconds) => {
      clock += milliseconds
    },
  })
  /** Somebody reads the groups, as before a plan is made. */
  const look = async (): Promise<void> => {
    for (const { groupId, externalId: atStart } of start.groups) {
      const externalId = runs.readingOf(groupId)?.externalId ?? atStart
      if (externalId === null) continue
      const told = await reader.findGroup(externalId)
      if (told.kind === 'failed') continue
      const members = await readMembers(reader, externalId)
      if (members.completeness !== 'failed') runs.learn(groupId, { group: told.group, members }, instant())
    }
    village.divide()
  }
  const happen = createEvents({ start, village, runs, service, watch, random, tell, instant, runIds, look })

  const beginPass = async (worker: string, key: GroupKey): Promise<void> => {
    tell(`${worker} begins with ${key.groupId} of ${key.runId}`)
    const pass = await passes.begin(worker, async (gate) => {
      const facts: PassFacts = { work: null, reading: null, readFrom: 0 }
      const watched: Gate = {
        ...gate,
        call: (where, label, writes, effect) =>
          gate.call(where, label, writes, async () => {
            if (where === 'service' && writes) watch.holds(label, facts)
            return await effect()
          }),
      }
      return await carryOutGroup(
        {
          store: gateStore(runs, gate, facts),
          connect: async (_, stillHolds): Promise<Connection> => {
            const { reader: own, writer } = service.connect(watched, stillHolds)
            return {
              reader: watch.note(own, facts),
              writer: watch.guard(writer, facts),
              carriedOutBy: 'program',
              actingPersons: [start.acting.personId],
            }
          },
          quietHours: start.quietHours,
          now: instant,
          newId,
        },
        key,
      )
    })
    if (pass.end === null) busy.set(worker, pass)
    else finish(pass)
  }

  const finish = (pass: Pass): void => {
    busy.delete(pass.worker)
    if (pass.end === null) return
    if ('error' in pass.end) throw pass.end.error
    tell(`${pass.worker} ends: ${pass.end.result}`)
  }

  /** Lets somebody go on, or time pass; `false`: there is nothing to do at all. */
  const work = async (): Promise<boolean> => {
    const arrival = arrivals.findIndex(({ at }) => at <= clock)
    if (arrival >= 0) {
      const [late] = arrivals.splice(arrival, 1)
      tell(`arrives late: ${late?.label ?? ''}`)
      await late?.effect().catch(() => {})
      return true
    }
    const idle = WORKERS.filter((worker) => !busy.has(worker))
    const due = idle.length === 0 ? [] : runs.due(instant())
    const ready = passes.ready()
    const key = pick(random, due)
    const worker = pick(random, idle)
    if (key !== undefined && worker !== undefined && (ready.length === 0 || random() < 0.3)) {
      await beginPass(worker, key)
      return true
    }
    const pass = pick(random, ready)
    if (pass !== undefined) {
      await passes.step(pass)
      if (pass.end !== null) finish(pass)
      return true
    }
    const next = [
      passes.nextAt(),
      ...arrivals.map(({ at }) => at),
      ...runIds.flatMap((runId) => nextDue(runId)),
    ].filter((at) => at !== null)
    if (next.length === 0) return false
    clock = Math.max(clock, Math.min(...next))
    return true
  }

  const nextDue = (runId: string): number[] => {
    if (runs.stateOf(runId) !== 'running') return []
    return runs
      .groupsOf(runId)
      .flatMap(({ state, dueAt, leasedUntil }) =>
        state === 'waiting' || state === 'working'
          ? [Math.max(Date.parse(dueAt), Date.parse(leasedUntil ?? dueAt))]
          : [],
      )
  }

  const crashOrFreeze = (): void => {
    const pass = pick(random, passes.list())
    if (pass === undefined) return
    if (random() < 0.6) {
      crashes++
      passes.crash(pass)
      busy.delete(pass.worker)
    } else passes.freeze(pass, clock + Math.floor(random() * LONGEST_FREEZE_MS))
  }

  const chaos = async (): Promise<void> => {
    for (let step = 0; step < CHAOS_STEPS; step++) {
      steps++
      clock += Math.floor(random() * LONGEST_STEP_MS)
      if (random() < CRASH_SHARE) crashOrFreeze()
      else if (random() >= EVENT_SHARE && (await work())) watch.check('engine')
      else watch.check(await happen())
    }
  }

  const calm = async (): Promise<void> => {
    tell('from now on nothing goes wrong')
    service.calm()
    service.settle()
    watch.check('settled')
    for (const runId of runIds) {
      runs.begin(runId)
      runs.resume(runId)
    }
    for (; ; runsToSettle++) {
      for (let left = MOST_STEPS_OF_RUN; await work(); left--) {
        steps++
        clock += Math.floor(random() * LONGEST_STEP_MS)
        watch.check('engine')
        if (left === 0) throw new Violation('a run does not end')
      }
      service.settle()
      watch.check('settled')
      await look()
      const rest = unsettled(start, runs, service)
      if (rest.length === 0) return
      if (runsToSettle === MOST_RUNS_TO_SETTLE)
        throw new Violation(`not settled after ${String(MOST_RUNS_TO_SETTLE)} runs: ${rest.join('; ')}`)
      const runId = runs.approve(runs.plan(), instant())
      if (runId === null || !runs.begin(runId)) throw new Violation('a run that nobody works on is not over')
      runIds.push(runId)
      tell(`run ${runId} begins: ${rest.join('; ')}`)
    }
  }

  let violation: string | null = null
  try {
    await look()
    await chaos()
    await calm()
  } catch (error) {
    violation =
      error instanceof Violation
        ? error.message
        : `error: ${error instanceof Error ? (error.stack ?? '') : String(error)}`
    tell(violation)
  }
  return { seed, service: start.service, violation, events, steps, crashes, runsToSettle }
}
