import { ApiError } from '../errors.ts'
import { LONGEST_PASSWORD } from './auth.ts'

// The baseline of an information system of level 2 (TCVN 14423:2026).
const LEAST_WITH_SECOND_FACTOR = 8
const LEAST_ALONE = 14

/** How long a password must be at least. */
export function leastPasswordLength(withSecondFactor: boolean): number {
  return withSecondFactor ? LEAST_WITH_SECOND_FACTOR : LEAST_ALONE
}

export interface ChosenPassword {
  readonly password: string
  readonly withSecondFactor: boolean
  /** What a password must not be made of. */
  readonly known: readonly (string | null)[]
}

/** Refuses a password that is too short, too long, or the user name over again. */
export function requireGoodPassword({ password, withSecondFactor, known }: ChosenPassword): void {
  const least = leastPasswordLength(withSecondFactor)
  if ([...password].length < least) throw new ApiError('password-too-short', 'the password is too short', { least })
  if (password.length > LONGEST_PASSWORD)
    throw new ApiError('password-too-long', 'the password is too long', { most: LONGEST_PASSWORD })
  const small = password.toLowerCase()
  if (new Set(small).size < 4 || known.some((text) => text !== null && isMostly(small, text.toLowerCase())))
    throw new ApiError('password-too-easy', 'the password is easy to guess')
}

function isMostly(password: string, text: string): boolean {
  return text.length >= 3 && password.includes(text) && password.replaceAll(text, '').length < 6
}
