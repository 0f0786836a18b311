import { createUnitTree, IA_PA_2024 } from '@ketnoi/hierarchy'
import { expect, test } from 'vitest'
import { FINDER, UNITS } from '../../test/example-units.ts'
import { valueOf } from '../../test/import-file.ts'
import { readWorkbook } from '../workbook/read-workbook.ts'
import { writeCsv } from '../workbook/write-csv.ts'
import { readVillages } from './read-villages.ts'

test('a list of villages: kinds, communes by name or code, what is known, what is wrong', async () => {
  const bytes = writeCsv([
    ['STT', 'Tên thôn', 'Loại', 'Xã', 'Mã', 'Tên khác'],
    ['1', 'Buôn Jứ', '', 'Ia Trôk', 'T01', 'Bôn Jứ; Plei Jứ'],
    ['2', '4', 'thôn', '24022', '', ''],
    ['3', 'Thôn Blôm', '', 'Xã Kim Tân', '', ''],
    ['4', 'Thôn Mới', '', 'Xã Lạ', '', ''],
    ['5', '', '', 'Kim Tân', '', ''],
    ['6', 'Thôn 4', '', 'Kim Tân', '', ''],
  ])
  const workbook = valueOf(await readWorkbook(bytes, { fileName: 'thon.csv' }))
  const read = readVillages(workbook, {
    model: IA_PA_2024,
    from: null,
    units: FINDER,
    unitId: null,
    newId: (seed) => `v:${seed}`,
  })
  expect(
    read.units.map((unit) => [
      unit.kind,
      unit.names[0]?.short,
      unit.names[0]?.full,
      unit.parents[0]?.unitId,
      unit.aliases,
    ]),
  ).toEqual([
    ['buôn', 'Jứ', 'Buôn Jứ', 'ia-trok', ['Bôn Jứ', 'Plei Jứ']],
    ['thôn', 'Thôn 4', 'Thôn 4', 'kim-tan', []],
  ])
  expect(read.known).toEqual([{ row: 4, unitId: 'blom' }])
  expect(read.issues.map((issue) => [issue.code, issue.path[1]])).toEqual([
    ['commune-unknown', 5],
    ['village-name-missing', 6],
    ['village-repeated', 7],
  ])
  expect(createUnitTree([...UNITS, ...read.units]).ok).toBe(true)
})
