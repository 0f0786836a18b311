import { sql } from 'kysely'
import { NotFound } from '../errors.ts'
import type { Db } from '../schema.ts'
import type { ImportKind, ImportStatus } from './imports.tables.ts'

export interface RosterImport {
  readonly id: string
  readonly kind: ImportKind
  readonly status: ImportStatus
  readonly fileName: string
  readonly mapping: unknown
  readonly summary: unknown
  readonly error: unknown
  readonly jobId: string | null
  readonly author: string
  readonly createdAt: string
  readonly updatedAt: string
}

const COLUMNS = [
  'id',
  'kind',
  'status',
  'file_name as fileName',
  'mapping',
  'summary',
  'error',
  'job_id as jobId',
  'author',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

export async function insertImport(
  db: Db,
  given: {
    readonly id: string
    readonly kind: ImportKind
    readonly fileName: string
    readonly file: Uint8Array
    readonly author: string
    readonly mapping?: unknown
  },
): Promise<RosterImport> {
  return db
    .insertInto('roster_import')
    .values({
      id: given.id,
      kind: given.kind,
      status: 'uploaded',
      file_name: given.fileName,
      // The embedded database takes bytes one by one, text at once.
      file: sql<Uint8Array>`decode(${Buffer.from(given.file).toString('base64')}, 'base64')`,
      author: given.author,
      mapping: given.mapping === undefined ? null : JSON.stringify(given.mapping),
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

/** Begins an import of the same file and author, with a mapping of its own. */
export async function copyImport(
  db: Db,
  from: string,
  given: { readonly id: string; readonly mapping: unknown },
): Promise<void> {
  await db
    .insertInto('roster_import')
    .columns(['id', 'kind', 'status', 'file_name', 'file', 'author', 'mapping'])
    .expression((eb) =>
      eb
        .selectFrom('roster_import')
        .select((one) => [
          one.val(given.id).as('id'),
          'kind',
          one.val<ImportStatus>('uploaded').as('status'),
          'file_name',
          'file',
          'author',
          sql<string>`cast(${JSON.stringify(given.mapping)} as jsonb)`.as('mapping'),
        ])
        .where('id', '=', from),
    )
    .execute()
}

export async function findImport(db: Db, id: string): Promise<RosterImport | null> {
  return (await db.selectFrom('roster_import').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

export async function getImport(db: Db, id: string): Promise<RosterImport> {
  const found = await findImport(db, id)
  if (found === null) throw new NotFound('import', id)
  return found
}

/** The bytes that were dropped in: read again for the dry run, for another mapping, and for the import itself. */
export async function getImportFile(db: Db, id: string): Promise<Uint8Array> {
  const row = await db
    .selectFrom('roster_import')
    .select(sql<string>`encode(file, 'base64')`.as('file'))
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new NotFound('import', id)
  return new Uint8Array(Buffer.from(row.file, 'base64'))
}

/** Newest first, without the files. */
export async function listImports(
  db: Db,
  filter: { readonly kind?: ImportKind; readonly author?: string; readonly limit: number },
): Promise<RosterImport[]> {
  const { author, kind } = filter
  return db
    .selectFrom('roster_import')
    .select(COLUMNS)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'roster'))
    .$if(author !== undefined, (query) => query.where('author', '=', author ?? ''))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

export interface ImportChange {
  readonly status?: ImportStatus
  readonly mapping?: unknown
  readonly summary?: unknown
  readonly error?: unknown
  readonly jobId?: string | null
}

export async function updateImport(db: Db, id: string, change: ImportChange): Promise<RosterImport> {
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
  const row = await db
    .updateTable('roster_import')
    .set({
      updated_at: sql`now()`,
      ...(change.status === undefined ? {} : { status: change.status }),
      ...(change.mapping === undefined ? {} : { mapping: json(change.mapping) }),
      ...(change.summary === undefined ? {} : { summary: json(change.summary) }),
      ...(change.error === undefined ? {} : { error: json(change.error) }),
      ...(change.jobId === undefined ? {} : { job_id: change.jobId }),
    })
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst()
  if (row === undefined) throw new NotFound('import', id)
  return row
}

/**
 * Takes an import for carrying out. Waits for nobody: `null` when it is already under way or done, so that twice is once.
 */
export async function lockImport(db: Db, id: string): Promise<RosterImport | null> {
  const row = await db
    .updateTable('roster_import')
    .set({ status: 'importing', updated_at: sql`now()`, error: null })
    .where('id', '=', id)
    .where('status', 'in', ['uploaded', 'checked', 'failed'])
    .returning(COLUMNS)
    .executeTakeFirst()
  return row ?? null
}

/** Nobody goes on with what an import left undecided once it was taken back: its file would be dropped in anew. */
export async function cancelRestOfImport(trx: Db, id: string): Promise<void> {
  await trx
    .updateTable('roster_import')
    .set({ status: 'cancelled', updated_at: sql`now()` })
    .where(sql<boolean>`mapping -> 'rest' ->> 'of' = ${id}`)
    .where('status', 'in', ['uploaded', 'checked', 'failed'])
    .execute()
}
