import { createHash, timingSafeEqual } from 'node:crypto'

/** A term or a key of the signature, with the name under which it is told which one fitted. */
interface Named {
  readonly name: string
  readonly value: string
}

/** What the signature may be made of: sources disagree on which, so every form is tried. */
export interface SignatureParts {
  readonly rawBody: Uint8Array
  /** The identity of the app, or of the account. */
  readonly firstTerms: readonly Named[]
  /** The time in the body, or in a header. */
  readonly timestamps: readonly Named[]
  /** The key of the account, or of the app. */
  readonly secrets: readonly Named[]
}

/** The service's own signature: a plain hash of everything in a row, not an HMAC. */
export function signBody(firstTerm: string, rawBody: Uint8Array, timestamp: string, secret: string): string {
  return createHash('sha256').update(firstTerm).update(rawBody).update(timestamp).update(secret).digest('hex')
}

/** Which form a signature has, or `null` for a false one. Every form is computed in any case: the time taken tells nothing. */
export function findSignatureForm(
  parts: SignatureParts,
  signature: string | null,
): { readonly firstTerm: string; readonly timestamp: string; readonly secret: string } | null {
  const given = Buffer.from((signature ?? '').trim().replace(/^mac=/, '').toLowerCase().padEnd(64).slice(0, 64))
  let found: { firstTerm: string; timestamp: string; secret: string } | null = null
  for (const firstTerm of parts.firstTerms)
    for (const timestamp of parts.timestamps)
      for (const secret of parts.secrets) {
        // Whoever knows an empty key could sign anything.
        if (secret.value === '' || firstTerm.value === '') continue
        const expected = Buffer.from(signBody(firstTerm.value, parts.rawBody, timestamp.value, secret.value))
        if (timingSafeEqual(expected, given) && found === null)
          found = { firstTerm: firstTerm.name, timestamp: timestamp.name, secret: secret.name }
      }
  return found
}
