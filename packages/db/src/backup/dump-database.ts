import { sql } from 'kysely'
import { BACKUP_FORMAT, BackupProblem, type BackupPart, type TableTotal } from './backup-part.ts'
import { tally } from './check-parts.ts'
import { openSession, type BackupTarget } from './session.ts'
import { listIdentities, listMigrations, listTables } from './tables.queries.ts'

const NEWLINE = 10
const PART_BYTES = 256_000

/**
 * Everything of the program in a database, as it was at one instant; on PostgreSQL others may go on reading and writing. The queue
 * of work is left out: what is open is asked for anew.
 */
export async function* dumpDatabase(
  target: BackupTarget,
  program: { readonly version: string; readonly now: string },
): AsyncGenerator<BackupPart> {
  const session = await openSession(target, false)
  try {
    await session.run('begin isolation level repeatable read read only')
    const migrations = await listMigrations(session.db)
    if (migrations === null)
      throw new BackupProblem('database-missing', {
        vi: 'Cơ sở dữ liệu không có bảng nào của chương trình này: hãy kiểm tra DATABASE_URL.',
        en: 'The database has no tables of this program: check DATABASE_URL.',
      })
    const tables = await listTables(session.db)
    const identities = await listIdentities(session.db)
    const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(
      session.db,
    )
    const engine = `${session.kind} ${rows[0]?.version.split(' ')[0] ?? ''}`
    const { version, now } = program
    yield {
      kind: 'manifest',
      manifest: { format: BACKUP_FORMAT, program: version, createdAt: now, engine, migrations, tables, identities },
    }
    const totals: TableTotal[] = []
    for (const { name, columns } of tables) {
      yield { kind: 'table', table: name }
      const seen = tally(name)
      for await (const bytes of wholeLines(session.copyOut(name, columns))) {
        seen.add(bytes)
        yield { kind: 'rows', bytes }
      }
      const total = seen.total()
      totals.push(total)
      yield { kind: 'total', total }
    }
    yield { kind: 'end', totals }
    await session.run('commit')
  } finally {
    await session.close()
  }
}

/** Cuts a stream where a line ends. */
async function* wholeLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let kept: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    kept.push(piece)
    length += piece.length
    if (length < PART_BYTES || !piece.includes(NEWLINE)) continue
    const joined = Buffer.concat(kept)
    const end = joined.lastIndexOf(NEWLINE) + 1
    yield joined.subarray(0, end)
    kept = end === joined.length ? [] : [joined.subarray(end)]
    length = joined.length - end
  }
  if (length > 0) yield Buffer.concat(kept)
}
