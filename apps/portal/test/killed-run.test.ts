import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createCaller, LOCAL_ADMINISTRATOR, WORK, type Caller, type Context } from '@ketnoi/api'
import {
  openDatabase,
  updateActiveModel,
  updatePeople,
  updateSetting,
  updateUnits,
  materialiseDesired,
  type DatabaseTarget,
} from '@ketnoi/db'
import { IA_PA_2024, type Person, type Unit } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, buildUnit, createRandom, representsAt } from '@ketnoi/hierarchy/testing'
import { startZaloSim, type ZaloSim } from '@ketnoi/zalo/sim'
import { expect, test } from 'vitest'
import { createPostgresDatabase, dropPostgresDatabase } from '../../../packages/db/test/engines.ts'
import { slowPostgres } from '../../../packages/db/test/slow-postgres.ts'

/** `KETNOI_KILLS=50 pnpm exec vitest run apps/portal/test/killed-run.test.ts` kills it as often as that. */
const KILLS = Number(process.env['KETNOI_KILLS'] ?? 3)
const DAY = '2024-02-01'
const VILLAGES = 6
const PEOPLE_PER_VILLAGE = 30
const SERVICE = 'zalo'
const SLOWNESS_MS = 25
const GROUPS = VILLAGES + 1

test.concurrent.each(['pglite', 'postgres'] as const)(
  `a run whose process is killed ${String(KILLS)} times at random moments is carried out once, on %s`,
  { timeout: 200_000 + KILLS * 20_000 },
  async (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'ketnoi-killed-'))
    const url = kind === 'postgres' ? await createPostgresDatabase() : null
    const target: DatabaseTarget = url === null ? { dataDir: folder } : { url }
    const { sim, accessToken } = await startService()
    const random = createRandom(Number(process.env['KETNOI_KILLS'] ?? 1))
    try {
      const runId = await withDatabase(target, approveEverything)
      for (let kill = 0; kill < KILLS; kill++) {
        const worker = await startWorker(url ?? folder, sim.url, accessToken)
        await setTimeout(50 + random() * 1_200)
        await end(worker)
      }
      const worker = await startWorker(url ?? folder, sim.url, accessToken)
      try {
        await (url === null ? untilQuiet(sim) : untilOver({ url }, runId))
      } finally {
        await end(worker)
      }
      const run = await withDatabase(target, (api) => api.runs.byId({ id: runId }))
      expectCarriedOutOnce(run, sim)
    } finally {
      await sim.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
      if (url !== null) await dropPostgresDatabase(url)
    }
  },
)

/** On a busy machine their clock is too fast for them, and it takes minutes: `KETNOI_HANG=1 pnpm exec vitest run apps/portal/test/killed-run.test.ts`. */
test.runIf(process.env['KETNOI_HANG'] !== undefined)(
  'two programs on one run, over a disk that hangs for longer than a lease: no group is worked on by both, and each change is made once',
  { timeout: 200_000 },
  async () => {
    const server = await slowPostgres()
    const target = { url: server.url }
    const { sim, accessToken } = await startService()
    const calls = noteWrites(sim)
    // Of their clock a minute, which is the lease, is six seconds.
    const clock = [String(Date.now()), '10']
    try {
      const runId = await withDatabase(target, approveEverything)
      await server.slow()
      const workers = await Promise.all(
        ['one', 'other'].map((name) => startWorker(server.url, sim.url, `${name} ${accessToken}`, clock)),
      )
      try {
        await expect.poll(() => calls.length, { timeout: 30_000 }).toBeGreaterThan(3)
        const goOn = await server.hang()
        await setTimeout(7_500)
        goOn()
        await untilOver(target, runId)
      } finally {
        await Promise.all(workers.map(end))
      }
      const run = await withDatabase(target, (api) => api.runs.byId({ id: runId }))
      expectCarriedOutOnce(run, sim)
      for (const [group, made] of Map.groupBy(calls, (call) => call.group)) {
        const turns = made.map(({ by }) => by).filter((by, at, all) => by !== all[at - 1])
        expect(turns, `who worked on ${group}`).toEqual([...new Set(turns)])
      }
    } finally {
      await sim.close()
      await server.end()
    }
  },
)

const UNITS: readonly Unit[] = [
  buildUnit('district', 'district', 'Huyện Mẫu', null),
  buildUnit('commune', 'commune', 'Xã Một', 'district'),
  ...Array.from({ length: VILLAGES }, (_, index) =>
    buildUnit(`v${String(index)}`, 'village', `Làng ${String(index)}`, 'commune'),
  ),
]
const PEOPLE: readonly Person[] = Array.from({ length: VILLAGES * PEOPLE_PER_VILLAGE }, (_, index) =>
  buildPerson(`p${String(index)}`, {
    name: `Ksor Phan ${String(index)}`,
    birth: '1980',
    residences: [{ ...representsAt(`v${String(index % VILLAGES)}`), householdId: `h${String(index)}` }],
    consents: [agreesTo('village-group')],
    accounts: [
      { service: SERVICE, accountId: accountOf(`p${String(index)}`), displayName: null, from: null, to: null },
    ],
  }),
)

function accountOf(personId: string): string {
  return String(4_000_000_000_000_000_000n + BigInt(personId.slice(1)))
}

async function startService(): Promise<{ readonly sim: ZaloSim; readonly accessToken: string }> {
  const sim = await startZaloSim({
    semantics: { callsPerMinute: 100_000 },
    users: PEOPLE.map(({ id }) => ({ userId: accountOf(id), name: id })),
    assets: Array.from({ length: GROUPS }, () => ({ assetType: 'gmf1000' })),
  })
  slowDown(sim)
  return { sim, accessToken: sim.service.issueTokens().accessToken }
}

/** Nothing twice, nothing lost: one group for each village, each with its people and the account's founder; and the committee's. */
function expectCarriedOutOnce(run: Awaited<ReturnType<Caller['runs']['byId']>>, sim: ZaloSim): void {
  expect(run.counts.changes).toEqual({ proved: VILLAGES * PEOPLE_PER_VILLAGE + GROUPS })
  expect(run.state).toBe('done')
  const groups = [...sim.service.world.groups.values()]
  expect(new Set(groups.map(({ name }) => name)).size).toBe(GROUPS)
  expect(groups.map(({ members }) => members.size).toSorted((a, b) => a - b)).toEqual([
    1,
    ...Array.from({ length: VILLAGES }, () => PEOPLE_PER_VILLAGE + 1),
  ])
}

/** Who asked the service to change what in which group, in the order in which it heard of it: they say their name before the token. */
function noteWrites(sim: ZaloSim): readonly { readonly by: string; readonly group: string }[] {
  const calls: { by: string; group: string }[] = []
  const { service } = sim
  const { handle } = service
  Object.assign(service, {
    handle: (request: Parameters<typeof handle>[0]) => {
      const [by = '', token = ''] = (request.headers['access_token'] ?? '').split(' ')
      const group = /"group_id":"([^"]+)"/u.exec(request.body)?.[1]
      if (request.method !== 'GET' && group !== undefined) calls.push({ by, group })
      return handle({ ...request, headers: { ...request.headers, access_token: token } })
    },
  })
  return calls
}

/** Answers come so late that a process is killed between a question and its answer as often as anywhere else. */
function slowDown(sim: ZaloSim): void {
  const { service } = sim
  const { handle } = service
  Object.assign(service, {
    handle: (request: Parameters<typeof handle>[0]) => {
      const until = performance.now() + SLOWNESS_MS
      while (performance.now() < until);
      return handle(request)
    },
  })
}

async function withDatabase<T>(target: DatabaseTarget, work: (api: Caller) => Promise<T>): Promise<T> {
  const database = await openDatabase(target)
  const queue = await database.startQueue(WORK)
  const context: Context = {
    db: database.db,
    kind: database.kind,
    actor: LOCAL_ADMINISTRATOR,
    visit: null,
    now: () => new Date().toISOString(),
    today: () => DAY,
    newId: () => crypto.randomUUID(),
    clientAddress: null,
    queue: async () => queue,
    connectTo: async () => null,
    officialAccount: null,
    trial: null,
    exampleFolder: null,
  }
  try {
    if ((await database.db.selectFrom('unit').select('id').limit(1).execute()).length === 0) {
      await updateActiveModel(database.db, IA_PA_2024)
      await updateUnits(database.db, UNITS)
      await updatePeople(database.db, PEOPLE)
      await materialiseDesired(database.db, IA_PA_2024, DAY)
      await updateSetting(database.db, 'new-group-service', SERVICE)
    }
    return await work(createCaller(context))
  } finally {
    await queue.stop()
    await database.close()
  }
}

async function approveEverything(api: Caller): Promise<string> {
  const scope = { unitId: 'commune' }
  const { fingerprint, groups } = await api.runs.proposal(scope)
  expect(groups.length).toBeGreaterThanOrEqual(VILLAGES)
  const { id } = await api.runs.approve({ scope, fingerprint })
  await api.runs.start({ id })
  return id
}

async function startWorker(
  target: string,
  serviceUrl: string,
  accessToken: string,
  clock: readonly string[] = [],
): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'killed-worker.ts')
  const worker = spawn(process.execPath, [script, target, serviceUrl, accessToken, DAY, ...clock], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  worker.stderr.on('data', (part: Buffer) => (said += part.toString()))
  await new Promise<void>((resolve, reject) => {
    worker.stdout.once('data', () => resolve())
    worker.once('exit', () => reject(new Error(`the worker ended by itself: ${said}`)))
  })
  return worker
}

async function end(worker: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGKILL')
  await gone
}

/** Until the run is over: the groups of whoever was killed wait for the end of the lease. */
async function untilOver(target: DatabaseTarget, runId: string): Promise<void> {
  await withDatabase(target, async (api) => {
    while ((await api.runs.byId({ id: runId })).state === 'running') await setTimeout(500)
  })
}

/** Until nobody has asked the service for anything for a while: the embedded database can be opened once only. */
async function untilQuiet(sim: ZaloSim): Promise<void> {
  const QUIET_MS = 8_000
  let seen = -1
  let since = Date.now()
  while (Date.now() - since < QUIET_MS) {
    const { reads, writes } = sim.service.calls()
    if (reads + writes !== seen) {
      seen = reads + writes
      since = Date.now()
    }
    await setTimeout(200)
  }
}
