import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { from, to } from 'pg-copy-streams'
import { describeAddress } from '../connect.ts'
import { hasDatabase, openPglite } from '../embedded.ts'
import { DatabaseUnreachable, DataFolderInUse } from '../errors.ts'
import type { Database } from '../schema.ts'
import { BackupProblem } from './backup-part.ts'
import { copyOutInPieces } from './copy-in-pieces.ts'

/** Where a backup comes from or goes to. */
export type BackupTarget = { readonly url: string } | { readonly dataDir: string }

/** One connection, with the fast way in and out that `Kysely` does not have. Transactions are begun and ended by hand. */
export interface Session {
  readonly kind: 'pglite' | 'postgres'
  readonly db: Kysely<Database>
  readonly run: (statement: string) => Promise<void>
  /** The rows of a table in the text form of COPY, in pieces of any length. */
  readonly copyOut: (table: string, columns: readonly string[]) => AsyncIterable<Uint8Array>
  /** Takes pieces of whole lines. */
  readonly copyIn: (table: string, columns: readonly string[], pieces: AsyncIterable<Uint8Array>) => Promise<void>
  readonly close: () => Promise<void>
}

/** Values are written the same by every server: whatever it was set to otherwise does not reach the file. */
const SAME_TEXT = `
  set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set client_encoding = 'UTF8'; set search_path = public; set statement_timeout = 0`

/** Opens one connection. `make`: whether the embedded database is made where there is none. */
export async function openSession(target: BackupTarget, make: boolean): Promise<Session> {
  return 'url' in target ? await openServer(target.url) : await openFolder(target.dataDir, make)
}

async function openServer(url: string): Promise<Session> {
  let client: pg.Client
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
    // Without a listener a connection that breaks would end the process; what was under way on it fails by itself.
    client.on('error', () => {})
    await client.connect()
  } catch (error) {
    throw new DatabaseUnreachable(describeAddress(url), error)
  }
  const only = Object.assign(client, { release: () => {} })
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: { options: {}, connect: async () => only, end: async () => {} } }),
  })
  const session: Session = {
    kind: 'postgres',
    db,
    run: async (statement) => {
      await client.query(statement)
    },
    copyOut: (table, columns) => client.query(to(`copy (select ${columns.join(', ')} from ${table}) to stdout`)),
    copyIn: async (table, columns, pieces) => {
      await pipeline(Readable.from(pieces), client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`)))
    },
    close: async () => {
      await db.destroy()
      await client.end()
    },
  }
  // A wall that hides rows must not make a smaller backup: it is an error then.
  await session.run(`${SAME_TEXT}; set row_security = off`)
  return session
}

async function openFolder(dataDir: string, make: boolean): Promise<Session> {
  if (!make && !hasDatabase(dataDir))
    throw new BackupProblem('database-missing', {
      vi: `Không có cơ sở dữ liệu trong ${dataDir}: hãy chỉ chỗ của nó bằng --data, KETNOI_DATA hoặc DATABASE_URL.`,
      en: `There is no database in ${dataDir}: say where it is with --data, KETNOI_DATA or DATABASE_URL.`,
    })
  const { pglite, release } = await openPglite({ dataDir }).catch((error: unknown) => {
    if (!(error instanceof DataFolderInUse)) throw error
    const pid = typeof error.data['pid'] === 'number' ? error.data['pid'] : null
    throw new BackupProblem(
      'database-in-use',
      {
        vi:
          `Cổng${pid === null ? '' : ` (tiến trình ${pid})`} đang mở ${dataDir}, mà cơ sở dữ liệu nhúng mỗi lúc chỉ thuộc một chương trình: ` +
          'hãy dừng cổng, chạy lại lệnh này, rồi khởi động cổng. Trên PostgreSQL cổng cứ chạy.',
        en:
          `The portal${pid === null ? '' : ` (process ${pid})`} has ${dataDir} open, and the embedded database belongs to one program at a time: ` +
          'stop the portal, run this again, then start it. On PostgreSQL the portal may go on.',
      },
      error,
    )
  })
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) })
  const run = async (statement: string): Promise<void> => {
    await pglite.exec(statement)
  }
  await run(SAME_TEXT)
  return {
    kind: 'pglite',
    db,
    run,
    copyOut: (table, columns) => copyOutInPieces(pglite, table, columns),
    copyIn: async (table, columns, pieces) => {
      for await (const bytes of pieces)
        await pglite.query(`copy ${table} (${columns.join(', ')}) from '/dev/blob'`, [], {
          blob: new Blob([new Uint8Array(bytes)]),
        })
    },
    close: async () => {
      await db.destroy()
      await release()
    },
  }
}
