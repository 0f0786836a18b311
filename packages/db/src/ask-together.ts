import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type QueryExecutor,
} from 'kysely'
import type { Database, Db } from './schema.ts'

/**
 * Asks several things over one connection, in the order in which they are asked, without waiting between them: while the server works
 * at one, the next are laid out and on their way. `ask` calls functions that take a database, at once and with the handle that it is
 * given. Where one fails the others are waited for, and the first failure is thrown; whether those after it were done is as in the
 * transaction, or without one, that it is asked in.
 */
export async function askTogether<const T extends readonly unknown[]>(
  db: Db,
  ask: (one: Db) => { readonly [K in keyof T]: T[K] | Promise<T[K]> },
): Promise<{ -readonly [K in keyof T]: T[K] }> {
  return withOneConnection(db, async (one) => {
    const asked = ask(one)
    const results = await Promise.allSettled(asked)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return Promise.all(asked)
  })
}

/**
 * Gives work a handle whose questions go over one connection in the order in which they are asked, and do not wait for each other's
 * answers: those of a transaction's own handle do.
 */
export function withOneConnection<T>(db: Db, work: (one: Db) => Promise<T>): Promise<T> {
  const executor = db.getExecutor()
  return executor.provideConnection((connection) => work(new OneConnection(executor, connection, db.isTransaction)))
}

/** A handle whose questions do not wait for each other: that of a transaction would ask one after the other. */
class OneConnection extends Kysely<Database> {
  readonly #isTransaction: boolean

  constructor(executor: QueryExecutor, connection: DatabaseConnection, isTransaction: boolean) {
    super({
      config: { dialect: DIALECT },
      dialect: DIALECT,
      driver: new DummyDriver(),
      executor: executor.withConnectionProvider({ provideConnection: (consumer) => consumer(connection) }),
    })
    this.#isTransaction = isTransaction
  }

  override get isTransaction(): boolean {
    return this.#isTransaction
  }

  // What is asked beside it would be in that transaction as well.
  override transaction(): never {
    throw new Error('a transaction cannot begin among questions that are asked together')
  }

  override connection(): never {
    throw new Error('questions that are asked together have their connection')
  }
}

/** Queries are built with its adapter and never run by it. */
const DIALECT: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}
