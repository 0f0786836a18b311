import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openDatabase, updateSetting } from '@ketnoi/db'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createBarePostgresDatabase, dropPostgresDatabase } from '../../../packages/db/test/engines.ts'
import { run } from './run.ts'

const PASSPHRASE = 'làng rẫy suối nhà rông'
const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')
let folder = ''
let source = ''
let backup = ''
let passphrase: readonly string[] = []
const urls: string[] = []

beforeAll(async () => {
  vi.stubEnv('KETNOI_LANG', 'en')
  folder = await mkdtemp(join(tmpdir(), 'ketnoi-backup-'))
  source = join(folder, 'source')
  backup = join(folder, 'backup.ketnoi')
  const file = join(folder, 'passphrase')
  await writeFile(file, `${PASSPHRASE}\nwhat it is for\n`)
  passphrase = ['--passphrase-file', file]
  const opened = await openDatabase({ dataDir: source })
  // Text that does not get smaller, so that there are many chunks.
  for (let at = 0; at < 40; at++) {
    const bytes = crypto.getRandomValues(new Uint8Array(20_000))
    await updateSetting(opened.db, `some-${String(at)}`, Buffer.from(bytes).toString('base64'))
  }
  await opened.close()
  await writeFile(join(source, 'secret'), 'the-secret-of-the-portal-12345678')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  for (const url of urls) await dropPostgresDatabase(url)
})

test('backup, verify and restore', { timeout: 120_000 }, async () => {
  const without = await run('backup', backup, '--data', source)
  expect(without).toMatchObject({ code: 1, out: '' })
  expect(without.err).toContain('--passphrase-file')
  const nowhere = await run('backup', backup, '--data', join(folder, 'nowhere'), '--without-secret', ...passphrase)
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('There is no database in') })
  const written = await run('backup', backup, '--data', source, ...passphrase)
  expect(written).toMatchObject({ code: 0, err: '' })
  expect(written.out).toMatch(/backup\.ketnoi: 40 rows of \d+ tables, as of .*, with the secret\.\n$/)
  expect((await stat(backup)).mode & 0o777).toBe(0o600)
  expect((await readFile(backup)).includes('portal')).toBe(false)
  expect((await run('backup', backup, '--data', source, ...passphrase)).err).toContain('nothing is overwritten')
  const again = await run('backup', backup, '--data', source, ...passphrase, '--lang', 'vi')
  expect(again.err).toBe(`ketnoi: đã có ${backup}: hãy chọn tên tệp khác, không có gì bị ghi đè.\n`)

  const verified = await run('verify', backup, '--tables', ...passphrase)
  expect(verified).toMatchObject({ code: 0, err: '' })
  expect(verified.out).toMatch(/^setting\t40\t[0-9a-f]{64}$/m)

  const told = await run('verify', backup, ...passphrase, '--lang', 'vi')
  expect(told.out).toMatch(/backup\.ketnoi nguyên vẹn: 40 dòng của \d+ bảng, lúc .*, có khóa bí mật\.\n$/)

  const target = join(folder, 'target')
  expect(await run('restore', backup, '--data', target, ...passphrase)).toMatchObject({ code: 0, err: '' })
  expect(await readFile(join(target, 'secret'), 'utf8')).toBe('the-secret-of-the-portal-12345678')
  expect(await run('restore', backup, '--data', target, ...passphrase)).toMatchObject({
    code: 1,
    err: expect.stringContaining('not empty'),
  })
  const second = join(folder, 'again.ketnoi')
  const json = await run('backup', second, '--data', target, ...passphrase, '--json')
  const about = { file: second, rows: 40, engine: expect.stringContaining('pglite'), secret: true }
  expect(JSON.parse(json.out)).toMatchObject({ ...about, bytes: (await stat(second)).size })
  const inside = JSON.parse((await run('verify', second, ...passphrase, '--json')).out) as { byTable: unknown[] }
  expect(inside).toMatchObject(about)
  expect(inside.byTable).toContainEqual({ table: 'setting', rows: 40, sha256: expect.any(String) })
  const copy = await run('restore', second, '--data', join(folder, 'copy'), ...passphrase, '--json')
  expect(JSON.parse(copy.out)).toMatchObject({ file: second, rows: 40, secretRestored: true })
  const tables = async (path: string) =>
    (await run('verify', path, '--tables', ...passphrase)).out.split('\n').slice(1).sort()
  expect(await tables(second)).toEqual(await tables(backup))
})

test('what was changed is noticed, wherever it was', { timeout: 60_000 }, async () => {
  const whole = await readFile(backup)
  const wrong = async (bytes: Uint8Array, said: RegExp): Promise<void> => {
    const path = join(folder, 'changed.ketnoi')
    await writeFile(path, bytes)
    const { code, err } = await run('verify', path, ...passphrase)
    expect(err).toMatch(said)
    expect(code).toBe(1)
  }
  for (const length of [0, 5, 100, 70_000, whole.length / 2, whole.length - 1])
    await wrong(whole.subarray(0, length), /not whole|no backup|damaged/)
  const headerEnd = 18 + whole.readUInt32BE(14)
  const chunk = 4 + 65_536 + 16
  // Ends exactly where a chunk ends.
  await wrong(whole.subarray(0, headerEnd + chunk), /not whole/)
  for (const at of [headerEnd + 10, whole.length / 2, whole.length - 1]) {
    const turned = Buffer.from(whole)
    turned.writeUInt8(whole.readUInt8(Math.floor(at)) ^ 1, Math.floor(at))
    await wrong(turned, /damaged/)
  }
  const [first, second] = [0, 1].map((at) => whole.subarray(headerEnd + at * chunk, headerEnd + (at + 1) * chunk))
  await wrong(
    Buffer.concat([whole.subarray(0, headerEnd), second!, first!, whole.subarray(headerEnd + 2 * chunk)]),
    /damaged/,
  )
  await wrong(Buffer.concat([whole, Buffer.from('more')]), /damaged/)
  await wrong(Buffer.from('PK something else entirely, longer than the mark'), /no backup/)
  const newer = Buffer.from(whole.toString('latin1').replace('{"version":1', '{"version":2'), 'latin1')
  await wrong(newer, /newer program/)
  process.env['KETNOI_BACKUP_PASSPHRASE'] = 'another one that is long enough'
  const { err } = await run('verify', backup)
  delete process.env['KETNOI_BACKUP_PASSPHRASE']
  expect(err).toContain('the passphrase is not the one')
  expect((await run('verify', join(folder, 'nowhere'), ...passphrase)).err).toContain('cannot be read (ENOENT)')
})

const unix = process.platform !== 'win32'

test.skipIf(!unix).each(['pglite', 'postgres'] as const)(
  'a restore that is killed leaves %s empty, and works the next time',
  { timeout: 180_000 },
  async (kind) => {
    const url = kind === 'postgres' ? await createBarePostgresDatabase() : null
    if (url !== null) urls.push(url)
    const data = join(folder, `killed-${kind}`)
    const env = { ...process.env, ...(url === null ? {} : { DATABASE_URL: url }), KETNOI_DATA: data }
    let alive = true
    // Later each time, until it is quicker than the kill.
    for (let wait = 400; alive && wait < 12_000; wait *= 1.6) {
      const child = spawn(process.execPath, [MAIN, 'restore', backup, ...passphrase], { env })
      const end = ended(child)
      await Promise.race([end, setTimeout(wait)])
      if (child.exitCode !== null) alive = false
      else {
        child.kill('SIGKILL')
        await end
        // The server notices a little later that nobody is there any more.
        if (kind === 'postgres') await setTimeout(300)
      }
    }
    const last = spawn(process.execPath, [MAIN, 'restore', backup, ...passphrase], { env })
    const { code, err } = await ended(last)
    if (alive) expect({ code, err }).toEqual({ code: 0, err: '' })
    else expect(err).toContain('not empty')
    const opened = await openDatabase(url === null ? { dataDir: data } : { url })
    expect(await opened.db.selectFrom('setting').select('name').execute()).toHaveLength(40)
    await opened.close()
    expect(await readFile(join(data, 'secret'), 'utf8')).toBe('the-secret-of-the-portal-12345678')
  },
)

// The device that answers every write as a full disk does.
test.skipIf(!existsSync('/dev/full'))('a disk that is full leaves no half of a backup', async () => {
  const path = join(folder, 'full.ketnoi')
  await symlink('/dev/full', `${path}.part`)
  const { code, err } = await run('backup', path, '--data', source, ...passphrase)
  expect(err).toContain('could not be written (ENOSPC): make room')
  expect(code).toBe(1)
  expect((await readdir(folder)).filter((name) => name.startsWith('full'))).toEqual([])
  // Nothing of it holds the database.
  expect((await run('backup', path, '--data', source, ...passphrase)).code).toBe(0)
})

function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null; err: string }> {
  let err = ''
  child.stderr?.on('data', (part: Buffer) => (err += part.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })))
}
