import { expect, it } from 'vitest'
import { readWorkbook } from '../workbook/read-workbook.ts'
import { writePeople } from './write-people.ts'

it('writes what was asked for and no more, and no text as a formula', async () => {
  const bytes = await writePeople(
    [
      { name: '=1+1', village: 'Thôn 2', phone: '+84912345678', birth: '1960' },
      { name: 'Siu H’Bia', village: null, phone: '091•••••78' },
    ],
    { language: 'vi', columns: ['phone', 'village'], sheet: 'Người dân', notes: ['Cho: Công an xã'] },
  )
  const read = await readWorkbook(bytes, { fileName: 'a.xlsx' })
  expect(read.ok && read.value.sheets[0]?.rows).toEqual([
    ['Cho: Công an xã', null, null, null],
    ['STT', 'Họ và tên', 'Thôn, làng', 'Số điện thoại'],
    [1, '=1+1', 'Thôn 2', '+84912345678'],
    [2, 'Siu H’Bia', null, '091•••••78'],
  ])
})
