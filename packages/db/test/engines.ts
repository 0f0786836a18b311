import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import type {} from './databases.global-setup.ts'
import { openDatabase, type DatabaseTarget, type OpenDatabase, type OpenOptions } from '../src/connect.ts'
import type { Db } from '../src/schema.ts'
import { inTransaction } from '../src/transaction.ts'

/** The database of a test file on one engine, opened before its tests. */
export interface Engine {
  readonly kind: OpenDatabase['kind']
  readonly db: Db
  /** On PostgreSQL, for further connections. */
  readonly url: string | null
  /** The text of every statement so far. */
  readonly statements: string[]
}

/** Runs the same tests on both engines, each in a database of its own. */
export function describeEngines(name: string, tests: (engine: Engine) => void): void {
  describe.each(['pglite', 'postgres'] as const)(`${name} on %s`, (kind) => {
    describeEngine(kind, tests)
  })
}

/** Runs tests that need several connections. */
export function describePostgres(name: string, tests: (engine: Engine) => void): void {
  describe(`${name} on postgres`, () => {
    describeEngine('postgres', tests)
  })
}

function describeEngine(kind: OpenDatabase['kind'], tests: (engine: Engine) => void): void {
  let opened: OpenDatabase | undefined
  let url: string | null = null
  const statements: string[] = []
  const options: OpenOptions = { onStatement: (text) => statements.push(text) }
  beforeAll(async () => {
    if (kind === 'postgres') url = await createPostgresDatabase()
    opened = await openDatabase(url === null ? await copyEmbedded() : { url }, options)
  })
  afterAll(async () => {
    await opened?.close()
    if (url !== null) await dropPostgresDatabase(url)
  })
  tests({
    kind,
    get db() {
      if (opened === undefined) throw new Error('the database is opened before the tests, not while they are collected')
      return opened.db
    },
    get url() {
      return url
    },
    statements,
  })
}

/** An embedded database in memory that is up to date and empty. */
export async function copyEmbedded(): Promise<DatabaseTarget> {
  return { memory: true, dumped: new Blob([await readFile(inject('pgliteTemplate'))]) }
}

/** Makes a database on the server of the test run that is up to date and empty. */
export function createPostgresDatabase(): Promise<string> {
  return makeDatabase(inject('postgresTemplate'))
}

/** Makes a database on the server of the test run with nothing in it. */
export function createBarePostgresDatabase(): Promise<string> {
  return makeDatabase('template1')
}

async function makeDatabase(template: string): Promise<string> {
  const name = `db_${randomUUID().replaceAll('-', '')}`
  await onServer((db) => sql`create database ${sql.ref(name)} template ${sql.ref(template)}`.execute(db))
  return `${inject('postgresUrl')}/${name}`
}

export async function dropPostgresDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  await onServer((db) => sql`drop database if exists ${sql.ref(name)} with (force)`.execute(db))
}

async function onServer(work: (db: Db) => Promise<unknown>): Promise<void> {
  const server = await openDatabase({ url: `${inject('postgresUrl')}/postgres`, poolSize: 1 }, { migrate: false })
  try {
    await work(server.db)
  } finally {
    await server.close()
  }
}

/** Empties every table, so that one test does not see what another one left. */
export async function emptyDatabase(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select quote_ident(tablename) as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%' order by tablename
  `.execute(db)
  // One statement, so that the order of foreign keys does not matter; a truncate of so many tables takes ten times as long.
  const deletions = rows.map((row, at) => `d${String(at)} as (delete from ${row.name})`)
  // Tried again where it meets what works in the background and has not heard yet that its test is over.
  await inTransaction(db, async (trx) => {
    // What may only be added to refuses this as well: as on a replica, its triggers rest.
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(`with ${deletions.join(', ')} select`).execute(trx)
  })
}

/** Empties the log, which refuses that to everybody, so that a test finds in it what it did itself. */
export async function emptyAuditLog(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`with seals as (delete from audit_seal) delete from audit_event`.execute(trx)
  })
}
