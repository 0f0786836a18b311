import type { RouterInputs, RouterOutputs } from '@ketnoi/api'
import { LocalProblem } from '#lib/problem.ts'

/**
 * Why no passkey can be used on this page. `insecure`: the way to the server is not encrypted; `address`: it was opened by numbers,
 * and a passkey belongs to a name; `unsupported`: the browser knows none.
 */
export type PasskeyObstacle = 'insecure' | 'address' | 'unsupported'

/** `null`: nothing stands in the way. */
export function findPasskeyObstacle(): PasskeyObstacle | null {
  if (!isSecureContext) return 'insecure'
  if (!('PublicKeyCredential' in window)) return 'unsupported'
  return /^[\d.]+$|^\[/u.test(location.hostname) ? 'address' : null
}

/** Has the browser make a passkey, on this device or another. */
export async function createPasskey(
  optionsJSON: RouterOutputs['session']['startPasskey']['options'],
): Promise<RouterInputs['session']['addPasskey']['response']> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return startRegistration({ optionsJSON }).catch(refuse)
}

/** Has the browser ask for a passkey. */
export async function askForPasskey(
  optionsJSON: RouterOutputs['session']['startPasskeyLogIn'],
): Promise<RouterInputs['session']['logInWithPasskey']['response']> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return startAuthentication({ optionsJSON }).catch(refuse)
}

/** A browser does not tell why: somebody closed the window, waited too long, or has no such key. */
function refuse(error: unknown): never {
  const known = error instanceof Error && error.name === 'InvalidStateError'
  throw new LocalProblem(known ? 'passkey-known' : 'passkey-cancelled', error)
}
