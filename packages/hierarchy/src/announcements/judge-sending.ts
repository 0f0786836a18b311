import type { ServiceFailureCode, WriteOutcome } from '../connector/connector.ts'
import { secondsBeforeAttempt } from '../runs/pace.ts'

/** About two hours of growing waits: a message that could not be sent by then is a matter for a person. */
const MOST_ATTEMPTS = 14

/**
 * What becomes of one message after an attempt.
 *
 * - `sent`: the service took it
 * - `waiting`: it was not sent, and may be in `afterSeconds`
 * - `failed`: it was not sent, and will not be by itself
 * - `unknown`: nobody knows whether it arrived. It is never sent again by itself: a message that comes twice is worse than one that a
 *   person looks for
 */
export type Sending =
  | { readonly state: 'sent' }
  | { readonly state: 'waiting'; readonly code: ServiceFailureCode; readonly afterSeconds: number }
  | { readonly state: 'failed' | 'unknown'; readonly code: ServiceFailureCode }

/**
 * Says what becomes of a message after its attempt number `attempt` (from 1).
 *
 * @example
 * const lost = { kind: 'failed', code: 'unreachable', message: '', retry: true, effect: 'unknown' } as const
 * judgeSending(lost, 1) // { state: 'unknown', code: 'unreachable' }
 */
export function judgeSending(outcome: WriteOutcome, attempt: number): Sending {
  if (outcome.kind !== 'failed') return { state: 'sent' }
  const { code, retry, effect } = outcome
  if (effect === 'unknown') return { state: 'unknown', code }
  if (!retry || attempt >= MOST_ATTEMPTS) return { state: 'failed', code }
  return { state: 'waiting', code, afterSeconds: secondsBeforeAttempt(attempt) }
}
