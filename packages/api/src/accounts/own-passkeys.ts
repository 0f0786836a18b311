import {
  findPasskey,
  inTransaction,
  insertPasskey,
  listPasskeys,
  updatePasskeyName,
  updateSecondFactorOn,
} from '@ketnoi/db'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import type { Context } from '../context.ts'
import { ApiError, NotFoundError } from '../errors.ts'
import { noteAccount } from './note-account.ts'
import { requireOwn } from './own-account.ts'
import { keepChallenge, takeAnswered, PASSKEY_MINUTES, type Attestation } from './passkey-proof.ts'
import { makeSecret } from './second-factor.ts'
import { requirePassword } from './unlock.ts'
import type { VisitSession } from './visit.ts'

/** What a browser makes a passkey by, and where there was no second factor yet the codes for the day that it is lost. */
export interface NewPasskey {
  readonly options: PublicKeyCredentialCreationOptionsJSON
  readonly recoveryCodes: readonly string[]
}

/** Starts a passkey: it is in the account once `addPasskey` has seen what it signs. */
export async function startPasskey(ctx: Context, password: string): Promise<NewPasskey> {
  const { visit, session } = requireOwn(ctx)
  const { account } = session
  await requirePassword(ctx, visit, session, password)
  const { generateRegistrationOptions } = await import('@simplewebauthn/server')
  const options = await generateRegistrationOptions({
    rpName: 'Ketnoi',
    rpID: visit.site.hostname,
    userID: new TextEncoder().encode(account.id),
    userName: account.userName ?? account.phone ?? account.name,
    userDisplayName: account.name,
    timeout: PASSKEY_MINUTES * 60_000,
    excludeCredentials: (await listPasskeys(ctx.db, account.id)).map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    // A key that keeps nothing itself still serves after the password.
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
  await keepChallenge(ctx, options.challenge, { kind: 'new', sessionId: session.id })
  const recoveryCodes = account.secondFactor ? [] : (await makeSecret(ctx, visit, account, password)).recoveryCodes
  return { options, recoveryCodes }
}

export async function addPasskey(
  ctx: Context,
  { name, response }: { readonly name: string; readonly response: Attestation },
): Promise<void> {
  const { visit, session } = requireOwn(ctx)
  const host = visit.site.hostname
  const made = await checkAttestation(ctx, session, visit.site, response)
  if (made === null) throw new ApiError('passkey-refused', 'not what was asked for')
  if ((await findPasskey(ctx.db, made.id)) !== null) throw new ApiError('passkey-known', 'somebody has it already')
  await inTransaction(ctx.db, async (trx) => {
    await insertPasskey(trx, {
      id: ctx.newId(),
      accountId: session.accountId,
      name,
      credentialId: made.id,
      publicKey: made.publicKey,
      counter: made.counter,
      transports: response.response.transports,
      host,
      createdAt: ctx.now(),
    })
    await updateSecondFactorOn(trx, session.accountId)
    await noteAccount(ctx, trx, session.accountId, 'account.passkey', { on: true, name, host })
  })
}

export async function renamePasskey(ctx: Context, id: string, name: string): Promise<void> {
  const { session } = requireOwn(ctx)
  await inTransaction(ctx.db, async (trx) => {
    if (!(await updatePasskeyName(trx, session.accountId, id, name))) throw new NotFoundError('passkey', id)
    await noteAccount(ctx, trx, session.accountId, 'account.passkey', { name })
  })
}

/** The new key, or `null` when this is not the answer to what this session has asked. */
async function checkAttestation(
  ctx: Context,
  session: VisitSession,
  site: URL,
  response: Attestation,
): Promise<{ readonly id: string; readonly publicKey: Uint8Array; readonly counter: number } | null> {
  const answered = await takeAnswered(ctx, response)
  if (answered?.purpose.kind !== 'new' || answered.purpose.sessionId !== session.id) return null
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: answered.challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.hostname,
      requireUserVerification: false,
    })
    return registrationInfo?.credential ?? null
  } catch {
    // The library throws at whatever is not as it should be.
    return null
  }
}
