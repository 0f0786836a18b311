import { foldName } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { describe, expect, test } from 'vitest'
import { dumpSchema } from '../test/dump-schema.ts'
import { createBarePostgresDatabase, describeEngines, describePostgres, dropPostgresDatabase } from '../test/engines.ts'
import { openDatabase } from './connect.ts'
import { DatabaseNewer } from './errors.ts'
import { migrations } from '../migrations/index.ts'
import { migrate } from './migrate.ts'
import { sortKey } from './people/sort-key.ts'
import type { Db } from './schema.ts'

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
    const url = await createBarePostgresDatabase()
    const opened = await Promise.all([openDatabase({ url }), openDatabase({ url })])
    const { rows } = await sql`select name from kysely_migration`.execute(opened[0].db)
    expect(rows).toHaveLength(Object.keys(migrations).length)
    await Promise.all(opened.map(({ close }) => close()))
    await dropPostgresDatabase(url)
  })
})

/** Brings a database to just before a migration, lets it be filled, and brings it up to date. */
async function migrateOver(
  kind: 'pglite' | 'postgres',
  migration: string,
  fill: (db: Db) => Promise<unknown>,
  look: (db: Db) => Promise<void>,
): Promise<void> {
  const url = kind === 'postgres' ? await createBarePostgresDatabase() : null
  const { db, close } = await openDatabase(url === null ? { memory: true } : { url }, { migrate: false })
  const before = Object.keys(migrations).findLast((name) => name < migration) ?? ''
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  expect((await migrator.migrateTo(before)).error).toBeUndefined()
  await fill(db)
  await migrate(db)
  await look(db)
  await close()
  if (url !== null) await dropPostgresDatabase(url)
}

describe.each(['pglite', 'postgres'] as const)('what there was before on %s', (kind) => {
  test('the ledger of consents begins with the consents that there were', () =>
    migrateOver(
      kind,
      '0007',
      (db) =>
        sql`
          insert into consent (person_id, purpose_id, valid_from, valid_to)
          values ('p', 'news', '2023-01-01', '2023-02-01'), ('p', 'news', '2023-02-01', 'infinity'), ('q', 'news', default, default)
        `.execute(db),
      async (db) => {
        const { rows } = await sql<{ said: string }>`
          select concat_ws(' ', person_id, kind, day, channel, evidence) as said from consent_event order by id
        `.execute(db)
        expect(rows.map((row) => row.said)).toEqual([
          'p given 2023-01-01 import before the ledger',
          'p withdrawn 2023-02-01 import before the ledger',
          'p given 2023-02-01 import before the ledger',
          'q given -infinity import before the ledger',
        ])
      },
    ))

  test('people are sorted as those who come later, at home as well', () =>
    migrateOver(
      kind,
      '0017',
      (db) =>
        sql`
          with added as (
            insert into person (id, name, name_folded, sort_key) values
              ('p', 'Ksor H’ Nhươn', 'ksor hnhuon', 'hnhuon ksor ksor h’ nhươn'), ('q', 'Blơi', 'bloi', 'bloi  blơi')
          )
          insert into residence (person_id, unit_id) values ('p', 'u'), ('q', 'u'), ('r', 'u')
        `.execute(db),
      async (db) => {
        const { rows } = await sql<{ key: string }>`
          select residence.sort_key as key from residence left join person on person.id = person_id
          where residence.sort_key is not distinct from coalesce(person.sort_key, '') order by person_id
        `.execute(db)
        const keys = ['Ksor H’ Nhươn', 'Blơi'].map((name) => sortKey(name, foldName(name)))
        expect(rows.map((row) => row.key)).toEqual([...keys, ''])
      },
    ))

  test('history begins with what there is, and the log is rid of names before it is closed', () =>
    migrateOver(
      kind,
      '0021',
      async (db) => {
        for (const statement of [
          `insert into desired_member (group_id, person_id, role, clauses, required) values ('village:v', 'p', 0, 1, true)`,
          `insert into actual_member (group_id, person_id, role, state) values ('village:v', 'p', 0, 'member')`,
          `insert into actual_group (id, external_id, group_id, name, name_folded) values ('g', 'x', 'village:v', 'G', 'g')`,
          `insert into reading (id, actual_group_id, read_at, completeness, source, author)
            values ('r', 'g', '2024-01-01T00:00:00Z', 'complete', 's', 'a')`,
          `insert into model (id, version, document) values ('m', '1', '{}')`,
          `insert into setting (name, value) values ('materialised', '{"asOf": "2024-02-01", "model": "m 1"}')`,
          `insert into audit_event (actor, action, subject_kind, subject_id, data) values
            ('a', 'household-changed', 'household', 'h', '{"before": {"id": "h", "label": "Ông A"}, "after": {"id": "h", "label": "Bà B"}}'),
            ('a', 'drift-decided', 'group', 'village:v', '{"subject": "name:Ông A", "way": "ignore"}'),
            ('a', 'drift-decided', 'group', 'village:v', '{"subject": "p", "way": "ignore"}')`,
        ])
          await sql.raw(statement).execute(db)
      },
      async (db) => {
        const { rows } = await sql<{ told: string }>`
          select concat_ws(' ', 'member', group_id, recorded_from < now()) as told from desired_member
          union all select concat_ws(' ', 'link', group_id, external_id, linked_from) from group_link
          union all select concat_ws(' ', 'reading', first_read_at = read_at) from reading
          union all select concat_ws(' ', 'basis', as_of, model_id, model_version) from desired_basis
          union all select concat_ws(' ', 'model', id, version) from model_history
          union all select concat_ws(' ', 'log', data::text not like '%Ông%', data ->> 'subject') from audit_event
        `.execute(db)
        expect(rows.map((row) => row.told).sort()).toEqual([
          'basis 2024-02-01 m 1',
          'link village:v x -infinity',
          'log t',
          'log t',
          'log t p',
          'member village:v t',
          'model m 1',
          'reading t',
        ])
      },
    ))
})
