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
  const secrets = { person: createSecrets(), household: createSecrets() }
  return (kind, _, { sheet, row }) => {
    // Decisions and the file of refused rows name them, whatever else is decided meanwhile: only the row counts.
    const within = `${file.id} ${kind} ${sheet}`
    return `${kind === 'person' ? 'p' : 'h'}-${time}${inOrder(row, ROW_DIGITS)}${secrets[kind](within, row)}`
  }
}

/** Gives every place digits that nobody can guess. One hash is enough for several places in a row. */
function createSecrets(): (within: string, place: number) => string {
  let last = { text: '', digits: '' }
  return (within, place) => {
    const text = `${within} ${Math.floor(place / SECRETS_IN_HASH)}`
    if (text !== last.text) last = { text, digits: hash('sha512', text) }
    const start = (place % SECRETS_IN_HASH) * SECRET_DIGITS
    return last.digits.slice(start, start + SECRET_DIGITS)
  }
}

/** Milliseconds until the year 5188. */
const TIME_DIGITS = 9
/** 1.6 million rows; a file has 200,000 at most. */
const ROW_DIGITS = 4
/** 64 bits. */
const SECRET_DIGITS = 16
/** SHA-512 has 512 bits. */
const SECRETS_IN_HASH = 8

function inOrder(value: number, digits: number): string {
  return value.toString(36).padStart(digits, '0')
}
