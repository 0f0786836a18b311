import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from '../migrations/index.ts'
import { dumpDatabase } from '../src/backup/dump-database.ts'
import { listTables } from '../src/backup/tables.queries.ts'
import { openDatabase } from '../src/connect.ts'
import type { Db } from '../src/schema.ts'

// node packages/db/test/make-release.ts 0020-drift: writes the schema as that migration left it, with two invented rows in every
// table, into test/releases. From then on every test run brings it up to date on both engines.

const MOST_ATTEMPTS = 2_000

interface Column {
  readonly name: string
  readonly type: string
  readonly needed: boolean
  /** Checks of this column alone, and those that look at others as well. */
  readonly check: string | null
  readonly shared: string | null
}

const [, , name = ''] = process.argv
if (!(name in migrations)) throw new Error(`name one of ${Object.keys(migrations).join(', ')}`)
const folder = await mkdtemp(join(tmpdir(), 'ketnoi-release-'))
try {
  const { db, close } = await openDatabase({ dataDir: folder }, { migrate: false })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateTo(name)
  if (error !== undefined) throw new Error(`migrating to ${name} failed`, { cause: error })
  // The same two ids everywhere, so that every reference leads somewhere, in whatever order the rows come.
  await sql`set session_replication_role = replica`.execute(db)
  for (const { name: table } of await listTables(db)) await fill(db, table)
  await close()
  const lines: string[] = []
  for await (const part of dumpDatabase({ dataDir: folder }, { version: name, now: '2024-02-01T00:00:00.000Z' }))
    lines.push(
      JSON.stringify(part.kind === 'rows' ? { kind: 'rows', text: Buffer.from(part.bytes).toString('utf8') } : part),
    )
  await writeFile(join(import.meta.dirname, 'releases', `${name}.jsonl`), `${lines.join('\n')}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Which columns may stand beside each other only the checks of the table know: tried until one lets a row in, the same every time. */
async function fill(db: Db, table: string): Promise<void> {
  const columns = await columnsOf(db, table)
  const random = createRandom(1)
  for (const row of [1, 2]) {
    let refused: unknown
    let isIn = false
    for (let attempt = 0; !isIn && attempt < MOST_ATTEMPTS; attempt++) {
      const some = attempt === 0 ? columns : columns.filter(({ needed }) => needed || random() < 0.5)
      try {
        await sql`insert into ${sql.raw(table)} (${sql.raw(some.map((one) => one.name).join(', '))}) overriding system value
          values (${sql.raw(some.map((one) => valueOf(one, row, attempt, random)).join(', '))})`.execute(db)
        isIn = true
      } catch (error) {
        refused = error
      }
    }
    // Of two that are told apart by their order there is one.
    if (!isIn && row === 1) throw new Error(`no row was found that ${table} takes`, { cause: refused })
  }
}

async function columnsOf(db: Db, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select quote_ident(a.attname) as name, format_type(a.atttypid, null) as type, a.attnotnull and d.adbin is null as needed,
      (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint as k
        where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]) as check,
      (select string_agg(pg_get_constraintdef(k.oid), ' ' order by k.conname) from pg_constraint as k
        where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey @> array[a.attnum]) as shared
    from pg_attribute as a left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum
  `.execute(db)
  return rows
}

function valueOf(
  { name: column, type, check, shared }: Column,
  row: number,
  attempt: number,
  random: () => number,
): string {
  if (column === 'sha256')
    return `'${createHash('sha256')
      .update(`x${String(row)}`)
      .digest('hex')}'`
  const own = `x${String(attempt > 200 && random() < 0.2 ? 3 - row : row)}`
  const allowed = literalsOf(check)
  const others = /(^|_)id$/.test(column) ? [] : literalsOf(shared)
  const some = allowed.length > 0 ? allowed : [own, own, ...others]
  if (type === 'text') return `'${some[Math.floor(random() * some.length)] ?? own}'`
  if (column === 'sha256')
    return `'${createHash('sha256')
      .update(`x${String(row)}`)
      .digest('hex')}'`
  if (column === 'valid_from') return `'2024-01-01'`
  if (column === 'valid_to') return `'infinity'`
  if (type.endsWith('[]')) return `'{}'`
  switch (type) {
    case 'jsonb':
      return `'{}'`
    case 'boolean':
      return 'true'
    case 'bytea':
      return `'\\x00ff'`
    case 'date':
      return `'2024-02-0${String(row)}'`
    case 'timestamp with time zone':
      return `'2024-02-0${String(row)} 08:00:00+07'`
    default:
      return String(row)
  }
}

function literalsOf(check: string | null): string[] {
  return [...(check ?? '').matchAll(/'([^']+)'::text/g)].map(([, value = '']) => value)
}
