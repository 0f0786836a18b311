import type { ConsentReason, Fetch, TokenOutcome, Tokens } from '../client/call.ts'
import { refuse } from '../client/errors.ts'
import { SYSTEM_CLOCK, type Clock } from '../clock.ts'
import type { ZaloSettings } from '../settings.ts'
import { exchangeRefreshToken, type TokenPair, type ZaloApp } from './consent.ts'

/** What is kept: a pair, and whether it is known to be of no use. */
export interface KeptTokens extends TokenPair {
  readonly lost: Exclude<ConsentReason, 'never-given'> | null
}

/** The kept pair while nobody else may change it. */
export interface LockedTokens {
  readonly load: () => Promise<KeptTokens | null>
  /** Keeps the pair for good: it must outlive a crash that follows at once. */
  readonly save: (tokens: KeptTokens) => Promise<void>
}

/** Where the pair of one account is kept, sealed. */
export interface TokenStore {
  readonly load: () => Promise<KeptTokens | null>
  /**
   * Runs with the pair locked against every other process, and comes back once what was saved is kept. It holds the lock during one
   * call at the service, so a transaction on a database with a single connection is the wrong lock.
   */
  readonly withLock: <T>(run: (tokens: LockedTokens) => Promise<T>) => Promise<T>
}

export interface TokenKeeperOptions {
  readonly store: TokenStore
  readonly settings: ZaloSettings
  readonly app: ZaloApp
  readonly clock?: Clock
  readonly fetch?: Fetch
}

/** Gives tokens, and keeps the pair alive. */
export interface TokenKeeper extends Tokens {
  /** Takes over the pair of a new consent. */
  readonly accept: (pair: TokenPair) => Promise<void>
}

const CONSENT_WORDS: Readonly<Record<ConsentReason, string>> = {
  'never-given': 'no administrator of the account has consented yet',
  refused: 'the service no longer takes the kept tokens: an administrator of the account must consent again',
  expired: 'the kept tokens were not used for too long: an administrator of the account must consent again',
}

/**
 * Keeps the tokens of one account. A refresh token serves once, and whoever loses the new pair needs a person: so it is exchanged
 * under the lock only, after looking whether somebody else just did, and the new pair is kept before anybody calls with it.
 */
export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { store, settings, app, clock = SYSTEM_CLOCK } = options
  const request = { settings, app, clock, fetch: options.fetch ?? fetch }
  let known: KeptTokens | null = null
  let running: Promise<TokenOutcome> | null = null
  // What was exchanged and could not be kept: without it the account would need a new consent.
  let unkept: { readonly from: string; readonly tokens: KeptTokens } | null = null
  // A refresh that failed while the token still serves is not tried again before every call.
  let notBefore = 0

  const isFresh = ({ obtainedAt, accessUntil }: KeptTokens): boolean =>
    clock.now() < obtainedAt + (accessUntil - obtainedAt) * settings.refreshShare
  const serves = (tokens: KeptTokens, refused: string | null): boolean =>
    tokens.accessToken !== refused && clock.now() < tokens.accessUntil

  const exchange = async (tokens: LockedTokens, refused: string | null): Promise<TokenOutcome> => {
    const kept = await tokens.load()
    known = null
    if (kept === null) return consentNeeded('never-given')
    if (unkept?.from === kept.refreshToken) return await keep(tokens, unkept.from, unkept.tokens)
    if (kept.lost !== null) return consentNeeded(kept.lost)
    if (kept.accessToken !== refused && isFresh(kept)) {
      known = kept
      return tokenOf(kept)
    }
    // A service that refuses what it has just issued would use up one refresh token after the other.
    if (kept.accessToken === refused && clock.now() < kept.obtainedAt + settings.backOffMs)
      return refuse('not-allowed', 'renew-token', 'a token that was just issued is refused', 'service')
    if (clock.now() >= kept.refreshUntil) return await lose(tokens, kept, 'expired')

    const answer = await exchangeRefreshToken(request, kept.refreshToken)
    if (answer.kind === 'pair') return await keep(tokens, kept.refreshToken, { ...answer.pair, lost: null })
    if (answer.rawCode !== null && settings.lostTokenCodes.includes(answer.rawCode))
      return await lose(tokens, kept, 'refused')
    if (!serves(kept, refused)) return answer
    known = kept
    notBefore = clock.now() + settings.backOffMs
    return tokenOf(kept)
  }

  const keep = async (tokens: LockedTokens, from: string, next: KeptTokens): Promise<TokenOutcome> => {
    unkept = { from, tokens: next }
    await tokens.save(next)
    known = next
    return tokenOf(next)
  }

  const exchangeLocked = async (refused: string | null): Promise<TokenOutcome> => {
    try {
      const outcome = await store.withLock(async (tokens) => await exchange(tokens, refused))
      unkept = null
      return outcome
    } catch (error) {
      known = null
      throw error
    } finally {
      running = null
    }
  }

  /** One exchange at a time in this process; other processes wait at the lock. */
  const renewOnce = async (refused: string | null): Promise<TokenOutcome> => {
    running ??= exchangeLocked(refused)
    return await running
  }

  return {
    current: async () => {
      known ??= await store.load()
      if (known?.lost === null && isFresh(known)) return tokenOf(known)
      if (known?.lost === null && clock.now() < notBefore && serves(known, null)) return tokenOf(known)
      return await renewOnce(null)
    },
    renew: async (refused) => {
      const outcome = await renewOnce(refused)
      // What was running may have been begun for another reason, and have found the refused token still good.
      const same = outcome.kind === 'token' && outcome.accessToken === refused
      return same ? await renewOnce(refused) : outcome
    },
    accept: async (pair) => {
      await store.withLock(async (tokens) => {
        await tokens.save({ ...pair, lost: null })
      })
      known = null
      unkept = null
      notBefore = 0
    },
  }
}

async function lose(tokens: LockedTokens, kept: KeptTokens, reason: 'refused' | 'expired'): Promise<TokenOutcome> {
  await tokens.save({ ...kept, lost: reason })
  return consentNeeded(reason)
}

function tokenOf({ accessToken }: KeptTokens): TokenOutcome {
  return { kind: 'token', accessToken }
}

function consentNeeded(reason: ConsentReason): TokenOutcome {
  return { kind: 'consent-needed', reason, message: CONSENT_WORDS[reason] }
}
