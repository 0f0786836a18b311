import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from './environment.ts'
import { StartProblem } from './start-problem.ts'

const SHORTEST = 32
const SECRET = 'secret'
const NEXT = 'secret.next'

/** `KETNOI_SECRET`, or `null` where it is not set. */
export function parseSecret(env: Environment): string | null {
  const given = env['KETNOI_SECRET']
  if (!given) return null
  if (given.length < SHORTEST) throw tooShort('KETNOI_SECRET')
  return given
}

function tooShort(setting: string): StartProblem {
  return new StartProblem({
    vi: `${setting} quá ngắn: hãy đặt ít nhất ${String(SHORTEST)} ký tự ngẫu nhiên.`,
    en: `${setting} is too short: set it to ${String(SHORTEST)} random characters or more.`,
  })
}

/** The secret that there is already: from the environment, or from the data folder; `null` before the first start. */
export async function findSecret(env: Environment, folder: string): Promise<string | null> {
  const given = parseSecret(env)
  if (given !== null) return given
  return await readIfThere(folder, SECRET)
}

async function readIfThere(folder: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) return null
    throw new StartProblem({
      vi: `Không đọc được khóa bí mật trong ${folder}: hãy cho người dùng chạy chương trình này quyền đọc.`,
      en: `The secret in ${folder} cannot be read: allow it to the user that runs this program.`,
    })
  }
}

/**
 * What sessions are signed and second factors encrypted with: `KETNOI_SECRET`, or a file in the data folder that is made at the
 * first start. It lies outside the database, so that a copy of the database alone opens nothing.
 */
export async function loadSecret(env: Environment, folder: string): Promise<string> {
  const found = await findSecret(env, folder)
  if (found !== null) return found
  const made = randomBytes(SHORTEST).toString('base64url')
  await keepSecret(folder, made)
  return made
}

/** Writes the file that the secret is read from; one that was there before goes on as `secret.before`, one that was to follow it ends. */
export async function keepSecret(folder: string, secret: string): Promise<void> {
  const path = join(folder, SECRET)
  await mkdir(folder, { recursive: true })
  const own = `${path}.${String(process.pid)}`
  await writeFile(own, secret, { mode: 0o600 })
  await copyFile(path, `${path}.before`).catch(() => {})
  await rename(own, path)
  await rm(join(folder, NEXT), { force: true })
}

/** `KETNOI_SECRET_NEXT`: what is to follow `KETNOI_SECRET`; `null` where it is not set. */
export function parseNextSecret(env: Environment): string | null {
  const given = env['KETNOI_SECRET_NEXT']
  if (!given) return null
  if (given.length < SHORTEST) throw tooShort('KETNOI_SECRET_NEXT')
  return given
}

/** What is to follow the file of the secret while it is being replaced; `null` while nobody is at it. */
export async function findNextSecret(folder: string): Promise<string | null> {
  return await readIfThere(folder, NEXT)
}

/** Makes what is to follow the file of the secret, or takes up what was made before. It is on the disk before anything is sealed with it. */
export async function beginNextSecret(folder: string): Promise<string> {
  const begun = await findNextSecret(folder)
  if (begun !== null) return begun
  const made = randomBytes(SHORTEST).toString('base64url')
  const own = join(folder, `${NEXT}.${String(process.pid)}`)
  await writeFile(own, made, { mode: 0o600, flush: true })
  await rename(own, join(folder, NEXT))
  await flushFolder(folder)
  return made
}

/** From now on the next secret is the secret. The one before is not kept: its backups have it. */
export async function finishNextSecret(folder: string): Promise<void> {
  await rename(join(folder, NEXT), join(folder, SECRET))
  await flushFolder(folder)
}

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * The secret that holds now, and behind it the next one while it is being replaced: for a process that goes on meanwhile. Asks two
 * files for their times whenever it is called, which costs some microseconds.
 */
export function watchSecrets(env: Environment, folder: string, first: string): () => readonly string[] {
  const fixed = parseSecret(env)
  if (fixed !== null) return () => [fixed]
  let seen = ''
  let secrets: readonly string[] = [first]
  return () => {
    const times = [SECRET, NEXT].map((name) => timeOf(join(folder, name)))
    if (times.join() === seen) return secrets
    const [current, next] = [SECRET, NEXT].map((name) => contentOf(join(folder, name)))
    const before = secrets[0] ?? first
    // What was begun with the one of before is read to its end.
    secrets = [...new Set([current ?? before, next ?? before, before])]
    seen = times.join()
    return secrets
  }
}

function timeOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${String(stats.ino)} ${String(stats.mtimeMs)}`
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
