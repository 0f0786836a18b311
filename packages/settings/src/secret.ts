import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from './environment.ts'
import { StartProblem } from './start-problem.ts'

const SHORTEST = 32

/** `KETNOI_SECRET`, or `null` where it is not set. */
export function parseSecret(env: Environment): string | null {
  const given = env['KETNOI_SECRET']
  if (!given) return null
  if (given.length < SHORTEST)
    throw new StartProblem(`KETNOI_SECRET is too short: set it to ${String(SHORTEST)} random characters or more.`)
  return given
}

/** The secret that there is already: from the environment, or from the data folder; `null` before the first start. */
export async function findSecret(env: Environment, folder: string): Promise<string | null> {
  const given = parseSecret(env)
  if (given !== null) return given
  try {
    return await readFile(secretPath(folder), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) return null
    throw new StartProblem(`The secret in ${folder} cannot be read: allow it to the user that runs this program.`)
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

/** Writes the file that the secret is read from; one that was there before goes on as `secret.before`. */
export async function keepSecret(folder: string, secret: string): Promise<void> {
  const path = secretPath(folder)
  await mkdir(folder, { recursive: true })
  const own = `${path}.${String(process.pid)}`
  await writeFile(own, secret, { mode: 0o600 })
  await copyFile(path, `${path}.before`).catch(() => {})
  await rename(own, path)
}

function secretPath(folder: string): string {
  return join(folder, 'secret')
}
