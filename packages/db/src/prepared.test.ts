import { buildPerson, livesAt } from '@ketnoi/hierarchy/testing'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { describeEngines, describePostgres } from '../test/engines.ts'
import { loadExample } from '../test/example.ts'
import { askTogether } from './ask-together.ts'
import { openDatabase } from './connect.ts'
import { findPerson } from './people/people.queries.ts'
import { updatePeople } from './people/write-people.ts'
import { withPreparedStatements } from './prepared.ts'
import type { Db } from './schema.ts'
import { findSetting, listSettings, updateSetting } from './settings/settings.queries.ts'
import { inTransaction } from './transaction.ts'
import { withinArea } from './wall.ts'

/** More often than a server plans a statement for its values. */
const TIMES = 8

describeEngines('statements that come again', (engine) => {
  test('give what is there each time', async () => {
    await withPreparedStatements(async () => {
      for (let time = 0; time < TIMES; time++) {
        await updateSetting(engine.db, `time ${time}`, time)
        expect(await findSetting(engine.db, `time ${time}`)).toBe(time)
        expect((await listSettings(engine.db, ['time 0', `time ${time + 1}`])).size).toBe(1)
      }
    })
  })

  test('go on after one of them has failed', async () => {
    const part = (db: Db, of: number): Promise<unknown> => sql`select 1 / ${of}::int`.execute(db)
    await withPreparedStatements(async () => {
      for (let time = 0; time < TIMES; time++) {
        const failing = inTransaction(engine.db, (trx) =>
          askTogether(trx, (one) => [updateSetting(one, 'undone', 1), part(one, 0), part(one, 1), part(one, 1)]),
        )
        await expect(failing).rejects.toThrow('division by zero')
        await part(engine.db, 1)
      }
    })
    expect(await findSetting(engine.db, 'undone')).toBeNull()
  })

  test('are planned once in the transactions of a connection, also one that failed the first time', async () => {
    const half = (trx: Db, of: unknown): Promise<unknown> => sql`select 2 / ${of}::int as half`.execute(trx)
    const names = async (trx: Db): Promise<unknown> =>
      (await sql`select name from pg_prepared_statements where statement like '%as half'`.execute(trx)).rows.length
    await inTransaction(engine.db, async (trx) => {
      await half(trx, 2)
      expect(await names(trx)).toBe(0)
    })
    await withPreparedStatements(async () => {
      await expect(inTransaction(engine.db, (trx) => half(trx, 'no number'))).rejects.toThrow('no number')
      await inTransaction(engine.db, async (trx) => {
        for (let time = 0; time < TIMES; time++) expect(await half(trx, 1)).toMatchObject({ rows: [{ half: 2 }] })
        expect(await names(trx)).toBe(1)
      })
    })
  })
})

describePostgres('statements that come again', (engine) => {
  beforeEach(() => loadExample(engine.db))

  const namesOn = async (db: Db): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_prepared_statements where statement like '%any(array[%'
    `.execute(db)
    return rows[0]?.count ?? 0
  }
  const asked = (db: Db): Promise<unknown> => sql`select ${1}::int = any(array[1, 2])`.execute(db)

  test('are planned once for a connection, where that was asked for', async () => {
    await askTogether(engine.db, (one) => [asked(one), asked(one)])
    expect(await namesOn(engine.db)).toBe(0)
    const [, , kept] = await withPreparedStatements(() =>
      askTogether(engine.db, (one) => [asked(one), asked(one), namesOn(one)]),
    )
    expect(kept).toBe(1)
  })

  test('show each no more than their area, whoever they were planned for', async () => {
    const one = await openDatabase({ url: engine.url ?? '', poolSize: 1 })
    const stranger = buildPerson('stranger', { residences: [{ ...livesAt('trok'), householdId: 'far' }] })
    await updatePeople(one.db, [stranger])
    const area = { actorId: 'officer', see: ['tul', 'plei-10', 'plei-2'], change: [] }
    const found = async (): Promise<boolean> => (await findPerson(one.db, 'stranger')) !== null
    await withPreparedStatements(async () => {
      for (let time = 0; time < TIMES; time++) {
        expect(await withinArea('everything', found)).toBe(true)
        expect(await withinArea(area, found)).toBe(false)
      }
    })
    await one.close()
  })
})
