import { describe, expect, it } from 'vitest'
import { isForeign, isTrustedHost } from './request-guard.ts'

describe('isTrustedHost', () => {
  it.each(['localhost:5173', '127.0.0.1:5173', '127.0.0.1', '[::1]:5173'])('takes %s', (host) => {
    expect(isTrustedHost(host)).toBe(true)
  })

  it.each([
    'attacker.example:5173',
    '127.0.0.1.nip.example',
    '192.168.1.2:5173',
    'user@127.0.0.1.example',
    '',
    undefined,
  ])('refuses %s', (host) => {
    expect(isTrustedHost(host)).toBe(false)
  })
})

describe('isForeign', () => {
  const OWN = 'http://127.0.0.1:5173'
  const foreign = (headers: Record<string, string>) =>
    isForeign(new Request(`${OWN}/trpc/plans.apply`, { method: 'POST', headers }), OWN)

  it('takes its own pages, and programs that send no origin', () => {
    expect(foreign({ origin: OWN })).toBe(false)
    expect(foreign({ 'sec-fetch-site': 'same-origin' })).toBe(false)
    expect(foreign({})).toBe(false)
  })

  it('refuses other pages, also from another port of this machine', () => {
    expect(foreign({ origin: 'https://attacker.example' })).toBe(true)
    expect(foreign({ origin: 'http://127.0.0.1:8080' })).toBe(true)
    expect(foreign({ origin: 'null' })).toBe(true)
    expect(foreign({ 'sec-fetch-site': 'cross-site' })).toBe(true)
    expect(foreign({ 'sec-fetch-site': 'same-site' })).toBe(true)
  })
})
