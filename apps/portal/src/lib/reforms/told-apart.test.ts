import { expect, it } from 'vitest'
import { reforms } from '#lib/i18n/vi/reforms.ts'
import { toldApart } from './told-apart.ts'

it('says which of two groups with one name is the old one', () => {
  expect(toldApart(reforms, ['BCĐ Xã Ia Tul', 'Thôn 1'], ['BCĐ Xã Ia Tul'])).toEqual({
    before: ['BCĐ Xã Ia Tul (cũ)', 'Thôn 1'],
    after: ['BCĐ Xã Ia Tul (mới)'],
  })
})
