import { expect, it } from 'vitest'
import { parseJoinLink } from './join-link.ts'

it.each([
  ['https://zalo.me/g/abcd1234', 'https://zalo.me/g/abcd1234'],
  [' zalo.me/g/abcd1234 ', 'https://zalo.me/g/abcd1234'],
  ['HTTPS://ZALO.ME/g/abcd1234', 'https://zalo.me/g/abcd1234'],
  ['zalo.me/g/abcd1234?share=1', 'https://zalo.me/g/abcd1234?share=1'],
  ['https://chat.zalo.me/g/abcd1234', 'https://chat.zalo.me/g/abcd1234'],
])('%s is the link of a group', (typed, link) => {
  expect(parseJoinLink(typed)).toBe(link)
})

it.each([
  '',
  'nhóm làng',
  'javascript:alert(1)',
  'http://zalo.me/g/abcd1234',
  'https://evil.example/g/abcd1234',
  'https://zalo.me.evil.example/g/abcd1234',
  'https://zalo.me@evil.example/g/abcd1234',
  'https://evilzalo.me/g/abcd1234',
  'https://zalo.me:8443/g/abcd1234',
  'https://zalo.me',
  'https://zalo.me/',
  'zalo.me/g/"><script>',
  'https://zalo.me/0912345678',
  'zalo.me/+84912345678',
])('%s is none', (typed) => {
  expect(parseJoinLink(typed)).toBeNull()
})

it('leads to other hosts where another service is used', () => {
  expect(parseJoinLink('chat.example/j/1', ['chat.example'])).toBe('https://chat.example/j/1')
})
