import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'
import { nameOf } from './prepared.ts'

/** The connections of a pool as Kysely uses them. */
export function createPooledClients(): (client: pg.PoolClient) => PostgresPoolClient {
  const made = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return (client) => {
    const pooled = made.get(client) ?? new PooledClient(client)
    made.set(client, pooled)
    return pooled
  }
}

/** Nobody reads what a beginning gives. */
const BEGUN: PostgresQueryResult<never> = { command: 'SELECT', rowCount: 0, rows: [] }

/** Prepares what is asked within `withPreparedStatements`, and waits for nothing that can go together with what follows. */
class PooledClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient
  /** The beginning of a transaction that was sent and not answered yet: it fails with the first statement, if it fails. */
  #begin: Promise<unknown> | null = null

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query(asked: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new TypeError('rows are read at once, without a cursor')
    this.#gather()
    if (asked === 'begin') {
      this.#begin = this.#client.query(asked)
      this.#begin.catch(() => {})
      return Promise.resolve(BEGUN)
    }
    const answer = this.#client.query({ name: nameOf(asked, values.length), text: asked, values: [...values] })
    // In as many steps where there is no beginning: whoever asks several things hears of them in their order.
    const both = Promise.all([answer, this.#begin])
    this.#begin = null
    return both.then(([answered]) => answered)
  }

  /** What is asked in one go leaves in one packet, not each in one of its own. */
  #gather(): void {
    const { stream } = this.#client.connection
    if (stream.writableCorked > 0) return
    stream.cork()
    process.nextTick(() => stream.uncork())
  }

  release(discarded?: boolean): void {
    this.#client.release(discarded)
  }
}
