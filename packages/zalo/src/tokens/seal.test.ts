import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSecret, sealSecret, type SealKey } from './seal.ts'

const key = (id: string): SealKey => ({ id, bytes: randomBytes(32) })

describe('sealing', () => {
  test('opens to what was sealed, whatever it was', () => {
    const one = key('one')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (secret) => {
        const sealed = sealSecret(secret, 'zalo', one)
        expect(openSecret(sealed, 'zalo', [one])).toEqual({
          kind: 'opened',
          secret: Buffer.from(secret).toString(),
          stale: false,
        })
      }),
    )
  })

  test('the same secret never looks the same', () => {
    const one = key('one')
    expect(sealSecret('a', 'zalo', one)).not.toBe(sealSecret('a', 'zalo', one))
  })

  test('what an older key sealed opens, and asks to be sealed anew', () => {
    const [old, current] = [key('2025'), key('2026')]
    const sealed = sealSecret('a', 'zalo', old)
    expect(openSecret(sealed, 'zalo', [current, old])).toEqual({ kind: 'opened', secret: 'a', stale: true })
    expect(openSecret(sealed, 'zalo', [current])).toEqual({ kind: 'failed', reason: 'unknown-key' })
  })

  test('whatever is changed in it, or sealed for another place, does not open', () => {
    const one = key('one')
    const sealed = sealSecret('refresh-token', 'zalo', one)
    expect(openSecret(sealed, 'elsewhere', [one])).toEqual({ kind: 'failed', reason: 'tampered' })
    for (let part = 2; part < 5; part++) {
      const parts = sealed.split('.')
      const bytes = Buffer.from(parts[part] ?? '', 'base64url')
      bytes[0] = (bytes[0] ?? 0) ^ 1
      parts[part] = bytes.toString('base64url')
      expect(openSecret(parts.join('.'), 'zalo', [one])).toEqual({ kind: 'failed', reason: 'tampered' })
    }
    expect(openSecret('v1.one', 'zalo', [one])).toEqual({ kind: 'failed', reason: 'malformed' })
    // A short tag would be easy to guess.
    const [version, id, nonce, tag, rest] = sealed.split('.')
    const short = Buffer.from(tag ?? '', 'base64url')
      .subarray(0, 4)
      .toString('base64url')
    expect(openSecret([version, id, nonce, short, rest].join('.'), 'zalo', [one])).toEqual({
      kind: 'failed',
      reason: 'tampered',
    })
  })

  test('another key of the same name does not open it', () => {
    expect(openSecret(sealSecret('a', 'zalo', key('one')), 'zalo', [key('one')])).toEqual({
      kind: 'failed',
      reason: 'tampered',
    })
  })
})
