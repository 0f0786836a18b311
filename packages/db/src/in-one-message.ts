import type { parse, PGlite, protocol, Transaction } from '@electric-sql/pglite'
import type { PGlite as KyselyPGlite, PGliteQueryResults } from 'kysely'
import { textArray } from './text-array.ts'

/** What writes the messages and reads the answers: loaded with the driver, on demand. */
export type PgliteProtocol = Pick<typeof protocol, 'serialize'> & Pick<typeof parse, 'parseResults'>

/**
 * The embedded database, which is asked a statement of a transaction in one message. The driver sends six, one after the other, to learn the
 * types of the values first; here values are text whatever their type, as on a server. A small statement takes half of the time.
 */
export function inOneMessage(pglite: PGlite, protocol: PgliteProtocol): KyselyPGlite {
  const query = <T>(text: string, values: readonly unknown[] = []): Promise<PGliteQueryResults<T>> =>
    pglite.runExclusive(async () => {
      const messages = await pglite.execProtocolStream(messageOf(protocol, text, values.map(textOf)), {
        syncToFs: false,
      })
      const [result = NOTHING] = protocol.parseResults(messages, pglite.parsers)
      // What the rows hold is for whoever wrote the statement to say, as with the driver.
      return result as PGliteQueryResults<T>
    })

  return {
    get closed() {
      return pglite.closed
    },
    get ready() {
      return pglite.ready
    },
    get waitReady() {
      return pglite.waitReady
    },
    close: () => pglite.close(),
    // Alone, a statement has to wait for the transaction of somebody else: the driver sees to it.
    query: (text, values, options) => pglite.query(text, values, options),
    transaction: (work) => pglite.transaction((trx: Transaction) => work({ query, rollback: () => trx.rollback() })),
  }
}

const NOTHING: PGliteQueryResults<never> = { rows: [], fields: [], affectedRows: 0 }

/** A value as PostgreSQL reads it, whatever its type. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return textArray(value.map(textOf))
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return JSON.stringify(value)
}

/** A statement and a portal without names, no types given, all values and results as text. */
function messageOf({ serialize }: PgliteProtocol, text: string, values: readonly (string | null)[]): Uint8Array {
  return Buffer.concat([
    serialize.parse({ text }),
    serialize.bind({ values: [...values] }),
    serialize.describe({ type: 'P' }),
    serialize.execute({}),
    serialize.sync(),
  ])
}
