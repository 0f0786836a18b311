import type { CellValue, Merge } from '../src/workbook/workbook.ts'

/** A sheet of an Excel 97 file. */
export interface XlsSheet {
  readonly name: string
  readonly rows: readonly (readonly CellValue[])[]
  readonly merges?: readonly Merge[]
  readonly hidden?: boolean
}

const SECTOR = 512
/** Shorter streams live in a stream of small sectors, which this writer has not. */
const SMALLEST_STREAM = 4096
const [END_OF_CHAIN, FAT_SECTOR, FREE] = [0xfffffffe, 0xfffffffd, 0xffffffff]
const DATE_STYLE = 1
const EXCEL_EPOCH = Date.UTC(1899, 11, 30)

/** Writes an .xls as Excel 97 to 2003 do (BIFF8 in an OLE file), as far as rosters need it. Source: MS-XLS, MS-CFB. */
export function writeXls(sheets: readonly XlsSheet[], options: { readonly password?: boolean } = {}): Uint8Array {
  const texts = [
    ...new Set(sheets.flatMap(({ rows }) => rows.flat()).filter((cell): cell is string => typeof cell === 'string')),
  ]
  const globals = (offsets: readonly number[]) =>
    Buffer.concat([
      begin(0x0005),
      // FILEPASS, RC4: what follows would be encrypted.
      ...(options.password === true ? [record(0x2f, words(1, 1, 1), Buffer.alloc(48, 7))] : []),
      ...[0, 14].map((format) => record(0xe0, words(0, format, 0, 0x20, 0, 0, 0, 0, 0, 0))),
      ...sheets.map(({ name, hidden }, index) =>
        record(0x85, longs(offsets[index] ?? 0), Buffer.from([hidden === true ? 1 : 0, 0]), shortText(name)),
      ),
      record(0xfc, longs(texts.length, texts.length), ...texts.map(longText)),
      record(0x0a),
    ])
  const parts = sheets.map((sheet) => writeSheet(sheet, texts))
  let offset = globals([]).length
  const offsets = parts.map((part) => {
    const start = offset
    offset += part.length
    return start
  })
  return inOle(Buffer.concat([globals(offsets), ...parts]))
}

function writeSheet({ rows, merges = [] }: XlsSheet, texts: readonly string[]): Buffer {
  const cells = rows.flatMap((row, r) =>
    row.map((value, c) => {
      if (value === null) return Buffer.alloc(0)
      if (typeof value === 'string') return record(0xfd, words(r, c, 0), longs(texts.indexOf(value)))
      if (typeof value === 'boolean') return record(0x205, words(r, c, 0), Buffer.from([value ? 1 : 0, 0]))
      const isDate = value instanceof Date
      const number = Buffer.alloc(8)
      number.writeDoubleLE(isDate ? (value.getTime() - EXCEL_EPOCH) / 86_400_000 : value)
      return record(0x203, words(r, c, isDate ? DATE_STYLE : 0), number)
    }),
  )
  const ranges = merges.flatMap((m) => [m.firstRow, m.lastRow, m.firstColumn, m.lastColumn])
  return Buffer.concat([begin(0x0010), ...cells, record(0xe5, words(merges.length, ...ranges)), record(0x0a)])
}

function begin(kind: number): Buffer {
  return record(0x809, words(0x0600, kind, 0x0dbb, 0x07cc), longs(0, 6))
}

function record(id: number, ...data: readonly Buffer[]): Buffer {
  const body = Buffer.concat(data)
  if (body.length > 8224) throw new Error('this writer does not divide records')
  return Buffer.concat([words(id, body.length), body])
}

function words(...values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer)
}

function longs(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer)
}

/** One byte a letter where all letters allow it, as Excel does: text in TCVN3 does. */
function letters(text: string): Buffer {
  const narrow = /^[\0-\u00ff]*$/u.test(text)
  return Buffer.concat([Buffer.from([narrow ? 0 : 1]), Buffer.from(text, narrow ? 'latin1' : 'utf16le')])
}

function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), letters(text)])
}

function longText(text: string): Buffer {
  return Buffer.concat([words(text.length), letters(text)])
}

/** An OLE file of one stream: header, one sector of the allocation table, one of the directory, then the stream. */
function inOle(content: Buffer): Uint8Array {
  const size = Math.max(content.length, SMALLEST_STREAM)
  const count = Math.ceil(size / SECTOR)
  if (count > SECTOR / 4 - 2) throw new Error('this writer has one sector for the allocation table')
  const header = Buffer.alloc(SECTOR)
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(header)
  words(0x3e, 3, 0xfffe, 9, 6).copy(header, 24)
  longs(1, 1, 0, SMALLEST_STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0).copy(header, 44)
  longs(0, ...Array.from({ length: 108 }, () => FREE)).copy(header, 76)
  const chain = Array.from({ length: count }, (_, index) => (index === count - 1 ? END_OF_CHAIN : index + 3))
  const free = Array.from({ length: SECTOR / 4 - 2 - count }, () => FREE)
  const table = longs(FAT_SECTOR, END_OF_CHAIN, ...chain, ...free)
  const directory = Buffer.concat([
    entry('Root Entry', 5, 1, END_OF_CHAIN, 0),
    entry('Workbook', 2, FREE, 2, size),
    Buffer.alloc(256),
  ])
  return Uint8Array.from(
    Buffer.concat([header, table, directory, content, Buffer.alloc(count * SECTOR - content.length)]),
  )
}

function entry(name: string, kind: number, child: number, start: number, size: number): Buffer {
  const made = Buffer.alloc(128)
  made.write(name, 'utf16le')
  words((name.length + 1) * 2).copy(made, 64)
  Buffer.from([kind, 1]).copy(made, 66)
  longs(FREE, FREE, child).copy(made, 68)
  longs(start, size).copy(made, 116)
  return made
}
