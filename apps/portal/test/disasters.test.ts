import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createPostgresDatabase, dropPostgresDatabase } from '../../../packages/db/test/engines.ts'

const PORTAL = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ketnoi-disasters-'))
const running = new Set<ChildProcess>()
const SECRET = 'a-secret-of-two-servers-0123456789'
let database = ''

beforeEach(async () => {
  if (!existsSync(join(PORTAL, 'build', 'handler.js'))) throw new Error('build the portal first: pnpm build')
  database = await createPostgresDatabase()
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
  await dropPostgresDatabase(database)
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))

test(
  'the database is gone for a while, and nothing but the questions of that while is lost',
  { timeout: 120_000 },
  async () => {
    const way = await openWay(new URL(database))
    const portal = await start(way.url)
    await makeAdministrator(portal)
    await way.close()
    expect(await statusOf(`${portal.url}/healthz`)).toBe(503)
    expect(await statusOf(`${portal.url}/readyz`)).toBe(503)
    const began = Date.now()
    expect(await statusOf(`${portal.url}/log-in`)).toBeGreaterThanOrEqual(500)
    expect(Date.now() - began).toBeLessThan(15_000)
    // Whoever was at a page is told that it is the database, and not their network.
    const told = await fetch(`${portal.url}/trpc/units.tree`)
    expect([told.status, await told.text()]).toEqual([503, expect.stringContaining('database-unreachable')])
    await way.open()
    await expect.poll(() => statusOf(`${portal.url}/readyz`), { timeout: 30_000 }).toBe(200)
    expect(await statusOf(`${portal.url}/log-in`)).toBe(200)
    expect(await countAccounts()).toBe(1)
    await way.close()
  },
)

test(
  'the server ends every connection, as at its restart, and the next questions get new ones',
  { timeout: 120_000 },
  async () => {
    const portal = await start(database)
    await makeAdministrator(portal)
    for (let round = 0; round < 3; round++) {
      await ask(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
      await expect.poll(() => statusOf(`${portal.url}/log-in`), { timeout: 10_000 }).toBe(200)
    }
    await expect.poll(() => statusOf(`${portal.url}/readyz`), { timeout: 20_000 }).toBe(200)
  },
)

test(
  'every connection is busy: who waits gets an answer, and all is well afterwards',
  { timeout: 120_000 },
  async () => {
    const portal = await start(database)
    await makeAdministrator(portal)
    const holder = new pg.Client({ connectionString: database })
    await holder.connect()
    await holder.query('begin; lock table account in access exclusive mode')
    const cookie = 'ketnoi.session_token=somebody'
    const waiting = Array.from({ length: 40 }, () => logInAs(portal, cookie))
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const during = await statusOf(`${portal.url}/healthz`)
    await holder.query('rollback')
    await holder.end()
    const answers = await Promise.all(waiting)
    expect(during).toBe(503)
    // Nobody hangs; whoever could not be served was told.
    expect(answers.every((status) => status >= 200)).toBe(true)
    await expect.poll(() => statusOf(`${portal.url}/readyz`), { timeout: 20_000 }).toBe(200)
  },
)

test('two servers on one database are one portal', { timeout: 120_000 }, async () => {
  const [one, two] = await Promise.all([start(database), start(database)])
  await makeAdministrator(one)
  // The code that the other one printed lets nobody in any more.
  expect(await statusOf(`${two.url}/log-in`)).toBe(200)
  expect(await makeAdministrator(two)).not.toBe(200)
  expect(await countAccounts()).toBe(1)
  one.child.kill('SIGKILL')
  expect(await statusOf(`${two.url}/readyz`)).toBe(200)
})

interface Portal {
  readonly child: ChildProcess
  readonly url: string
  readonly output: () => string
}

async function start(databaseUrl: string): Promise<Portal> {
  const port = String(20_000 + Math.floor(Math.random() * 20_000))
  const env = {
    ...process.env,
    PORT: port,
    DATABASE_URL: databaseUrl,
    KETNOI_DATA: folder,
    KETNOI_SECRET: SECRET,
    KETNOI_LANG: 'en',
  }
  const child = spawn(process.execPath, ['server.ts'], { cwd: PORTAL, env })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()))
  const url = `http://127.0.0.1:${port}`
  await expect
    .poll(() => statusOf(`${url}/readyz`), { timeout: 40_000, message: `the portal is not ready: ${output}` })
    .toBe(200)
  return { child, url, output: () => output }
}

async function statusOf(url: string): Promise<number> {
  return await fetch(url, { redirect: 'manual' }).then(
    ({ status }) => status,
    () => 0,
  )
}

async function makeAdministrator({ url, output }: Portal): Promise<number> {
  const code = /first administrator: (\S+)/.exec(output())?.[1] ?? ''
  return call(url, 'session.becomeFirstAdministrator', [
    { code: 1, name: 2, userName: 3, password: 4 },
    code,
    'Quản Trị',
    'quan-tri',
    'con đường làng dài',
  ])
}

function logInAs({ url }: Portal, cookie: string): Promise<number> {
  return call(url, 'session.logIn', [{ handle: 1, password: 2 }, 'quan-tri', 'not the right one'], cookie)
}

async function call(url: string, procedure: string, input: readonly unknown[], cookie = ''): Promise<number> {
  return await fetch(`${url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, cookie },
    body: JSON.stringify(JSON.stringify(input)),
  }).then(
    ({ status }) => status,
    () => 0,
  )
}

async function ask<T extends pg.QueryResultRow>(text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

async function countAccounts(): Promise<number> {
  return Number((await ask<{ count: string }>('select count(*) from account'))[0]?.count)
}

/** A way to the database that can be closed: as if its machine were switched off. */
async function openWay(to: URL): Promise<{ url: string; close: () => Promise<void>; open: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let port = 0
  const open = async () => {
    server = createServer((from) => {
      const target = connect(Number(to.port), to.hostname)
      for (const socket of [from, target]) {
        sockets.add(socket)
        socket.on('error', () => {}).on('close', () => sockets.delete(socket))
      }
      from.pipe(target).pipe(from)
    })
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
    const address = server.address()
    if (typeof address === 'object' && address !== null) port = address.port
  }
  await open()
  const url = new URL(to)
  url.port = String(port)
  return {
    url: url.href,
    open,
    close: async () => {
      const closed = new Promise((resolve) => server?.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
