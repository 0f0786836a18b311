import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readableCode } from './readable-code.ts'

/** The one-time code that lets whoever started the server make the first administrator. */
export interface FirstCode {
  readonly text: string
  /** Compares in constant time; after too many wrong tries nothing is right any more until the server starts again. */
  readonly check: (tried: string) => 'right' | 'wrong' | 'void'
}

// 31^12 possibilities: ten guesses are nothing, and a person who mistypes has enough of them.
const LETTERS = 12
const TRIES = 10

export function createFirstCode(random: Uint8Array = randomBytes(LETTERS)): FirstCode {
  const text = readableCode(random)
  const right = digest(text)
  let tries = 0
  return {
    text,
    check: (tried) => {
      if (tries >= TRIES) return 'void'
      tries += 1
      return timingSafeEqual(digest(tried), right) ? 'right' : 'wrong'
    },
  }
}

function digest(text: string): Buffer {
  return createHash('sha256')
    .update(text.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .digest()
}
