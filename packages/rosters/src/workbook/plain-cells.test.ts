import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { valueOf } from '../../test/import-file.ts'
import { packArchive } from './archive.ts'
import { readWorkbook } from './read-workbook.ts'
import type { CellValue } from './workbook.ts'
import { writeWorkbook } from './write-workbook.ts'

/** What the library alone reads, without blank rows at the end. */
async function byLibrary(bytes: Uint8Array): Promise<unknown[][][]> {
  return (await readXlsx(bytes)).sheets.map(({ rows }) => withoutBlank(rows))
}

function withoutBlank(rows: readonly (readonly unknown[])[]): unknown[][] {
  const all = rows.map((row) => [...row])
  while (all.length > 0 && all.at(-1)?.every((cell) => cell === null || cell === '') === true) all.pop()
  return all
}

async function read(bytes: Uint8Array): Promise<readonly (readonly (readonly CellValue[])[])[]> {
  return valueOf(await readWorkbook(bytes, { fileName: 'a.xlsx' })).sheets.map(({ rows }) => rows)
}

test('a sheet whose plain cells are read apart is the sheet that the library reads', async () => {
  const cell = fc.oneof(
    fc.constantFrom(null, '', 'Ksor H’Bia', '<b> & "x"', '_x0041_', ' hai  dòng\n', true, 0, -1.5, 1e21),
    fc.constantFrom(new Date('1950-03-21T00:00:00Z'), { value: 5, formula: '2+3' }, { value: 'x', comment: 'xem lại' }),
    fc.integer(),
    fc.string({ unit: 'binary' }).filter((text) => !/[^\P{C}\n]/u.test(text)),
  )
  const rows = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 3 }), async (sheets) => {
      const bytes = await writeWorkbook({
        sheets: [
          { name: 'Đầu', rows: [['Họ và tên']] },
          ...sheets.map((one, index) => ({ name: `${index}`, rows: one })),
        ],
      })
      expect((await read(bytes)).map(withoutBlank)).toEqual(await byLibrary(bytes))
    }),
    { numRuns: 60 },
  )
})

const TEXTS = [
  '<si><t>một</t></si>',
  '<si><r><t>ha</t></r><r><t>i</t></r></si>',
  '<si><t xml:space="preserve"> ba </t></si>',
  '<si/>',
]

/** A workbook of one sheet with these rows, as another program might write it. */
function odd(rows: string, texts: readonly string[] = TEXTS): Uint8Array {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packages = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
  const files = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': `<Relationships ${packages}><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships ${packages}>${[
      'worksheet" Target="worksheets/sheet1',
      'sharedStrings" Target="sharedStrings',
      'styles" Target="styles',
    ]
      .map((one, index) => `<Relationship Id="r${index + 1}" Type="${office}/${one}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="2" formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="2"/><xf/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst ${main}>${texts.join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`,
  }
  return packArchive(Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) })))
}

test.each([
  [
    'numbers with styles',
    '<row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1" s="1"><v>1</v></c><c r="C1" s="2"><v>1</v></c><c r="D1" s="3"><v>1</v></c></row>',
  ],
  [
    'texts by place',
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c><c r="E2" t="s"><v>3</v></c><c r="F2" t="s"><v>9</v></c></row>',
  ],
  [
    'texts in the cell',
    '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a&#x1EA1;</t></is></c><c r="B1" t="str"><f>C1</f><v>b</v></c><c r="C1" t="str"><v>c&amp;d</v></c></row>',
  ],
  [
    'what has no value',
    '<row r="1"/><row r="3"><c r="B3" s="1"/><c r="C3"/></row><row r="4"><c r="A4"><v>4</v></c></row>',
  ],
  ['rows and cells without a place', '<row><c><v>1</v></c><c><v>2</v></c></row>'],
  ['rows out of order', '<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'],
  ['cells out of order', '<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>'],
  ['comments and other quotes', `<row r='1'><!-- <c r="A1"/> --><c r='A1' t="b"><v>1</v></c></row>`],
  ['errors', '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="n"><v>1e3</v></c><c r="AB1"><v>x</v></c></row>'],
])('%s are read as by the library', async (_, rows) => {
  const bytes = odd(`${rows}<row r="9"><c r="A9"><v>9</v></c></row>`)
  expect(await read(bytes)).toEqual(await byLibrary(bytes))
})
