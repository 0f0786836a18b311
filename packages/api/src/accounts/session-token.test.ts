import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { readSessionToken } from './session-token.ts'

const sign = (token: string, secret = 's') => `${token}.${createHmac('sha256', secret).update(token).digest('base64')}`
const cookie = (value: string) => `a=b; ketnoi.session_token=${encodeURIComponent(value)}; c=d`

test('a token is read from the cookie that this server signed', () => {
  expect(readSessionToken(cookie(sign('t.1')), 's')).toBe('t.1')
})

test('whatever else stands there is no token', () => {
  for (const value of [
    '',
    '.',
    't',
    't.',
    sign('t').slice(0, -1),
    `${sign('t')}=`,
    sign('t', 'other'),
    sign(''),
    `x${sign('t')}`,
  ])
    expect(readSessionToken(cookie(value), 's'), value).toBeNull()
  for (const cookies of ['', 'ketnoi.session_token', 'ketnoi.session_token=%', `x${cookie(sign('t')).slice(5)}`])
    expect(readSessionToken(cookies, 's'), cookies).toBeNull()
})
