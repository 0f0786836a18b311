import { AsyncLocalStorage } from 'node:async_hooks'

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

/** By what name a server keeps the plan of a statement; `undefined`: it is planned each time. */
export function nameOf(text: string, values: number): string | undefined {
  if (present.getStore() === undefined || values === 0 || values > MOST_VALUES) return undefined
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_NAMES) return known
  const name = `prepared ${names.size}`
  names.set(text, name)
  return name
}
