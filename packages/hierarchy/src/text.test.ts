import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayAfter, foldName, isValidOn, overlaps, parseDay } from './index.ts'
import { sha256 } from './sha256.ts'

describe('sha256', () => {
  it('equals the platform’s for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(new TextEncoder().encode(text)).digest('hex'))
      }),
    )
    expect(sha256('a'.repeat(1_000_000))).toBe(createHash('sha256').update('a'.repeat(1_000_000)).digest('hex'))
  })
})

describe('foldName', () => {
  it.each([
    ["Ksor H' Nhươn", 'ksor hnhuon'],
    ['h’nhuon', 'hnhuon'],
    ['Hʼ NHƯƠN', 'hnhuon'],
    ['H´Nhươn', 'hnhuon'],
    ['Rơ Châm', 'ro cham'],
    ['Đinh Uých', 'dinh uych'],
    ['Ƀơ̆ng čư̆', 'bong cu'],
    ['Hòa', 'hoa'],
    ['Hoà', 'hoa'],
    ['  Nguyễn   Văn  ', 'nguyen van'],
    ["Y ' Bhăm", 'y bham'],
    ["Y' '\t Bhăm '", 'ybham'],
  ])('%s is found as %s', (name, folded) => {
    expect(foldName(name)).toBe(folded)
  })

  it('folding again changes nothing, and the Unicode form of the input does not matter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const folded = foldName(text)
        expect(foldName(folded)).toBe(folded)
        expect(foldName(text.normalize('NFD'))).toBe(foldName(text.normalize('NFC')))
        expect(folded).toBe(folded.trim().replace(/\s+/gu, ' '))
      }),
    )
  })
})

describe('days', () => {
  it('refuses what is no calendar day', () => {
    for (const value of ['2024-02-30', '24-01-01', '2024-1-1', 20240101, null, ''])
      expect(parseDay(value).ok, String(value)).toBe(false)
    expect(parseDay('2024-02-29')).toEqual({ ok: true, value: '2024-02-29' })
    expect(dayAfter('2024-02-28')).toBe('2024-02-29')
    expect(dayAfter('2024-12-31')).toBe('2025-01-01')
  })

  it('from belongs to an interval, to does not', () => {
    const interval = { from: '2024-01-01', to: '2024-02-01' }
    expect(['2023-12-31', '2024-01-01', '2024-01-31', '2024-02-01'].map((day) => isValidOn(interval, day))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(overlaps(interval, { from: '2024-02-01', to: null })).toBe(false)
    expect(overlaps(interval, { from: '2024-01-31', to: null })).toBe(true)
  })
})
