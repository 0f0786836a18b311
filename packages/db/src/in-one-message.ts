import type { parse, PGlite, Transaction } from '@electric-sql/pglite'
import type { PGlite as KyselyPGlite, PGliteQueryResults } from 'kysely'
import { textArray } from './text-array.ts'

/** What reads the answers: loaded with the driver, on demand. */
export type PgliteAnswers = Pick<typeof parse, 'parseResults'>

/**
 * The embedded database, which is asked a statement of a transaction in one message. The driver sends six, one after the other, to learn the
 * types of the values first, and goes through every text by its characters; here values are text whatever their type, as on a server.
 * A small statement takes three fifths of the time.
 */
export function inOneMessage(pglite: PGlite, { parseResults }: PgliteAnswers): KyselyPGlite {
  const query = <T>(text: string, values: readonly unknown[] = []): Promise<PGliteQueryResults<T>> =>
    pglite.runExclusive(async () => {
      const messages = await pglite.execProtocolStream(messageOf(text, values.map(textOf)), { syncToFs: false })
      const [result = NOTHING] = parseResults(messages, pglite.parsers)
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

/** Describe and Execute of the portal without a name, and Sync: the same after every Bind. */
const END = Buffer.from([0x44, 0, 0, 0, 6, 0x50, 0, 0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4])

/**
 * Parse and Bind, and what follows them, in the [protocol](https://www.postgresql.org/docs/current/protocol-message-formats.html) of
 * PostgreSQL: a statement and a portal without names, no types given, all values and results as text.
 */
function messageOf(text: string, values: readonly (string | null)[]): Buffer {
  const textBytes = Buffer.byteLength(text)
  const lengths = values.map((value) => (value === null ? 0 : Buffer.byteLength(value)))
  const parseLength = 4 + 1 + textBytes + 1 + 2
  const bindLength = 4 + 1 + 1 + 2 + 2 + lengths.reduce((sum, length) => sum + 4 + length, 0) + 2
  // Whatever is not written below is zero.
  const message = Buffer.alloc(1 + parseLength + 1 + bindLength + END.length)
  message.write('P', 0)
  message.writeInt32BE(parseLength, 1)
  message.write(text, 6)
  let at = 1 + parseLength
  message.write('B', at)
  message.writeInt32BE(bindLength, at + 1)
  at = message.writeUInt16BE(values.length, at + 9)
  for (const [index, value] of values.entries()) {
    at = message.writeInt32BE(value === null ? -1 : (lengths[index] ?? 0), at)
    if (value !== null) at += message.write(value, at)
  }
  END.copy(message, at + 2)
  return message
}
