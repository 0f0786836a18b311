import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  findSecretReplacement,
  findServiceConnection,
  openDatabase,
  updateServiceConnection,
  type ServiceConnection,
} from '@ketnoi/db'
import { loadSecret } from '@ketnoi/settings'
import { deriveSealKey, openSecret, sealPurpose, sealSecret } from '@ketnoi/zalo'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPostgresDatabase, dropPostgresDatabase } from '../../../packages/db/test/engines.ts'
import { holdTable } from '../../../packages/db/test/hold-table.ts'
import { run } from './run.ts'

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
const SERVICE = 'zalo'
let folder = ''
const urls: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketnoi-rotate-'))
  await writeFile(join(folder, 'passphrase'), 'làng rẫy suối nhà rông\n')
  vi.stubEnv('KETNOI_BACKUP_PASSPHRASE_FILE', join(folder, 'passphrase'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  for (const url of urls) await dropPostgresDatabase(url)
})

/** An installation with a connection that is sealed with its secret. */
async function install(name: string, url: string | null): Promise<{ data: string; secret: string }> {
  const data = join(folder, name)
  await mkdir(data)
  const secret = await loadSecret({}, data)
  const seal = (what: string) => sealSecret(`the ${what}`, sealPurpose(SERVICE, what), deriveSealKey(secret))
  await withConnection(url ?? data, async (db) => {
    await updateServiceConnection(db, SERVICE, {
      appId: '1',
      appSecret: seal('app-secret'),
      accountSecret: null,
      verifier: seal('verifier'),
      settings: {},
      actingPersonIds: [],
      updatedAt: '2024-02-01T00:00:00.000Z',
    })
    await db
      .updateTable('service_connection')
      .set({ tokens: seal('tokens') })
      .execute()
  })
  return { data, secret }
}

type Db = Awaited<ReturnType<typeof openDatabase>>['db']

async function withConnection<T>(target: string, ask: (db: Db) => Promise<T>): Promise<T> {
  const opened = await openDatabase(target.startsWith('postgres') ? { url: target } : { dataDir: target })
  try {
    return await ask(opened.db)
  } finally {
    await opened.close()
  }
}

const kept = (target: string) => withConnection(target, (db) => findServiceConnection(db, SERVICE))

function opens(connection: ServiceConnection | null, secret: string): readonly boolean[] {
  const sealedAs = { 'app-secret': connection?.appSecret, verifier: connection?.verifier, tokens: connection?.tokens }
  return Object.entries(sealedAs).map(([name, sealed]) => {
    const opened = openSecret(sealed ?? '', sealPurpose(SERVICE, name), [deriveSealKey(secret)])
    return opened.kind === 'opened' && opened.secret === `the ${name}`
  })
}
const ALL = [true, true, true]
const NONE = [false, false, false]

test.each(['pglite', 'postgres'] as const)(
  'everything is sealed with another secret, and a backup of before comes back with its own, on %s',
  { timeout: 60_000 },
  async (kind) => {
    const url = kind === 'postgres' ? await createPostgresDatabase() : null
    if (url !== null) urls.push(url)
    vi.stubEnv('DATABASE_URL', url ?? '')
    const { data, secret } = await install(kind, url)
    vi.stubEnv('KETNOI_DATA', data)
    const target = url ?? data
    const backup = join(folder, `${kind}.ketnoi`)
    expect(await run('backup', backup)).toMatchObject({ code: 0, err: '' })
    // Killed before anything was sealed: what was made is taken up, and no backup has the wrong one of two.
    await writeFile(join(data, 'secret.next'), 'the-secret-that-was-begun-0123456789')
    expect((await run('backup', join(folder, 'none.ketnoi'))).err).toContain('ketnoi secret rotate')
    const rotated = await run('secret', 'rotate', '--json')
    expect(rotated).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(rotated.out)).toEqual({ services: 1, secondFactors: 0, unreadable: 0 })
    const next = await readFile(join(data, 'secret'), 'utf8')
    expect(next).toBe('the-secret-that-was-begun-0123456789')
    expect((await readdir(data)).filter((name) => name.startsWith('secret'))).toEqual(['secret'])
    expect(opens(await kept(target), next)).toEqual(ALL)
    expect(opens(await kept(target), secret)).toEqual(NONE)
    const replacedBy = await withConnection(target, (db) => findSecretReplacement(db, deriveSealKey(secret).id))
    expect(replacedBy).toBe(deriveSealKey(next).id)
    // Killed after the database had the new one, and before the file had it.
    await writeFile(join(data, 'secret'), secret)
    await writeFile(join(data, 'secret.next'), next)
    expect(await run('secret', 'rotate')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Đã thay khóa bí mật: 1 kết nối dịch vụ và 0 xác thực hai bước'),
      err: '',
    })
    expect(await readFile(join(data, 'secret'), 'utf8')).toBe(next)

    vi.stubEnv('DATABASE_URL', '')
    const restored = join(folder, `${kind}-restored`)
    expect(await run('restore', backup, '--data', restored)).toMatchObject({ code: 0, err: '' })
    expect(await readFile(join(restored, 'secret'), 'utf8')).toBe(secret)
    expect(opens(await kept(restored), secret)).toEqual(ALL)
  },
)

test(
  'killed in the middle of it, nothing has happened, and the next time all of it does',
  { timeout: 60_000 },
  async () => {
    const url = await createPostgresDatabase()
    urls.push(url)
    const { data, secret } = await install('killed', url)
    // It has sealed the connections when it comes to this one, and waits.
    const held = await holdTable(url, 'audit_event')
    const env = { ...process.env, DATABASE_URL: url, KETNOI_DATA: data }
    const child = spawn(process.execPath, [MAIN, 'secret', 'rotate'], { env, stdio: 'ignore' })
    await expect.poll(held.isWaitedFor, { timeout: 30_000 }).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await held.release()
    expect(opens(await kept(url), secret)).toEqual(ALL)
    expect(await readFile(join(data, 'secret'), 'utf8')).toBe(secret)
    const begun = await readFile(join(data, 'secret.next'), 'utf8')
    // The lease of the tokens that the killed one took ends by itself.
    await withConnection(url, (db) => db.updateTable('service_connection').set({ token_leased_until: null }).execute())
    vi.stubEnv('DATABASE_URL', url)
    vi.stubEnv('KETNOI_DATA', data)
    expect(await run('secret', 'rotate')).toMatchObject({ code: 0, err: '' })
    expect(opens(await kept(url), begun)).toEqual(ALL)
  },
)

test('a secret of the environment is followed by one of the environment', async () => {
  const { data, secret } = await install('fixed', null)
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('KETNOI_SECRET', secret)
  expect((await run('secret', 'rotate', '--data', data)).err).toContain('đặt KETNOI_SECRET_NEXT là khóa mới')
  const next = 'the-next-secret-of-the-environment-01'
  vi.stubEnv('KETNOI_SECRET_NEXT', next)
  const rotated = await run('secret', 'rotate', '--data', data, '--lang', 'en')
  expect(rotated.out).toContain('set KETNOI_SECRET to the new one')
  vi.stubEnv('KETNOI_SECRET', undefined)
  vi.stubEnv('KETNOI_SECRET_NEXT', undefined)
  expect(opens(await kept(data), next)).toEqual(ALL)
})
