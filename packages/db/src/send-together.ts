import type { RawBuilder } from 'kysely'
import type { Db } from './schema.ts'

/**
 * Does statements in their order without waiting between them: while the server works at one, the next are laid out and on their
 * way. For statements that give nothing back. After one that fails the others do nothing, and its error is thrown.
 */
export async function sendTogether(trx: Db, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  if (!trx.isTransaction) throw new Error('only a transaction undoes what was done before a statement that fails')
  const done = await trx
    .getExecutor()
    .provideConnection((connection) =>
      Promise.allSettled(statements.map((statement) => connection.executeQuery(statement.compile(trx)))),
    )
  const failed = done.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
