import { join } from 'node:path'
import { LOCAL_ADMINISTRATOR, type Context } from '@ketnoi/api'
import { openDatabase, type OpenDatabase } from '@ketnoi/db'
import { parseDatabase, repositoryRoot, type Environment } from './settings.ts'

/** What lives as long as the process: made once, closed once. */
export interface Services {
  readonly database: OpenDatabase
  readonly context: Context
}

// server.ts and the built application each have a copy of this module, and the development server makes a new one at every
// change: what they share hangs on the process.
const KEY = Symbol.for('ketnoi.services')
const shared = globalThis as { [KEY]?: Promise<Services> | undefined }

/** Opens the database, unless that was done already. */
export function startServices(env: Environment): Promise<Services> {
  shared[KEY] ??= open(env)
  return shared[KEY]
}

/** Gives everything back. Safe to call at any time, also when nothing was opened or the opening failed. */
export async function stopServices(): Promise<void> {
  const starting = shared[KEY]
  shared[KEY] = undefined
  const services = await starting?.catch(() => undefined)
  await services?.database.close()
}

async function open(env: Environment): Promise<Services> {
  const root = repositoryRoot(process.cwd())
  const settings = parseDatabase(env, root)
  const database = await openDatabase(
    settings.kind === 'postgres' ? { url: settings.url } : { dataDir: settings.folder },
  )
  return {
    database,
    context: {
      db: database.db,
      kind: database.kind,
      actor: LOCAL_ADMINISTRATOR,
      now: () => new Date().toISOString(),
      today: () => DAY.format(new Date()),
      newId: () => crypto.randomUUID(),
      exampleFolder: join(root, 'examples', 'ia-pa'),
    },
  }
}

// Swedish writes a day as YYYY-MM-DD.
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })
