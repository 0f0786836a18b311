import { findAccount, findPasskey, listPasskeys, updatePasskeyUsed, type Passkey } from '@ketnoi/db'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Context } from '../context.ts'
import { beginAttempt, strangerKey } from './attempts.ts'
import { finish, requireChallenged, requireUsable, type LogInResult } from './log-in.ts'
import { keepChallenge, takeAnswered, PASSKEY_MINUTES, type Assertion, type PasskeyPurpose } from './passkey-proof.ts'
import type { Visit } from './visit.ts'

/**
 * Asks for a passkey: one of the account whose password was given, or whichever there is. Without a password it must know its owner
 * by itself, by a finger, a face or a PIN: it is both factors then.
 */
export async function startPasskeyLogIn(
  ctx: Context,
  visit: Visit,
  { afterPassword }: { readonly afterPassword: boolean },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const rpID = visit.site.hostname
  const timeout = PASSKEY_MINUTES * 60_000
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
  if (!afterPassword) {
    const options = await generateAuthenticationOptions({ rpID, timeout, userVerification: 'required' })
    await keepChallenge(ctx, options.challenge, { kind: 'alone' })
    return options
  }
  const { account, challenge } = await requireChallenged(ctx, visit)
  const passkeys = (await listPasskeys(ctx.db, account.id)).filter(({ host }) => host === rpID)
  const options = await generateAuthenticationOptions({
    rpID,
    timeout,
    userVerification: 'preferred',
    allowCredentials: passkeys.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
  })
  await keepChallenge(ctx, options.challenge, { kind: 'second-factor', challenge })
  return options
}

/** Logs in with what a passkey has signed. Failures count like wrong passwords. */
export async function logInWithPasskey(ctx: Context, visit: Visit, response: Assertion): Promise<LogInResult> {
  const passkey = await findPasskey(ctx.db, response.id)
  const account = passkey === null ? null : await findAccount(ctx.db, passkey.accountId)
  const attempt = await beginAttempt(ctx, visit, account?.id ?? strangerKey(`passkey ${response.id}`))
  const counter = passkey === null ? null : await checkAssertion(ctx, visit, passkey, response)
  if (passkey === null || account === null || counter === null) throw await attempt.fail('passkey-refused')
  await requireUsable(ctx, account)
  await updatePasskeyUsed(ctx.db, passkey.id, { counter, at: ctx.now() })
  const { headers } = await visit.auth.api.logInAs({
    body: { accountId: account.id },
    headers: visit.headers,
    returnHeaders: true,
  })
  visit.setCookies(headers.getSetCookie())
  await finish(ctx, visit, account, attempt, { secondFactor: true, passkey: true })
  return { next: 'done' }
}

/** How often the passkey was used by now; `null`: this proves nothing. */
async function checkAssertion(
  ctx: Context,
  visit: Visit,
  passkey: Passkey,
  response: Assertion,
): Promise<number | null> {
  const answered = await takeAnswered(ctx, response)
  if (answered === null || !(await isAskedFor(ctx, visit, passkey, answered.purpose))) return null
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: answered.challenge,
      expectedOrigin: visit.site.origin,
      expectedRPID: visit.site.hostname,
      credential: {
        id: passkey.credentialId,
        publicKey: Uint8Array.from(passkey.publicKey),
        counter: passkey.counter,
      },
      requireUserVerification: answered.purpose.kind === 'alone',
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    // The library throws at whatever is not as it should be.
    return null
  }
}

async function isAskedFor(ctx: Context, visit: Visit, passkey: Passkey, purpose: PasskeyPurpose): Promise<boolean> {
  if (purpose.kind !== 'second-factor') return purpose.kind === 'alone'
  const { account, challenge } = await requireChallenged(ctx, visit)
  return account.id === passkey.accountId && challenge === purpose.challenge
}
