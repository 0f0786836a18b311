import { createHash, hkdfSync } from 'node:crypto'
import type { SealKey } from './seal.ts'

const KEY_BYTES = 32
const ID_LETTERS = 8

/**
 * The key that what services entrust to this installation is sealed with, from the secret that lies outside the database. Its name
 * comes from itself: what another secret sealed is known as such, and not taken for damaged.
 */
export function deriveSealKey(secret: string): SealKey {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'ketnoi secrets of services', KEY_BYTES))
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, ID_LETTERS), bytes }
}

/** What a secret of a service is sealed for: it opens nowhere else. */
export function sealPurpose(service: string, name: string): string {
  return `${service} ${name}`
}
