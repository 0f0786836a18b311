import { expect, it } from 'vitest'
import { describeSameName, sameNames, tellApart, type GroupFate } from '../index.ts'

it('says which of two groups with one name is the old one', () => {
  const names = { before: ['BCĐ Xã Ia Tul', 'Thôn 1'], after: ['BCĐ Xã Ia Tul'] }
  expect(tellApart(names, 'vi')).toEqual({ before: ['BCĐ Xã Ia Tul (cũ)', 'Thôn 1'], after: ['BCĐ Xã Ia Tul (mới)'] })
  expect(tellApart(names, 'en').before[0]).toBe('BCĐ Xã Ia Tul (old)')
})

it('names that the reform gives twice, not those of groups that go', () => {
  const group = (groupId: string, fate: GroupFate['fate']): GroupFate => ({
    groupId,
    realGroupId: null,
    fate,
    becomes: groupId,
    name: { before: null, after: 'Thôn 1' },
    why: null,
    members: null,
  })
  const groups = [group('village:a', 'kept'), group('village:b', 'renamed'), group('village:c', 'merged-into')]
  expect(sameNames({ groups })).toEqual([{ name: 'Thôn 1', count: 2 }])
  expect(sameNames({ groups: groups.slice(0, 1) })).toEqual([])
  expect(describeSameName({ name: 'Thôn 1', count: 2 }, 'vi')).toContain('2 nhóm cùng tên “Thôn 1”')
})
