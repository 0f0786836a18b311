import { expect, it } from 'vitest'
import { groupLinkOf } from './group-link.ts'

it('takes the address of a group as people write it, and nothing else', () => {
  expect(groupLinkOf('https://zalo.me/g/abcd1234')).toBe('https://zalo.me/g/abcd1234')
  expect(groupLinkOf(' zalo.me/g/abcd1234 ')).toBe('https://zalo.me/g/abcd1234')
  for (const typed of ['', 'abcd1234', 'nhóm thôn Blôm', 'http://zalo.me/g/a', 'javascript:alert(1)', 'mailto:a@b.vn'])
    expect([typed, groupLinkOf(typed)]).toEqual([typed, null])
})
