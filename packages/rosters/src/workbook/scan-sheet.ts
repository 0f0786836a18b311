import { isSpace, startsWith, xmlText } from './shared-texts.ts'
import type { CellValue, WorkbookLimits } from './workbook.ts'

/** A sheet whose plain cells were taken out. */
export interface ScannedSheet {
  readonly rows: CellValue[][]
  /** Of the widest row, what is left included. */
  readonly width: number
  readonly rest: Buffer
  /** Whether what is left refers to shared texts. */
  readonly needsTexts: boolean
}

const DATA = '<sheetData>'
const DATA_END = '</sheetData>'
const [QUOTE, SLASH, LESS, EQUALS, GREATER] = [34, 47, 60, 61, 62]
const [LETTER_C, LETTER_R, LETTER_S, LETTER_T] = [99, 114, 115, 116]

/** What stands between the opening of a cell and its value, and after it, by the type of the cell. */
const AROUND: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  '': [['<v>', '</v></c>']],
  n: [['<v>', '</v></c>']],
  s: [['<v>', '</v></c>']],
  str: [['<v>', '</v></c>']],
  inlineStr: [
    ['<is><t>', '</t></is></c>'],
    ['<is><t xml:space="preserve">', '</t></is></c>'],
  ],
}

/**
 * Makes a scanner that takes the plain cells out of sheets; it gives `null` for one that is not written as spreadsheet programs do. `mark`
 * is left in a cell beside the widest row.
 */
export function createSheetScanner(
  texts: readonly (string | null)[],
  numberStyles: ReadonlySet<number>,
  limits: WorkbookLimits,
): (xml: Buffer, mark: string) => ScannedSheet | null {
  return (xml, mark) => {
    const start = xml.indexOf(DATA)
    const end = xml.lastIndexOf(DATA_END)
    if (start < 0 || end < start) return null
    const rows: CellValue[][] = []
    const left: Buffer[] = []
    // Of the tag that was read last; one place for all of them, as there are millions.
    const tag = { end: 0, isEmpty: false, row: 0, column: 0, style: -1, type: '', known: true }
    let width = 0
    let needsTexts = false
    let number = 0
    let at = start + DATA.length
    for (let count = 0; count <= limits.rows; count++) {
      at = afterSpace(at)
      if (at === end) break
      if (!startsWith(xml, at, '<row') || !readTag(at + 4)) return null
      number = checkedRow(number)
      if (number === 0) return null
      at = tag.end
      if (xml[at - 2] === SLASH) continue
      const cellsFrom = left.length
      let last = -1
      for (;;) {
        at = afterSpace(at)
        if (xml[at] === LESS && xml[at + 1] === SLASH) break
        const from = at
        if (xml[at] !== LESS || xml[at + 1] !== LETTER_C || !readTag(at + 2)) return null
        const { column } = tag
        if (tag.row !== number || column <= last || column >= limits.columns) return null
        last = column
        if (column >= width) width = column + 1
        const value = readValue()
        if (value === undefined) {
          at = tag.isEmpty ? tag.end : xml.indexOf('</c>', tag.end) + 4
          if (at < tag.end || at > end) return null
          if (tag.type === 's') needsTexts = true
          left.push(xml.subarray(from, at))
        } else {
          at = tag.end
          while (rows.length < number) rows.push([])
          const row = rows[number - 1] ?? []
          while (row.length < column) row.push(null)
          row.push(value)
        }
      }
      if (!startsWith(xml, at, '</row>')) return null
      at += 6
      if (left.length > cellsFrom) {
        left.splice(cellsFrom, 0, Buffer.from(`<row r="${number}">`))
        left.push(Buffer.from('</row>'))
      }
    }
    const marked = `<row r="1"><c r="${columnName(width)}1" t="str"><v>${mark}</v></c></row>`
    const rest = [xml.subarray(0, start + DATA.length), Buffer.from(marked), ...left, xml.subarray(end)]
    return { rows, width, rest: Buffer.concat(rest), needsTexts }

    function afterSpace(from: number): number {
      while (isSpace(xml[from])) from++
      return from
    }

    /** The number of the row that begins, 0 for one that is out of order or beyond the last. */
    function checkedRow(before: number): number {
      const row = tag.row === 0 ? before + 1 : tag.row
      return tag.column === -1 && row > before && row <= limits.rows + 1 ? row : 0
    }

    /** Reads the attributes of a tag, from the end of its name; `false`: not as expected. */
    function readTag(from: number): boolean {
      tag.row = 0
      tag.column = -1
      tag.style = -1
      tag.type = ''
      tag.known = true
      for (let place = from; place < end;) {
        const byte = xml[place]
        if (byte === GREATER) {
          tag.isEmpty = false
          tag.end = place + 1
          return true
        }
        if (byte === SLASH && xml[place + 1] === GREATER) {
          tag.isEmpty = true
          tag.end = place + 2
          return true
        }
        if (!isSpace(byte)) return false
        place = afterSpace(place)
        const name = xml[place]
        if (name === SLASH || name === GREATER) continue
        const nameFrom = place
        while (place < end && xml[place] !== EQUALS) place++
        if (xml[place + 1] !== QUOTE) return false
        const isShort = place - nameFrom === 1
        const valueFrom = place + 2
        place = valueFrom
        while (place < end && xml[place] !== QUOTE) place++
        if (isShort && name === LETTER_R) {
          if (!readPlace(valueFrom, place)) return false
        } else if (isShort && name === LETTER_S) tag.style = digits(valueFrom, place)
        else if (isShort && name === LETTER_T) tag.type = readType(valueFrom, place)
        else tag.known = false
        place++
      }
      return false
    }

    /** Nearly all cells are texts by their place: no word is made of that letter a million times. */
    function readType(from: number, to: number): string {
      return to - from === 1 && xml[from] === LETTER_S ? 's' : xml.toString('latin1', from, to)
    }

    /** `B12` of a cell, `12` of a row. */
    function readPlace(from: number, to: number): boolean {
      let column = 0
      let place = from
      for (; place < to; place++) {
        const letter = (xml[place] ?? 0) - 64
        if (letter < 1 || letter > 26) break
        column = column * 26 + letter
      }
      tag.column = column - 1
      tag.row = digits(place, to)
      return tag.row > 0 && place - from <= 3
    }

    /** -1: not a number of a few digits. */
    function digits(from: number, to: number): number {
      if (from === to || to - from > 9) return -1
      let value = 0
      for (let place = from; place < to; place++) {
        const digit = (xml[place] ?? 0) - 48
        if (digit < 0 || digit > 9) return -1
        value = value * 10 + digit
      }
      return value
    }

    /** The value of the cell whose tag was read, and `tag.end` behind it; `undefined`: not plain. */
    function readValue(): CellValue | undefined {
      const { type } = tag
      if (!tag.known) return undefined
      const isNumber = type === '' || type === 'n'
      if (tag.isEmpty) return isNumber ? null : undefined
      if (isNumber && tag.style !== -1 && !numberStyles.has(tag.style)) return undefined
      for (const [before, after] of AROUND[type] ?? []) {
        if (!startsWith(xml, tag.end, before)) continue
        const from = tag.end + before.length
        let to = from
        while (to < end && xml[to] !== LESS) to++
        if (!startsWith(xml, to, after)) return undefined
        const value = isNumber
          ? numberIn(from, to)
          : type === 's'
            ? (texts[digits(from, to)] ?? undefined)
            : xmlText(xml, from, to)
        if (value !== undefined) tag.end = to + after.length
        return value
      }
      return undefined
    }

    function numberIn(from: number, to: number): number | undefined {
      const small = digits(from, to)
      if (small >= 0) return small
      const value = from === to ? Number.NaN : Number(xml.toString('latin1', from, to))
      return Number.isNaN(value) ? undefined : value
    }
  }
}

function columnName(index: number): string {
  let name = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}
