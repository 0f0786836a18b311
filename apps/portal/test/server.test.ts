import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appRouter } from '@ketnoi/api'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type {} from '../../../packages/db/test/databases.global-setup.ts'

const PORTAL = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ketnoi-server-'))
const running = new Set<ChildProcess>()

beforeAll(() => {
  if (existsSync(join(PORTAL, 'build', 'handler.js'))) return
  const built = spawnSync('pnpm', ['build'], { cwd: PORTAL, encoding: 'utf8', shell: process.platform === 'win32' })
  if (built.status !== 0) throw new Error(built.stdout + built.stderr)
}, 180_000)

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('the portal, started', () => {
  const data = join(folder, 'served')
  let server: Started

  beforeAll(async () => {
    server = await start({ KETNOI_DATA: data })
  })

  it('answers 503 from /healthz until it can serve, and then 200 with what it runs on', async () => {
    expect(server.statuses.at(-1)).toBe(200)
    expect(new Set(server.statuses.slice(0, -1))).toEqual(server.statuses.length > 1 ? new Set([503]) : new Set())
    const health: unknown = await (await fetch(`${server.url}/healthz`)).json()
    expect(health).toEqual({ status: 'ok', database: 'pglite', version: expect.any(String) })
  })

  it('sends its security headers with pages and with files', async () => {
    const page = await fetch(`${server.url}/setup`)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/script-src 'self' 'nonce-/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.headers.get('cache-control')).toBe('private, no-cache')
    const script = /(?:src|href)="[^"]*?(\/_app\/[^"]+\.js)"/.exec(await page.text())?.[1]
    for (const path of ['/setup', '/favicon.svg', script ?? 'no script found'])
      expect((await fetch(new URL(path, server.url))).headers.get('x-content-type-options'), path).toBe('nosniff')
  })

  it('compresses what it makes on the fly', async () => {
    const page = await fetch(`${server.url}/setup`, { headers: { 'accept-encoding': 'br' } })
    expect(page.headers.get('content-encoding')).toBe('br')
    expect(await page.text()).toContain('</html>')
  })

  it('answers to no name but those of this machine', async () => {
    expect(await statusFor(server, { host: 'attacker.example' })).toBe(421)
    expect(await statusFor(server, { host: `localhost:${new URL(server.url).port}` })).toBe(200)
  })

  it('does nothing for a page of another site', async () => {
    const call = (origin: string) =>
      fetch(`${server.url}/trpc/session.identity`, { headers: { origin } }).then((answer) => answer.status)
    expect(await call('https://attacker.example')).toBe(403)
    expect(await call(server.url)).toBe(200)
  })

  it('leads everybody to the set-up while there is no account, and tells nothing there', async () => {
    const page = await fetch(`${server.url}/groups`, { redirect: 'manual' })
    expect([page.status, page.headers.get('location')]).toEqual([303, '/setup'])
    expect((await fetch(`${server.url}/trpc/groups.list?input=${encodeURIComponent('[{}]')}`)).status).toBe(401)
  })

  it('makes the first administrator with the code that it printed, in a cookie that scripts cannot read', async () => {
    const [, code = ''] = /first administrator: (\S+)/.exec(server.output()) ?? []
    const input = { code: 1, name: 2, userName: 3, password: 4 }
    const answer = await fetch(`${server.url}/trpc/session.becomeFirstAdministrator`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify(JSON.stringify([input, code, 'Quản Trị', 'quan-tri', 'con đường làng'])),
    })
    expect(answer.status).toBe(200)
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('ketnoi.session_token='))
    expect(cookie).toMatch(/; HttpOnly(;|$)/)
    expect(cookie).toMatch(/; SameSite=Lax(;|$)/)
    const headers = { cookie: cookie?.split(';')[0] ?? '' }
    const page = await fetch(`${server.url}/groups`, { redirect: 'manual', headers })
    expect(page.headers.get('location')).toBe('/first-steps')
    const stranger = await fetch(`${server.url}/groups?state=invalid`, { redirect: 'manual' })
    expect(stranger.headers.get('location')).toBe('/log-in?next=%2Fgroups%3Fstate%3Dinvalid')
  })

  it('refuses a second process on its data folder, and ends with a sentence', async () => {
    const { code, output } = await run({ KETNOI_DATA: data })
    expect(output).toMatch(/^The data folder .* is already open in another program \(process \d+\): .*\.\n$/)
    expect(code).toBe(1)
  })

  it.skipIf(process.platform === 'win32')('closes the database and ends with 0 when it is told to', async () => {
    expect(await end(server.child)).toBe(0)
    expect(readdirSync(data).sort()).toEqual(['pglite', 'secret'])
  })
})

describe('what the portal tells whoever watches over it', () => {
  const NAME = 'Ksor H’Tuyệt-Mật'
  const PHONE = '0912345987'
  let server: Started
  beforeAll(async () => {
    server = await start({
      KETNOI_DATA: join(folder, 'watched'),
      ORIGIN: 'https://ketnoi.example.vn',
      KETNOI_METRICS_TOKEN: 'a-token-of-the-test',
    })
  })
  afterAll(() => end(server.child))

  it('is ready once its queue serves', async () => {
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 20_000 }).toBe(200)
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ status: 'ready' })
  })

  it('gives its numbers to this machine and to whoever has the token, and to nobody else', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    for (const line of ['ketnoi_ready 1', 'ketnoi_database_up 1', 'ketnoi_jobs_stuck 0', 'ketnoi_queue_due 0'])
      expect(metrics.split('\n')).toContain(line)
    expect(metrics).toMatch(/^ketnoi_requests_total\{route="\/readyz",method="GET",status="200"\} \d+$/m)
    const proxied = { host: 'ketnoi.example.vn' }
    expect(await statusFor(server, proxied, '/metrics')).toBe(403)
    expect(await statusFor(server, { 'x-forwarded-for': '203.0.113.9' }, '/metrics')).toBe(403)
    expect(await statusFor(server, { ...proxied, 'x-ketnoi-direct': '1' }, '/metrics')).toBe(403)
    expect(await statusFor(server, { ...proxied, authorization: 'Bearer a-token-of-the-tost' }, '/metrics')).toBe(403)
    expect(await statusFor(server, { ...proxied, authorization: 'Bearer a-token-of-the-test' }, '/metrics')).toBe(200)
  })

  it('logs every request in a line without a name, a phone or an id of anybody', async () => {
    const secret = encodeURIComponent(`${NAME} ${PHONE}`)
    const code = /first administrator: (\S+)/.exec(server.output())?.[1] ?? ''
    const headers = {
      'content-type': 'application/json',
      origin: server.url,
      'user-agent': NAME.replaceAll(/[^ -~]/g, '') + PHONE,
    }
    const made = await fetch(`${server.url}/trpc/session.becomeFirstAdministrator`, {
      method: 'POST',
      headers,
      body: JSON.stringify(
        JSON.stringify([{ code: 1, name: 2, userName: 3, password: 4 }, code, NAME, 'quan-tri', `${PHONE} con đường`]),
      ),
    })
    const cookie = made.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    for (const path of [
      `/people?search=${secret}`,
      `/people/${secret}`,
      `/${secret}`,
      `/register/${secret}`,
      `/me/${secret}`,
      `/groups/${secret}`,
    ])
      await fetch(server.url + path, { redirect: 'manual', headers: { cookie } })
    const names = Object.keys(appRouter._def.procedures)
    const input = JSON.stringify(JSON.stringify([{ name: 1, phone: 2, id: 1, query: 1 }, NAME, PHONE]))
    for (const name of [...names, secret]) {
      await fetch(`${server.url}/trpc/${name}?input=${encodeURIComponent(input)}`, { headers: { ...headers, cookie } })
      await fetch(`${server.url}/trpc/${name}`, { method: 'POST', headers: { ...headers, cookie }, body: input })
    }
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    const logged = lines.map((line) => JSON.parse(line) as { message: string; route: string; procedures?: string[] })
    expect(logged.filter(({ message }) => message === 'request').length).toBeGreaterThan(2 * names.length)
    expect(new Set(logged.flatMap(({ procedures = [] }) => procedures))).toEqual(new Set(names))
    expect(new Set(logged.map(({ route }) => route))).toContain('/people/[id]')
    for (const told of [NAME, PHONE, secret, 'Tuyệt', PHONE.slice(1), 'quan-tri'])
      expect(lines.filter((line) => line.includes(told))).toEqual([])
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toMatch(/Tuy|912345/)
  }, 120_000)
})

describe('the portal, behind a proxy that encrypts', () => {
  it('answers to the name that was set, with cookies that only travel encrypted', async () => {
    const KETNOI_DATA = join(folder, 'behind')
    const server = await start({ KETNOI_DATA, ORIGIN: 'https://ketnoi.example.vn', TRUST_PROXY: '1' })
    expect(await statusFor(server, { host: 'attacker.example' })).toBe(421)
    expect(await statusFor(server, { host: 'ketnoi.example.vn' })).toBe(200)
    const [, code = ''] = /first administrator: (\S+)/.exec(server.output()) ?? []
    const cookies = await new Promise<string[]>((resolve, reject) => {
      const body = JSON.stringify(
        JSON.stringify([{ code: 1, name: 2, userName: 3, password: 4 }, code, 'A', 'quan-tri', 'con đường làng']),
      )
      request(
        `${server.url}/trpc/session.becomeFirstAdministrator`,
        {
          method: 'POST',
          headers: {
            host: 'ketnoi.example.vn',
            origin: 'https://ketnoi.example.vn',
            'content-type': 'application/json',
            'x-forwarded-for': '203.0.113.9',
          },
        },
        (response) => {
          response.resume()
          resolve(response.headers['set-cookie'] ?? [])
        },
      )
        .once('error', reject)
        .end(body)
    })
    expect(cookies.find((line) => line.startsWith('ketnoi.session_token='))).toMatch(/; Secure$/)
    await end(server.child)
  })
})

describe('circumstances that a person has to mend end it with a sentence and code 1', () => {
  it('a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const PORT = String(typeof address === 'object' ? address?.port : address)
    const { code, output } = await run({ PORT, KETNOI_DATA: join(folder, 'port') })
    other.close()
    expect(output).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken by another program: .*\.\n$/)
    expect(code).toBe(1)
  })

  it('an address that others can reach, without the name that they use', async () => {
    const { code, output } = await run({ HOST: '0.0.0.0' })
    expect(output).toMatch(/^HOST=0\.0\.0\.0 lets other machines in: .*\.\n$/)
    expect(code).toBe(1)
  })

  it('said in Vietnamese unless KETNOI_LANG says otherwise', async () => {
    const vi = await run({ HOST: '0.0.0.0', KETNOI_LANG: '' })
    expect(vi.output).toMatch(/^HOST=0\.0\.0\.0 cho máy khác vào: hãy đặt ORIGIN .*\.\n$/)
    const database = await run({ DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/ketnoi', KETNOI_LANG: 'vi' })
    expect(database.output).toMatch(/^Không kết nối được cơ sở dữ liệu ở 127\.0\.0\.1:1\/ketnoi.*\.\n$/)
    const wrong = await run({ KETNOI_LANG: 'fr' })
    expect(wrong.output).toMatch(/^KETNOI_LANG=fr không phải là giá trị cho phép: hãy đặt là vi hoặc en\.\n$/)
    expect([vi.code, database.code, wrong.code]).toEqual([1, 1, 1])
  })

  it('a data folder that cannot be written', async () => {
    mkdirSync(join(folder, 'blocked'))
    writeFileSync(join(folder, 'blocked', 'file'), '')
    const { code, output } = await run({ KETNOI_DATA: join(folder, 'blocked', 'file', 'data') })
    expect(output).toMatch(/^The data folder .* cannot be written: .*\.\n$/)
    expect(code).toBe(1)
  })

  it('a DATABASE_URL that is none', async () => {
    const { code, output } = await run({ DATABASE_URL: 'mysql://user:secret@localhost/ketnoi' })
    expect(output).toMatch(/^DATABASE_URL is no address of a PostgreSQL: .*\.\n$/)
    expect(output).not.toContain('secret')
    expect(code).toBe(1)
  })

  it('a database that does not answer', async () => {
    const { code, output } = await run({ DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/ketnoi' })
    expect(output).toMatch(/^The database at 127\.0\.0\.1:1\/ketnoi cannot be reached.*\.\n$/)
    expect(output).not.toContain('secret')
    expect(code).toBe(1)
  })

  it('a database that is newer than the program', async () => {
    const name = `server_test_${String(process.pid)}`
    await query('postgres', `create database ${name}`)
    await query(name, 'create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)')
    await query(name, `insert into kysely_migration values ('9999-from-tomorrow', '2099-01-01')`)
    const { code, output } = await run({ DATABASE_URL: `${inject('postgresUrl')}/${name}` })
    expect(output).toMatch(/^The database was written by a newer version of this program .*: update the program\.\n$/)
    expect(code).toBe(1)
  })
})

interface Started {
  /** What was printed. */
  readonly output: () => string
  readonly child: ChildProcess
  readonly url: string
  /** What /healthz answered, from the first answer to the first 200. */
  readonly statuses: readonly number[]
}

function spawnServer(env: Record<string, string>): ChildProcess {
  const inherited = {
    ...process.env,
    DATABASE_URL: '',
    HOST: '',
    ORIGIN: '',
    KETNOI_LANG: 'en',
    PORT: '0',
    npm_lifecycle_event: undefined,
  }
  const child = spawn(process.execPath, ['server.ts'], { cwd: PORTAL, env: { ...inherited, ...env } })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

async function start(env: Record<string, string>): Promise<Started> {
  const port = String(20_000 + Math.floor(Math.random() * 20_000))
  const child = spawnServer({ PORT: port, ...env })
  let errors = ''
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const url = `http://127.0.0.1:${port}`
  const statuses: number[] = []
  while (statuses.at(-1) !== 200) {
    if (child.exitCode !== null) throw new Error(`The portal ended: ${errors}`)
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer) statuses.push(answer.status)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { child, url, statuses, output: () => output }
}

async function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawnServer(env)
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output }
}

function end(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return ended
}

/** `fetch` sets the host by itself. */
function statusFor(server: Started, headers: Record<string, string>, path = '/healthz'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).once('error', reject)
  })
}

async function query(database: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/${database}` })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
