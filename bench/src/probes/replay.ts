import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { createCaller, LOCAL_ADMINISTRATOR, transformer, type Context } from '@ketnoi/api'
import { openDatabase, updateActiveModel, updatePeople, updateUnits } from '@ketnoi/db'
import {
  breakConnections,
  findReplayFaults,
  percentile,
  planReplay,
  replay,
  type ReplayAnswer,
} from '../../../packages/db/test/replay.ts'
import { startBenchDatabase } from '../bench-database.ts'
import { startPortal } from '../portal-server.ts'
import { report } from '../probe.ts'
import { createBenchPopulation } from '../workload.ts'

const [officers = 200, records = 50] = process.argv.slice(2).map(Number)
const population = createBenchPopulation('S')
const today = new Date().toISOString().slice(0, 10)
const { database, client, stop, url } = await startBenchDatabase()
const context: Context = {
  db: database.db,
  kind: 'postgres',
  actor: LOCAL_ADMINISTRATOR,
  visit: null,
  clientAddress: null,
  now: () => new Date().toISOString(),
  today: () => today,
  newId: randomUUID,
  exampleFolder: null,
  queue: () => database.startQueue([]),
  connectTo: async () => null,
  trial: null,
  officialAccount: null,
}
const api = createCaller(context)

try {
  await updateActiveModel(database.db, population.model)
  await updateUnits(database.db, population.units)
  await updatePeople(database.db, population.people())
  await finished((await api.setup.setAsOf({ asOf: null })).jobId)
  const [purposeId = ''] = population.model.purposes.map((purpose) => purpose.id)
  const notice = await api.consents.notice({ purposeId, language: 'vi' })
  const plan = {
    officers,
    records,
    sharedEvery: 25,
    batch: 1,
    lostEvery: 50,
    purposeId,
    noticeId: notice.id,
    villageIds: population.units.filter(({ tier }) => tier === 'village').map(({ id }) => id),
  }
  const rounds = planReplay(plan)
  const accounts = await Promise.all(rounds.map(({ villageId }, at) => makeOfficer(`officer-${at}`, villageId)))
  // What an officer is made to do after the first log-in is no part of this.
  await client.query('update account set first_password_until = null')

  const portal = await startPortal({ DATABASE_URL: url, KETNOI_SECRET: randomUUID() + randomUUID() })
  const over = new AbortController()
  try {
    const phones: Phone[] = []
    for (const account of accounts) phones.push(await openPhone(portal.url, account))
    const saboteur = await openDatabase({ url, poolSize: 1 }, { migrate: false })
    const breaking = breakConnections(saboteur.db, 500, over.signal)
    const result = await replay(plan, rounds, async (at, sent) => (await phones[at]?.(sent)) ?? [])
    over.abort()
    const ended = await breaking
    await saboteur.close()
    const faults = await findReplayFaults(database.db, rounds, result)
    for (const fault of faults.slice(0, 10)) console.error(fault)
    for (const [problem, times] of result.problems) console.error(`${String(times)} × ${problem}`)
    report({
      faults: faults.length,
      ended,
      broken: result.broken,
      recordsPerSecond: (officers * records) / result.seconds,
      p50Ms: percentile(result.times, 50),
      p95Ms: percentile(result.times, 95),
      p99Ms: percentile(result.times, 99),
    })
  } finally {
    over.abort()
    await portal.stop()
  }
} finally {
  await stop()
}

interface Account {
  readonly handle: string
  readonly password: string
}

async function makeOfficer(handle: string, unitId: string): Promise<Account> {
  const role = { role: 'officer' as const, unitId, from: population.asOf, to: null }
  const { firstPassword } = await api.accounts.create({ name: handle, userName: handle, phone: null, roles: [role] })
  return { handle, password: firstPassword }
}

type Phone = (records: readonly unknown[]) => Promise<readonly ReplayAnswer[]>

/** Logs in and prepares the device, as an officer does before the round. */
async function openPhone(portal: string, { handle, password }: Account): Promise<Phone> {
  const { cookies } = await call(portal, 'session.logIn', { handle, password }, '')
  const { data } = await call<{ deviceId: string }>(
    portal,
    'onboarding.prepareDevice',
    { name: handle, password },
    cookies,
  )
  const { deviceId } = data
  return async (sent) => {
    const answered = await call<{ answers: ReplayAnswer[] }>(
      portal,
      'onboarding.submit',
      { deviceId, records: sent },
      cookies,
    )
    return answered.data.answers
  }
}

async function call<T>(
  portal: string,
  path: string,
  input: unknown,
  cookie: string,
): Promise<{ readonly data: T; readonly cookies: string }> {
  const response = await fetch(`${portal}/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(transformer.serialize(input)),
  })
  if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`)
  const answer = (await response.json()) as { readonly result: { readonly data: string } }
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0])
  return { data: transformer.deserialize(answer.result.data) as T, cookies: cookies.join('; ') }
}

async function finished(id: string): Promise<void> {
  for (;;) {
    const { state, error } = await api.jobs.byId({ id })
    if (state === 'done') return
    if (state !== 'running') throw new Error(`the job is ${state}: ${JSON.stringify(error)}`)
    await setTimeout(20)
  }
}
