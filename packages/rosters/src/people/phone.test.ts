import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPhones } from './phone.ts'

const OLD = {
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0186': '056',
  '0188': '058',
  '0199': '059',
}

describe('phones', () => {
  test.each([
    '0912345678',
    '0912.345.678',
    '0912 345 678',
    '912345678',
    '+84 912345678',
    '+84 0912345678',
    '0084912345678',
    '84912345678',
    '０９１２３４５６７８',
    'O912345678',
    '0912-345-678',
    '0912/345/678',
    '0912345678 (con gái)',
  ])('%s is one number', (text) => {
    expect(readPhones(text)).toEqual({ phones: ['+84912345678'], issues: [] })
  })

  test.each(Object.entries(OLD))('%s became %s in 2018, and it is said', (from, to) => {
    expect(readPhones(`${from}1234567`)).toEqual({
      phones: [`+84${to.slice(1)}1234567`],
      issues: [{ code: 'phone-old-prefix', value: `${from}1234567`, suggestion: `+84${to.slice(1)}1234567` }],
    })
  })

  test.each([
    '0912345678/0987654321',
    '0912345678, 0987654321',
    '0912 345 678 - 0987 654 321',
    '0912345678\n0987654321',
    '09123456780987654321',
    '0912345678 và 0987654321',
  ])('I2 two phones in a cell: %j', (text) => {
    expect(readPhones(text).phones).toEqual(['+84912345678', '+84987654321'])
  })

  test('doubtful numbers are kept with a warning', () => {
    expect(readPhones('0521234567')).toMatchObject({ phones: ['+84521234567'], issues: [{ code: 'phone-doubtful' }] })
    expect(readPhones('02693846107')).toMatchObject({ phones: ['+842693846107'], issues: [{ code: 'phone-landline' }] })
    expect(readPhones('+8562055512345').issues[0]?.code).toBe('phone-foreign')
  })

  test.each(['không có', '9.12E+08', '0912345678, 79', '12345', '0912'])(
    'I2 an invalid phone is dropped and named: %s',
    (text) => {
      expect(readPhones(text)).toMatchObject({ phones: [], issues: [{ code: 'phone-unusable', value: text }] })
    },
  )

  test('normalising twice is the same as once', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.stringMatching(/^0[35789]\d{8}$/),
          fc.stringMatching(/^01[2689]\d{8}$/),
          fc.string({ maxLength: 30 }),
        ),
        (text) => {
          const once = readPhones(text)
          for (const phone of once.phones) expect(readPhones(phone).phones).toEqual([phone])
        },
      ),
    )
  })
})
