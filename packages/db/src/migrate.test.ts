import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dumpSchema } from '../test/dump-schema.ts'
import { createPostgresDatabase, describeEngines, describePostgres, dropPostgresDatabase } from '../test/engines.ts'
import { openDatabase } from './connect.ts'
import { DatabaseNewer } from './errors.ts'
import { migrate } from './migrate.ts'

describeEngines('migrations', (engine) => {
  test('lead to the schema that is in the repository', async () => {
    await expect(await dumpSchema(engine.db)).toMatchFileSnapshot('../schema.sql')
  })

  test('do nothing the second time', async () => {
    await migrate(engine.db)
    const { rows } = await sql`select name from kysely_migration`.execute(engine.db)
    expect(rows).toHaveLength(1)
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
    expect(rows).toHaveLength(1)
    await Promise.all(opened.map(({ close }) => close()))
    await dropPostgresDatabase(url)
  })
})
