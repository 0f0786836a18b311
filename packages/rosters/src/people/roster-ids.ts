import { hash } from 'node:crypto'
import type { CompareOptions } from './roster.ts'

/** What the identities of a file are derived from. */
export interface FileIdentity {
  readonly id: string
  /** ISO instant at which the file came. */
  readonly at: string
}

/**
 * Derives identities for the people and households of a file: the same file and row, the same identity, in the dry run and in the
 * import. They are sorted by when the file came and then by its rows, because a database places what comes last in a third less
 * time; the rest of them cannot be guessed.
 */
export function createRosterIds(file: FileIdentity): CompareOptions['newId'] {
  const time = inOrder(Date.parse(file.at), TIME_DIGITS)
  let households = 0
  return (kind, seed) => {
    // A person may be named in a decision about a later row, whatever else is decided: only the row counts. Nobody names a household.
    const place = kind === 'person' ? Number(seed.slice(seed.lastIndexOf('!') + 1)) : (households += 1)
    const rest = hash('sha256', `${file.id} ${kind} ${seed}`).slice(0, HASH_DIGITS)
    return `${kind === 'person' ? 'p' : 'h'}-${time}${inOrder(place, ROW_DIGITS)}${rest}`
  }
}

/** Milliseconds until the year 5188. */
const TIME_DIGITS = 9
/** 1.6 million rows; a file has 200,000 at most. */
const ROW_DIGITS = 4
/** 64 bits. */
const HASH_DIGITS = 16

function inOrder(value: number, digits: number): string {
  return value.toString(36).padStart(digits, '0')
}
