/** How a device keeps its data key: wrapped by what the password gives, so that nothing on it can be read without the password. */
export interface Vault {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly rounds: number
  readonly iv: Uint8Array<ArrayBuffer>
  readonly wrapped: ArrayBuffer
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
export async function createVault(password: string, rounds = ROUNDS): Promise<{ vault: Vault; key: CryptoKey }> {
  const salt = randomBytes(SALT_BYTES)
  const iv = randomBytes(IV_BYTES)
  const data = await crypto.subtle.generateKey(AES, true, ['encrypt', 'decrypt'])
  const wrapping = await wrappingKey(password, salt, rounds)
  const wrapped = await crypto.subtle.wrapKey('raw', data, wrapping, { name: 'AES-GCM', iv })
  const vault = { salt, rounds, iv, wrapped }
  const key = await openVault(vault, password)
  if (key === null) throw new Error('a vault that was just made opens')
  return { vault, key }
}

/** The data key, or `null` when the password is wrong. */
export async function openVault(vault: Vault, password: string): Promise<CryptoKey | null> {
  const wrapping = await wrappingKey(password, vault.salt, vault.rounds)
  const algorithm = { name: 'AES-GCM', iv: vault.iv }
  try {
    return await crypto.subtle.unwrapKey('raw', vault.wrapped, wrapping, algorithm, AES, false, ['encrypt', 'decrypt'])
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

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}
