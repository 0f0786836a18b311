import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PGliteDialect, sql } from 'kysely'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../../../test/start-postgres.ts'
import { openDatabase } from '../src/connect.ts'
import { openPglite } from '../src/embedded.ts'
import { migrate } from '../src/migrate.ts'
import type { Database } from '../src/schema.ts'
import { buildTemplate } from '../src/template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the server that the test run started, without a database name at its end. */
    postgresUrl: string
    /** The database of that server that is up to date and empty, to be copied. */
    postgresTemplate: string
    /** A file: the same of the embedded engine. */
    pgliteTemplate: string
  }
}

const TEMPLATE = 'migrated'

/**
 * Starts one real PostgreSQL for the whole test run, in which tests make databases of their own, and brings one database of each engine
 * up to date: to copy one takes a fraction of what all the migrations take.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ketnoi-templates-'))
  const [server, dumped] = await Promise.all([startPostgres(), dumpMigrated()])
  await migrateTemplate(server.url)
  const path = join(folder, 'pglite.tar.gz')
  await writeFile(path, dumped)
  project.provide('postgresUrl', server.url)
  project.provide('postgresTemplate', TEMPLATE)
  project.provide('pgliteTemplate', path)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function dumpMigrated(): Promise<Uint8Array> {
  await buildTemplate()
  const { pglite } = await openPglite({ memory: true })
  await migrate(new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) }))
  const dump = await pglite.dumpDataDir('gzip')
  await pglite.close()
  return new Uint8Array(await dump.arrayBuffer())
}

async function migrateTemplate(server: string): Promise<void> {
  const first = await openDatabase({ url: `${server}/postgres`, poolSize: 1 }, { migrate: false })
  await sql`create database ${sql.ref(TEMPLATE)}`.execute(first.db)
  await first.close()
  const template = await openDatabase({ url: `${server}/${TEMPLATE}` })
  await template.close()
}
