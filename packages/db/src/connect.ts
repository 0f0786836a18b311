import { Kysely, PGliteDialect, PostgresDialect, sql, type KyselyConfig } from 'kysely'
import pg from 'pg'
import { openPglite, type EmbeddedTarget } from './embedded.ts'
import { DatabaseSilent, DatabaseTooOld, DatabaseUnreachable, DataFolderUnreadable, isAnswerLost } from './errors.ts'
import type { Queue } from './jobs/queue.ts'
import { migrate } from './migrate.ts'
import type { Database } from './schema.ts'
import { createPooledClients } from './pooled-client.ts'
import { PARSERS } from './values.ts'
import { findWall, sayArea, type Area } from './wall.ts'

/** Where the data is: a PostgreSQL server, or the embedded database. */
export type DatabaseTarget = { readonly url: string; readonly poolSize?: number } | EmbeddedTarget

export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly kind: 'pglite' | 'postgres'
  /** The version of the server, e.g. `18.6`. */
  readonly version: string
  /** Whether areas are kept by the database as well: not by the embedded one, nor where the program may not make roles. */
  readonly walled: boolean
  /** Starts the durable work of this database; `names` are all its kinds. `onError` hears of what it will try again by itself. */
  readonly startQueue: (names: readonly string[], onError?: (error: unknown) => void) => Promise<Queue>
  readonly close: () => Promise<void>
}

export interface OpenOptions {
  /** Whether to bring the schema up to date (the default). */
  readonly migrate?: boolean
  /**
   * What work that names no area (`withinArea`) may see of people: `everything`, which is the default and right for the command line,
   * or `nobody`, so that a server that forgets to say it shows nobody.
   */
  readonly unnamed?: 'everything' | 'nobody'
  /** Told the text of every statement, without its values: they may be personal. */
  readonly onStatement?: (text: string) => void
}

/** The oldest that is tested against. */
export const OLDEST_POSTGRES = 15

/**
 * Opens the database and brings its schema up to date.
 *
 * Throws `DataFolderInUse`, `DataFolderNotWritable`, `DataFolderUnreadable`, `DatabaseUnreachable`, `DatabaseTooOld`,
 * `DatabaseNewer` or `MigrationFailed`, with everything closed again.
 */
export async function openDatabase(target: DatabaseTarget, options: OpenOptions = {}): Promise<OpenDatabase> {
  const opened =
    'url' in target
      ? await openPostgres(target.url, target.poolSize ?? 10, options)
      : await openEmbedded(target, options)
  try {
    if (options.migrate !== false) await migrate(opened.db)
    return await opened.raiseWall()
  } catch (error) {
    await opened.close()
    throw error
  }
}

interface Opened extends Omit<OpenDatabase, 'walled'> {
  /** From then on areas are said to the database. */
  readonly raiseWall: () => Promise<OpenDatabase>
}

async function openPostgres(url: string, poolSize: number, options: OpenOptions): Promise<Opened> {
  const address = describeAddress(url)
  const types = new pg.TypeOverrides()
  for (const [oid, parse] of Object.entries(PARSERS)) types.setTypeParser(Number(oid), parse)
  let pool: pg.Pool
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: 10_000,
      pipeline: true,
      types,
    })
  } catch (error) {
    throw new DatabaseUnreachable(address, error)
  }
  // A connection that the server ends is replaced by the next query, and what was under way on it fails by itself; without a
  // listener, in the pool and out of it, it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const pooled = createPooledClients()
  let wall: { readonly outside: Area | 'everything' } | null = null
  const walledPool = {
    options: pool.options,
    connect: async () => {
      // Nothing was asked yet: whoever is told so knows that nothing was written.
      const client = await pool.connect().catch((error: unknown) => {
        throw new DatabaseSilent(error)
      })
      try {
        if (wall !== null) await sayArea(client, wall.outside)
        return pooled(client)
      } catch (error) {
        // Nobody may go on with what was said before.
        client.release(true)
        throw isAnswerLost(error) ? new DatabaseSilent(error) : error
      }
    },
    end: () => pool.end(),
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: walledPool }), ...logTo(options) })
  try {
    const { rows } = await sql<{ server_version_num: string; server_version: string }>`
      select current_setting('server_version_num') as server_version_num, current_setting('server_version') as server_version
    `.execute(db)
    const version = (rows[0]?.server_version ?? '').split(' ')[0] ?? ''
    if (Number(rows[0]?.server_version_num) < OLDEST_POSTGRES * 10_000)
      throw new DatabaseTooOld(version, OLDEST_POSTGRES)
    const startQueue: OpenDatabase['startQueue'] = async (names, onError) =>
      (await loadQueue()).startQueue({ url }, names, onError)
    const opened = { db, kind: 'postgres', version, startQueue, close: () => db.destroy() } as const
    const raiseWall = async (): Promise<OpenDatabase> => {
      const walled = await findWall(db)
      if (walled) wall = { outside: options.unnamed === 'nobody' ? NOBODY : 'everything' }
      return { ...opened, walled }
    }
    return { ...opened, raiseWall }
  } catch (error) {
    await db.destroy()
    if (error instanceof DatabaseTooOld) throw error
    throw new DatabaseUnreachable(address, error instanceof DatabaseSilent ? error.cause : error)
  }
}

/** Loaded on demand: most programs on a database leave no work behind. */
const loadQueue = () => import('./jobs/queue.ts')

const NOBODY: Area = { actorId: '', see: [], change: [] }

function logTo({ onStatement }: OpenOptions): Pick<KyselyConfig, 'log'> {
  return onStatement === undefined ? {} : { log: (event) => onStatement(event.query.sql) }
}

/** The address without the password. */
export function describeAddress(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`
  } catch {
    return 'the address in DATABASE_URL'
  }
}

async function openEmbedded(target: EmbeddedTarget, options: OpenOptions): Promise<Opened> {
  const { pglite, asked, release } = await openPglite(target)
  try {
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: asked }), ...logTo(options) })
    const { rows } = await sql<{
      server_version: string
    }>`select current_setting('server_version') as server_version`.execute(db)
    const close = async (): Promise<void> => {
      await db.destroy()
      await release()
    }
    const version = (rows[0]?.server_version ?? '').split(' ')[0] ?? ''
    const startQueue: OpenDatabase['startQueue'] = async (names, onError) =>
      (await loadQueue()).startQueue({ pglite }, names, onError)
    const opened = { db, kind: 'pglite', version, startQueue, close } as const
    return { ...opened, raiseWall: () => Promise.resolve({ ...opened, walled: false }) }
  } catch (error) {
    await release()
    throw 'dataDir' in target ? new DataFolderUnreadable(target.dataDir, error) : error
  }
}
