import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PGliteDialect, PostgresDialect, sql, type KyselyConfig } from 'kysely'
import pg from 'pg'
import { lockDataFolder } from './data-folder.ts'
import { DatabaseError, DatabaseTooOld, DatabaseUnreachable, DataFolderUnreadable } from './errors.ts'
import { migrate } from './migrate.ts'
import type { Database } from './schema.ts'
import { findTemplate } from './template.ts'
import { PARSERS } from './values.ts'

/** Where the data is: a PostgreSQL server, a folder for the embedded database, or memory alone for tests. */
export type DatabaseTarget =
  { readonly url: string; readonly poolSize?: number } | { readonly dataDir: string } | { readonly memory: true }

export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly kind: 'pglite' | 'postgres'
  /** The version of the server, e.g. `18.6`. */
  readonly version: string
  readonly close: () => Promise<void>
}

export interface OpenOptions {
  /** Whether to bring the schema up to date (the default). */
  readonly migrate?: boolean
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
  } catch (error) {
    await opened.close()
    throw error
  }
  return opened
}

async function openPostgres(url: string, poolSize: number, options: OpenOptions): Promise<OpenDatabase> {
  const address = describeAddress(url)
  const types = new pg.TypeOverrides()
  for (const [oid, parse] of Object.entries(PARSERS)) types.setTypeParser(Number(oid), parse)
  let pool: pg.Pool
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: 10_000,
      types,
    })
  } catch (error) {
    throw new DatabaseUnreachable(address, error)
  }
  // A connection that the server ends is replaced by the next query, and what was under way on it fails by itself; without a
  // listener, in the pool and out of it, it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), ...logTo(options) })
  try {
    const { rows } = await sql<{ server_version_num: string; server_version: string }>`
      select current_setting('server_version_num') as server_version_num, current_setting('server_version') as server_version
    `.execute(db)
    const version = (rows[0]?.server_version ?? '').split(' ')[0] ?? ''
    if (Number(rows[0]?.server_version_num) < OLDEST_POSTGRES * 10_000)
      throw new DatabaseTooOld(version, OLDEST_POSTGRES)
    return { db, kind: 'postgres', version, close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    if (error instanceof DatabaseError) throw error
    throw new DatabaseUnreachable(address, error)
  }
}

function logTo({ onStatement }: OpenOptions): Pick<KyselyConfig, 'log'> {
  return onStatement === undefined ? {} : { log: (event) => onStatement(event.query.sql) }
}

/** The address without the password. */
function describeAddress(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`
  } catch {
    return 'the address in DATABASE_URL'
  }
}

async function openEmbedded(
  target: { readonly dataDir: string } | { readonly memory: true },
  options: OpenOptions,
): Promise<OpenDatabase> {
  const release = 'dataDir' in target ? await lockDataFolder(target.dataDir) : async () => {}
  try {
    // Loaded on demand: a program on a PostgreSQL server never pays for it.
    const [{ PGlite }, { pg_trgm }] = await Promise.all([
      import('@electric-sql/pglite'),
      import('@electric-sql/pglite/contrib/pg_trgm'),
    ])
    const settings = { extensions: { pg_trgm }, parsers: { ...PARSERS } }
    const dataDir = 'dataDir' in target ? join(target.dataDir, 'pglite') : undefined
    const template = dataDir === undefined || !existsSync(dataDir) ? await findTemplate() : undefined
    const unpack = template === undefined ? {} : { loadDataDir: template }
    if (dataDir !== undefined && !existsSync(dataDir)) {
      // Under another name until it is whole: a first start that is killed leaves nothing that the next one stumbles over.
      const unfinished = `${dataDir}.new`
      await rm(unfinished, { recursive: true, force: true })
      await (await PGlite.create({ dataDir: unfinished, ...settings, ...unpack })).close()
      await rename(unfinished, dataDir)
    }
    const pglite = await PGlite.create({ ...(dataDir === undefined ? unpack : { dataDir }), ...settings })
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }), ...logTo(options) })
    const { rows } = await sql<{
      server_version: string
    }>`select current_setting('server_version') as server_version`.execute(db)
    const close = async (): Promise<void> => {
      await db.destroy()
      await release()
    }
    return { db, kind: 'pglite', version: (rows[0]?.server_version ?? '').split(' ')[0] ?? '', close }
  } catch (error) {
    await release()
    throw 'dataDir' in target ? new DataFolderUnreadable(target.dataDir, error) : error
  }
}
