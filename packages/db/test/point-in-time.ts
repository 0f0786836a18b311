import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../../../test/start-postgres.ts'

// Point-in-time recovery as docs/operations.md describes it: a base copied while others write, the archive of changes, and back to
// the moment before a mistake. node packages/db/test/point-in-time.ts; exit code 0 when exactly what was there then is back.

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'ketnoi-recovery-'))
const archive = join(folder, 'wal')
const base = join(folder, 'base')
await chmod(folder, 0o777)
await mkdir(archive)
await chmod(archive, 0o777)

const first = await startPostgres([
  ...['-c', 'wal_level=replica', '-c', 'archive_mode=on', '-c', 'fsync=on', '-c', 'full_page_writes=on'],
  ...['-c', `archive_command=test ! -f ${archive}/%f && cp %p ${archive}/%f`],
])
const writer = await connectTo(first.url)
await writer.query('create table said (at int primary key)')
let written = 0
const stop = new AbortController()
const busy = (async () => {
  while (!stop.signal.aborted) await writer.query('insert into said values ($1)', [++written])
})()
// One session holds the backup from beginning to end.
const keeper = await connectTo(first.url)
await keeper.query(`select pg_backup_start('weekly', true)`)
const { rows: where } = await keeper.query<{ data_directory: string }>('show data_directory')
const data = where[0]?.data_directory ?? ''
await run('cp', ['-a', data, base]).catch(() => {
  // Files that vanish while they are copied are not needed: the archive has what happened to them.
})
const { rows: stopped } = await keeper.query<{ labelfile: string }>('select labelfile from pg_backup_stop()')
await run('sh', ['-c', `rm -rf ${base}/postmaster.pid ${base}/postmaster.opts ${base}/pg_wal/*`])
await writeFile(join(base, 'backup_label'), stopped[0]?.labelfile ?? '', { mode: 0o666 })
await setTimeout(500)
stop.abort()
await busy
const { rows: moment } = await writer.query<{ now: string; count: string }>(
  'select clock_timestamp()::text as now, (select count(*) from said)::text as count',
)
await setTimeout(50)
await writer.query('delete from said')
await writer.query('select pg_switch_wal()')
await setTimeout(1_500)
await writer.end()
await keeper.end()
await first.stop()

await writeFile(join(base, 'recovery.signal'), '', { mode: 0o666 })
await run('chown', ['-R', '--reference', base, base])
const second = await startPostgres(
  [
    ...['-c', `restore_command=cp ${archive}/%f %p`, '-c', `recovery_target_time=${moment[0]?.now ?? ''}`],
    ...['-c', 'recovery_target_action=promote'],
  ],
  base,
)
const reader = await connectTo(second.url)
let inRecovery = true
for (let wait = 0; inRecovery && wait < 60; wait++) {
  const { rows } = await reader.query<{ recovering: boolean }>('select pg_is_in_recovery() as recovering')
  inRecovery = rows[0]?.recovering === true
  if (inRecovery) await setTimeout(500)
}
const { rows: back } = await reader.query<{ count: string; last: number }>(
  'select count(*)::text as count, max(at) as last from said',
)
await reader.end()
await second.stop()
await rm(folder, { recursive: true, force: true })
const isRight = back[0]?.count === moment[0]?.count && back[0]?.last === written
process.stdout.write(
  `${moment[0]?.count ?? ''} rows before the mistake, ${back[0]?.count ?? ''} after the recovery: ${isRight ? 'right' : 'WRONG'}\n`,
)
process.exit(isRight ? 0 : 1)

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  client.on('error', () => {})
  await client.connect()
  return client
}
