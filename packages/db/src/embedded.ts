import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { PGlite } from '@electric-sql/pglite'
import type { PGlite as KyselyPGlite } from 'kysely'
import { lockDataFolder } from './data-folder.ts'
import { DataFolderUnreadable } from './errors.ts'
import { inOneMessage } from './in-one-message.ts'
import { findTemplate } from './template.ts'
import { PARSERS } from './values.ts'

/** A folder, or memory alone for tests: with a copy of a database that was dumped, or an empty one. */
export type EmbeddedTarget = { readonly dataDir: string } | { readonly memory: true; readonly dumped?: Blob }

export interface OpenPglite {
  readonly pglite: PGlite
  /** The same for Kysely. */
  readonly asked: KyselyPGlite
  /** Gives the folder back; the database is closed before. */
  readonly release: () => Promise<void>
}

/** The files lie in the memory of the operating system as well: with the usual 128 MB each start holds 100 MB more, and nothing is faster. */
const SHARED_BUFFERS = '32MB'

/**
 * Left alone, V8 compiles functions of the database to its best as soon as they have run a little, with all threads at once, and much of
 * what that took is never given back: 510 MB after the first questions, where so it is 200. What is called a lot is compiled all the same;
 * no work took longer. The largest function takes 600 MB for a second either way.
 */
function holdLessMemory(): void {
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  setFlagsFromString('--wasm-tiering-budget=100000000')
}

/** Where the embedded database lies in the data folder. */
function pgliteFolder(dataDir: string): string {
  return join(dataDir, 'pglite')
}

/** Whether there is an embedded database in the data folder. */
export function hasDatabase(dataDir: string): boolean {
  return existsSync(pgliteFolder(dataDir))
}

/** Takes the data folder and opens the embedded database in it, which is made where there is none. */
export async function openPglite(target: EmbeddedTarget): Promise<OpenPglite> {
  const release = 'dataDir' in target ? await lockDataFolder(target.dataDir) : async () => {}
  try {
    holdLessMemory()
    // Loaded on demand: a program on a PostgreSQL server never pays for it.
    const [{ PGlite, parse, protocol }, { pg_trgm }] = await Promise.all([
      import('@electric-sql/pglite'),
      import('@electric-sql/pglite/contrib/pg_trgm'),
    ])
    const settings = {
      extensions: { pg_trgm },
      parsers: { ...PARSERS },
      startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
    }
    const dataDir = 'dataDir' in target ? pgliteFolder(target.dataDir) : undefined
    const dumped = 'memory' in target ? target.dumped : undefined
    const template = dataDir === undefined || !existsSync(dataDir) ? (dumped ?? (await findTemplate())) : undefined
    const unpack = template === undefined ? {} : { loadDataDir: template }
    if (dataDir !== undefined && !existsSync(dataDir)) {
      // Under another name until it is whole: a first start that is killed leaves nothing that the next one stumbles over.
      const unfinished = `${dataDir}.new`
      await rm(unfinished, { recursive: true, force: true })
      await (await PGlite.create({ dataDir: unfinished, ...settings, ...unpack })).close()
      await rename(unfinished, dataDir)
    }
    const pglite = await PGlite.create({ ...(dataDir === undefined ? unpack : { dataDir }), ...settings })
    return { pglite, asked: inOneMessage(pglite, { ...protocol, ...parse }), release }
  } catch (error) {
    await release()
    throw 'dataDir' in target ? new DataFolderUnreadable(target.dataDir, error) : error
  }
}
