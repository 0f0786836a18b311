import type { RawBuilder } from 'kysely'
import { askTogether } from './ask-together.ts'
import type { Db } from './schema.ts'

/** Does statements that give nothing back together (`askTogether`). After one that fails the others do nothing, and its error is thrown. */
export async function sendTogether(trx: Db, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  if (!trx.isTransaction) throw new Error('only a transaction undoes what was done before a statement that fails')
  await askTogether(trx, (one) => statements.map((statement) => statement.execute(one)))
}
