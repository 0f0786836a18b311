import { expect, test } from 'vitest'
import { readMemberList } from './read-member-list.ts'
import { readWorkbook } from '../workbook/read-workbook.ts'

function read(...states: string[]): ReturnType<typeof readList> {
  return readList(
    [
      'Tên hiển thị,Trạng thái',
      ...states.map((state, i) => `Nguyễn Văn ${String.fromCharCode(65 + i)},"${state}"`),
    ].join('\n'),
  )
}

async function readList(csv: string) {
  const workbook = await readWorkbook(new TextEncoder().encode(csv), { fileName: 'members.csv' })
  if (!workbook.ok) throw new Error(JSON.stringify(workbook.issues))
  const list = readMemberList(workbook.value)
  if (!list.ok) throw new Error(JSON.stringify(list.issues))
  return list.value
}

test('somebody whose row says that they left is no member', async () => {
  const list = await read('Đã vào', 'Đã rời nhóm', 'Đã mời, chưa vào', 'Mời không thành công')
  expect(list.rows.map((row) => row.state)).toEqual(['member', 'invited', 'invitation-failed'])
  expect(list.issues).toContainEqual(expect.objectContaining({ code: 'member-departed', path: [3] }))
})

test('a state that is not known is reported', async () => {
  const list = await read('Đã vào', 'ngoại tuyến')
  expect(list.rows).toHaveLength(2)
  expect(list.issues).toContainEqual(expect.objectContaining({ code: 'state-unknown', path: [3] }))
})
