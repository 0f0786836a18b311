import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectColumnLegacy, detectLegacy, proposeLegacy } from './conversion.ts'
import { proposeMinorityLetters } from './minority.ts'
import { breakToMojibake, repairMojibake } from './mojibake.ts'
import { fromTcvn3, toTcvn3 } from './tcvn3.ts'
import { fromVni, toVni } from './vni.ts'

const NAMES = [
  'Hướng Dẫn',
  'Nguyễn Thị Mỹ Hạnh',
  'Đinh Uých',
  'Rơ Châm Nhuơn',
  'Hoàng Xuân Hoà',
  'Trần Đức Thuỷ',
  'Võ Thị Loan',
  'Tô Văn Cừ',
  'Ngô Bảo Châu',
  'Lê Hữu Nghĩa',
  'Phạm Quốc Vượng',
]
/** Every letter of the Vietnamese alphabet with every tone, small. */
const LETTERS = Array.from('aăâeêioôơuưy')
  .flatMap((vowel) =>
    ['', '\u0300', '\u0301', '\u0309', '\u0303', '\u0323'].map((tone) => (vowel + tone).normalize('NFC')),
  )
  .concat('đ')

describe('legacy encodings', () => {
  test('samples met in real files', () => {
    expect(fromTcvn3('Xin chµo tÊt c¶')).toBe('Xin chào tất cả')
    expect(fromVni('Nguyeãn Vaên Ñöùc')).toBe('Nguyễn Văn Đức')
    expect(repairMojibake('HÆ°á»›ng Dáº«n')).toBe('Hướng Dẫn')
  })

  test.each(NAMES)('%s is recognised in each of them and converted back', (name) => {
    expect(detectLegacy(name)).toBeNull()
    const small = name.toLowerCase()
    expect([detectLegacy(toTcvn3(small)), fromTcvn3(toTcvn3(small))]).toEqual(['tcvn3', small])
    expect([detectLegacy(toVni(name)), fromVni(toVni(name))]).toEqual(['vni', name])
    expect([detectLegacy(breakToMojibake(name)), repairMojibake(breakToMojibake(name))]).toEqual(['mojibake', name])
  })

  test('tables are complete: every letter survives the way there and back', () => {
    for (const letter of LETTERS) {
      expect(fromTcvn3(toTcvn3(letter))).toBe(letter)
      expect(fromVni(toVni(letter))).toBe(letter)
      expect(fromVni(toVni(letter.toUpperCase()))).toBe(letter.toUpperCase())
    }
  })

  test('any word in letters survives VNI and TCVN3', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LETTERS, 'n', 'g', 'h', 'c', 't', ' '), { maxLength: 12 }), (letters) => {
        // VNI writes a mark after its vowel, so a vowel before one of the letters that serve as marks is ambiguous by nature.
        const word = letters.join('b')
        expect(fromTcvn3(toTcvn3(word))).toBe(word)
        expect(fromVni(toVni(word))).toBe(word)
      }),
    )
  })

  test('proper names of the highlands are left alone', () => {
    for (const name of [
      "Siu H'Bích",
      'Ksor H’ Nhươn',
      'Y Bhăm Êñuôl',
      'Aê Ksor',
      'Hoà',
      'Ma Khoé',
      'Kpă Y Jứ',
      'R’ô H’Uyên',
      'Čư̆ Pah',
      'ƀòn',
    ]) {
      expect(proposeLegacy(name, null, null)).toBeNull()
    }
  })

  test('a text that proves nothing follows its font or its column', () => {
    expect(proposeLegacy('Thó', null, null)).toBeNull()
    expect(proposeLegacy('Thó', '.VnTime', null)).toEqual({ kind: 'tcvn3', text: 'Thú' })
    expect(detectColumnLegacy(['NguyÔn V¨n An', 'Lª ThÞ Hoa', 'Thó'])).toBe('tcvn3')
    expect(detectColumnLegacy(['NguyÔn V¨n An', 'Lª ThÞ Hoa', 'Nguyễn Văn Bình'])).toBeNull()
    expect(proposeLegacy('nguyÔn v¨n an', '.VnTimeH', null)?.text).toBe('NGUYỄN VĂN AN')
  })

  test.each([
    ['}ư\\ Pah', 'Čư̆ Pah'],
    ['[òn', 'ƀòn'],
    ['kờ`', 'kờñ'],
    ['kơso#', 'kơsô̆'],
    ['o\\', 'ŏ'],
    ['ê|', 'ê̆'],
    ['Siu H`Bích', "Siu H'Bích"],
  ])('%s is proposed as %s', (text, letters) => {
    expect(proposeMinorityLetters(text)).toBe(letters.normalize('NFC'))
  })
})
