import { insertChallenge, takeChallenge } from '@ketnoi/db'
import { z } from 'zod'
import type { Context } from '../context.ts'

/** What somebody has a passkey sign a challenge for. */
export type PasskeyPurpose =
  /** To be taken into an account, in this session. */
  | { readonly kind: 'new'; readonly sessionId: string }
  /** To complete the log-in that a password has begun. */
  | { readonly kind: 'second-factor'; readonly challenge: string }
  /** To log in, without a password. */
  | { readonly kind: 'alone' }

// As long as a browser may keep its window open; finding a key at the other end of the office takes no longer.
export const PASSKEY_MINUTES = 5

const base64url = z.string().regex(/^[\w-]+$/u)
const credential = { id: base64url.max(2_000), rawId: base64url.max(2_000), type: z.literal('public-key') }
// Nothing is asked of extensions, so nothing that they answer counts.
const clientExtensionResults = z.unknown().transform(() => ({}))

/** What a new passkey answers. Larger ones bring certificates of their maker, which nobody asked for. */
export const attestation = z.object({
  ...credential,
  clientExtensionResults,
  response: z.object({
    clientDataJSON: base64url.max(10_000),
    attestationObject: base64url.max(50_000),
    transports: z.array(z.string().max(50)).max(20).default([]),
  }),
})

/** What a passkey answers that is known. */
export const assertion = z.object({
  ...credential,
  clientExtensionResults,
  response: z.object({
    clientDataJSON: base64url.max(10_000),
    authenticatorData: base64url.max(10_000),
    signature: base64url.max(10_000),
  }),
})

export type Attestation = z.infer<typeof attestation>
export type Assertion = z.infer<typeof assertion>

export async function keepChallenge(ctx: Context, challenge: string, purpose: PasskeyPurpose): Promise<void> {
  const now = ctx.now()
  await insertChallenge(ctx.db, {
    id: ctx.newId(),
    identifier: identifierOf(challenge),
    value: JSON.stringify(purpose),
    now,
    expiresAt: new Date(Date.parse(now) + PASSKEY_MINUTES * 60_000).toISOString(),
  })
}

/** The challenge of ours that has been signed, and what for. Each is answered once: `null` when it was, or is not ours. */
export async function takeAnswered(
  ctx: Context,
  { response }: Attestation | Assertion,
): Promise<{ readonly challenge: string; readonly purpose: PasskeyPurpose } | null> {
  const challenge = challengeOf(response.clientDataJSON)
  const value = challenge === null ? null : await takeChallenge(ctx.db, identifierOf(challenge), ctx.now())
  // Kept by `keepChallenge` alone.
  return challenge === null || value === null ? null : { challenge, purpose: JSON.parse(value) as PasskeyPurpose }
}

function challengeOf(clientData: string): string | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientData, 'base64url').toString())
    return typeof data === 'object' && data !== null && 'challenge' in data ? String(data.challenge) : null
  } catch {
    return null
  }
}

function identifierOf(challenge: string): string {
  return `passkey ${challenge}`
}
