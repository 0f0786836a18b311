import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { findServiceConnection, leaseTokens, releaseTokens, updateTokens, type Db, type LeasedTokens } from '@ketnoi/db'
import { openSecret, sealPurpose, sealSecret, type KeptTokens, type SealKey, type TokenStore } from '@ketnoi/zalo'

export interface TokenStoreOptions {
  readonly db: Db
  readonly service: string
  /** The first seals, each opens what is its own. */
  readonly keys: () => readonly SealKey[]
  /** Longer than the slowest exchange: whoever holds the tokens for longer has died. */
  readonly leaseSeconds: number
}

const POLL_MS = 200

/** Keeps the tokens of a service sealed in the database; one process at a time exchanges them. */
export function createTokenStore({ db, service, keys, leaseSeconds }: TokenStoreOptions): TokenStore {
  const purpose = sealPurpose(service, 'tokens')

  const open = (sealed: string | null): KeptTokens | null => {
    const opened = sealed === null ? null : openSecret(sealed, purpose, keys())
    // Only this file seals for this purpose.
    return opened?.kind === 'opened' ? (JSON.parse(opened.secret) as KeptTokens) : null
  }

  const lease = async (id: string): Promise<LeasedTokens> => {
    const patience = Date.now() + 2 * leaseSeconds * 1_000
    for (;;) {
      const leased = await leaseTokens(db, service, { id, seconds: leaseSeconds })
      if (leased !== null) return leased
      if ((await findServiceConnection(db, service)) === null) throw new Error(`${service} is not set up any more`)
      if (Date.now() > patience) throw new Error(`the tokens of ${service} are held by another process`)
      await setTimeout(POLL_MS)
    }
  }

  return {
    load: async () => open((await findServiceConnection(db, service))?.tokens ?? null),
    withLock: async (run) => {
      const id = randomUUID()
      let { tokens, revision } = await lease(id)
      try {
        return await run({
          load: async () => open(tokens),
          save: async (kept) => {
            const [key] = keys()
            if (key === undefined) throw new TypeError('there is always a secret')
            const sealed = sealSecret(JSON.stringify(kept), purpose, key)
            const pair = {
              tokens: sealed,
              refreshedAt: instant(kept.obtainedAt),
              accessUntil: instant(kept.accessUntil),
              refreshUntil: instant(kept.refreshUntil),
              lost: kept.lost,
            }
            // Also after the lease: the pair that nobody has replaced is dead, and this one is all there is.
            if (!(await updateTokens(db, service, revision, pair)))
              throw new Error(`another pair of tokens of ${service} was kept meanwhile`)
            tokens = sealed
            revision++
          },
        })
      } finally {
        await releaseTokens(db, service, id)
      }
    },
  }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
