import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dumpSchema } from '../../test/dump-schema.ts'
import { createBarePostgresDatabase, dropPostgresDatabase } from '../../test/engines.ts'
import { loadExample } from '../../test/example.ts'
import { insertAuditEvents } from '../audit/audit.queries.ts'
import { sealAuditEvents } from '../audit/seals.queries.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { openDatabase } from '../connect.ts'
import { migrations } from '../../migrations/index.ts'
import type { Db } from '../schema.ts'
import { BackupProblem, type BackupManifest, type BackupPart } from './backup-part.ts'
import { checkParts } from './check-parts.ts'
import { dumpDatabase } from './dump-database.ts'
import { restoreDatabase } from './restore-database.ts'
import type { BackupTarget } from './session.ts'
import { listTables } from './tables.queries.ts'

const EVENT = {
  at: '2024-02-01T00:00:00Z',
  actor: 'a',
  action: 'x',
  subjectKind: 'k',
  subjectId: 's',
  data: { text: 'tab\t\\N "line"\nnext' },
}
const PROGRAM = { version: '1.2.3', now: '2024-02-01T00:00:00.000Z' }
let folder = ''
const urls: string[] = []
/** Of a filled embedded database, and what is in it. */
let parts: BackupPart[] = []
let content: Awaited<ReturnType<typeof contentOf>> = {}
let schema = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'db-backup-'))
  const source = await newTarget('pglite')
  await within(source, async (db) => {
    await fill(db)
    schema = await dumpSchema(db)
    content = await contentOf(db)
  })
  expect(Object.values(content).flat().length).toBeGreaterThan(50)
  parts = await partsOf(source)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  for (const url of urls) await dropPostgresDatabase(url)
})

let made = 0
async function newTarget(kind: 'pglite' | 'postgres'): Promise<BackupTarget> {
  if (kind === 'pglite') return { dataDir: join(folder, String(++made)) }
  const url = await createBarePostgresDatabase()
  urls.push(url)
  return { url }
}

async function within<T>(target: BackupTarget, work: (db: Db) => Promise<T>): Promise<T> {
  const opened = await openDatabase(target)
  try {
    return await work(opened.db)
  } finally {
    await opened.close()
  }
}

async function fill(db: Db): Promise<void> {
  await loadExample(db)
  await insertAuditEvents(db, [EVENT])
  await sealAuditEvents(db, '2024-02-01T00:00:01.000Z')
  await sql`select setval(pg_get_serial_sequence('audit_event', 'id'), 1000)`.execute(db)
  await sql`insert into setting (name, value) values ('odd', '{"a": [null, 1.5, "\u0110"]}')`.execute(db)
  // A file larger than what is copied at once, and one without a byte.
  await sql`
    insert into roster_import (id, kind, file_name, file, status, author)
    values ('big', 'roster', 'a.xlsx', decode(repeat('00ff0a5c', 250000), 'hex'), 'failed', 'a'),
      ('empty', 'roster', 'b.xlsx', '', 'failed', 'a')
  `.execute(db)
}

/** Every row of every table as text. */
async function contentOf(db: Db): Promise<Readonly<Record<string, readonly string[]>>> {
  const content: Record<string, string[]> = {}
  for (const { name } of await listTables(db)) {
    const { rows } = await sql<{
      row: string
    }>`select md5(t::text) || left(t::text, 200) as row from ${sql.raw(name)} as t order by 1`.execute(db)
    content[name] = rows.map(({ row }) => row)
  }
  return content
}

async function partsOf(target: BackupTarget): Promise<BackupPart[]> {
  const parts: BackupPart[] = []
  for await (const part of checkParts(dumpDatabase(target, PROGRAM))) parts.push(part)
  return parts
}

async function* replay(parts: readonly BackupPart[]): AsyncGenerator<BackupPart> {
  yield* parts
}

/** With one bit of the rows changed. */
function turned(parts: readonly BackupPart[]): BackupPart[] {
  return parts.map((part) =>
    part.kind === 'rows' ? { ...part, bytes: part.bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) } : part,
  )
}

function changed(parts: readonly BackupPart[], change: (manifest: BackupManifest) => BackupManifest): BackupPart[] {
  return parts.map((part) => (part.kind === 'manifest' ? { ...part, manifest: change(part.manifest) } : part))
}

test('goes from the embedded database to PostgreSQL and back, with every row', { timeout: 120_000 }, async () => {
  const [server, again] = [await newTarget('postgres'), await newTarget('pglite')]
  const { manifest, totals } = await restoreDatabase(server, replay(parts))
  expect(manifest).toMatchObject({ program: '1.2.3', migrations: Object.keys(migrations) })
  expect(totals.map(({ table, rows }) => [table, rows])).toEqual(
    Object.entries(content).map(([table, rows]) => [table, rows.length]),
  )
  await within(server, async (db) => {
    expect(await contentOf(db)).toEqual(content)
    // What was put aside to load is back.
    expect(await dumpSchema(db)).toBe(schema)
  })
  await restoreDatabase(again, dumpDatabase(server, PROGRAM))
  await within(again, async (db) => {
    expect(await contentOf(db)).toEqual(content)
    expect(await dumpSchema(db)).toBe(schema)
    expect(await verifyAudit(db)).toMatchObject({ breaks: [], sealed: 1 })
    // Numbers that were given out, even if their rows are gone, are not given out again.
    const [id] = await insertAuditEvents(db, [{ ...EVENT, at: '2024-02-02T00:00:00Z' }])
    expect(id).toBe(1001)
  })
})

describe.each(['pglite', 'postgres'] as const)('restoring into %s', (kind) => {
  test('leaves an empty database empty whatever goes wrong', { timeout: 120_000 }, async () => {
    const to = await newTarget(kind)
    await expect(restoreDatabase(to, replay(turned(parts)))).rejects.toBeInstanceOf(Error)
    await expect(restoreDatabase(to, replay(parts.slice(0, -1)))).rejects.toMatchObject({ code: 'backup-damaged' })
    const later = changed(parts, (manifest) => ({ ...manifest, migrations: [...manifest.migrations, '9999-later'] }))
    await expect(restoreDatabase(to, replay(later))).rejects.toMatchObject({ code: 'backup-newer' })
    await within(to, async (db) => {
      expect(Object.values(await contentOf(db)).flat()).toEqual([])
    })
    // The schema that is there now, without a row, does not stand in the way.
    await restoreDatabase(to, replay(parts))
    await expect(restoreDatabase(to, replay(parts))).rejects.toMatchObject({ code: 'database-not-empty' })
  })
})

test('a backup is held to its counts, its hashes and its order', async () => {
  const problemOf = async (some: readonly BackupPart[]): Promise<unknown> => {
    try {
      for await (const part of checkParts(replay(some))) expect(part.kind).toBeTypeOf('string')
      return null
    } catch (error) {
      return error instanceof BackupProblem ? error.code : error
    }
  }
  expect(await problemOf(parts)).toBeNull()
  expect(await problemOf(turned(parts))).toBe('backup-damaged')
  expect(await problemOf([])).toBe('backup-damaged')
  expect(await problemOf([...parts, ...parts])).toBe('backup-damaged')
  for (let at = 0; at < parts.length; at++)
    expect(await problemOf(parts.toSpliced(at, 1)), String(at)).toBe('backup-damaged')
  expect(await problemOf(changed(parts, (manifest) => ({ ...manifest, format: 2 })))).toBe('backup-newer')
})

test('a backup of PostgreSQL is of one instant, while others write', { timeout: 60_000 }, async () => {
  const from = await newTarget('postgres')
  const opened = await openDatabase(from)
  await fill(opened.db)
  const seen: BackupPart[] = []
  for await (const part of dumpDatabase(from, PROGRAM)) {
    if (part.kind === 'manifest')
      await sql`with a as (delete from setting) insert into household (id) values ('later')`.execute(opened.db)
    seen.push(part)
  }
  const rowsOf = (table: string) =>
    seen.flatMap((part) => (part.kind === 'total' && part.total.table === table ? [part.total.rows] : []))
  expect(rowsOf('setting')[0]).toBeGreaterThan(0)
  const { rows } = await sql<{ count: number }>`select count(*) as count from household`.execute(opened.db)
  expect(rowsOf('household')).toEqual([(rows[0]?.count ?? 0) - 1])
  // Whoever has it open would not see what is restored.
  await expect(restoreDatabase(from, replay(parts))).rejects.toMatchObject({ code: 'database-in-use' })
  await opened.close()
})

test('the embedded database is backed up while nobody has it open, which is said', { timeout: 60_000 }, async () => {
  const from = await newTarget('pglite')
  await expect(partsOf(from)).rejects.toMatchObject({ code: 'database-missing' })
  await within(from, async () => {
    await expect(partsOf(from)).rejects.toThrow(/stop the portal.*On PostgreSQL the portal may go on/)
  })
})
