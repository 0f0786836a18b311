import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { refuse } from '../failure.ts'
import { REFORM_TEXTS } from './reform-texts.ts'

/** A file to write, by its place in the folder. */
export interface FileDraft {
  readonly path: string
  readonly content: string | Uint8Array
}

/** Refuses a folder in which something is: nothing is ever overwritten. */
export async function refuseOccupied(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found === null) return
  if (!found.isDirectory()) throw refuse(REFORM_TEXTS, (text) => text.outIsFile(folder))
  if ((await readdir(folder)).length > 0) throw refuse(REFORM_TEXTS, (text) => text.outNotEmpty(folder))
}

/**
 * Writes all files or none: into a folder beside, which gets its name when everything is on the disk. The files are about people, so
 * only their owner may read them.
 */
export async function writeFolder(folder: string, files: readonly FileDraft[]): Promise<void> {
  await refuseOccupied(folder)
  const parent = dirname(resolve(folder))
  const beside = join(parent, `.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await mkdir(parent, { recursive: true })
    await mkdir(beside, { mode: 0o700 })
    for (const { path, content } of files) {
      await mkdir(dirname(join(beside, path)), { recursive: true })
      const file = await open(join(beside, path), 'wx', 0o600)
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
    }
    // An empty folder of that name is in the way on some systems.
    await rmdir(folder).catch(() => undefined)
    await rename(beside, folder)
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    const code = error instanceof Error && 'code' in error ? String(error.code) : null
    if (code === null) throw error
    if (code === 'ENOTEMPTY' || code === 'EEXIST') await refuseOccupied(folder)
    throw refuse(REFORM_TEXTS, (text) => text.outNotWritten(folder, code))
  }
}
