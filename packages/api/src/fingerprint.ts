import { createHash } from 'node:crypto'

/** Names what somebody looked at, so that exactly that is carried out: the same for the same values in the same order. */
export function fingerprintOf(looked: unknown): string {
  return createHash('sha256').update(JSON.stringify(looked)).digest('hex')
}
