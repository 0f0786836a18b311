import type { Person } from '@ketnoi/hierarchy'
import { describe, expect, test } from 'vitest'
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
  expect(rows[header]).toEqual([
    'STT',
    'Họ và tên',
    'SĐT',
    'Quan hệ với chủ hộ',
    'Thôn',
    'Họ tên chủ hộ',
    'Hộ đã ghi',
    'Lý do',
  ])
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

describe('a mended row whose household has a number', () => {
  const header = ['Họ và tên', 'Ngày sinh', 'Thôn', 'Hộ số', 'Quan hệ với chủ hộ']
  const householdOf = (people: readonly Person[], name: string) =>
    people.find((person) => person.name === name)?.residences.at(-1)?.householdId ?? null

  /** Imports rows, gives those that were refused back with other texts in place of some. */
  async function importAndMend(rows: readonly (readonly CellValue[])[], texts: Readonly<Record<string, string>>) {
    const file = await importFile(await xlsx([header, ...rows]))
    const comparison = file.compare()
    const written = await writeRefusedRows(file.workbook, file.proposal.mapping, comparison, { language: 'vi' })
    const [sheet] = valueOf(await readWorkbook(written, { fileName: 'loi.xlsx' })).sheets
    const mended = (sheet?.rows ?? []).map((cells) =>
      cells.map((cell): CellValue => (typeof cell === 'string' ? (texts[cell] ?? cell) : cell)),
    )
    const again = await importFile(await writeWorkbook({ sheets: [{ name: 'Sheet1', rows: mended }] }))
    return { people: applyUpserts([], comparison), mended, again }
  }
  const ROWS = [
    ['Siu Thử Tư', 1970, 'Blôm', 'HT2', 'Chủ hộ'],
    ['Si? Thử Năm', 1999, 'Blôm', 'HT2', 'Con'],
    // A namesake, head of another household of the village.
    ['Siu Thử Tư', 1950, 'Blôm', 'HT3', 'Chủ hộ'],
    ['Ksor Thử Sáu', 1955, 'Blôm', 'HT3', 'Vợ'],
  ]

  test('joins it, also where heads are namesakes, and the comparison says so', async () => {
    const { people, mended, again } = await importAndMend(ROWS, { 'Si? Thử Năm': 'Siu Thử Năm' })
    expect(mended.flat()).toContain('Hộ đã ghi')
    const second = again.compare(people)
    const household = householdOf(
      people.filter((person) => person.birth === '1970'),
      'Siu Thử Tư',
    )
    expect(second.rows).toMatchObject([
      { outcome: 'new', household: { householdId: household, representative: 'Siu Thử Tư' } },
    ])
    const after = applyUpserts(people, second)
    expect(householdOf(after, 'Siu Thử Năm')).toBe(household)
    expect(again.compare(after).upserts).toEqual([])
  })

  test('only where it lies in the village of the row, and is known', async () => {
    const { people, again } = await importAndMend(ROWS, { 'Si? Thử Năm': 'Siu Thử Năm', Blôm: 'Trôk' })
    const known = new Set(people.map(({ name }) => householdOf(people, name)))
    const elsewhere = again.compare(people)
    expect(elsewhere.rows).toMatchObject([{ outcome: 'new', household: null }])
    expect(known.has(householdOf(applyUpserts(people, elsewhere), 'Siu Thử Năm'))).toBe(false)
    const nobody = again.compare([])
    expect(nobody.rows).toMatchObject([{ outcome: 'new', household: null }])
  })

  test('moves nobody who is known by then', async () => {
    const { people, again } = await importAndMend(ROWS, { 'Si? Thử Năm': 'Siu Thử Năm' })
    const home = {
      unitId: 'blom',
      householdId: 'own',
      representsHousehold: false,
      from: '2020-01-01',
      to: null,
    }
    const [first] = people
    if (first === undefined) throw new Error('nobody was imported')
    const own: Person = { ...first, id: 'x', name: 'Siu Thử Năm', birth: '1999', residences: [home] }
    const second = again.compare([...people, own])
    expect(second.rows).toMatchObject([{ outcome: 'unchanged', personId: 'x' }])
    expect(second.upserts).toEqual([])
  })
})
