import { randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { readableCode } from './readable-code.ts'

// Long enough to be handed over in the next visit to the commune, too short to lie about for long.
const DAYS = 7
/** 31^16: nobody has to choose it, and nobody guesses it. */
const LETTERS = 16

/** Until when a password that is handed out now works. */
export function firstPasswordEnd(now: string): string {
  return new Date(Date.parse(now) + DAYS * 86_400_000).toISOString()
}

/** A password to hand out, and what is kept of it. */
export async function createFirstPassword(): Promise<{ readonly text: string; readonly hash: string }> {
  const text = readableCode(randomBytes(LETTERS))
  return { text, hash: await hashPassword(text) }
}
