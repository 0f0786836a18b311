import { convertLegacy, type LegacyEncoding } from '../text/conversion.ts'
import type { Sheet } from '../workbook/workbook.ts'
import { cellText } from './cell-text.ts'
import { foldHeader, meaningOf, type HeaderMeaning } from './header-words.ts'

/** A heading with what it means. */
export interface Heading {
  readonly column: number
  readonly text: string
  readonly meaning: HeaderMeaning | null
}

/** The header of a table. */
export interface Header {
  /** Zero-based. */
  readonly row: number
  /** One row, or two where headings are merged or divided (`Năm sinh` over `Nam` and `Nữ`). */
  readonly rowCount: number
  readonly firstDataRow: number
  readonly headings: readonly Heading[]
  readonly legacy: LegacyEncoding | null
}

/** Title blocks are shorter than this. */
const ROWS_SEARCHED = 60
const ENCODINGS: readonly (LegacyEncoding | null)[] = [null, 'tcvn3', 'vni', 'mojibake']

/** Finds the header of a sheet: the row with the most headings that are known, among them a name. */
export function findHeader(sheet: Sheet): Header | null {
  let best: Header | null = null
  let bestScore = 0
  for (const legacy of ENCODINGS) {
    for (let row = 0; row < Math.min(sheet.rows.length, ROWS_SEARCHED); row += 1) {
      const meanings = new Set(
        (sheet.rows[row] ?? []).map((_, column) => meaningOf(textAt(sheet, row, column, legacy) ?? '')),
      )
      meanings.delete(null)
      if (!meanings.has('name') && !meanings.has('household-head') && !meanings.has('account-name')) continue
      if (meanings.size > bestScore) {
        best = readHeader(sheet, row, legacy)
        bestScore = meanings.size
      }
    }
    if (bestScore >= 2) return best
  }
  return best
}

/** Reads the header that begins at a row, one row or two. */
export function readHeader(sheet: Sheet, row: number, legacy: LegacyEncoding | null = null): Header {
  const rowCount = hasSecondRow(sheet, row, legacy) ? 2 : 1
  const width = Math.max(sheet.rows[row]?.length ?? 0, rowCount === 2 ? (sheet.rows[row + 1]?.length ?? 0) : 0)
  const headings: Heading[] = []
  for (let column = 0; column < width; column += 1) {
    const upper = mergedText(sheet, row, column, legacy)
    const lower = rowCount === 2 ? textAt(sheet, row + 1, column, legacy) : null
    const text = [upper, lower === upper ? null : lower].filter((part) => part !== null).join(' ')
    headings.push({ column, text, meaning: meaningOf(text) ?? (lower === null ? null : meaningOf(lower)) })
  }
  let firstDataRow = row + rowCount
  if (isColumnNumbers(sheet, firstDataRow)) firstDataRow += 1
  return { row, rowCount, firstDataRow, headings, legacy }
}

function textAt(sheet: Sheet, row: number, column: number, legacy: LegacyEncoding | null): string | null {
  const value = sheet.rows[row]?.[column]
  if (value === undefined || value === null || value === '') return null
  const text = cellText(value)
  const converted = legacy === null ? text : (convertLegacy(text, legacy) ?? text)
  return converted.replace(/\s+/gu, ' ').trim() || null
}

/** The text of a heading that is merged over this column counts for it too. */
function mergedText(sheet: Sheet, row: number, column: number, legacy: LegacyEncoding | null): string | null {
  const own = textAt(sheet, row, column, legacy)
  if (own !== null) return own
  for (const merge of sheet.merges) {
    if (merge.firstRow === row && merge.firstColumn < column && column <= merge.lastColumn)
      return textAt(sheet, row, merge.firstColumn, legacy)
  }
  return null
}

function hasSecondRow(sheet: Sheet, row: number, legacy: LegacyEncoding | null): boolean {
  const lower = sheet.rows[row + 1]
  if (lower === undefined) return false
  const filled = lower.map((_, column) => textAt(sheet, row + 1, column, legacy)).filter((text) => text !== null)
  if (filled.length === 0) return false
  const upperTexts = (sheet.rows[row] ?? []).map((_, column) => textAt(sheet, row, column, legacy))
  const nameColumn = upperTexts.findIndex(
    (text) => text !== null && (meaningOf(text) === 'name' || meaningOf(text) === 'household-head'),
  )
  // A second row of headings divides headings above it and leaves the name alone; a row of data has a name.
  const nameIsSplit = sheet.merges.some(
    (m) => m.firstRow === row && m.lastRow === row && m.firstColumn <= nameColumn && nameColumn < m.lastColumn,
  )
  if (nameColumn >= 0 && !nameIsSplit && textAt(sheet, row + 1, nameColumn, legacy) !== null) return false
  if (filled.some((text) => /\d{3}/u.test(text))) return false
  const merged = sheet.merges.some((m) => m.firstRow === row && (m.lastRow === row + 1 || m.lastColumn > m.firstColumn))
  const known = filled.filter((text) => {
    const folded = foldHeader(text)
    return folded === 'nam' || folded === 'nu' || meaningOf(text) !== null
  })
  return known.length > 0 && (merged || known.length === filled.length)
}

/** A row of `(1) (2) (3)` under the header. */
function isColumnNumbers(sheet: Sheet, row: number): boolean {
  const numbers: number[] = []
  for (const cell of sheet.rows[row] ?? []) {
    if (cell === null || cell === '') continue
    const number = /^\(?(\d{1,2})\)?$/u.exec(cellText(cell).trim())
    if (number === null) return false
    numbers.push(Number(number[1]))
  }
  return numbers.length >= 3 && numbers.every((number, index) => number === (numbers[0] ?? 0) + index)
}
