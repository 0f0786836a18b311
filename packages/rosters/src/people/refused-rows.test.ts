import { expect, test } from 'vitest'
import { applyUpserts, HEADER, importFile, valueOf, xlsx } from '../../test/import-file.ts'
import { readWorkbook } from '../workbook/read-workbook.ts'
import type { CellValue } from '../workbook/workbook.ts'
import { writeWorkbook } from '../workbook/write-workbook.ts'
import { writeRefusedRows } from './refused-rows.ts'

test('I4 the file of refused rows names the fault, and is imported once it is mended', async () => {
  const bytes = await xlsx([
    ['STT', 'Họ và tên', 'Dân tộc', 'SĐT', 'Quan hệ với chủ hộ'],
    ['I', 'Thôn Blôm'],
    [1, 'Siu A', 'Jrai', '0912345678', 'Chủ hộ'],
    [2, 'Si? B', 'Jrai', '"', 'Con'],
    ['II', 'Thôn Lạ'],
    [1, 'Nay C', 'Jrai', '0987654321', 'Chủ hộ'],
  ])
  const file = await importFile(bytes, { unitId: 'kim-tan' })
  const comparison = file.compare()
  expect(comparison.counts).toMatchObject({ new: 1, refused: 2 })
  const people = applyUpserts([], comparison)
  const written = await writeRefusedRows(file.workbook, file.proposal.mapping, comparison, { language: 'vi' })
  const refused = valueOf(await readWorkbook(written, { fileName: 'loi.xlsx' }))
  const [sheet] = refused.sheets
  const rows = sheet?.rows.map((cells) => [...cells]) ?? []
  const header = rows.findIndex((cells) => cells.includes('Họ và tên'))
  expect(rows[header]).toEqual(['STT', 'Họ và tên', 'SĐT', 'Quan hệ với chủ hộ', 'Thôn', 'Họ tên chủ hộ', 'Lý do'])
  expect(JSON.stringify(rows)).not.toContain('Jrai')
  expect(rows[header + 1]?.slice(1, 6)).toEqual(['Si? B', '0912345678', 'Con', 'Thôn Blôm', 'Siu A'])
  expect([...(sheet?.comments.values() ?? [])].some((comment) => comment.includes('bị mất chữ'))).toBe(true)

  const mended = rows.map((cells): CellValue[] =>
    cells.map((cell) => (cell === 'Si? B' ? 'Siu B' : cell === 'Thôn Lạ' ? 'Thôn 3' : cell)),
  )
  const again = await importFile(await writeWorkbook({ sheets: [{ name: 'Sheet1', rows: mended }] }), {
    unitId: 'kim-tan',
  })
  const second = again.compare(people)
  expect(second.rows.map((row) => [row.draft.name, row.draft.unitId, row.outcome])).toEqual([
    ['Siu B', 'blom', 'new'],
    ['Nay C', 'kim-tan-3', 'new'],
  ])
  const household = (name: string) =>
    applyUpserts(people, second).find((person) => person.name === name)?.residences[0]?.householdId
  expect(household('Siu B')).toBe(household('Siu A'))
})

test('texts that look like formulas stay texts', async () => {
  const file = await importFile(await xlsx([HEADER, [1, '=cmd|calc', 1980, '0912345678', 'Thôn Lạ', 'Chủ hộ']]))
  const written = await writeRefusedRows(file.workbook, file.proposal.mapping, file.compare(), { language: 'en' })
  const sheet = valueOf(await readWorkbook(written, { fileName: 'a.xlsx' })).sheets[0]
  expect([sheet?.formulaCount, sheet?.rows.flat().includes('=cmd|calc')]).toEqual([0, true])
})
