import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createBarePostgresDatabase, dropPostgresDatabase } from '../test/engines.ts'
import { openDatabase } from './connect.ts'

const PROGRAM = join(import.meta.dirname, '..', 'test', 'hold-data-folder.ts')
const ALL = Object.keys(migrations).length

test.each(['pglite', 'postgres'] as const)(
  'a program that is killed while it migrates leaves all of the schema or nothing on %s',
  { timeout: 120_000 },
  async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'db-killed-'))
    const place = kind === 'postgres' ? await createBarePostgresDatabase() : join(folder, 'data')
    const found = new Set<number>()
    try {
      for (let wait = 300; !found.has(ALL) && wait < 15_000; wait *= 1.5) {
        const program = spawn(process.execPath, [PROGRAM, place], { stdio: ['ignore', 'pipe', 'inherit'] })
        const gone = new Promise((resolve) => program.once('close', resolve))
        await Promise.race([gone, setTimeout(wait), new Promise((resolve) => program.stdout.once('data', resolve))])
        program.kill('SIGKILL')
        await gone
        if (kind === 'postgres') await setTimeout(200)
        const opened = await openDatabase(kind === 'postgres' ? { url: place } : { dataDir: place }, { migrate: false })
        const { rows } = await sql<{ tables: number; unit: boolean }>`
          select count(*) filter (where tablename not like 'kysely%') as tables, to_regclass('unit') is not null as unit
          from pg_tables where schemaname = 'public'
        `.execute(opened.db)
        const applied =
          rows[0]?.unit === true
            ? (await sql`select name from kysely_migration`.execute(opened.db)).rows.length
            : Number(rows[0]?.tables)
        found.add(applied)
        await opened.close()
      }
      expect([...found].filter((count) => count !== 0 && count !== ALL)).toEqual([])
      const opened = await openDatabase(kind === 'postgres' ? { url: place } : { dataDir: place })
      expect((await sql`select name from kysely_migration`.execute(opened.db)).rows).toHaveLength(ALL)
      await opened.close()
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
      if (kind === 'postgres') await dropPostgresDatabase(place)
    }
  },
)
