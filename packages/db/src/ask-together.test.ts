import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { askTogether } from './ask-together.ts'
import { findSetting, updateSetting } from './settings/settings.queries.ts'
import { inTransaction } from './transaction.ts'

describeEngines('questions that are asked together', (engine) => {
  test('are answered in their order, each seeing what those before it wrote', async () => {
    const [before, , after] = await askTogether(engine.db, (one) => [
      findSetting(one, 'one'),
      updateSetting(one, 'one', 1),
      findSetting(one, 'one'),
    ])
    expect([before, after]).toEqual([null, 1])
  })

  test('are one connection, also where a question asks several', async () => {
    const backend = async (db: typeof engine.db): Promise<unknown> =>
      (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid
    const [first, [second, third]] = await askTogether(engine.db, (one) => [
      backend(one),
      askTogether(one, (same) => [backend(same), backend(same)]),
    ])
    expect(new Set([first, second, third]).size).toBe(1)
  })

  test('are undone together with their transaction, which tells the first failure', async () => {
    const failing = inTransaction(engine.db, (trx) =>
      askTogether(trx, (one) => [
        updateSetting(one, 'two', 2),
        sql`select 1 / 0`.execute(one),
        updateSetting(one, 'three', 3),
      ]),
    )
    await expect(failing).rejects.toThrow('division by zero')
    expect(await findSetting(engine.db, 'two')).toBeNull()
  })

  test('leave the connection as it was when one of them fails', async () => {
    const failing = askTogether(engine.db, (one) => [sql`select 1 / 0`.execute(one), updateSetting(one, 'four', 4)])
    await expect(failing).rejects.toThrow('division by zero')
    expect(await findSetting(engine.db, 'four')).toBe(4)
    expect(await inTransaction(engine.db, (trx) => findSetting(trx, 'four'))).toBe(4)
  })

  test('begin no transaction: what is asked beside it would be in it', async () => {
    const failing = askTogether(engine.db, (one) => [inTransaction(one, (trx) => updateSetting(trx, 'five', 5))])
    await expect(failing).rejects.toThrow('a transaction cannot begin')
  })
})
