import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { writeXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { valueOf } from '../../test/import-file.ts'
import { writeXls } from '../../test/write-xls.ts'
import { toTcvn3 } from '../text/tcvn3.ts'
import { readWorkbook } from './read-workbook.ts'
import { readWorkbookInWorker } from './read-workbook-in-worker.ts'
import { cellKey, type CellValue } from './workbook.ts'
import { writeCsv } from './write-csv.ts'
import { writeWorkbook } from './write-workbook.ts'

async function codeOf(bytes: Uint8Array, fileName = 'roster.xlsx', limits = {}): Promise<string> {
  const result = await readWorkbook(bytes, { fileName, limits })
  return result.ok ? 'ok' : (result.issues[0]?.code ?? '')
}
const text = (content: string) => new TextEncoder().encode(content)

describe('spreadsheets', () => {
  test('fonts, merges, hidden sheets, cached formula results, comments and dates are read', async () => {
    const day = new Date('1950-03-21T00:00:00Z')
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: 'Thôn 3',
          rows: [
            ['Họ và tên', null, day],
            [
              { value: 'NguyÔn', font: '.VnTime' },
              { value: 5, formula: '2+3' },
              { value: 'x', comment: 'xem lại' },
            ],
          ],
          merges: [{ firstRow: 0, firstColumn: 0, lastRow: 0, lastColumn: 1 }],
        },
        { name: 'Ẩn', rows: [['a']], hidden: true },
      ],
    })
    const workbook = valueOf(await readWorkbook(bytes, { fileName: 'a.xlsx' }))
    const [sheet, hidden] = workbook.sheets
    expect(sheet?.rows).toEqual([
      ['Họ và tên', null, day],
      ['NguyÔn', 5, 'x'],
    ])
    expect(sheet?.merges).toEqual([{ firstRow: 0, firstColumn: 0, lastRow: 0, lastColumn: 1 }])
    expect([...(sheet?.legacyFonts ?? [])]).toEqual([[cellKey(1, 0), '.VnTime']])
    expect(sheet?.comments.get(cellKey(1, 2))).toBe('xem lại')
    expect([hidden?.hidden, sheet?.formulaCount]).toEqual([true, 1])
    expect(workbook.issues.map((issue) => issue.code)).toEqual(['formula-cells', 'sheet-hidden'])
  })

  test('what is written is read again, whatever the texts begin with', async () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.stringMatching(/^[=+\-@'a-zA-ZĂăƠơ0-9ê][ a-zA-Zắờ0-9=;,"']{0,12}[a-z]$/u),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        async (rows) => {
          fc.pre(rows.some((row) => row.some((value) => value !== null)))
          const trimmed = (table: readonly (readonly CellValue[])[]) => {
            const copy = table.map((row) => row.slice(0, row.findLastIndex((value) => value !== null) + 1))
            return copy.slice(0, copy.findLastIndex((row) => row.length > 0) + 1)
          }
          const sheet = valueOf(
            await readWorkbook(await writeWorkbook({ sheets: [{ name: 'S', rows }] }), { fileName: 'a.xlsx' }),
          ).sheets[0]
          expect(trimmed(sheet?.rows ?? [])).toEqual(trimmed(rows))
          const texts = rows.map((row) => row.map((value) => (value === null ? null : String(value))))
          const csv = valueOf(await readWorkbook(writeCsv(texts, { delimiter: ';' }), { fileName: 'a.csv' })).sheets[0]
          // With one column there is no delimiter to see, and a lone text may hold one.
          if (rows.some((row) => row.length > 1)) expect(trimmed(csv?.rows ?? []).length).toBe(trimmed(texts).length)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('I2 what cannot be read says what to do', async () => {
    const good = await writeWorkbook({ sheets: [{ name: 'S', rows: [['a', 'b']] }] })
    expect(await codeOf(new Uint8Array())).toBe('file-empty')
    expect(await codeOf(await writeWorkbook({ sheets: [{ name: 'S', rows: [] }] }))).toBe('file-empty')
    expect(await codeOf(good.subarray(0, good.length - 40))).toBe('file-corrupted')
    // One letter of the sums that the archive keeps of its parts, in its directory.
    const changed = Buffer.from(good)
    const directory = changed.readUInt32LE(changed.length - 6)
    changed.writeUInt32LE(changed.readUInt32LE(directory + 16) ^ 1, directory + 16)
    expect(await codeOf(changed)).toBe('file-corrupted')
    expect(await codeOf(text('%PDF-1.7 …'))).toBe('file-not-spreadsheet')
    expect(await codeOf(text('<html><table><tr><td>a</td></tr></table>'))).toBe('file-not-spreadsheet')
    for (const json of ['{ "units": [] }', '\uFEFF[\n  {"id": "a"}\n]']) {
      const read = await readWorkbook(text(json), { fileName: 'units.json' })
      expect(read.ok ? [] : read.issues).toMatchObject([{ code: 'file-not-spreadsheet', data: { found: 'json' } }])
    }
    expect(await codeOf(Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 31))).toBe('file-not-spreadsheet')
    const locked = await writeXlsx({
      sheets: [{ name: 'S', rows: [['a']] }],
      encryption: { password: 'x', spinCount: 10 },
    })
    expect(await codeOf(locked)).toBe('file-password-protected')
    expect(await codeOf(good, 'a.xlsx', { fileBytes: 100 })).toBe('file-too-large')
  })

  test('an .xls of Excel 97 is read with its merges, dates and hidden sheets', async () => {
    const day = new Date('1950-03-21T00:00:00Z')
    const bytes = writeXls([
      {
        name: 'Thôn 3',
        rows: [
          ['Họ và tên', null, 'Ngày sinh'],
          ['NguyÔn V¨n An', 5, day],
          [null, true, "Siu H'Bích"],
        ],
        merges: [{ firstRow: 0, firstColumn: 0, lastRow: 0, lastColumn: 1 }],
      },
      { name: 'Nháp', rows: [['x']], hidden: true },
      { name: 'Cu', rows: [['y']], hidden: true },
    ])
    const workbook = valueOf(await readWorkbook(bytes, { fileName: 'a.xls' }))
    expect(workbook.format).toBe('xls')
    expect(workbook.sheets.map((sheet) => [sheet.name, sheet.hidden])).toEqual([
      ['Thôn 3', false],
      ['Nháp', true],
      ['Cu', true],
    ])
    expect(workbook.sheets[0]?.rows).toEqual([
      ['Họ và tên', null, 'Ngày sinh'],
      ['NguyÔn V¨n An', 5, day],
      [null, true, "Siu H'Bích"],
    ])
    expect(workbook.sheets[0]?.merges).toEqual([{ firstRow: 0, firstColumn: 0, lastRow: 0, lastColumn: 1 }])
  })

  test('I2 an .xls that is none, is locked or is too old says so, whatever its name', async () => {
    const sheets = [{ name: 'S', rows: [['Họ và tên']] }]
    expect(await codeOf(writeXls(sheets), 'a.xls')).toBe('ok')
    expect(await codeOf(writeXls(sheets, { password: true }), 'a.xls')).toBe('file-password-protected')
    const cut = writeXls([{ name: 'S', rows: Array.from({ length: 300 }, (_, i) => [i, i]) }])
    expect(await codeOf(cut.subarray(0, 2_000), 'a.xls')).toBe('file-corrupted')
    const page = await readWorkbook(text('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>'), {
      fileName: 'a.xls',
    })
    expect(page.ok ? [] : page.issues).toMatchObject([{ code: 'file-not-spreadsheet', data: { found: 'html' } }])
    const xml = text('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>')
    expect(await codeOf(xml, 'a.xls')).toBe('file-not-spreadsheet')
    const excel95 = Buffer.from(writeXls(sheets))
    excel95.write('Book\0\0\0\0', excel95.indexOf('Workbook', 0, 'utf16le'), 'utf16le')
    expect(await codeOf(excel95, 'a.xls')).toBe('file-format-old')
    expect(await codeOf(Uint8Array.from([9, 4, 6, 0, 0, 0, 16, 0, 0, 0]), 'a.xls')).toBe('file-format-old')
    const named = valueOf(await readWorkbook(text('Họ và tên;SĐT\nSiu A;0912345678\n'), { fileName: 'a.xls' }))
    expect([named.format, named.sheets[0]?.rows[1]]).toEqual(['csv', ['Siu A', '0912345678']])
  })

  test('a zip bomb is refused by the sizes that it declares', async () => {
    const rows = Array.from({ length: 2_000 }, () => ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'])
    const bytes = await writeWorkbook({ sheets: [{ name: 'S', rows }] })
    expect(await codeOf(bytes, 'a.xlsx', { inflatedBytes: 20_000 })).toBe('file-inflates-too-much')
  })

  test('a zip bomb that lies about its sizes is refused as well', async () => {
    const bytes = await writeWorkbook({ sheets: [{ name: 'S', rows: [['a', 'b']] }] })
    const bomb = deflateRawSync(Buffer.alloc(5_000_000, 32))
    expect(await codeOf(zipOf([['xl/workbook.xml', bomb, 1_000]]))).toBe('file-inflates-too-much')
    expect(await codeOf(bytes)).toBe('ok')
  })

  test('megabyte cells are cut, rows beyond the limit are left out, and both are said', async () => {
    const bytes = await writeWorkbook({
      sheets: [{ name: 'S', rows: [['a', 'x'.repeat(1_000_000)], ['b'], ['c'], ['d']] }],
    })
    const workbook = valueOf(await readWorkbook(bytes, { fileName: 'a.xlsx', limits: { rows: 3 } }))
    expect(workbook.sheets[0]?.rows.length).toBe(3)
    expect(String(workbook.sheets[0]?.rows[0]?.[1]).length).toBe(2_000)
    expect(workbook.issues.map((issue) => issue.code).sort()).toEqual(['cell-too-long', 'rows-beyond-limit'])
  })

  test('a file is read the same in a thread of its own, and one that takes too much memory takes down the thread alone', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [i, `Siu ${i}`, `thôn ${i}`])
    const bytes = await writeWorkbook({ sheets: [{ name: 'S', rows }] })
    const here = valueOf(await readWorkbook(bytes, { fileName: 'a.xlsx' }))
    expect(valueOf(await readWorkbookInWorker(bytes, { fileName: 'a.xlsx' }))).toStrictEqual(here)
    const starved = await readWorkbookInWorker(bytes, { fileName: 'a.xlsx', maxMemoryMb: 12 })
    expect(starved.ok ? 'ok' : starved.issues[0]?.code).toBe('file-takes-too-much-memory')
    const late = await readWorkbookInWorker(bytes, { fileName: 'a.xlsx', timeoutMs: 1 })
    expect(late.ok ? 'ok' : late.issues[0]?.code).toBe('file-takes-too-long')
  })
})

describe('I1 csv', () => {
  const table = 'STT;Họ và tên;SĐT\r\n1;"Siu; H\'Bích";0912345678\n\n2;Nay Đức;\r\n'
  const rows = [['STT', 'Họ và tên', 'SĐT'], ['1', "Siu; H'Bích", '0912345678'], [null], ['2', 'Nay Đức', null]]

  test.each([
    ['UTF-8', text(table), 'utf-8'],
    ['UTF-8 with BOM', text(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 with BOM', Buffer.from(`\ufeff${table}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without BOM', Buffer.from(table, 'utf16le'), 'utf-16le'],
  ])('%s, semicolons, quotes, blank lines, mixed line ends', async (_, bytes, encoding) => {
    const workbook = valueOf(await readWorkbook(bytes, { fileName: 'thôn 3.csv' }))
    expect([workbook.encoding, workbook.delimiter, workbook.sheets[0]?.name]).toEqual([encoding, ';', 'thôn 3'])
    expect(workbook.sheets[0]?.rows).toEqual(rows)
  })

  test('windows-1258 is told from TCVN3', async () => {
    // "Nguyễn Văn Hải, Trần Thị Hồng" in windows-1258: letters and tones apart.
    const modern = Array.from('Nguy\u00ea\u0303n V\u0103n Ha\u0309i,Tr\u00e2\u0300n Thi\u0323 H\u00f4\u0300ng\n').map(
      (c) => ({ '\u0303': 0xde, '\u0103': 0xe3, '\u0309': 0xd2, '\u0300': 0xcc, '\u0323': 0xf2 })[c] ?? c.charCodeAt(0),
    )
    const read = valueOf(await readWorkbook(Uint8Array.from(modern), { fileName: 'a.csv' }))
    expect([read.encoding, read.sheets[0]?.rows]).toEqual(['windows-1258', [['Nguyễn Văn Hải', 'Trần Thị Hồng']]])
    const old = toTcvn3('nguyễn văn hải,trần thị hồng\nlê đức thọ,phạm thị mỹ\n')
    const legacy = valueOf(await readWorkbook(Buffer.from(old, 'latin1'), { fileName: 'a.csv' }))
    expect([legacy.encoding, legacy.sheets[0]?.rows[0]?.[0]]).toEqual(['windows-1252', toTcvn3('nguyễn văn hải')])
  })

  test('a formula is made harmless on the way out and comes back as it was', async () => {
    const written = writeCsv([['=HYPERLINK("x")', '+84912345678', '-1', '@a', "'b"]])
    expect(new TextDecoder().decode(written)).toBe(
      `\ufeff"'=HYPERLINK(""x"")",'+84912345678,'-1,'@a,'b\r\n`.replace('\ufeff', ''),
    )
    expect(valueOf(await readWorkbook(written, { fileName: 'a.csv' })).sheets[0]?.rows).toEqual([
      ['=HYPERLINK("x")', '+84912345678', '-1', '@a', "'b"],
    ])
  })
})

/** A zip archive whose entries declare whatever size they are told to. */
function zipOf(entries: readonly (readonly [string, Buffer, number])[]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, packed, declared] of entries) {
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(declared, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(20, 6)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(declared, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
