import { describe, expect, it } from 'vitest'
import { isForeign, isPage, isReadable, originOf } from './request-guard.ts'

describe('originOf', () => {
  const ORIGINS = [new URL('https://ketnoi.example.vn'), new URL('http://192.168.1.5:5173')]

  it.each(['localhost:5173', '127.0.0.1:5173', '127.0.0.1', '[::1]:5173'])('takes %s', (host) => {
    expect(originOf(host, [])?.origin).toBe(`http://${host}`)
  })

  it('takes the addresses that were set, and knows by them what is encrypted', () => {
    expect(originOf('ketnoi.example.vn', ORIGINS)?.origin).toBe('https://ketnoi.example.vn')
    expect(originOf('KETNOI.example.vn:443', ORIGINS)?.origin).toBe('https://ketnoi.example.vn')
    expect(originOf('192.168.1.5:5173', ORIGINS)?.origin).toBe('http://192.168.1.5:5173')
    expect(originOf('localhost:5173', ORIGINS)?.origin).toBe('http://localhost:5173')
  })

  it.each(['ketnoi.example.vn:8080', '192.168.1.5', 'ketnoi.example.vn.attacker.example', 'attacker.example'])(
    'refuses %s beside them',
    (host) => {
      expect(originOf(host, ORIGINS)).toBeNull()
    },
  )

  it.each([
    'attacker.example:5173',
    '127.0.0.1.nip.example',
    '192.168.1.2:5173',
    'user@127.0.0.1.example',
    '',
    undefined,
  ])('refuses %s', (host) => {
    expect(originOf(host, [])).toBeNull()
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

describe('isReadable', () => {
  it.each(['/', '/log-in?next=%2Fgroups', '/people/%C4%91?x=%ff', '/a%2fb', '/../server.ts'])('takes %s', (target) => {
    expect(isReadable(target)).toBe(true)
  })

  it.each([
    undefined,
    '',
    '*',
    'x',
    '//',
    '//attacker.example/',
    '/%ff',
    '/%',
    '/trpc/%c0%ae',
    '/groups/%00',
    '/people?text=%00',
    'http://attacker.example/',
  ])('refuses %s', (target) => {
    expect(isReadable(target)).toBe(false)
  })
})

it.each([
  ['/people/%E0%A4%A', true],
  ['/groups/%00', true],
  ['/trpc/%ff', false],
  ['/_app/%ff', false],
  ['//attacker.example/', false],
  ['http://attacker.example/', false],
])('%s is an address of a page: %s', (target, expected) => {
  expect(isPage(target)).toBe(expected)
})
