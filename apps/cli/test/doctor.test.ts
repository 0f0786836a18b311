import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@ketnoi/db'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Check } from '../src/doctor/check.ts'
import { run } from './run.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketnoi-doctor-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => {
  vi.unstubAllEnvs()
})

async function doctor(
  ...args: readonly string[]
): Promise<{ code: number; of: (name: string) => readonly Pick<Check, 'name' | 'state' | 'text'>[] }> {
  const { code, out } = await run('doctor', '--json', ...args)
  const { healthy, checks } = JSON.parse(out) as { healthy: boolean; checks: Pick<Check, 'name' | 'state' | 'text'>[] }
  expect(healthy).toBe(code === 0)
  return { code, of: (name) => checks.filter((check) => check.name === name) }
}

test('an installation that is right, and one that is open in the portal', { timeout: 60_000 }, async () => {
  const data = join(folder, 'right')
  const opened = await openDatabase({ dataDir: data })
  await writeFile(join(data, 'secret'), 'q8Z-secret-with-many-letters-01234567', { mode: 0o600 })
  const during = await doctor('--data', data)
  expect(during.of('database')).toMatchObject([{ state: 'skipped', text: expect.stringContaining('/readyz') }])
  await opened.close()
  const backups = join(folder, 'backups')
  await mkdir(backups)
  await writeFile(join(backups, 'last.ketnoi'), '')
  const { code, of } = await doctor('--data', data, '--backups', backups)
  for (const name of [
    'node',
    'settings',
    'address',
    'data-folder',
    'secret',
    'database',
    'clock',
    'schema',
    'extension',
    'jobs',
    'day',
    'audit-seal',
    'backups',
  ])
    expect(of(name), name).toMatchObject([{ state: 'ok' }])
  expect(code).toBe(0)
  expect((await run('doctor', '--data', data)).out).toMatch(/^được {5}schema {7}Lược đồ đúng với chương trình này\.$/m)
  const { out } = await run('doctor', '--data', data, '--lang', 'en')
  expect(out).toMatch(/^ok {7}schema {7}The schema is the one of this program\.$/m)

  const again = await openDatabase({ dataDir: data })
  const value = JSON.stringify({ asOf: '2024-02-01', steps: ['retention'], codes: ['23503'] })
  await again.db.insertInto('setting').values({ name: 'day-held', value }).execute()
  await again.close()
  expect((await doctor('--data', data)).of('day')).toMatchObject([
    { state: 'mend', text: expect.stringContaining('retention could not be done (23503)') },
  ])

  const longAgo = Date.now() / 1_000 - 3 * 86_400
  await utimes(join(backups, 'last.ketnoi'), longAgo, longAgo)
  await chmod(join(data, 'secret'), 0o644)
  const later = await doctor('--data', data, '--backups', backups)
  expect(later.code).toBe(1)
  expect(later.of('backups')).toMatchObject([{ state: 'mend', text: expect.stringContaining('72 hours old') }])
  if (process.platform !== 'win32')
    expect(later.of('secret')).toMatchObject([{ state: 'mend', text: expect.stringContaining('chmod 600') }])
})

test('bad values, each with what to write instead', async () => {
  vi.stubEnv('PORT', 'many')
  vi.stubEnv('ORIGIN', 'http://ketnoi.example.vn')
  vi.stubEnv('DATABASE_URL', 'postgres://somebody:hidden@127.0.0.1:1/ketnoi')
  vi.stubEnv('KETNOI_DATA', join(folder, 'none'))
  vi.stubEnv('KETNOI_SECRET', 'a'.repeat(40))
  const first = await doctor()
  expect(first.code).toBe(1)
  expect(first.of('settings')).toMatchObject([{ text: expect.stringContaining('PORT=many is no port') }])
  expect(first.of('database')).toMatchObject([
    { state: 'mend', text: expect.stringContaining('127.0.0.1:1/ketnoi cannot be reached') },
  ])
  expect(first.of('database')[0]?.text).not.toContain('hidden')
  expect(first.of('secret')).toMatchObject([{ state: 'mend', text: expect.stringContaining('easy to guess') }])
  vi.stubEnv('PORT', '')
  expect((await doctor()).of('address')).toMatchObject([
    { state: 'mend', text: expect.stringContaining('in the clear') },
  ])
  vi.stubEnv('ORIGIN', 'https://ketnoi.example.vn')
  expect((await doctor()).of('address')).toMatchObject([
    { state: 'warning', text: expect.stringContaining('TRUST_PROXY=1') },
  ])
  vi.stubEnv('TRUST_PROXY', '1')
  expect((await doctor()).of('address')).toMatchObject([{ state: 'ok' }])
})
