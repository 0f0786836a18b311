import { setTimeout } from 'node:timers/promises'
import { carryOut, createCaller, WORK, type Context } from '@ketnoi/api'
import {
  materialiseDesired,
  openDatabase,
  updateActiveModel,
  updatePeople,
  updateSetting,
  updateUnits,
  type OpenDatabase,
} from '@ketnoi/db'
import { IA_PA_2024, type Person, type Unit } from '@ketnoi/hierarchy'
import { agreesTo, buildPerson, buildUnit, representsAt } from '@ketnoi/hierarchy/testing'
import { createZaloClient, createZaloConnector, createZaloSettings, type Fetch } from '@ketnoi/zalo'
import { SIM_ADMINISTRATOR, startZaloSim, type ZaloSim } from '@ketnoi/zalo/sim'
import { benchContext } from '../bench-context.ts'
import { startBenchDatabase } from '../bench-database.ts'
import { report } from '../probe.ts'

// What the engine costs beside the calls and the writes that it cannot do without: both are written down while it works on a group, and
// done again in a bare loop right after it, on the same server and a service of its own. Group by group in turn, so that both begin
// cold, and whatever else the machine does meets both.
//
// The loop writes as many rows as the engine, in as many statements. How many a statement writes is counted by a run of its own, without
// the loop (no third argument): a connection says what it wrote when it ends.

const [groupCount = 20, membersPerGroup = 100, rowsPerWrite = 0] = process.argv.slice(2).map(Number)
const DAY = '2024-02-01'
const SERVICE = 'zalo'

interface Call {
  readonly address: string
  readonly init: RequestInit
}

const { client, stop, url } = await startBenchDatabase()

const statements: string[] = []
/** What the bare loop has written, and what it owes: rows are whole. */
const bare = { rows: 0, owed: 0 }
/** A statement that inserts, changes or deletes, at its beginning or within; `for update` only waits. */
const WRITING = /\b(?:insert\s+into|(?<!\bfor\s+)update|delete\s+from)\b/iu

try {
  const loading = await openDatabase({ url: `${url}?application_name=loading` })
  await updateActiveModel(loading.db, IA_PA_2024)
  await updateUnits(loading.db, units())
  await updatePeople(loading.db, people())
  await materialiseDesired(loading.db, IA_PA_2024, DAY)
  await updateSetting(loading.db, 'new-group-service', SERVICE)
  // As a server that has run for longer than a minute has done by itself.
  await client.query('vacuum analyze')
  // For rows of the table that a run writes most, with its indexes.
  await client.query('create table bare (like run_change including all)')

  const database = await openDatabase(
    { url: `${url}?application_name=engine` },
    { onStatement: (text) => statements.push(text) },
  )
  const [sim, bareSim] = [await startService(), await startService()]
  const token = sim.service.issueTokens().accessToken
  if (bareSim.service.issueTokens().accessToken !== token) throw new Error('the two services differ')
  let asked: Call[] = []
  const writeDown: Fetch = (address, init) => {
    asked.push({ address: address.slice(sim.url.length), init })
    return fetch(address, init)
  }
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
  const [approvingQueue, queue] = [await loading.startQueue(WORK), await database.startQueue(WORK)]
  const connectTo: Context['connectTo'] = async () => ({ reader, writer, carriedOutBy: 'program', actingPersons: [] })
  const approving: Context = { ...benchContext(loading, DAY), queue: async () => approvingQueue, connectTo }
  const context: Context = { ...benchContext(database, DAY), queue: async () => queue, connectTo }
  const api = createCaller(context)
  const scope = { unitId: 'commune' }
  const proposal = await api.runs.proposal(scope)
  const waivers = proposal.checks.filter((check) => !check.passed)
  if (waivers.length > 0) throw new Error('a brake tripped')
  const { id } = await createCaller(approving).runs.approve({ scope, fingerprint: proposal.fingerprint })
  await createCaller(approving).runs.start({ id })
  await approvingQueue.stop()
  const rowsBefore = await countWritten(loading, 'loading')

  const total = { engineMs: 0, bareMs: 0, calls: 0, statements: 0, writes: 0 }
  for (const { id: groupId } of proposal.groups) {
    asked = []
    statements.length = 0
    const start = performance.now()
    await carryOut(context, { runId: id, groupId })
    const engineMs = performance.now() - start
    const writes = statements.filter((text) => WRITING.test(text)).length
    const bareMs = rowsPerWrite === 0 ? 0 : await inBareLoop(bareSim, asked, writes)
    total.engineMs += engineMs
    total.bareMs += bareMs
    total.calls += asked.length
    total.statements += statements.length
    total.writes += writes
  }
  const { changes } = (await api.runs.byId({ id })).counts
  const proved = changes.proved ?? 0
  if (Object.keys(changes).length !== 1) throw new Error(`not everything was proved: ${JSON.stringify(changes)}`)
  await queue.stop()
  const rows = (await countWritten(database, 'engine')) - rowsBefore
  if (rowsPerWrite !== 0 && Math.abs(bare.rows / rows - 1) > 0.01)
    throw new Error(`the engine wrote ${rows} rows, the bare loop ${bare.rows}`)
  await sim.close()
  await bareSim.close()
  report({
    ...total,
    rows,
    changes: proved,
    groups: proposal.groups.length,
    changesPerSecond: (proved / total.engineMs) * 1_000,
  })
} finally {
  await stop()
}

/** The same calls, with so many writes spread over them, each committed by itself. */
async function inBareLoop(again: ZaloSim, calls: readonly Call[], count: number): Promise<number> {
  const answers: string[] = []
  const start = performance.now()
  let owed = 0
  for (const { address, init } of calls) {
    answers.push(await (await fetch(again.url + address, init)).text())
    for (owed += count / calls.length; owed >= 1 - 1e-9; owed--) await writeRows()
  }
  const ms = performance.now() - start
  // What costs nothing because it is refused would be no baseline.
  const refused = answers.find((text) => (JSON.parse(text) as { error?: unknown }).error !== 0)
  if (refused !== undefined) throw new Error(`the bare loop was refused: ${refused}`)
  return ms
}

async function writeRows(): Promise<void> {
  bare.owed += rowsPerWrite
  const places = Array.from({ length: Math.floor(bare.owed) }, (_, index) => bare.rows + index)
  bare.owed -= places.length
  bare.rows += places.length
  const people = places.map((place) => `p${place}`)
  await client.query({
    // Planned once for a connection, like what the engine writes.
    name: 'bare',
    text: `
      insert into bare (run_id, group_id, place, change, person_id)
      select $1, $2, * from unnest($3::integer[], $4::jsonb[], $5::text[])`,
    values: [
      ...['bare', 'bare', places],
      people.map((personId) => JSON.stringify({ kind: 'add', groupId: 'bare', personId, role: 'member' })),
      people,
    ],
  })
}

/** How many rows were written, but for those of the bare loop and of the queue. Closes the database, whose connections say so at their end. */
async function countWritten({ close }: OpenDatabase, applicationName: string): Promise<number> {
  await close()
  // A pool does not wait for what the server does at the end of its connections.
  const open = 'select from pg_stat_activity where application_name = $1'
  while ((await client.query(open, [applicationName])).rowCount !== 0) await setTimeout(10)
  const { rows } = await client.query<{ written: string }>(`
    select sum(n_tup_ins + n_tup_upd + n_tup_del) as written from pg_stat_user_tables
    where schemaname = 'public' and relname <> 'bare'`)
  return Number(rows[0]?.written)
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
