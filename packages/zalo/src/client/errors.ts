import type { ServiceFailure, ServiceFailureCode } from '@ketnoi/hierarchy'

/** What a person does about a failure; the screen has the words. */
export type ZaloAction =
  /** It was so before: for codes of which only a real account tells that they mean it. */
  | 'already-so'
  | 'wait'
  | 'look-again'
  | 'check-input'
  | 'send-fewer'
  | 'upload-again'
  | 'get-quota'
  | 'activate-app'
  | 'register-call'
  | 'consent-again'
  | 'renew-token'
  | 'check-app-secret'
  | 'account-disabled'
  | 'verify-account'
  | 'upgrade-package'
  | 'wrong-kind-of-account'
  | 'renew-asset'
  | 'pick-another-asset'
  | 'top-up'
  | 'ask-to-follow'
  | 'ask-to-write'
  | 'person-inactive'
  | 'follow-standards'
  | 'not-our-group'
  | 'move-server'
  | 'check-settings'
  | 'ask-support'

/** What an error concerns: one account of the call, the call as it was put, its group, or every call there is. */
export type ZaloScope = 'account' | 'call' | 'group' | 'service'

/** What an error code of the service means here. */
export interface ZaloErrorMeaning {
  readonly code: ServiceFailureCode
  readonly action: ZaloAction
  readonly retry: boolean
  readonly effect: ServiceFailure['effect']
  readonly scope: ZaloScope
}

/** A failure of the service, with its own code for the record. */
export interface ZaloFailure extends ServiceFailure {
  readonly action: ZaloAction
  readonly scope: ZaloScope
  /** The service's own code; `null` where there was no answer with one. */
  readonly rawCode: number | null
}

export type ZaloResult<T> = { readonly kind: 'done'; readonly data: T } | ZaloFailure

const NO_RIGHT = { code: 'not-allowed', retry: false, effect: 'none', scope: 'service' } as const
const REFUSED = { code: 'refused', retry: false, effect: 'none', scope: 'call' } as const
const BUSY = { code: 'rate-limited', action: 'wait', retry: true, effect: 'none', scope: 'service' } as const

/** The codes of the service's table, and those that were met in the field (-501). */
export const DOCUMENTED_ERRORS: Readonly<Record<string, ZaloErrorMeaning>> = {
  '-32': BUSY,
  '-100': { ...REFUSED, action: 'upload-again' },
  // "Send message failed" says nothing of whether anything arrived.
  '-200': { ...REFUSED, action: 'look-again', effect: 'unknown', scope: 'account' },
  '-201': { ...REFUSED, action: 'check-input', scope: 'account' },
  '-204': { ...NO_RIGHT, action: 'account-disabled' },
  '-205': { ...NO_RIGHT, action: 'account-disabled' },
  '-209': { ...NO_RIGHT, action: 'activate-app' },
  '-210': { ...REFUSED, action: 'send-fewer' },
  '-211': { ...NO_RIGHT, action: 'get-quota' },
  '-212': { ...NO_RIGHT, action: 'register-call' },
  '-213': { ...NO_RIGHT, action: 'ask-to-follow', scope: 'account' },
  '-216': { ...NO_RIGHT, action: 'renew-token', retry: true },
  '-218': { ...NO_RIGHT, action: 'get-quota', scope: 'account' },
  '-219': { ...NO_RIGHT, action: 'activate-app' },
  '-220': { ...NO_RIGHT, action: 'renew-token', retry: true },
  '-221': { ...NO_RIGHT, action: 'verify-account' },
  '-223': { ...NO_RIGHT, action: 'consent-again' },
  '-224': { ...NO_RIGHT, action: 'upgrade-package' },
  '-227': { ...NO_RIGHT, action: 'person-inactive', scope: 'account' },
  '-230': { ...NO_RIGHT, action: 'ask-to-write', scope: 'account' },
  '-232': { ...NO_RIGHT, action: 'ask-to-write', scope: 'account' },
  '-234': { ...REFUSED, action: 'wait', retry: true, scope: 'account' },
  '-235': { ...NO_RIGHT, code: 'not-supported', action: 'wrong-kind-of-account' },
  '-237': { ...REFUSED, code: 'group-archived', action: 'renew-asset', scope: 'group' },
  '-238': { ...REFUSED, action: 'pick-another-asset', scope: 'group' },
  '-240': { ...REFUSED, code: 'not-supported', action: 'check-settings' },
  '-241': { ...REFUSED, action: 'pick-another-asset', scope: 'group' },
  '-242': { ...NO_RIGHT, action: 'check-app-secret' },
  '-248': { ...NO_RIGHT, action: 'follow-standards', scope: 'call' },
  '-320': { ...NO_RIGHT, action: 'top-up' },
  '-321': { ...NO_RIGHT, action: 'top-up' },
  '-403': { ...REFUSED, code: 'group-unknown', action: 'not-our-group', scope: 'group' },
  '-501': { ...NO_RIGHT, action: 'move-server' },
}

/** An unknown code may stand for anything, an account that is refused included, and nobody knows what was done before it. */
const UNKNOWN_ERROR: ZaloErrorMeaning = {
  code: 'refused',
  action: 'ask-support',
  retry: false,
  effect: 'unknown',
  scope: 'account',
}

/** Says what an answer with an error means; the service's words are kept, cut where somebody's data could begin. */
export function explainError(
  errors: Readonly<Record<string, ZaloErrorMeaning>>,
  rawCode: number,
  words: string,
): ZaloFailure {
  const meaning = errors[String(rawCode)] ?? UNKNOWN_ERROR
  // The service names the field that it does not like, and not finding a group is told in this way as well.
  const noSuchGroup = meaning.action === 'check-input' && /\bgroup_id\b/.test(words)
  return {
    kind: 'failed',
    ...(noSuchGroup ? { ...meaning, code: 'group-unknown', scope: 'group' } : meaning),
    message: `zalo ${String(rawCode)}: ${withoutDigits(words).slice(0, 200)}`,
    rawCode,
  }
}

/** No answer, or one that makes no sense. */
export function noAnswer(words: string, writes: boolean): ZaloFailure {
  return {
    kind: 'failed',
    code: 'unreachable',
    action: 'look-again',
    retry: true,
    effect: writes ? 'unknown' : 'none',
    scope: 'call',
    message: `zalo: ${withoutDigits(words).slice(0, 200)}`,
    rawCode: null,
  }
}

/** What this program does not ask the service for, with the reason in words. */
export function refuse(
  code: ServiceFailureCode,
  action: ZaloAction,
  words: string,
  scope: ZaloScope = 'call',
): ZaloFailure {
  return { kind: 'failed', code, action, retry: false, effect: 'none', scope, message: words, rawCode: null }
}

/** Says what an HTTP status that is not a success means. */
export function explainStatus(status: number, writes: boolean): ZaloFailure {
  if (status === 429) return { kind: 'failed', ...BUSY, message: 'zalo: HTTP 429', rawCode: null }
  if (status >= 500) return noAnswer(`HTTP ${String(status)}`, writes)
  return refuse('refused', 'check-settings', `zalo: HTTP ${String(status)}`)
}

/** Accounts and phones are long numbers; no message of the service keeps one. */
function withoutDigits(words: string): string {
  return words.replace(/\d{6,}/g, '…')
}
