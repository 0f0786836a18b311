import { parseArgs } from 'node:util'
import { openDatabase } from '@ketnoi/db'
import pg from 'pg'
import { createBenchPopulation } from '../workload.ts'
import { copyBare } from './bare-copy.ts'
import { checkPlans } from './check-plans.ts'
import { startProvinceServer } from './kept-postgres.ts'
import { loadProvince } from './load-province.ts'
import { measureHttp } from './measure-http.ts'
import { measureLatency } from './measure-latency.ts'
import { measureMix } from './measure-mix.ts'
import { measureRecomputing } from './measure-recomputing.ts'
import { measureStart } from './measure-start.ts'
import { measureTransfers } from './measure-transfer.ts'

const HELP = `pnpm bench:province WHAT [--size S|L|M]

  load      fills a PostgreSQL with a province of 3.5 million people and five years of history (M), and keeps it;
            goes on where an earlier load was ended
  compare   COPYs the bytes of every table once more into tables without indexes: what the load is compared with
  plans     calls every procedure that reads and looks at the plan of each statement; exit code 1: one reads more the larger
            the province is
  latency   the times of every procedure that reads, nobody else being there
  mix       the times of pages and procedures with --users (100) people at once on the journeys of a morning for --minutes (5),
            with --think (4000) milliseconds between two actions, on --processes (1) of the portal, and the memory of the first meanwhile
  transfer  from the transfer of an officer to the plan of both communes
  recompute everybody's desired membership and the difference against statements written by hand
  http      requests a second of a search through the portal against a bare server with its statement
  start     how long the portal takes to start on the embedded database with the Ia Pa example, and its memory; needs no province
  serve     runs that PostgreSQL until Ctrl-C, and prints its address for KETNOI_PROVINCE_URL

--only narrows plans and latency down to procedures whose name begins so. The folder is .data/province, or the one that KETNOI_PROVINCE names.`

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    size: { type: 'string', default: 'M' },
    only: { type: 'string' },
    users: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '5' },
    think: { type: 'string', default: '4000' },
    processes: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const [what = 'load'] = positionals

if (values.help) console.log(HELP)
else if (what === 'start') await measureStart()
else {
  const server = await startProvinceServer()
  try {
    if (what === 'load') await load(server.url)
    else if (what === 'compare') await compare(server.url)
    else if (what === 'serve') await serve(server.url)
    else if (what === 'plans') process.exitCode = (await checkPlans(server.url, values.only)) > 0 ? 1 : 0
    else if (what === 'latency') await measureLatency(server.url, values.only)
    else if (what === 'transfer') await measureTransfers(server.url)
    else if (what === 'recompute') await measureRecomputing(server.url)
    else if (what === 'http') await measureHttp(server.url)
    else if (what === 'mix')
      await measureMix(server.url, {
        users: Number(values.users),
        minutes: Number(values.minutes),
        thinkMs: Number(values.think),
        processes: Number(values.processes),
      })
    else throw new Error(`there is no ${what}: --help tells what there is`)
  } finally {
    await server.stop()
  }
}

async function load(url: string): Promise<void> {
  await createDatabase(url)
  const database = await openDatabase({ url })
  try {
    await withClient(url, async (client) => {
      const times = await loadProvince(database, client, createBenchPopulation(values.size), (text) => {
        console.error(text)
      })
      for (const { name, ms } of times) console.log(`${(ms / 1_000).toFixed(1).padStart(8)} s  ${name}`)
      const total = times.reduce((sum, { ms }) => sum + ms, 0)
      console.log(`${(total / 1_000).toFixed(1).padStart(8)} s  everything`)
    })
  } finally {
    await database.close()
  }
}

async function compare(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows: steps } = await client.query<{ ms: number }>('select sum(ms) as ms from bench_step')
    const { rows: folder } = await client.query<{ data: string }>(`select current_setting('data_directory') as data`)
    const times = await copyBare(client, folder[0]?.data ?? '')
    const sum = (of: 'rows' | 'megabytes' | 'ms'): number => times.reduce((total, time) => total + time[of], 0)
    for (const { table, rows, megabytes, ms } of times.filter((time) => time.rows > 100_000))
      console.log(
        `${table.padEnd(18)} ${rows.toLocaleString('en').padStart(11)} rows ${megabytes.toFixed(0).padStart(6)} MB ${(ms / 1_000).toFixed(1).padStart(6)} s`,
      )
    const loadMs = steps[0]?.ms ?? Number.NaN
    const rate = (ms: number): string => `${Math.round(sum('rows') / (ms / 1_000)).toLocaleString('en')} rows/s`
    console.log(
      `bare COPY: ${sum('rows').toLocaleString('en')} rows, ${sum('megabytes').toFixed(0)} MB in ${(sum('ms') / 1_000).toFixed(1)} s, ${rate(sum('ms'))}`,
    )
    console.log(
      `the load: ${(loadMs / 1_000).toFixed(1)} s, ${rate(loadMs)}, ${(loadMs / sum('ms')).toFixed(1)} times as long`,
    )
  })
}

async function serve(url: string): Promise<void> {
  console.log(`KETNOI_PROVINCE_URL=${url}`)
  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    setInterval(() => {}, 60_000)
  })
}

async function createDatabase(url: string): Promise<void> {
  await withClient(url.replace(/\/[^/]*$/u, '/postgres'), async (client) => {
    const { rowCount } = await client.query(`select from pg_database where datname = 'province'`)
    if (rowCount === 0) await client.query('create database province')
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
