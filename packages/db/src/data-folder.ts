import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { lock } from 'proper-lockfile'
import { DataFolderInUse, DataFolderNotWritable } from './errors.ts'

/**
 * How long a lock may go without a sign of life before another machine may take it over. One long statement blocks the event
 * loop of the embedded database for as long as it runs, and with it the sign of life, so this is far above any statement.
 */
const STALE_MS = 5 * 60_000

const openHere = new Set<string>()

interface Owner {
  readonly pid: number
  readonly host: string
}

/** Takes the data folder for this process, creating it where needed; the result gives it back. */
export async function lockDataFolder(dataDir: string): Promise<() => Promise<void>> {
  const folder = resolve(dataDir)
  if (openHere.has(folder)) throw new DataFolderInUse(dataDir, process.pid)
  const lockPath = join(folder, 'lock')
  const ownerPath = join(folder, 'owner.json')
  openHere.add(folder)
  try {
    await makeFolder(folder)
    const owner = await readOwner(ownerPath)
    if (owner !== null && owner.host === hostname()) {
      if (owner.pid !== process.pid && isAlive(owner.pid)) throw new DataFolderInUse(dataDir, owner.pid)
      // Its process was killed, or ran under this same id before a restart of the container.
      await rm(lockPath, { recursive: true, force: true })
    }
    const release = await lock(folder, {
      lockfilePath: lockPath,
      stale: STALE_MS,
      update: 10_000,
      // Only another machine takes a lock over by its age; the folder is then no longer ours to write.
      onCompromised: (error) => {
        throw error
      },
    })
    try {
      await writeFile(ownerPath, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner))
    } catch (error) {
      await release()
      throw error
    }
    return async () => {
      await rm(ownerPath, { force: true })
      await release()
      openHere.delete(folder)
    }
  } catch (error) {
    openHere.delete(folder)
    if (error instanceof DataFolderInUse) throw error
    if (codeOf(error) === 'ELOCKED') throw new DataFolderInUse(dataDir, (await readOwner(ownerPath))?.pid ?? null)
    throw new DataFolderNotWritable(dataDir, error)
  }
}

/** With its parents. Not by `recursive`: where a file system knows of no new folder at all (`/proc`), Node tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    const parent = dirname(folder)
    if (codeOf(error) !== 'ENOENT' || parent === folder) throw error
    await makeFolder(parent)
    await mkdir(folder)
  }
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof value === 'object' && value !== null && 'pid' in value && 'host' in value) {
      if (typeof value.pid === 'number' && typeof value.host === 'string') return { pid: value.pid, host: value.host }
    }
    return null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
