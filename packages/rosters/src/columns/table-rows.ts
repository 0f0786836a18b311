import type { ConversionKind } from '../text/conversion.ts'
import type { CellValue, Sheet } from '../workbook/workbook.ts'
import { cellText } from './cell-text.ts'
import type { Field } from './field.ts'
import { foldHeader, meaningOf } from './header-words.ts'
import type { SheetMapping } from './mapping.ts'

/** A row of the table that may be a person, with what the table says around it. */
export interface TableRow {
  /** As the spreadsheet numbers it, from 1. */
  readonly row: number
  /** Merged cells filled, ditto marks replaced. */
  readonly cells: readonly CellValue[]
  /** The unit that the section names, as it is written. */
  readonly sectionUnit: string | null
  /** Any other heading of the section (`II. Công an xã`). */
  readonly sectionLabel: string | null
  /** The heading of the section as it stands in the file, where it waits for a conversion; both texts above are converted. */
  readonly sectionProposal: SectionProposal | null
}

/** A heading that nobody has decided about yet, and what it would become. */
export interface SectionProposal {
  readonly kind: ConversionKind
  readonly from: string
  readonly text: string
}

/** Reads texts that may be in an old encoding: `preview` to see what a row is, `read` once it is known to be the heading of a section. */
export interface SectionTexts {
  readonly preview: (row: number, column: number, raw: string) => string
  readonly read: (
    row: number,
    column: number,
    raw: string,
  ) => { readonly text: string; readonly proposal: { readonly kind: ConversionKind; readonly text: string } | null }
}

/** The rows of a table, and how many others there were. */
export interface TableRows {
  readonly rows: readonly TableRow[]
  readonly skipped: number
}

const TOTAL = /^(?:tong cong|tong so|tong|cong)(?:$| |\d)/u
const GRAND_TOTAL = /^(?:tong cong|tong so)\b/u
const SIGNATURE =
  /\bngay(?: \d+)? thang(?: \d+)?(?: nam)?\b(?! sinh)|^(?:nguoi lap|nguoi tong hop|can bo (?:lap|tong hop)|lap bieu|tm|t m|kt|k t|tl|thu truong|xac nhan|ky ten|ky ghi|noi nhan|danh sach (?:nay )?(?:co|gom))\b/u
const SIGNING_TITLE = /^(?:truong (?:thon|lang|buon|bon|cong an.*)|chu tich.*|pho chu tich.*|bi thu chi bo|to truong)$/u
const ROMAN = /^(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})$/u
const ROMAN_PREFIX = /^(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})[.)/:\s-]+(?=\S)/u
const LETTER_PREFIX = /^[A-Z][.)]\s+(?=\S)/u
const UNIT_WORD = /^(?:thon|lang|buon|bon|plei|ploi|ap|ban|xom|to dan pho|khu pho|xa|phuong|thi tran)\b/u
const COUNT_SUFFIX = /\s*(?:[:(–-]\s*\d[^)]*\)?|\(\s*(?:gồm|có|tổng)[^)]*\))\s*$/iu
const DITTO = /^(?:["”“″〃]|''|-?\s*["”“″]\s*-?|-?\s*n\s*t\s*-?|["”“]\s*nt\s*["”“]|như trên|\/\/|-\/\/-)$/iu
/** Ditto marks stand for what rows share; a name or a running number is never meant. */
const NEVER_DITTO: ReadonlySet<Field> = new Set(['name', 'number'])

/** Walks down a table: leaves out titles, blank lines, totals and signatures, and remembers the section that each row lies in. */
export function readTableRows(
  sheet: Sheet,
  mapping: SheetMapping,
  isUnit: (text: string) => boolean,
  legacy: SectionTexts | null,
): TableRows {
  const columnsOf = (test: (field: Field) => boolean) =>
    mapping.columns.flatMap(({ column, field }) => (field !== null && test(field) ? [column] : []))
  const nameColumns = columnsOf((field) => field === 'name')
  const [numberColumn = -1] = columnsOf((field) => field === 'number')
  const factColumns = columnsOf((field) => field !== 'name' && field !== 'number' && field !== 'note')
  const personColumns = columnsOf((field) => field === 'phone' || field.startsWith('birth'))
  const dittoColumns = columnsOf((field) => !NEVER_DITTO.has(field))
  const filled = fillMerges(sheet, mapping)
  const rows: TableRow[] = []
  let skipped = 0
  let sectionUnit: string | null = null
  let sectionLabel: string | null = null
  let sectionProposal: SectionProposal | null = null
  const state = { afterTotal: false, ended: false }
  let previous: readonly CellValue[] = []

  for (let index = mapping.firstDataRow; index < sheet.rows.length; index += 1) {
    const raw = sheet.rows[index] ?? []
    let count = 0
    for (const cell of raw) if (cell !== null && cell !== '') count += 1
    const name = firstText(raw, nameColumns)
    const numbered = hasNumber(raw[numberColumn])
    // A row with a name, a number and more is a person; only the others need a closer look.
    if (count === 0 || count <= 3 || name === '' || !numbered || state.ended) {
      const kind = count === 0 ? 'blank' : classify(shown(raw, index + 1), index + 1)
      if (kind === 'header') state.ended = state.afterTotal = false
      if (kind !== 'person') {
        skipped += 1
        continue
      }
    }
    const cells = withoutDittos(filled.get(index) ?? raw)
    previous = cells
    rows.push({ row: index + 1, cells, sectionUnit, sectionLabel, sectionProposal })

    function classify(cellsOfRow: readonly CellValue[], rowNumber: number): 'person' | 'header' | 'section' | 'other' {
      if (isRepeatedHeader(cellsOfRow)) return 'header'
      if (state.ended) return 'other'
      const texts = cellsOfRow
        .map((cell) => (typeof cell === 'string' ? cell.trim() : ''))
        .filter((text) => text !== '')
      const [first = ''] = texts
      const folded = foldHeader(first)
      if (!numbered && count <= 5 && TOTAL.test(folded) && !hasAny(cellsOfRow, personColumns)) {
        state.afterTotal ||= GRAND_TOTAL.test(folded)
        return 'other'
      }
      if (
        !numbered &&
        texts.some((text) => SIGNATURE.test(foldHeader(text)) || (count <= 2 && SIGNING_TITLE.test(foldHeader(text))))
      ) {
        state.ended = true
        return 'other'
      }
      const section = sectionOf(cellsOfRow, first)
      if (section !== null) {
        const { text, column } = section
        if (UNIT_WORD.test(foldHeader(text)) || isUnit(text)) {
          sectionUnit = text
          sectionLabel = null
        } else sectionLabel = text
        const read = legacy?.read(rowNumber, column, cellText(raw[column])) ?? null
        sectionProposal = read === null || read.proposal === null ? null : { ...read.proposal, from: read.text }
        state.afterTotal = false
        return 'section'
      }
      if (state.afterTotal && !numbered) return 'other'
      if (name !== '') return /\p{L}/u.test(name) || !isNumbers(cellsOfRow) ? 'person' : 'other'
      return hasAny(cellsOfRow, factColumns) && (numbered || hasAny(cellsOfRow, personColumns)) ? 'person' : 'other'
    }

    function sectionOf(
      cellsOfRow: readonly CellValue[],
      first: string,
    ): { readonly text: string; readonly column: number } | null {
      if (hasAny(cellsOfRow, personColumns)) return null
      const roman = ROMAN.test(first.replace(/[.)]$/u, ''))
      const filledColumns = cellsOfRow.flatMap((cell, column) =>
        typeof cell === 'string' && cell.trim() !== '' ? [column] : [],
      )
      const column = filledColumns[roman ? 1 : 0]
      const text = column === undefined ? '' : cellText(cellsOfRow[column]).trim()
      if (column === undefined || text === '' || text.length > 120) return null
      const bare = text.replace(ROMAN_PREFIX, '').replace(LETTER_PREFIX, '').replace(COUNT_SUFFIX, '').trim()
      const section = { text: bare, column }
      if (roman && count <= 4) return section
      if (numbered || filledColumns.length > 1 || count > 2) return null
      if (bare !== text && ROMAN_PREFIX.test(text)) return section
      const inNameColumn =
        name !== '' && nameColumns.includes(cellsOfRow.findIndex((cell) => cell !== null && cell !== ''))
      if (UNIT_WORD.test(foldHeader(bare))) return section
      return inNameColumn ? null : section
    }
  }
  return { rows, skipped }

  /** The texts of a row as they would become: what a row is shows in its words. */
  function shown(cells: readonly CellValue[], row: number): readonly CellValue[] {
    return legacy === null
      ? cells
      : cells.map((cell, column) =>
          typeof cell === 'string' && cell !== '' ? legacy.preview(row, column, cell) : cell,
        )
  }

  function isRepeatedHeader(cells: readonly CellValue[]): boolean {
    const name = firstText(cells, nameColumns)
    if (name !== '' && meaningOf(name) !== 'name' && meaningOf(name) !== 'household-head') return false
    let known = 0
    for (const cell of cells) if (typeof cell === 'string' && meaningOf(cell) !== null) known += 1
    return known >= 3 || (known >= 2 && name !== '')
  }

  function withoutDittos(cells: readonly CellValue[]): readonly CellValue[] {
    let copy: CellValue[] | null = null
    for (const column of dittoColumns) {
      const cell = cells[column]
      if (typeof cell !== 'string' || cell.length > 8 || !DITTO.test(cell.trim())) continue
      copy ??= [...cells]
      copy[column] = previous[column] ?? null
    }
    return copy ?? cells
  }
}

function firstText(cells: readonly CellValue[], columns: readonly number[]): string {
  for (const column of columns) {
    const text = cellText(cells[column]).trim()
    if (text !== '') return text
  }
  return ''
}

function hasNumber(cell: CellValue | undefined): boolean {
  return typeof cell === 'number' || (typeof cell === 'string' && /^\s*\d+\s*[.)]?\s*$/u.test(cell))
}

function hasAny(cells: readonly CellValue[], columns: readonly number[]): boolean {
  return columns.some((column) => {
    const cell = cells[column]
    return cell !== null && cell !== undefined && cell !== ''
  })
}

/** A row of `(1) (2) (3)`, repeated on a printed page. */
function isNumbers(cells: readonly CellValue[]): boolean {
  return cells.every((cell) => cell === null || cell === '' || /^\(?\d{1,2}\)?$/u.test(cellText(cell).trim()))
}

/** The rows of merged cells that span rows, with the value in each of them. */
function fillMerges(sheet: Sheet, mapping: SheetMapping): Map<number, CellValue[]> {
  const filled = new Map<number, CellValue[]>()
  const mapped = new Set(
    mapping.columns.filter((column) => column.field !== null && column.field !== 'name').map((column) => column.column),
  )
  for (const merge of sheet.merges) {
    if (merge.lastRow === merge.firstRow || merge.firstRow < mapping.firstDataRow || !mapped.has(merge.firstColumn))
      continue
    const value = sheet.rows[merge.firstRow]?.[merge.firstColumn] ?? null
    if (value === null) continue
    for (let row = merge.firstRow + 1; row <= Math.min(merge.lastRow, sheet.rows.length - 1); row += 1) {
      const cells = filled.get(row) ?? [...(sheet.rows[row] ?? [])]
      while (cells.length <= merge.firstColumn) cells.push(null)
      cells[merge.firstColumn] ??= value
      filled.set(row, cells)
    }
  }
  return filled
}
