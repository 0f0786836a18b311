import { expect, it } from 'vitest'
import type { ServiceFailure } from '../connector/connector.ts'
import { judgeSending } from './judge-sending.ts'

const failed = (change: Partial<ServiceFailure>): ServiceFailure => ({
  kind: 'failed',
  code: 'rate-limited',
  message: '',
  retry: true,
  effect: 'none',
  ...change,
})

it.each([
  ['taken', { kind: 'done', already: false } as const, 1, { state: 'sent' }],
  ['to be delivered later', { kind: 'pending' } as const, 1, { state: 'sent' }],
  ['try later', failed({}), 1, { state: 'waiting', code: 'rate-limited', afterSeconds: 5 }],
  ['later each time', failed({}), 4, { state: 'waiting', code: 'rate-limited', afterSeconds: 40 }],
  ['not for ever', failed({}), 14, { state: 'failed', code: 'rate-limited' }],
  ['refused', failed({ code: 'refused', retry: false }), 1, { state: 'failed', code: 'refused' }],
  ['perhaps sent: never again', failed({ effect: 'unknown' }), 1, { state: 'unknown', code: 'rate-limited' }],
])('%s', (_, outcome, attempt, sending) => {
  expect(judgeSending(outcome, attempt)).toEqual(sending)
})
