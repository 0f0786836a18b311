import { expect, test } from 'vitest'
import { readAddress } from './form-of-address.ts'

test.each([
  ['Ông Nguyễn Văn An', 'Nguyễn Văn An'],
  ['ÔNG NAY PHIÊU', 'NAY PHIÊU'],
  ['ông Rơ Châm Hyéo', 'Rơ Châm Hyéo'],
  ["Ông R'mah Blơi", "R'mah Blơi"],
  ['Ông R’ô Nhơn', 'R’ô Nhơn'],
  ['Ông Y Bhăm Êban', 'Y Bhăm Êban'],
  ['Ông Mai Văn Sơn', 'Mai Văn Sơn'],
  ['Anh Siu Đức', 'Siu Đức'],
  ["Bà H' Nhươn", "H' Nhươn"],
  ['Bà. Kim Thị Hoa', 'Kim Thị Hoa'],
  ['Chị Mai Lan', 'Mai Lan'],
  ['Đ/c Nay Phiêu', 'Nay Phiêu'],
  ['Đ/cHùng', 'Hùng'],
  ['Đ/c. Hùng', 'Hùng'],
  ['đ/c: Lê Văn Hùng', 'Lê Văn Hùng'],
  ['Đc Hùng', 'Hùng'],
  ['Đồng chí Hùng', 'Hùng'],
  ['ĐỒNG CHÍ LÊ HÙNG', 'LÊ HÙNG'],
  ['Hộ ông Siu Blơi', 'Siu Blơi'],
  ['Gđ bà: H’Bích', 'H’Bích'],
  ['Ông (bà) Nguyễn Thị Hoa', 'Nguyễn Thị Hoa'],
  ['Ông (bà): Hoa', 'Hoa'],
  ['Ông/Bà Hà My', 'Hà My'],
  ['Ông: Ích Khiêm', 'Ích Khiêm'],
])('%s is %s', (text, name) => {
  expect(readAddress(text)).toEqual({ name, sure: true })
})

test.each(['Ông Ích Khiêm', 'Ông Văn Khoa', 'Ông Thị Kim Hoa', 'Ông Hà My', 'Anh Đức Minh', 'Đồng Chí Thanh Sơn'])(
  '%s may be a whole name',
  (text) => {
    expect(readAddress(text)?.sure).toBe(false)
  },
)

test.each([
  'Anh Đức',
  'Anh Thư',
  'Bà Hoa',
  'Ông Phiêu',
  'Chí Công',
  'Đồng chí',
  'Đồng Chí Thanh',
  'Đ. Cường Nguyễn',
  'Bá Thị Hoa',
  'Hồ Ông Đức',
  'Anhơn Siu Nay',
  "A H'Bích",
  'Chu Anh Đức',
  'Hoàng Bà',
  '',
])('%s is left alone', (text) => {
  expect(readAddress(text)).toBeNull()
})
