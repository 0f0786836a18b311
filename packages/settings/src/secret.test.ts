import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginNextSecret, finishNextSecret, keepSecret, loadSecret, parseNextSecret, watchSecrets } from './secret.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketnoi-secret-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('a process that goes on reads with both secrets while one is replaced, and has the new one first afterwards', async () => {
  const old = await loadSecret({}, folder)
  const secrets = watchSecrets({}, folder, old)
  expect(secrets()).toEqual([old])
  const next = await beginNextSecret(folder)
  expect((await stat(join(folder, 'secret.next'))).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  // Whoever was killed takes up what was begun.
  expect(await beginNextSecret(folder)).toBe(next)
  expect(secrets()).toEqual([old, next])
  await finishNextSecret(folder)
  expect(secrets()).toEqual([next, old])
  expect(await readdir(folder)).toEqual(['secret'])
  expect(await loadSecret({}, folder)).toBe(next)
})

it('a secret of the environment is the only one, and a restored one ends what was begun', async () => {
  const fixed = 'a-secret-of-the-environment-0123456789'
  await beginNextSecret(folder)
  expect(watchSecrets({ KETNOI_SECRET: fixed }, folder, fixed)()).toEqual([fixed])
  await keepSecret(folder, fixed)
  expect(await readdir(folder)).toEqual(['secret'])
  expect(await readFile(join(folder, 'secret'), 'utf8')).toBe(fixed)
  expect(() => parseNextSecret({ KETNOI_SECRET_NEXT: 'short' })).toThrow('KETNOI_SECRET_NEXT is too short')
})
