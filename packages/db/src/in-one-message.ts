import type { parse, PGlite, protocol, Transaction } from '@electric-sql/pglite'
import type { PGlite as KyselyPGlite, PGliteQueryResults } from 'kysely'
import { nameOf } from './prepared.ts'
import { textArray } from './text-array.ts'

/** What writes the messages and reads the answers: loaded with the driver, on demand. */
export type PgliteProtocol = Pick<typeof protocol, 'serialize'> & Pick<typeof parse, 'parseResults'>

/**
 * The embedded database, which is asked a statement of a transaction in one message. The driver sends six, one after the other, to learn the
 * types of the values first; here values are text whatever their type, as on a server. A small statement takes half of the time.
 */
export function inOneMessage(pglite: PGlite, protocol: PgliteProtocol): KyselyPGlite {
  /** Names of the statements whose plans the database keeps. */
  const prepared = new Set<string>()

  const query = <T>(text: string, values: readonly unknown[] = []): Promise<PGliteQueryResults<T>> =>
    pglite.runExclusive(async () => {
      const name = nameOf(text, values.length)
      const isKnown = name !== undefined && prepared.has(name)
      const message = messageOf(protocol, { text, name, isKnown }, values.map(textOf))
      const messages = await pglite.execProtocolStream(message, { syncToFs: false })
      if (name !== undefined) prepared.add(name)
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

interface Statement {
  readonly text: string
  /** By which the database keeps its plan. */
  readonly name: string | undefined
  readonly isKnown: boolean
}

/** A statement and a portal, no types given, all values and results as text. */
function messageOf(
  { serialize }: PgliteProtocol,
  { text, name = '', isKnown }: Statement,
  values: readonly (string | null)[],
): Uint8Array {
  return Buffer.concat([
    // Closed before: a statement that failed after it was prepared is prepared anew.
    ...(isKnown ? [] : [serialize.close({ type: 'S', name }), serialize.parse({ name, text })]),
    serialize.bind({ statement: name, values: [...values] }),
    serialize.describe({ type: 'P' }),
    serialize.execute({}),
    serialize.sync(),
  ])
}
