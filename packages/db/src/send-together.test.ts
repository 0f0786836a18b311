import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { sendTogether } from './send-together.ts'
import { findSetting } from './settings/settings.queries.ts'
import { inTransaction } from './transaction.ts'

describeEngines('statements that are sent together', (engine) => {
  const adding = (name: string) => sql`insert into setting (name, value) values (${name}, 'true'::jsonb)`

  test('are done in their order', async () => {
    await inTransaction(engine.db, (trx) =>
      sendTogether(trx, [adding('one'), sql`update setting set value = '2'::jsonb where name = 'one'`]),
    )
    expect(await findSetting(engine.db, 'one')).toBe(2)
  })

  test('leave nothing behind when one of them fails, and the connection goes on', async () => {
    const failing = inTransaction(engine.db, (trx) =>
      sendTogether(trx, [adding('two'), adding('two'), adding('three')]),
    )
    await expect(failing).rejects.toThrow('setting_pk')
    expect(await findSetting(engine.db, 'two')).toBeNull()
    await inTransaction(engine.db, (trx) => sendTogether(trx, [adding('four')]))
    expect(await findSetting(engine.db, 'four')).toBe(true)
  })

  test('are refused outside a transaction', async () => {
    await expect(sendTogether(engine.db, [adding('five')])).rejects.toThrow('transaction')
  })
})
