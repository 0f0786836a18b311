import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** A key to seal with; its name is written on what it sealed, so that older keys go on opening what is theirs. */
export interface SealKey {
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** What was sealed, or why it cannot be read. `stale`: sealed with another key than the first, and worth sealing anew. */
export type Opened =
  | { readonly kind: 'opened'; readonly secret: string; readonly stale: boolean }
  | { readonly kind: 'failed'; readonly reason: 'malformed' | 'unknown-key' | 'tampered' }

const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
/** What GCM is specified for; longer ones are hashed first. */
const NONCE_BYTES = 12

/**
 * Seals a secret for keeping. `purpose` is bound to it: what was sealed for one place does not open in another. A nonce must never
 * serve twice for one key; at random, that holds for some billion secrets.
 */
export function sealSecret(
  secret: string,
  purpose: string,
  key: SealKey,
  nonce: Uint8Array = randomBytes(NONCE_BYTES),
): string {
  if (!/^[\w-]+$/.test(key.id)) throw new TypeError('the name of a key has letters, digits, - and _')
  const cipher = createCipheriv(CIPHER, key.bytes, nonce)
  cipher.setAAD(boundTo(key.id, purpose))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return [VERSION, key.id, ...[nonce, cipher.getAuthTag(), sealed].map(encode)].join('.')
}

/** Opens what was sealed, with the first key or one that served before. */
export function openSecret(text: string, purpose: string, keys: readonly SealKey[]): Opened {
  const parts = text.split('.')
  const [version, keyId = '', nonce = '', tag = '', sealed = ''] = parts
  if (version !== VERSION || parts.length !== 5) return { kind: 'failed', reason: 'malformed' }
  const key = keys.find(({ id }) => id === keyId)
  if (key === undefined) return { kind: 'failed', reason: 'unknown-key' }
  try {
    const decipher = createDecipheriv(CIPHER, key.bytes, decode(nonce), { authTagLength: 16 })
    decipher.setAAD(boundTo(keyId, purpose))
    decipher.setAuthTag(decode(tag))
    const secret = Buffer.concat([decipher.update(decode(sealed)), decipher.final()]).toString('utf8')
    return { kind: 'opened', secret, stale: keys[0] !== key }
  } catch {
    return { kind: 'failed', reason: 'tampered' }
  }
}

function boundTo(keyId: string, purpose: string): Buffer {
  return Buffer.from(`${VERSION}.${keyId}.${purpose}`)
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
