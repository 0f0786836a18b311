import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from './settings.ts'
import { StartProblem } from './start-problem.ts'

const SHORTEST = 32

/**
 * What sessions are signed and second factors encrypted with: `KETNOI_SECRET`, or a file in the data folder that is made at the
 * first start. It lies outside the database, so that a copy of the database alone opens nothing.
 */
export async function loadSecret(env: Environment, folder: string): Promise<string> {
  const given = env['KETNOI_SECRET']
  if (given) {
    if (given.length < SHORTEST)
      throw new StartProblem(`KETNOI_SECRET is too short: set it to ${String(SHORTEST)} random characters or more.`)
    return given
  }
  const path = join(folder, 'secret')
  try {
    return await readFile(path, 'utf8')
  } catch {
    const made = randomBytes(SHORTEST).toString('base64url')
    await mkdir(folder, { recursive: true })
    const own = `${path}.${String(process.pid)}`
    await writeFile(own, made, { mode: 0o600 })
    await rename(own, path)
    return made
  }
}
