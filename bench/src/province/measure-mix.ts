import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { openDatabase, updateSetting } from '@ketnoi/db'
import pg from 'pg'
import { startPortal, type PortalServer } from '../portal-server.ts'
import { percentile } from '../workload.ts'
import { PROVINCE_DAY } from './ask.ts'
import { JOURNEYS, type Action } from './journeys.ts'
import { processorMs, residentMegabytes } from './measure-start.ts'
import { logUsersIn, type PortalUser } from './portal-users.ts'
import { takeSamples } from './sample.ts'

export interface MixOptions {
  readonly users: number
  readonly minutes: number
  /** Between two actions of one person, on average. */
  readonly thinkMs: number
  /** Processes of the portal on the one database. */
  readonly processes: number
}

const MEMORY_EVERY_MS = 10_000
const COMMUNES = 40

/** So many people at once on the journeys, through the built portal: how long everything took, and the memory of the portal meanwhile. */
export async function measureMix(url: string, options: MixOptions): Promise<void> {
  const { users: count, minutes, thinkMs } = options
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const database = await openDatabase({ url, poolSize: 2 })
  // What the beginning of a day costs is no part of a morning.
  await updateSetting(database.db, 'day-turned', { asOf: PROVINCE_DAY, calendar: dayInVietnam() })
  const settings = { DATABASE_URL: url, KETNOI_SECRET: randomUUID() + randomUUID() }
  const portal = await startPortal(settings)
  const others: PortalServer[] = []
  try {
    while (others.length + 1 < options.processes) others.push(await startPortal(settings))
    const processes = [portal, ...others]
    const usedUp = async (): Promise<number> => sum(await Promise.all(processes.map(({ pid }) => processorMs(pid))))
    const samples = await takeSamples(client, COMMUNES)
    const users = await logUsersIn(
      [portal.url, ...others.map((one) => one.url)],
      database,
      client,
      samples,
      JOURNEYS,
      count,
    )
    console.error(`${String(users.length)} people are in; ${String(minutes)} minutes from now`)
    const times = new Map<string, number[]>()
    const failures = new Map<string, number>()
    const memory: { readonly minute: number; readonly megabytes: number }[] = []
    const used = await usedUp()
    const begun = performance.now()
    const end = begun + minutes * 60_000
    const watching = (async () => {
      while (performance.now() < end) {
        const megabytes = await residentMegabytes(portal.pid)
        memory.push({ minute: (performance.now() - begun) / 60_000, megabytes })
        await setTimeout(Math.max(0, Math.min(MEMORY_EVERY_MS, end - performance.now())))
      }
    })()
    await Promise.all([
      watching,
      ...users.map((user, at) =>
        walk(user, at, { end, thinkMs }, (action, ms, error) => {
          const name = nameOf(action)
          if (error !== null) failures.set(error, (failures.get(error) ?? 0) + 1)
          else times.set(name, [...(times.get(name) ?? []), ms])
        }),
      ),
    ])
    report(times, failures, memory, minutes)
    const answers = sum([...times.values()].map((of) => of.length))
    const perAnswer = ((await usedUp()) - used) / answers
    console.log(`${perAnswer.toFixed(0)} ms of processor time of the portal for an answer`)
  } finally {
    await Promise.all([portal, ...others].map((one) => one.stop()))
    await database.close()
    await client.end()
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function dayInVietnam(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' }).format(new Date())
}

async function walk(
  { journey, sample, act }: PortalUser,
  at: number,
  { end, thinkMs }: { readonly end: number; readonly thinkMs: number },
  note: (action: Action, ms: number, error: string | null) => void,
): Promise<void> {
  const actions = journey.actions(sample)
  // Nobody begins at the same moment, and nobody thinks for as long as another.
  let turn = at
  const pause = (): number => thinkMs * (0.5 + ((turn * 0.618_034) % 1))
  await setTimeout(pause())
  while (performance.now() < end) {
    const action = actions[turn % actions.length]
    if (action === undefined) return
    turn += 1
    const start = performance.now()
    const error = await act(action).then(
      () => null,
      (thrown: unknown) => String(thrown),
    )
    note(action, performance.now() - start, error)
    await setTimeout(Math.min(pause(), Math.max(0, end - performance.now())))
  }
}

function nameOf(action: Action): string {
  return 'page' in action ? action.page : action.procedure
}

function report(
  times: ReadonlyMap<string, readonly number[]>,
  failures: ReadonlyMap<string, number>,
  memory: readonly { readonly minute: number; readonly megabytes: number }[],
  minutes: number,
): void {
  const all = [...times.values()].flat()
  console.log('| what | times | p50 | p99 |\n| --- | --- | --- | --- |')
  const line = (name: string, of: readonly number[]): void => {
    console.log(
      `| ${name} | ${String(of.length)} | ${percentile(of, 0.5).toFixed(0)} ms | ${percentile(of, 0.99).toFixed(0)} ms |`,
    )
  }
  for (const [name, of] of [...times].sort(([a], [b]) => (a < b ? -1 : 1))) line(name, of)
  line('everything', all)
  console.log(`\n${(all.length / (minutes * 60)).toFixed(1)} answers a second`)
  for (const [error, often] of failures) console.log(`${String(often)} × ${error}`)
  // The last third against the one before: what still grows after warming up grows for ever.
  const part = (from: number, to: number): number => {
    const within = memory.filter(({ minute }) => minute >= minutes * from && minute < minutes * to)
    return sum(within.map(({ megabytes }) => megabytes)) / within.length
  }
  console.log(
    `memory of the portal: ${part(0, 1 / 3).toFixed(0)}, ${part(1 / 3, 2 / 3).toFixed(0)}, ${part(2 / 3, 1).toFixed(0)} MB in the thirds of ` +
      `${String(minutes)} minutes, ${Math.max(...memory.map(({ megabytes }) => megabytes)).toFixed(0)} MB at most`,
  )
}
