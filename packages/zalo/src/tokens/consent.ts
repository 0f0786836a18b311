import { createHash, randomBytes } from 'node:crypto'
import { errorCodeOf, type Fetch } from '../client/call.ts'
import { noAnswer, refuse, type ZaloFailure } from '../client/errors.ts'
import { countOf, isFields, readJson, textOf, type Fields } from '../client/fields.ts'
import type { Clock } from '../clock.ts'
import type { ZaloSettings } from '../settings.ts'

/** The app as the service's console has it. */
export interface ZaloApp {
  readonly appId: string
  readonly appSecret: string
}

/** A pair of tokens, with moments in milliseconds since 1970. The refresh token serves once. */
export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly obtainedAt: number
  readonly accessUntil: number
  readonly refreshUntil: number
}

/** `refused` holds the service's own answer: the token or code is of no use any more. */
export type TokenAnswer = { readonly kind: 'pair'; readonly pair: TokenPair } | ZaloFailure

export interface TokenRequestOptions {
  readonly settings: ZaloSettings
  readonly app: ZaloApp
  readonly clock: Clock
  readonly fetch: Fetch
}

const DAY_MS = 86_400_000

/** A secret for consenting: its challenge is written into the service's console once, so that it is kept like a password. */
export function createPkceVerifier(bytes: Uint8Array = randomBytes(32)): string {
  return Buffer.from(bytes).toString('base64url')
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url')
}

/** Where an administrator of the account consents; `state` comes back unchanged and proves who asked. */
export function createConsentLink(
  settings: ZaloSettings,
  link: {
    readonly appId: string
    readonly redirectUri: string
    readonly state: string
    readonly challenge: string | null
  },
): string {
  const url = new URL(settings.consentPath, settings.oauthUrl)
  url.searchParams.set('app_id', link.appId)
  url.searchParams.set('redirect_uri', link.redirectUri)
  if (link.challenge !== null) url.searchParams.set('code_challenge', link.challenge)
  url.searchParams.set('state', link.state)
  return url.href
}

/** Exchanges the code that came back from consenting; it serves once and for ten minutes. */
export async function exchangeCode(
  options: TokenRequestOptions,
  code: string,
  verifier: string | null,
): Promise<TokenAnswer> {
  return await requestTokens(options, {
    grant_type: 'authorization_code',
    code,
    ...(verifier === null ? {} : { code_verifier: verifier }),
  })
}

/** Exchanges a refresh token for a new pair, which ends the old one. */
export async function exchangeRefreshToken(options: TokenRequestOptions, refreshToken: string): Promise<TokenAnswer> {
  return await requestTokens(options, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

async function requestTokens(
  { settings, app, clock, fetch }: TokenRequestOptions,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  let text: string
  try {
    const response = await fetch(`${settings.oauthUrl}${settings.tokenPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', secret_key: app.appSecret },
      body: new URLSearchParams({ app_id: app.appId, ...form }).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(settings.timeoutMs),
    })
    text = await response.text()
  } catch (error) {
    return noAnswer(error instanceof Error ? error.name : 'no answer', true)
  }
  const body = readJson(text)
  if (!isFields(body)) return noAnswer('an answer that makes no sense', true)
  const pair = readPair(settings, body, clock.now())
  if (pair !== null) return { kind: 'pair', pair }
  const rawCode = errorCodeOf(body['error'])
  if (rawCode === null) return noAnswer('an answer that makes no sense', true)
  const words = textOf(body['error_description']) ?? textOf(body['message']) ?? textOf(body['error_name']) ?? ''
  return {
    ...refuse('not-allowed', 'consent-again', `zalo ${String(rawCode)}: ${words.slice(0, 200)}`, 'service'),
    rawCode,
  }
}

function readPair(settings: ZaloSettings, body: Fields, now: number): TokenPair | null {
  const accessToken = textOf(body['access_token'])
  const refreshToken = textOf(body['refresh_token'])
  if (accessToken === null || refreshToken === null) return null
  const life = countOf(body['expires_in']) ?? settings.accessLifeSeconds
  return {
    accessToken,
    refreshToken,
    obtainedAt: now,
    accessUntil: now + life * 1_000,
    refreshUntil: now + settings.refreshLifeDays * DAY_MS,
  }
}
