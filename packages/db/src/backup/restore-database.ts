import { Migrator } from 'kysely/migration'
import { migrations } from '../../migrations/index.ts'
import { MigrationFailed } from '../errors.ts'
import {
  BackupProblem,
  damagedBackup,
  newerBackup,
  type BackupManifest,
  type BackupPart,
  type TableTotal,
} from './backup-part.ts'
import { checkParts } from './check-parts.ts'
import { openSession, type BackupTarget, type Session } from './session.ts'
import {
  countOthers,
  findFilledTable,
  listHindrances,
  listSchemaRemovals,
  listTables,
  updateIdentities,
} from './tables.queries.ts'

export interface Restored {
  readonly manifest: BackupManifest
  readonly totals: readonly TableTotal[]
}

/**
 * Brings a backup into an empty database: the schema as it was when it was written, the rows, then the schema of this program. All of
 * it in one transaction: whatever goes wrong, also a kill, leaves the database as empty as it was. `beforeCommit` is done when nothing
 * but the commit can go wrong any more.
 */
export async function restoreDatabase(
  target: BackupTarget,
  parts: AsyncIterable<BackupPart>,
  beforeCommit: () => Promise<void> = async () => {},
): Promise<Restored> {
  const session = await openSession(target, true)
  try {
    await refuseInUse(session)
    await session.run('begin')
    try {
      const restored = await load(session, checkParts(parts))
      await beforeCommit()
      await session.run('commit')
      // What the planner knows of the tables is not in a backup.
      await session.run('analyze')
      return restored
    } catch (error) {
      await session.run('rollback').catch(() => {})
      throw error
    }
  } finally {
    await session.close()
  }
}

async function refuseInUse({ kind, db }: Session): Promise<void> {
  const others = kind === 'postgres' ? await countOthers(db) : 0
  if (others > 0)
    throw new BackupProblem('database-in-use', {
      vi: `Cơ sở dữ liệu đang có ${String(others)} kết nối khác: hãy dừng cổng và mọi chương trình đang mở nó, rồi thử lại.`,
      en: `The database is in use by ${String(others)} other connections: stop the portal, and whatever else has it open, then try again.`,
    })
}

async function load(session: Session, parts: AsyncGenerator<BackupPart>): Promise<Restored> {
  const first = await parts.next()
  if (first.done === true || first.value.kind !== 'manifest') throw damagedBackup({ vi: 'trống', en: 'it is empty' })
  const { manifest } = first.value
  const last = lastMigration(manifest)
  const filled = await findFilledTable(session.db)
  if (filled !== null)
    throw new BackupProblem('database-not-empty', {
      vi: `Cơ sở dữ liệu không trống (bảng ${filled} có dòng): hãy khôi phục vào một cơ sở dữ liệu mới, để không ghi đè gì.`,
      en: `The database is not empty (there are rows in ${filled}): restore into a new one, so that nothing is overwritten.`,
    })
  for (const statement of await listSchemaRemovals(session.db)) await session.run(statement)
  await migrateTo(session, last)
  refuseOtherTables(manifest, await listTables(session.db))
  const { remove, bringBack } = await listHindrances(session.db)
  for (const statement of remove) await session.run(statement)
  const totals = await loadRows(session, manifest, parts)
  for (const statement of bringBack) await session.run(statement)
  await updateIdentities(session.db, manifest.identities)
  await migrateTo(session, Object.keys(migrations).at(-1) ?? last)
  return { manifest, totals }
}

/** The one that leads to the schema of the backup; throws when this program does not know it. */
function lastMigration({ migrations: had, program }: BackupManifest): string {
  const known = Object.keys(migrations)
  const unknown = had.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw newerBackup(`${program}, ${unknown.join(', ')}`)
  const last = had.at(-1)
  if (last === undefined || had.some((name, at) => known[at] !== name))
    throw new BackupProblem('backup-foreign', {
      vi: 'Bản sao lưu có lược đồ mà không bản phát hành nào của chương trình này từng có: hãy dùng bản khác.',
      en: 'The backup is of a schema that no release of this program has had.',
    })
  return last
}

async function migrateTo({ db }: Session, name: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  // Within the transaction that is open on the only connection.
  const { error, results } = await migrator.migrateTo(name, { disableTransactions: true })
  if (error !== undefined)
    throw new MigrationFailed(results?.find(({ status }) => status === 'Error')?.migrationName ?? null, error)
}

function refuseOtherTables(manifest: BackupManifest, tables: BackupManifest['tables']): void {
  if (JSON.stringify(tables) !== JSON.stringify(manifest.tables))
    throw new BackupProblem('backup-foreign', {
      vi: 'Bản sao lưu có những bảng mà không bản phát hành nào của chương trình này từng có: hãy dùng bản khác.',
      en: 'The backup is of tables that no release of this program has had.',
    })
}

async function loadRows(
  session: Session,
  { tables }: BackupManifest,
  parts: AsyncGenerator<BackupPart>,
): Promise<readonly TableTotal[]> {
  const columnsOf = new Map(tables.map(({ name, columns }) => [name, columns]))
  let totals: readonly TableTotal[] = []
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    const part = next.value
    if (part.kind === 'table') await session.copyIn(part.table, columnsOf.get(part.table) ?? [], rowsOf(parts))
    if (part.kind === 'end') totals = part.totals
  }
  return totals
}

/** The rows of the table that has begun; ends with its total, which `checkParts` has compared. */
async function* rowsOf(parts: AsyncGenerator<BackupPart>): AsyncGenerator<Uint8Array> {
  for (let next = await parts.next(); next.done !== true && next.value.kind === 'rows'; next = await parts.next())
    yield next.value.bytes
}
