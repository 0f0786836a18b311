import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { SecretPair } from './replace-secret.ts'

/** What the library for log-ins encrypted, anew; as it is where that was done before; `null`: neither secret opens it. */
export async function resealByLibrary(sealed: string, { from, to }: SecretPair): Promise<string | null> {
  if ((await open(to, sealed)) !== null) return sealed
  const data = await open(from, sealed)
  return data === null ? null : symmetricEncrypt({ key: to, data })
}

async function open(key: string, data: string): Promise<string | null> {
  return symmetricDecrypt({ key, data }).catch(() => null)
}
