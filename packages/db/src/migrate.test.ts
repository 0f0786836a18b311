import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { describe, expect, test } from 'vitest'
import { dumpSchema } from '../test/dump-schema.ts'
import { createPostgresDatabase, describeEngines, describePostgres, dropPostgresDatabase } from '../test/engines.ts'
import { openDatabase } from './connect.ts'
import { DatabaseNewer } from './errors.ts'
import { migrations } from '../migrations/index.ts'
import { migrate } from './migrate.ts'

describeEngines('migrations', (engine) => {
  test('lead to the schema that is in the repository', async () => {
    await expect(await dumpSchema(engine.db)).toMatchFileSnapshot('../schema.sql')
  })

  test('do nothing the second time', async () => {
    await migrate(engine.db)
    const { rows } = await sql`select name from kysely_migration`.execute(engine.db)
    expect(rows).toHaveLength(Object.keys(migrations).length)
  })

  test('refuse a database that a newer program has migrated, and leave it as it is', async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'now')`.execute(engine.db)
    await expect(migrate(engine.db)).rejects.toThrow(DatabaseNewer)
    await expect(migrate(engine.db)).rejects.toThrow('9999-later')
    await sql`delete from kysely_migration where name = '9999-later'`.execute(engine.db)
  })
})

describePostgres('migrations by two programs at once', () => {
  test('run once', async () => {
    const url = await createPostgresDatabase()
    const opened = await Promise.all([openDatabase({ url }), openDatabase({ url })])
    const { rows } = await sql`select name from kysely_migration`.execute(opened[0].db)
    expect(rows).toHaveLength(Object.keys(migrations).length)
    await Promise.all(opened.map(({ close }) => close()))
    await dropPostgresDatabase(url)
  })
})

describe.each(['pglite', 'postgres'] as const)('the ledger of consents on %s', (kind) => {
  test('begins with the consents that there were before it', async () => {
    const url = kind === 'postgres' ? await createPostgresDatabase() : null
    const { db, close } = await openDatabase(url === null ? { memory: true } : { url }, { migrate: false })
    const before = Object.keys(migrations).findLast((name) => name < '0007') ?? ''
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...migrations }) },
    }).migrateTo(before)
    expect(error).toBeUndefined()
    await sql`
      insert into consent (person_id, purpose_id, valid_from, valid_to)
      values ('p', 'news', '2023-01-01', '2023-02-01'), ('p', 'news', '2023-02-01', 'infinity'), ('q', 'news', default, default)
    `.execute(db)
    await migrate(db)
    const { rows } = await sql<{ said: string }>`
      select concat_ws(' ', person_id, kind, day, channel, evidence) as said from consent_event order by id
    `.execute(db)
    expect(rows.map((row) => row.said)).toEqual([
      'p given 2023-01-01 import before the ledger',
      'p withdrawn 2023-02-01 import before the ledger',
      'p given 2023-02-01 import before the ledger',
      'q given -infinity import before the ledger',
    ])
    await close()
    if (url !== null) await dropPostgresDatabase(url)
  })
})
