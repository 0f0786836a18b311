import { expect, it } from 'vitest'
import { consents } from '#lib/i18n/vi/consents.ts'
import { evidenceText } from './ledger-text.ts'

it.each([
  ['registration d3fdca46-6ca2-4b96-b274-83060b19ff17', 'phiếu tự đăng ký trên trang web'],
  ['undo 0b7e', 'hoàn tác một lần thay đổi'],
  ['private-page', 'trang riêng của người dân'],
  ['before the ledger', 'có trước khi mở sổ'],
  ['phiếu số 12', 'phiếu số 12'],
  ['nhan-dan.csv (id-1)', 'nhan-dan.csv (id-1)'],
])('%s is said as %s', (evidence, text) => {
  expect(evidenceText({ consents }, evidence)).toBe(text)
})
