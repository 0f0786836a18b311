import { describe, expect, test } from 'vitest'
import { valueOf, xlsx } from '../../test/import-file.ts'
import { readWorkbook } from '../workbook/read-workbook.ts'
import { writeCsv } from '../workbook/write-csv.ts'
import { parsePastedMembers, readMemberList } from './read-member-list.ts'

describe('member lists', () => {
  test('a file with headings gives accounts, phones, roles and invitations', async () => {
    const bytes = await xlsx([
      ['Nhóm: Thôn Blôm – Xã Kim Tân'],
      ['Thành viên: 5'],
      ['STT', 'Tên hiển thị', 'Zalo ID', 'SĐT', 'Vai trò', 'Trạng thái'],
      [1, 'Hùng CA', 'z1', '0912345678', 'Trưởng nhóm', 'Thành viên'],
      [2, 'Siu H’Bích', null, '0162.123.4567', 'Phó nhóm', ''],
      [3, 'Mẹ Bi', null, null, '', 'Đã mời'],
      [4, 'Hùng CA', 'z1', '0912345678', '', ''],
    ])
    const list = valueOf(readMemberList(valueOf(await readWorkbook(bytes, { fileName: 'a.xlsx' }))))
    expect(list.rows).toEqual([
      { row: 4, displayName: 'Hùng CA', phone: '+84912345678', accountId: 'z1', role: 'leader', state: 'member' },
      { row: 5, displayName: 'Siu H’Bích', phone: '+84321234567', accountId: null, role: 'deputy', state: 'member' },
      { row: 6, displayName: 'Mẹ Bi', phone: null, accountId: null, role: 'member', state: 'invited' },
    ])
    expect([list.statedCount, list.groupName]).toEqual([5, 'Thôn Blôm – Xã Kim Tân'])
    expect(list.issues.map((issue) => issue.code)).toEqual(['rows-repeated', 'count-differs'])
  })

  test('a .csv of names alone needs no heading', async () => {
    const list = valueOf(
      readMemberList(valueOf(await readWorkbook(writeCsv([['Siu A'], ['Nay B']]), { fileName: 'a.csv' }))),
    )
    expect(list.rows.map((row) => row.displayName)).toEqual(['Siu A', 'Nay B'])
  })

  test('pasted names lose the words of the screen', () => {
    const list = valueOf(
      parsePastedMembers(
        [
          'Danh sách thành viên (6)',
          'Thêm thành viên',
          'LH',
          'Lê Hùng',
          'Trưởng nhóm',
          'Trần Tú (Phó nhóm)',
          'Kết bạn',
          'SB',
          "Siu H'Bích",
          'Bạn',
          'Nay Phiêu - 0912 345 678',
          '5. Mẹ Bi',
          'Đã mời',
          '',
          'An',
          'Thêm bạn',
        ].join('\n'),
      ),
    )
    expect(list.rows.map(({ displayName, role, state, phone }) => [displayName, role, state, phone])).toEqual([
      ['Lê Hùng', 'leader', 'member', null],
      ['Trần Tú', 'deputy', 'member', null],
      ["Siu H'Bích", 'member', 'member', null],
      ['Nay Phiêu', 'member', 'member', '+84912345678'],
      ['Mẹ Bi', 'member', 'invited', null],
      ['An', 'member', 'member', null],
    ])
    expect([list.statedCount, list.issues]).toEqual([6, []])
  })

  test('two members of one display name stay two', () => {
    expect(valueOf(parsePastedMembers('Siu Nam\nSiu Nam')).rows).toHaveLength(2)
  })

  test('a list that was pasted twice is read once, and says so', () => {
    const names = ['Siu Klon', 'Nay Groanh', 'Ksor Phan', 'Rcom Hươm', 'Rcom Hươm']
    const rowsOf = (text: string) => {
      const read = parsePastedMembers(text)
      return read.ok ? [read.value.rows.length, ...read.value.issues.map(({ code }) => code)] : []
    }
    expect(rowsOf([...names, ...names].join('\n'))).toEqual([5, 'rows-repeated'])
    expect(rowsOf([...names, ...names.slice(1), 'Hiao Breo'].join('\n'))).toEqual([10])
  })

  test('says whether it tells roles at all', async () => {
    expect(valueOf(parsePastedMembers('Siu A\nNay B')).tellsRoles).toBe(false)
    expect(valueOf(parsePastedMembers('Siu A\nTrưởng nhóm\nNay B')).tellsRoles).toBe(true)
    expect(valueOf(parsePastedMembers('Siu A\nNay B (Phó nhóm)')).tellsRoles).toBe(true)
    const told = async (...roles: readonly string[]) => {
      const csv = writeCsv([['Họ và tên', 'Vai trò'], ...roles.map((role) => ['Siu A', role])])
      return valueOf(readMemberList(valueOf(await readWorkbook(csv, { fileName: 'a.csv' })))).tellsRoles
    }
    expect([await told('', ''), await told('', 'Thành viên')]).toEqual([false, true])
  })

  test('a name without a letter is a line like any other', async () => {
    const names = ['Siu A', '😀😀😀', '…', '❤️ 2']
    expect(valueOf(parsePastedMembers(names.join('\n\n'))).rows.map(({ row }) => row)).toEqual([1, 3, 5, 7])
    const csv = await readWorkbook(writeCsv([['Tên hiển thị'], ...names.map((name) => [name])]), { fileName: 'a.csv' })
    const file = await readWorkbook(await xlsx(names.map((name) => [name])), { fileName: 'a.xlsx' })
    for (const read of [csv, file]) expect(valueOf(readMemberList(valueOf(read))).rows).toHaveLength(4)
  })

  test('a sum is no member, and somebody who is called almost like it is', async () => {
    const names = ['Tổng cộng: 3', 'Tong so 3', 'Cộng', 'Cộng: 3', 'Công', 'Công Phượng', 'Tổng Sơn']
    const file = await readWorkbook(writeCsv(names.map((name) => [name])), { fileName: 'a.csv' })
    expect(valueOf(readMemberList(valueOf(file))).rows.map((row) => row.displayName)).toEqual([
      'Công',
      'Công Phượng',
      'Tổng Sơn',
    ])
  })

  test('names that only differ by their marks from words of the screen are names', () => {
    const list = valueOf(parsePastedMembers('Lợi\nMới\nChấn\nBạn\nChặn\nBân'))
    expect(list.rows.map((row) => [row.displayName, row.state])).toEqual([
      ['Lợi', 'member'],
      ['Mới', 'member'],
      ['Chấn', 'member'],
      ['Bân', 'member'],
    ])
  })

  test('nothing in it is said', () => {
    expect(parsePastedMembers('\n Thêm bạn \n')).toMatchObject({ ok: false, issues: [{ code: 'member-list-empty' }] })
  })
})
