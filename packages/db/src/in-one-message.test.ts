import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeEngines } from '../test/engines.ts'
import { inTransaction, tryPart } from './transaction.ts'

const VALUES: readonly (readonly [value: unknown, type: string])[] = [
  [null, 'text'],
  ['a "quoted" \\ text, Đức', 'text'],
  [7, 'integer'],
  [1.5, 'double precision'],
  [9_007_199_254_740_993n, 'numeric'],
  [true, 'boolean'],
  [['a,b', null, 'c "d" \\', ''], 'text[]'],
  [[1, null, 3], 'integer[]'],
  [[], 'text[]'],
  [new Date('2024-02-01T03:04:05.678Z'), 'timestamptz'],
  [new Uint8Array([0, 1, 254, 255]), 'bytea'],
  [{ a: [1, 'b'], c: null }, 'jsonb'],
]

describeEngines('a statement in a transaction', (engine) => {
  test('is asked with the same values as alone, and gives the same', async () => {
    for (const [value, type] of VALUES) {
      const ask = sql`select ${value}::${sql.raw(type)} as it, ${type} as type`
      const alone = await ask.execute(engine.db)
      expect((await inTransaction(engine.db, (trx) => ask.execute(trx))).rows).toEqual(alone.rows)
    }
  })

  test('says how many rows it changed', async () => {
    await inTransaction(engine.db, async (trx) => {
      const insert = sql`insert into setting (name, value) select name, '1' from unnest(${['x1', 'x2']}::text[]) as given (name)`
      expect((await insert.execute(trx)).numAffectedRows).toBe(2n)
      const gone = await trx.deleteFrom('setting').where('name', 'in', ['x1', 'x2']).executeTakeFirst()
      expect(gone.numDeletedRows).toBe(2n)
    })
  })

  test('fails by itself where a part of the transaction is tried', async () => {
    await inTransaction(engine.db, async (trx) => {
      const failed = await tryPart(trx, async () => {
        await sql`select ${'no number'}::text::integer`.execute(trx)
      })
      expect(failed?.error).toMatchObject({ code: '22P02' })
      expect((await sql`select ${1}::integer as one`.execute(trx)).rows).toEqual([{ one: 1 }])
    })
  })
})
