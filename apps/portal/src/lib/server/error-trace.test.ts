import { expect, it } from 'vitest'
import { traceOf } from './error-trace.ts'

it('traceOf says where, through every cause, and never quotes the text of an error', () => {
  const cause = new TypeError('phone 0912345678 of Ksor H’Lan')
  const trace = traceOf(new Error('Ksor H’Lan\n    is not there', { cause }))
  expect(trace).toMatch(/^Error\n {4}at .*error-trace\.test\.ts/)
  expect(trace).toContain('caused by TypeError\n    at ')
  expect(trace).not.toMatch(/Ksor|0912345678|not there/)
  expect(traceOf('Ksor H’Lan')).toBe('string')
  expect(traceOf(Object.assign(new Error('x'), { code: '53100' }))).toMatch(/^Error 53100\n/)
  expect(traceOf(Object.assign(new Error('x'), { code: 'Ksor H’Lan' }))).toMatch(/^Error\n/)
  expect(traceOf(new AggregateError([cause], 'the day'))).toMatch(/^AggregateError\n[^]*together with TypeError\n/)
})
