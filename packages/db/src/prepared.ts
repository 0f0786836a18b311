import { AsyncLocalStorage } from 'node:async_hooks'
import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

const present = new AsyncLocalStorage<true>()

/**
 * Does work that asks the same small questions again and again: a server plans each of them once for a connection, where it takes as
 * long as answering it. Not for lists of any length: there is one plan for all of them.
 */
export function withPreparedStatements<T>(work: () => Promise<T>): Promise<T> {
  return present.run(true, work)
}

/** What a statement is called on every connection. */
const names = new Map<string, string>()
/** A connection keeps the plan of each. Rows that are written one by one make a text for each number of them. */
const MOST_NAMES = 200
const MOST_VALUES = 50

function nameOf(text: string, values: number): string | undefined {
  if (present.getStore() === undefined || values === 0 || values > MOST_VALUES) return undefined
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_NAMES) return known
  const name = `prepared ${names.size}`
  names.set(text, name)
  return name
}

/** Connections of a pool, which prepare what is asked within `withPreparedStatements`. */
export function preparingClients(): (client: pg.PoolClient) => PostgresPoolClient {
  const made = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return (client) => {
    const before = made.get(client)
    if (before !== undefined) return before
    const preparing = new PreparingClient(client)
    made.set(client, preparing)
    return preparing
  }
}

class PreparingClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query(asked: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new TypeError('rows are read at once, without a cursor')
    this.#gather()
    return this.#client.query({ name: nameOf(asked, values.length), text: asked, values: [...values] })
  }

  /** What is asked in one go (`askTogether`) leaves in one packet, not each in one of its own. */
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
