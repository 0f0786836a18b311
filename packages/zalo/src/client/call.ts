import type { Clock } from '../clock.ts'
import type { ZaloSettings } from '../settings.ts'
import { explainError, explainStatus, noAnswer, refuse, type ZaloFailure, type ZaloResult } from './errors.ts'
import { countOf, isFields, readJson, type Fields } from './fields.ts'
import type { Pace, Priority } from './pace.ts'

/** The part of `fetch` that is used, so that a simulation can stand in for the network. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** A token to call with, or why there is none. */
export type TokenOutcome =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'consent-needed'; readonly reason: ConsentReason; readonly message: string }
  | ZaloFailure

/** `never-given`: nobody has consented yet. `refused`: the service no longer takes the refresh token. `expired`: it was not used for too long. */
export type ConsentReason = 'never-given' | 'refused' | 'expired'

/** Where tokens come from. */
export interface Tokens {
  readonly current: () => Promise<TokenOutcome>
  /** Gives another token than the one that the service refused. */
  readonly renew: (refused: string) => Promise<TokenOutcome>
}

export interface ZaloRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** A write is never asked for twice: nobody knows whether the first was carried out. */
  readonly writes: boolean
}

export type Call = (request: ZaloRequest) => Promise<ZaloResult<Fields | readonly unknown[] | null>>

export interface CallOptions {
  readonly settings: ZaloSettings
  readonly tokens: Tokens
  readonly pace: Pace
  readonly priority: Priority
  readonly clock: Clock
  readonly fetch: Fetch
  readonly beforeWrite?: (() => Promise<void>) | undefined
}

/** Makes one call at the service: within the pace, with a token that is renewed once if it is refused, and reads repeated. */
export function createCall(options: CallOptions): Call {
  const { settings, tokens, clock } = options

  const callOnce: Call = async (request) => {
    const token = await tokens.current()
    if (token.kind !== 'token') return withoutToken(token)
    const result = await send(options, request, token.accessToken)
    if (result.kind !== 'failed' || result.action !== 'renew-token') return result
    const renewed = await tokens.renew(token.accessToken)
    if (renewed.kind !== 'token') return withoutToken(renewed)
    return await send(options, request, renewed.accessToken)
  }

  return async (request) => {
    const attempts = request.writes ? 1 : settings.readAttempts
    for (let attempt = 1; ; attempt++) {
      const result = await callOnce(request)
      // A token was renewed already: asking for more of them in a row would only use them up.
      const again = result.kind === 'failed' && result.retry && result.action !== 'renew-token'
      if (!again || attempt >= attempts) return result
      await clock.sleep(settings.retryWaitMs * 2 ** (attempt - 1))
    }
  }
}

async function send(
  { settings, pace, priority, fetch, beforeWrite }: CallOptions,
  request: ZaloRequest,
  accessToken: string,
): ReturnType<Call> {
  await pace.enter(priority)
  if (request.writes) await beforeWrite?.()
  const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(new DOMException('no answer in time', 'TimeoutError')), settings.timeoutMs)
  let response: Response
  let text: string
  try {
    response = await fetch(`${settings.apiUrl}${request.path}${query}`, {
      method: request.method,
      headers: {
        access_token: accessToken,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'error',
      signal: abort.signal,
    })
    text = await response.text()
  } catch (error) {
    return noAnswer(error instanceof Error ? error.name : 'no answer', request.writes)
  } finally {
    clearTimeout(timer)
  }
  pace.observe(response.headers)
  const result = readAnswer(settings, response.status, text, request.writes)
  if (result.kind === 'failed' && result.code === 'rate-limited') pace.backOff()
  return result
}

/** Errors come with HTTP 200 as well: only `error: 0` is a success. */
function readAnswer(settings: ZaloSettings, status: number, text: string, writes: boolean): Awaited<ReturnType<Call>> {
  const body = readJson(text)
  const rawCode = isFields(body) ? errorCodeOf(body['error']) : null
  if (!isFields(body) || rawCode === null)
    return status === 200 ? noAnswer('an answer that makes no sense', writes) : explainStatus(status, writes)
  if (rawCode !== 0) {
    const words = typeof body['message'] === 'string' ? body['message'] : ''
    return explainError(settings.errors, rawCode, words)
  }
  if (status !== 200) return explainStatus(status, writes)
  const data = body['data']
  return { kind: 'done', data: Array.isArray(data) || isFields(data) ? data : null }
}

/** Codes are numbers, below zero when something is wrong, and sometimes text. */
export function errorCodeOf(value: unknown): number | null {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return Number(value)
  return countOf(value)
}

function withoutToken(outcome: Exclude<TokenOutcome, { kind: 'token' }>): ZaloFailure {
  return outcome.kind === 'failed'
    ? { ...outcome, effect: 'none' }
    : refuse('not-allowed', 'consent-again', outcome.message, 'service')
}
