import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { carryOut, createCaller, LOCAL_ADMINISTRATOR, WORK, type Context } from '@ketnoi/api'
import {
  materialiseDesired,
  openDatabase,
  updateActiveModel,
  updatePeople,
  updateSetting,
  updateUnits,
} from '@ketnoi/db'
import { IA_PA_2024, type Person, type Unit } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, buildUnit, representsAt } from '@ketnoi/hierarchy/testing'
import { createZaloClient, createZaloConnector, createZaloSettings, type Fetch } from '@ketnoi/zalo'
import { SIM_ADMINISTRATOR, startZaloSim, type ZaloSim } from '@ketnoi/zalo/sim'
import { startBenchDatabase } from '../bench-database.ts'
import { report } from '../probe.ts'

// What the engine costs beside the calls and the writes that it cannot do without: both are written down while it works, and done
// again in a bare loop, on the same server and a service that begins anew.

const [groupCount = 20, membersPerGroup = 100] = process.argv.slice(2).map(Number)
const DAY = '2024-02-01'
const SERVICE = 'zalo'

interface Call {
  readonly address: string
  readonly init: RequestInit
}

const { client, stop, url } = await startBenchDatabase()
let writes = 0
const WRITING = /^\s*(?:with\b.*?\)\s*)?(?:insert|update|delete)\b/isu
const database = await openDatabase({ url }, { onStatement: (text) => (writes += WRITING.test(text) ? 1 : 0) })

try {
  await updateActiveModel(database.db, IA_PA_2024)
  await updateUnits(database.db, units())
  await updatePeople(database.db, people())
  await materialiseDesired(database.db, IA_PA_2024, DAY)
  await updateSetting(database.db, 'new-group-service', SERVICE)

  const asked: Call[] = []
  const sim = await startService()
  const token = sim.service.issueTokens().accessToken
  const writeDown: Fetch = (address, init) => {
    asked.push({ address: address.slice(sim.url.length), init })
    return fetch(address, init)
  }
  const queue = await database.startQueue(WORK)
  const { reader, writer } = createZaloConnector({
    client: createZaloClient({
      settings: createZaloSettings({ apiUrl: sim.url, callsPerMinute: 10_000_000 }),
      tokens: {
        current: async () => ({ kind: 'token', accessToken: token }),
        renew: async () => ({ kind: 'token', accessToken: token }),
      },
      fetch: writeDown,
    }),
    founderIds: [SIM_ADMINISTRATOR],
  })
  const context: Context = {
    db: database.db,
    kind: 'postgres',
    actor: LOCAL_ADMINISTRATOR,
    visit: null,
    now: () => new Date().toISOString(),
    today: () => DAY,
    newId: randomUUID,
    clientAddress: null,
    queue: async () => queue,
    connectTo: async () => ({ reader, writer, carriedOutBy: 'program', actingPersons: [] }),
    trial: null,
    officialAccount: null,
    exampleFolder: null,
  }
  const api = createCaller(context)
  const scope = { unitId: 'commune' }
  const proposal = await api.runs.proposal(scope)
  const waivers = proposal.checks.filter((check) => !check.passed)
  if (waivers.length > 0) throw new Error('a brake tripped')
  const { id } = await api.runs.approve({ scope, fingerprint: proposal.fingerprint })
  await api.runs.start({ id })

  const rowsBefore = await countWrittenRows()
  writes = 0
  const start = performance.now()
  for (const { id: groupId } of proposal.groups) await carryOut(context, { runId: id, groupId })
  const engineMs = performance.now() - start
  const engineWrites = writes
  const engineRows = (await countWrittenRows()) - rowsBefore
  const { changes } = (await api.runs.byId({ id })).counts
  const proved = changes.proved ?? 0
  if (Object.keys(changes).length !== 1) throw new Error(`not everything was proved: ${JSON.stringify(changes)}`)
  await queue.stop()
  await sim.close()

  await client.query('create table bare (id integer primary key, n integer not null)')
  await client.query('insert into bare select id, 0 from generate_series(0, 999) as id')
  const bareMs = await inBareLoop(asked, engineWrites)
  const bareRowsMs = await inBareLoop(asked, engineRows)

  report({
    changes: proved,
    engineMs,
    bareMs,
    bareRowsMs,
    calls: asked.length,
    writes: engineWrites,
    rows: engineRows,
    changesPerSecond: (proved / engineMs) * 1_000,
  })
} finally {
  await database.close()
  await stop()
}

/** The same calls to a service that begins anew, with so many writes of one row spread over them. */
async function inBareLoop(calls: readonly Call[], count: number): Promise<number> {
  const again = await startService()
  again.service.issueTokens()
  const start = performance.now()
  let owed = 0
  for (const [index, { address, init }] of calls.entries()) {
    await (await fetch(again.url + address, init)).text()
    for (owed += count / calls.length; owed >= 1; owed--)
      await client.query('update bare set n = n + 1 where id = $1', [index % 1_000])
  }
  const ms = performance.now() - start
  await again.close()
  return ms
}

/** Inserted, changed and deleted ones, as the server counts them. */
async function countWrittenRows(): Promise<number> {
  // A connection tells what it did once it has been idle for a second.
  await setTimeout(1_500)
  const { rows } = await client.query<{ rows: string }>(
    `select tup_inserted + tup_updated + tup_deleted as rows from pg_stat_database where datname = current_database()`,
  )
  return Number(rows[0]?.rows)
}

function startService(): Promise<ZaloSim> {
  return startZaloSim({
    semantics: { callsPerMinute: 10_000_000 },
    users: Array.from({ length: groupCount * membersPerGroup }, (_, index) => ({ userId: accountOf(index) })),
    assets: Array.from({ length: groupCount + 1 }, () => ({ assetType: 'gmf1000' })),
  })
}

function accountOf(index: number): string {
  return String(4_000_000_000_000_000_000n + BigInt(index))
}

function people(): Person[] {
  return Array.from({ length: groupCount * membersPerGroup }, (_, index) =>
    buildPerson(`p${index}`, {
      name: `Ksor Phan ${index}`,
      birth: '1980',
      residences: [{ ...representsAt(`v${index % groupCount}`), householdId: `h${index}` }],
      consents: [agreesTo('village-group')],
      accounts: [{ service: SERVICE, accountId: accountOf(index), displayName: null, from: null, to: null }],
    }),
  )
}

function units(): Unit[] {
  const village = (index: number): Unit => buildUnit(`v${index}`, 'village', `Làng ${index}`, 'commune')
  return [
    buildUnit('district', 'district', 'Huyện Mẫu', null),
    buildUnit('commune', 'commune', 'Xã Một', 'district'),
    ...Array.from({ length: groupCount }, (_, index) => village(index)),
  ]
}
