import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { createRandom } from '@ketnoi/hierarchy/testing'
import { describe, expect, test } from 'vitest'
import { readWorkbookInWorker } from '../src/workbook/read-workbook-in-worker.ts'
import { readWorkbook } from '../src/workbook/read-workbook.ts'
import { writeCsv } from '../src/workbook/write-csv.ts'
import { writeWorkbook } from '../src/workbook/write-workbook.ts'
import { writeXls } from './write-xls.ts'

// Thousands with `KETNOI_FUZZ=5000 pnpm exec vitest run packages/rosters/test/hostile-files.test.ts`.
const MUTATIONS = Number(process.env['KETNOI_FUZZ'] ?? 150)
const TABLE = [
  ['STT', 'Họ và tên', 'Ngày sinh', 'Số điện thoại', 'Thôn, làng'],
  ['1', 'Siu Klon', '01/02/1990', '0912345678', 'Làng Trên'],
  ['2', "Rơ Châm H'Bích", '1988', '0912345679', 'Làng Dưới'],
]
const SHEET = 'xl/worksheets/sheet1.xml'
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

/** What reading in a thread of its own came to: `ok`, or the code of the issue. */
async function codeOf(bytes: Uint8Array, fileName: string): Promise<string> {
  const result = await readWorkbookInWorker(bytes, { fileName, timeoutMs: 15_000, maxMemoryMb: 400 })
  return result.ok ? 'ok' : (result.issues[0]?.code ?? '')
}

async function spreadsheet(parts: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const entries = unzipSync(await writeWorkbook({ sheets: [{ name: 'S', rows: TABLE }] }))
  for (const [name, text] of Object.entries(parts)) entries[name] = strToU8(text)
  return zipSync(entries)
}

function sheetOf(rows: string, after = ''): string {
  return `${HEAD}<worksheet ${NAMESPACE}><sheetData>${rows}</sheetData>${after}</worksheet>`
}

const laughs = [
  '<!DOCTYPE x [<!ENTITY a0 "ha">',
  ...Array.from({ length: 12 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`),
  ']>',
].join('')
const inline = (text: string) => `<row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row>`

describe('spreadsheets that were made to harm', () => {
  const cell = '<c r="A1"><v>1</v></c>'
  test.each([
    ['entities that grow', { [SHEET]: sheetOf(inline('&a12;')).replace(HEAD, HEAD + laughs) }],
    [
      'an entity that names a file',
      {
        [SHEET]: sheetOf(inline('&f;')).replace(HEAD, `${HEAD}<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>`),
      },
    ],
    ['a row far beyond the last', { [SHEET]: sheetOf(`<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>`) }],
    ['a row before the first', { [SHEET]: sheetOf(`<row r="-5"><c r="A-5"><v>1</v></c></row>`) }],
    ['a column far beyond the last', { [SHEET]: sheetOf(`<row r="1">${cell}<c r="ZZZZZZ1"><v>2</v></c></row>`) }],
    [
      'a hundred thousand columns',
      {
        [SHEET]: sheetOf(`<row r="1">${Array.from({ length: 100_000 }, () => '<c><v>1</v></c>').join('')}</row>`),
      },
    ],
    [
      'merged cells without end',
      {
        [SHEET]: sheetOf(
          `<row r="1">${cell}</row>`,
          `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(2_000)}</mergeCells>`,
        ),
      },
    ],
    ['depth', { [SHEET]: sheetOf('<row>'.repeat(200_000)) }],
    ['tags that never close', { [SHEET]: `${HEAD}${'<a '.repeat(300_000)}` }],
    ['an index of no shared text', { [SHEET]: sheetOf('<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>') }],
    ['shared texts of a count that lies', { 'xl/sharedStrings.xml': `${HEAD}<sst ${NAMESPACE} count="4294967295"/>` }],
    ['a path out of the archive', { '../../../../tmp/x': 'x', '/etc/x': 'x' }],
    [
      'a number that is none',
      { [SHEET]: sheetOf('<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>x</v></c></row>') },
    ],
    ['characters that nothing keeps', { [SHEET]: sheetOf(inline('a&#0;b&#xD800;&#x110000;_x0000_')) }],
    ['a relation to itself', { 'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships/>` }],
    ['a workbook of another kind', { 'xl/workbook.xml': '<html/>' }],
  ])('%s: read, or refused with a code, within seconds', async (_, parts) => {
    const bytes = await spreadsheet(parts)
    const result = await readWorkbookInWorker(bytes, { fileName: 'a.xlsx', timeoutMs: 15_000, maxMemoryMb: 400 })
    const texts = result.ok ? JSON.stringify(result.value.sheets) : ''
    expect(result.ok ? 'ok' : result.issues[0]?.code).toBeOneOf(['ok', 'file-corrupted', 'file-empty'])
    expect(texts).not.toContain('root:')
    expect(texts.length).toBeLessThan(1_000_000)
  })

  test('a thousand sheets are read up to the limit', async () => {
    const sheets = Array.from({ length: 1_000 }, (_, at) => ({ name: `S${at}`, rows: [['a']] }))
    const result = await readWorkbook(await writeWorkbook({ sheets }), { fileName: 'a.xlsx' })
    expect(result.ok ? result.value.issues.map(({ code }) => code) : []).toContain('sheets-beyond-limit')
  })
})

describe('texts that were made to harm', () => {
  test.each([
    ['a hundred thousand columns', Array.from({ length: 100_000 }, () => 'x').join(',')],
    ['quotes that never close', '"'.repeat(500_001)],
    ['quotes within quotes', '"a""'.repeat(200_000)],
    ['delimiters alone', ';'.repeat(2_000_000)],
    ['line ends alone', '\n'.repeat(2_000_000)],
    ['one line without end', 'x'.repeat(5_000_000)],
    ['a delimiter of the author’s', `sep=\u0000\na\u0000b`],
    ['zeros', 'Họ và tên,SĐT\nSiu \0Klon,0912\0'],
    ['half of a character', '\ufeffHọ và tên\n\ud800'],
    ['columns named as the language names things', '__proto__,constructor,toString\n1,2,3'],
  ])('%s: read, or refused with a code, within seconds', async (_, text) => {
    expect(await codeOf(new TextEncoder().encode(text), 'a.csv')).toBeOneOf([
      'ok',
      'file-empty',
      'file-not-spreadsheet',
    ])
  })

  test('UTF-16 with an odd number of bytes', async () => {
    expect(await codeOf(Uint8Array.from([0xff, 0xfe, 0x41, 0x00, 0x42]), 'a.csv')).toBe('ok')
  })
})

test('files that were cut, turned and mixed are read or refused with a code, never thrown out of', async () => {
  const random = createRandom(Number(process.env['KETNOI_FUZZ_SEED'] ?? 1))
  const seeds: readonly (readonly [string, Uint8Array])[] = [
    ['a.xlsx', await spreadsheet()],
    ['a.csv', writeCsv(TABLE)],
    ['a.xls', writeXls([{ name: 'S', rows: TABLE }])],
    ['b.csv', Buffer.from(`\ufeff${TABLE.map((row) => row.join('\t')).join('\r\n')}`, 'utf16le')],
  ]
  const codes = new Set<string>()
  for (let at = 0; at < MUTATIONS; at++) {
    const [fileName, original] = seeds[at % seeds.length] ?? ['', new Uint8Array()]
    const bytes = mutate(random, fileName.endsWith('.xlsx') && at % 3 === 0 ? await inner(random) : original)
    const result = await readWorkbook(bytes, { fileName })
    codes.add(result.ok ? 'ok' : (result.issues[0]?.code ?? 'none'))
  }
  for (const code of codes) expect(code).toMatch(/^(?:ok|file-[a-z-]+)$/)
}, 300_000)

/** A spreadsheet one of whose parts was changed before it was packed. */
async function inner(random: () => number): Promise<Uint8Array> {
  const entries = unzipSync(await spreadsheet())
  const names = Object.keys(entries)
  const name = names[Math.floor(random() * names.length)] ?? SHEET
  const text = strFromU8(entries[name] ?? new Uint8Array())
  entries[name] = Uint8Array.from(mutate(random, strToU8(text)))
  return zipSync(entries)
}

function mutate(random: () => number, original: Uint8Array): Uint8Array {
  const bytes = Buffer.from(original)
  const place = () => Math.floor(random() * bytes.length)
  switch (Math.floor(random() * 5)) {
    case 0:
      return bytes.subarray(0, place())
    case 1:
      for (let time = 0; time < 8; time++) bytes[place()] = Math.floor(random() * 256)
      return bytes
    case 2:
      return Buffer.concat([bytes.subarray(0, place()), bytes.subarray(place())])
    case 3:
      bytes.fill(random() < 0.5 ? 0 : 255, place(), place())
      return bytes
    default: {
      const at = Math.max(0, place() - 4)
      if (at + 4 <= bytes.length) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at)
      return bytes
    }
  }
}
