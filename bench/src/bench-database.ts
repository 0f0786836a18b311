import { openDatabase, type OpenDatabase } from '@ketnoi/db'
import pg from 'pg'
import { startPostgres } from '../../test/start-postgres.ts'
import { SERVER_SETTINGS } from './server-settings.ts'

/** A PostgreSQL of the benchmark's own, with the schema of the product, and a plain connection beside it. */
export interface BenchDatabase {
  readonly database: OpenDatabase
  readonly client: pg.Client
  readonly url: string
  readonly stop: () => Promise<void>
}

/** A server set up as the operations guide says, but for what a run that nobody keeps never needs (syncing to disk). */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const server = await startPostgres(SERVER_SETTINGS)
  const url = `${server.url}/bench`
  const admin = new pg.Client({ connectionString: `${server.url}/postgres` })
  await admin.connect()
  await admin.query('create database bench')
  await admin.end()
  const database = await openDatabase({ url })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    database,
    client,
    url,
    stop: async () => {
      await client.end()
      await database.close()
      await server.stop()
    },
  }
}
