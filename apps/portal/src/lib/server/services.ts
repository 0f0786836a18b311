import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptLimit, Auth, Connection, Context, FirstCode, OfficialAccount } from '@ketnoi/api'
import { countAccounts, openDatabase, type OpenDatabase, type Queue } from '@ketnoi/db'
import { log } from './log.ts'
import { noteFailure } from './note-failure.ts'
import { parseDatabase, repositoryRoot, type Environment } from '@ketnoi/settings'
import { openSecrets } from './secrets.ts'

/** What lives as long as the process: made once, closed once. */
export interface Services {
  readonly database: OpenDatabase
  /** `null` where the example was not shipped. */
  readonly exampleFolder: string | null
  readonly auth: Auth
  readonly limit: AttemptLimit
  /** Started in the background: nobody waits for it to see a page. */
  readonly queue: () => Promise<Queue>
  readonly connectTo: Context['connectTo']
  readonly officialAccount: OfficialAccount
  readonly trial: Context['trial']
  /** While there is no account: what lets somebody make the first one. */
  firstCode: FirstCode | null
  /** Whether the queue serves. */
  readonly isServing: () => Promise<boolean>
  /** Ends after the work under way. */
  readonly endWork: () => Promise<void>
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

/** What was opened; it is there before a request is answered. */
export async function currentServices(): Promise<Services> {
  const services = await shared[KEY]
  if (services === undefined) throw new Error('nothing has been started')
  return services
}

/** Gives everything back. Safe to call at any time, also when nothing was opened or the opening failed. */
export async function stopServices(): Promise<void> {
  const starting = shared[KEY]
  shared[KEY] = undefined
  const services = await starting?.catch(() => undefined)
  if (services === undefined) return
  await services.endWork()
  await services.database.close()
}

/** The code that the first administrator is made with, as long as there is no account. */
export async function findFirstCode(services: Services): Promise<FirstCode | null> {
  if (services.firstCode !== null && (await countAccounts(services.database.db)) > 0) services.firstCode = null
  return services.firstCode
}

async function open(env: Environment): Promise<Services> {
  const root = repositoryRoot(process.cwd())
  const settings = parseDatabase(env, root)
  const database = await openDatabase(
    settings.kind === 'postgres' ? { url: settings.url } : { dataDir: settings.folder },
    { unnamed: 'nobody' },
  )
  if (settings.kind === 'postgres' && !database.walled)
    log(
      'warning',
      'The database does not keep the areas of accounts by itself: its user may not make the role ketnoi_request.',
    )
  try {
    const secrets = await openSecrets(env, settings.folder, database.db)
    const example = join(root, 'examples', 'ia-pa')
    // Loaded only now: the port is open and answers "starting" while this takes its time.
    const [
      {
        createAttemptLimit,
        createAuth,
        createFirstCode,
        OFFICIAL_ACCOUNT,
        recoverInterruptedWork,
        serveWork,
        TRIAL_SERVICE,
        WORK,
      },
      { createContext },
      { createOfficialAccount },
      { createTrialService },
    ] = await Promise.all([
      import('@ketnoi/api'),
      import('./create-context.ts'),
      import('./official-account/official-account.ts'),
      import('./trial-service.ts'),
    ])
    const trial = createTrialService(() => createContext(services))
    const official = createOfficialAccount({ context: () => createContext(services), secrets })
    let made: { readonly secret: string; readonly auth: Auth } | null = null
    const connections = new Map<string, (stillHolds: () => Promise<void>) => Promise<Connection | null>>([
      [OFFICIAL_ACCOUNT, official.connect],
      [TRIAL_SERVICE, trial.connect],
    ])
    const work = startOnce(async () => {
      const queue = await database.startQueue(WORK, (error) => noteFailure('queue', error))
      return { queue, served: await serveWork(createContext(services), queue) }
    })
    const services: Services = {
      database,
      exampleFolder: existsSync(example) ? example : null,
      // Another one once the secret was replaced.
      get auth() {
        const [secret = ''] = secrets()
        if (made?.secret !== secret) made = { secret, auth: createAuth(database.db, secret) }
        return made.auth
      },
      limit: createAttemptLimit(),
      queue: async () => (await work()).queue,
      connectTo: async (service, stillHolds) => (await connections.get(service)?.(stillHolds)) ?? null,
      officialAccount: official.account,
      trial,
      firstCode: (await countAccounts(database.db)) === 0 ? createFirstCode() : null,
      isServing: async () => (await work.started()) !== null,
      endWork: async () => {
        const started = await work.started()
        started?.served.stop()
        await started?.queue.stop()
        await trial.close()
      },
    }
    await recoverInterruptedWork(createContext(services))
    // Whoever needs it waits for it, and hears why it could not be started; a page does not need it.
    work().catch((error: unknown) => noteFailure('queue', error))
    return services
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Something that is started when it is first needed, once; what failed is tried again by whoever needs it next. */
function startOnce<T>(start: () => Promise<T>): (() => Promise<T>) & { readonly started: () => Promise<T | null> } {
  let starting: Promise<T> | null = null
  const need = () =>
    (starting ??= start().catch((error: unknown) => {
      starting = null
      throw error
    }))
  return Object.assign(need, { started: async () => (await starting?.catch(() => null)) ?? null })
}
