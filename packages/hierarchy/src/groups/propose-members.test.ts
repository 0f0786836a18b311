import { expect, it } from 'vitest'
import { proposeMembers } from '../index.ts'

const PEOPLE = [
  { personId: 'teo', name: 'Nguyễn Văn Tèo' },
  { personId: 'klon', name: 'Siu Klon' },
  { personId: 'lan', name: 'Trần Thị Lan' },
  { personId: 'h', name: "Ksor H' Nhươn" },
]

it('proposes whoever shares a word with a nickname, the given name first', () => {
  expect(proposeMembers('Bố Tèo', PEOPLE)).toEqual(['teo'])
  expect(proposeMembers('A Siu bán cafe', PEOPLE)).toEqual(['klon'])
  expect(proposeMembers('LAN (Trần)', [...PEOPLE, { personId: 'a-tran', name: 'Trần Thị Mai' }])).toEqual([
    'lan',
    'a-tran',
  ])
  expect(proposeMembers('h’nhuon90', PEOPLE)).toEqual(['h'])
})

it('proposes nobody who only has a letter in common, and never more than five', () => {
  expect(proposeMembers('A', PEOPLE)).toEqual([])
  expect(proposeMembers('Hoa Hồng', PEOPLE)).toEqual([])
  const many = Array.from({ length: 9 }, (_, at) => ({ personId: `p${String(at)}`, name: 'Rơ Châm Siu' }))
  expect(proposeMembers('Siu', many)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4'])
})
