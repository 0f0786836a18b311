import { randomBytes } from 'node:crypto'

// No letter or digit that is mistaken for another when it is read out or copied by hand.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Words for a person to copy: groups of four, from `random` bytes. */
export function readableCode(random: Uint8Array): string {
  return inFours([...random].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join(''))
}

function inFours(letters: string): string {
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** 59 bits, which nobody tries out where a few wrong ones lock the account. */
const LETTERS_OF_RECOVERY = 12
const RECOVERY_CODES = 10

/** What opens an account, each once, where the app or the passkey is lost. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => readableCode(randomBytes(LETTERS_OF_RECOVERY)))
}

/** A recovery code as it was given out, in whatever case and however divided it was typed; any other text as it is. */
export function readRecoveryCode(typed: string): string {
  const letters = typed.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return letters.length === LETTERS_OF_RECOVERY ? inFours(letters) : typed
}
