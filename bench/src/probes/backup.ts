import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { updateUnits } from '@ketnoi/db'
import { from, to } from 'pg-copy-streams'
import { startBenchDatabase } from '../bench-database.ts'
import { loadPeople } from '../load-people.ts'
import { report } from '../probe.ts'
import { createBenchPopulation } from '../workload.ts'

const KETNOI = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url))
const population = createBenchPopulation(process.argv[2] ?? 'S')
const { client, database, url, stop } = await startBenchDatabase()
const folder = await mkdtemp(join(tmpdir(), 'ketnoi-bench-'))
try {
  await updateUnits(database.db, population.units)
  await loadPeople(client, () => population.people())
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  let copyMs = 0
  let copyInMs = 0
  let count = 0
  for (const { name } of rows) {
    const pieces: Buffer[] = []
    const start = performance.now()
    await pipeline(client.query(to(`copy (select * from ${name}) to stdout`)), async (source) => {
      for await (const piece of source) pieces.push(piece as Buffer)
    })
    copyMs += performance.now() - start
    await client.query(`create temporary table bare (like ${name})`)
    const startIn = performance.now()
    await pipeline(pieces, client.query(from('copy bare from stdin')))
    copyInMs += performance.now() - startIn
    const counted = await client.query<{ count: number }>('select count(*)::int as count from bare')
    count += counted.rows[0]?.count ?? 0
    await client.query('drop table bare')
  }
  const file = join(folder, 'bench.ketnoi')
  const into = new URL(url)
  into.pathname = '/restored'
  await client.query('create database restored')
  const backupMs = ketnoi(url, 'backup', file)
  const verifyMs = ketnoi(url, 'verify', file)
  const restoreMs = ketnoi(into.href, 'restore', file)
  const fileMb = (await stat(file)).size / 1e6
  report({ rows: count, copyMs, copyInMs, backupMs, verifyMs, restoreMs, fileMb })
} finally {
  await database.db.destroy().catch(() => {})
  await stop().catch(() => {})
  await rm(folder, { recursive: true, force: true })
}

/** In a process of its own, as an operator has it, its start and the stretching of the passphrase included. */
function ketnoi(databaseUrl: string, ...args: readonly string[]): number {
  const start = performance.now()
  const ran = spawnSync(process.execPath, [KETNOI, ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      KETNOI_DATA: folder,
      KETNOI_SECRET: 'a-secret-of-the-benchmark-0123456789',
      KETNOI_BACKUP_PASSPHRASE: 'a passphrase of the benchmark',
    },
  })
  if (ran.status !== 0) throw new Error(ran.stderr)
  return performance.now() - start
}
