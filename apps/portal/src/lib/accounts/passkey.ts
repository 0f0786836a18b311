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

/** What a device calls itself by the words of its browser; empty: nothing that people would know it by. */
export function systemOf(userAgent: string): string {
  const [, named = ''] = /(Android|iPhone|iPad|Windows|Macintosh|CrOS)/u.exec(userAgent) ?? []
  return named === 'Macintosh' ? 'Mac' : named === 'CrOS' ? 'Chromebook' : named
}

/** Has the browser make a passkey, on this device or another. */
export async function createPasskey(
  optionsJSON: RouterOutputs['session']['startPasskey']['options'],
): Promise<RouterInputs['session']['addPasskey']['response']> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return startRegistration({ optionsJSON }).catch((error: unknown) => {
    const isKnown = error instanceof Error && error.name === 'InvalidStateError'
    throw new LocalProblem(isKnown ? 'passkey-known' : 'passkey-not-made', error)
  })
}

/** Has the browser ask for a passkey. */
export async function askForPasskey(
  optionsJSON: RouterOutputs['session']['startPasskeyLogIn'],
): Promise<RouterInputs['session']['logInWithPasskey']['response']> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  return startAuthentication({ optionsJSON }).catch((error: unknown) => {
    // A browser does not tell why: somebody closed the window, waited too long, or has no such key.
    throw new LocalProblem('passkey-cancelled', error)
  })
}

/** Tells this device that a passkey has been removed, so that it is not offered again; not every browser listens. */
export async function forgetPasskey({ host, credentialId }: Removed): Promise<void> {
  if (host !== location.hostname || !('signalUnknownCredential' in PublicKeyCredential)) return
  await PublicKeyCredential.signalUnknownCredential({ rpId: host, credentialId }).catch(() => undefined)
}

type Removed = Pick<RouterOutputs['session']['own']['passkeys'][number], 'host' | 'credentialId'>
