import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dumpSchema } from '../test/dump-schema.ts'
import { createBarePostgresDatabase, dropPostgresDatabase } from '../test/engines.ts'
import type { BackupPart } from './backup/backup-part.ts'
import { restoreDatabase } from './backup/restore-database.ts'
import { findFilledTable, listTables } from './backup/tables.queries.ts'
import { openDatabase } from './connect.ts'
import { sql } from 'kysely'

const RELEASES = globSync(join(import.meta.dirname, '..', 'test', 'releases', '*.jsonl')).sort()
const SCHEMA = join(import.meta.dirname, '..', 'schema.sql')

describe.each(['pglite', 'postgres'] as const)('every schema that there was, with rows, on %s', (kind) => {
  test.each(RELEASES.map((path) => [basename(path, '.jsonl'), path]))(
    '%s comes up to date, and loses no row',
    { timeout: 60_000 },
    async (_name, path) => {
      const folder = await mkdtemp(join(tmpdir(), 'db-release-'))
      const target = kind === 'postgres' ? { url: await createBarePostgresDatabase() } : { dataDir: folder }
      try {
        const { totals } = await restoreDatabase(target, readRelease(path))
        expect(totals.filter(({ rows }) => rows === 0)).toEqual([])
        const { db, close } = await openDatabase(target)
        expect(await dumpSchema(db)).toBe(await readFile(SCHEMA, 'utf8'))
        expect(await findFilledTable(db)).not.toBeNull()
        const tables = new Set((await listTables(db)).map(({ name }) => name))
        for (const { table, rows: before } of totals.filter((one) => tables.has(one.table))) {
          const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.raw(table)}`.execute(db)
          expect(rows[0]?.count, table).toBeGreaterThanOrEqual(before)
        }
        await close()
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
        if ('url' in target) await dropPostgresDatabase(target.url)
      }
    },
  )
})

async function* readRelease(path: string): AsyncGenerator<BackupPart> {
  for (const line of (await readFile(path, 'utf8')).split('\n').filter((one) => one !== '')) {
    const part = JSON.parse(line) as BackupPart | { kind: 'rows'; text: string }
    yield 'text' in part ? { kind: 'rows', bytes: Buffer.from(part.text) } : part
  }
}
