/** The data key, wrapped by another. */
interface Wrapped {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly wrapped: ArrayBuffer
}

/** How a device keeps its data key: wrapped by what the password gives, so that nothing on it can be read without the password. */
export interface Vault extends Wrapped {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly rounds: number
  /** Wrapped once more by what only the server knows, for the day that the password is another one; missing on older devices. */
  readonly spare?: Wrapped | null
}

/** What a vault is locked with. `secret`: what the server keeps for this device, 32 random bytes. */
export interface Locks {
  readonly password: string
  readonly secret: string | null
}

/** A value that only the data key opens. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly data: ArrayBuffer
}

/**
 * PBKDF2 is what every browser brings. OWASP asks for 600,000 rounds of SHA-256 (Password Storage Cheat Sheet, 2023); a cheap phone
 * needs about a second for them, once after each start.
 */
export const ROUNDS = 600_000
const SALT_BYTES = 16
const IV_BYTES = 12
const AES = { name: 'AES-GCM', length: 256 } as const

/** Makes a new data key and the vault that holds it. The key cannot be taken out of the browser's memory. */
export async function createVault(
  { password, secret }: Locks,
  rounds = ROUNDS,
): Promise<{ readonly vault: Vault; readonly key: CryptoKey }> {
  return lockVault(await crypto.subtle.generateKey(AES, true, ['encrypt', 'decrypt']), { password, secret }, rounds)
}

/** The data key, or `null` when the password is wrong. */
export async function openVault(vault: Vault, password: string): Promise<CryptoKey | null> {
  return unwrap(vault, await wrappingKey(password, vault.salt, vault.rounds), false)
}

/** The same data key behind another password, or `null` when what is given does not open the vault that there is. */
export async function relockVault(
  vault: Vault,
  opener: { readonly password: string } | { readonly secret: string },
  locks: Locks,
  rounds = ROUNDS,
): Promise<{ readonly vault: Vault; readonly key: CryptoKey } | null> {
  const data =
    'password' in opener
      ? await unwrap(vault, await wrappingKey(opener.password, vault.salt, vault.rounds), true)
      : vault.spare && (await unwrap(vault.spare, await spareKey(opener.secret), true))
  return data ? lockVault(data, locks, rounds) : null
}

async function lockVault(data: CryptoKey, { password, secret }: Locks, rounds: number) {
  const salt = randomBytes(SALT_BYTES)
  const wrapped = await wrap(data, await wrappingKey(password, salt, rounds))
  const spare = secret === null ? null : await wrap(data, await spareKey(secret))
  const vault: Vault = { salt, rounds, ...wrapped, spare }
  const key = await openVault(vault, password)
  if (key === null) throw new Error('a vault that was just made opens')
  return { vault, key }
}

async function wrap(data: CryptoKey, wrapping: CryptoKey): Promise<Wrapped> {
  const iv = randomBytes(IV_BYTES)
  return { iv, wrapped: await crypto.subtle.wrapKey('raw', data, wrapping, { name: 'AES-GCM', iv }) }
}

async function unwrap({ iv, wrapped }: Wrapped, wrapping: CryptoKey, again: boolean): Promise<CryptoKey | null> {
  const algorithm = { name: 'AES-GCM', iv }
  try {
    return await crypto.subtle.unwrapKey('raw', wrapped, wrapping, algorithm, AES, again, ['encrypt', 'decrypt'])
  } catch {
    return null
  }
}

/** Seals a value under a label: what is sealed for one place does not open in another. */
export async function seal(key: CryptoKey, label: string, value: unknown): Promise<Sealed> {
  const iv = randomBytes(IV_BYTES)
  const text = new TextEncoder().encode(JSON.stringify(value))
  return { iv, data: await crypto.subtle.encrypt(parametersOf(iv, label), key, text) }
}

export async function unseal(key: CryptoKey, label: string, { iv, data }: Sealed): Promise<unknown> {
  const text = await crypto.subtle.decrypt(parametersOf(iv, label), key, data)
  return JSON.parse(new TextDecoder().decode(text))
}

function parametersOf(iv: Uint8Array<ArrayBuffer>, label: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(label) }
}

async function wrappingKey(password: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey(
    'raw',
    // The same letters, however the keyboard composes them.
    new TextEncoder().encode(password.normalize('NFC')),
    'PBKDF2',
    false,
    ['deriveKey'],
  )
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, material, AES, false, [
    'wrapKey',
    'unwrapKey',
  ])
}

async function spareKey(secret: string): Promise<CryptoKey> {
  // Unlike a password it cannot be guessed: one round is enough.
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`ketnoi vault ${secret}`))
  return crypto.subtle.importKey('raw', bytes, AES, false, ['wrapKey', 'unwrapKey'])
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}
