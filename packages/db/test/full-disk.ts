import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startPostgres } from '../../../test/start-postgres.ts'
import { findSetting, openDatabase, updateSetting, type OpenDatabase } from '../src/index.ts'

// The disk under the database fills up while somebody writes, and room is made again. node packages/db/test/full-disk.ts, as root on
// Linux, because it mounts a small disk of its own. Exit code 0 when everything that was acknowledged is there afterwards.

const LEFT = 24_000_000
// Random, so that the database cannot make it smaller.
const newValue = () => randomBytes(150_000).toString('base64')

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  process.stdout.write('Not tried: only root can mount a small disk, and only on Linux.\n')
  process.exit(0)
}

let isRight = true
for (const engine of ['pglite', 'postgres'] as const) {
  const disk = mkdtempSync(join(tmpdir(), 'ketnoi-full-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m,mode=0755', 'tmpfs', disk])
    isRight = (await fill(engine, disk)) && isRight
  } finally {
    execFileSync('umount', ['--lazy', disk])
    rmdirSync(disk)
  }
}
process.exit(isRight ? 0 : 1)

async function fill(engine: 'pglite' | 'postgres', disk: string): Promise<boolean> {
  const flags = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on'].flatMap((one) => ['-c', one])
  const home = join(disk, 'home')
  mkdirSync(home)
  let server = engine === 'postgres' ? await startPostgres(flags, undefined, home) : null
  const open = () => openDatabase(server === null ? { dataDir: home } : { url: `${server.url}/postgres` })
  let database = await open()
  const ballast = join(disk, 'ballast')
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - LEFT)))
  let acknowledged = 0
  let said = 'nothing'
  for (; acknowledged < 600; acknowledged++) {
    try {
      await updateSetting(database.db, `said-${String(acknowledged)}`, `${String(acknowledged)}:${newValue()}`)
    } catch (error) {
      said = wordsOf(error)
      break
    }
  }
  const refused = !(await isWritten(database))
  rmSync(ballast)
  const goesOn = await isWritten(database)
  // As whoever operates it would: the server of PostgreSQL is started again where it ended, the portal where it has to.
  await Promise.race([database.close().catch(() => {}), setTimeout(5_000)])
  if (server !== null) {
    await server.stop()
    server = await startPostgres(flags, undefined, home)
  }
  rmSync(join(home, 'lock'), { recursive: true, force: true })
  database = await open()
  let found = 0
  for (let at = 0; at < acknowledged; at++) {
    const value = await findSetting(database.db, `said-${String(at)}`)
    if (typeof value === 'string' && value.startsWith(`${String(at)}:`)) found++
  }
  const writesAgain = await isWritten(database)
  await database.close()
  await server?.stop()
  const right = found === acknowledged && said !== 'nothing' && writesAgain
  process.stdout.write(
    `${engine}: ${String(acknowledged)} acknowledged, then “${said}”${refused ? '' : ', then it wrote again by itself'}; ` +
      `with room again it ${goesOn ? 'goes on without a restart' : 'has to be started again'}; afterwards ${String(found)} are there: ${right ? 'right' : 'WRONG'}\n`,
  )
  return right
}

async function isWritten({ db }: OpenDatabase): Promise<boolean> {
  return await updateSetting(db, 'afterwards', newValue()).then(
    () => true,
    () => false,
  )
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : ''
  return `${code}${error.message.slice(0, 120)}`
}
