import { writeXlsx, type Cell, type CellStyle, type WriteSheet } from 'hucre/xlsx'
import { looksLikeFormula } from './formula-safety.ts'
import { cellKey, type CellValue, type Merge } from './workbook.ts'

/** A cell to write, with what differs from a plain one. */
export interface StyledCell {
  readonly value: CellValue
  readonly bold?: boolean
  readonly italic?: boolean
  readonly font?: string
  readonly fontSize?: number
  readonly align?: 'left' | 'center' | 'right'
  readonly wrap?: boolean
  /** Background, `RRGGBB`. */
  readonly fill?: string
  readonly border?: boolean
  readonly comment?: string
  /** A formula without the equals sign; `value` is its cached result. */
  readonly formula?: string
  /** A number format of the spreadsheet, e.g. `dd/mm/yyyy`. */
  readonly format?: string
}

/** A cell to write. Texts are always written as text, whatever they begin with. */
export type CellDraft = CellValue | StyledCell

/** A sheet to write. */
export interface SheetDraft {
  readonly name: string
  readonly rows: readonly (readonly CellDraft[])[]
  readonly merges?: readonly Merge[]
  /** Widths of the columns in characters. */
  readonly widths?: readonly number[]
  readonly hidden?: boolean
  /** How many rows stay in sight while scrolling. */
  readonly frozenRows?: number
}

/** A file to write. */
export interface WorkbookDraft {
  readonly sheets: readonly SheetDraft[]
  readonly font?: { readonly name: string; readonly size: number }
}

/** Excel refuses longer names of sheets, and these signs in them. */
const LONGEST_SHEET_NAME = 31
const SHEET_NAME_SIGNS = /[\\/?*[\]:]/gu
/** Keeps a text a text even when somebody edits its cell. */
const TEXT_FORMAT = '@'

/** Writes an .xlsx file. */
export async function writeWorkbook(draft: WorkbookDraft): Promise<Uint8Array> {
  const names = new Set<string>()
  return writeXlsx({
    sheets: draft.sheets.map((sheet) => toWriteSheet(sheet, uniqueName(sheet.name, names))),
    ...(draft.font === undefined ? {} : { defaultFont: draft.font }),
  })
}

function uniqueName(name: string, taken: Set<string>): string {
  const clean = name.replace(SHEET_NAME_SIGNS, ' ').trim() || 'Sheet'
  let unique = clean.slice(0, LONGEST_SHEET_NAME)
  for (let count = 2; taken.has(unique.toLowerCase()); count += 1) {
    const suffix = ` (${count})`
    unique = clean.slice(0, LONGEST_SHEET_NAME - suffix.length) + suffix
  }
  taken.add(unique.toLowerCase())
  return unique
}

function toWriteSheet(sheet: SheetDraft, name: string): WriteSheet {
  const cells = new Map<string, Partial<Cell>>()
  const rows = sheet.rows.map((row, rowIndex) =>
    row.map((cell, column) => {
      const value = isStyled(cell) ? cell.value : cell
      const details = isStyled(cell) ? toCell(cell) : plainDetails(cell)
      if (details !== null) cells.set(cellKey(rowIndex, column), details)
      return value
    }),
  )
  return {
    name,
    rows,
    cells,
    ...(sheet.merges === undefined
      ? {}
      : {
          merges: sheet.merges.map((m) => ({
            startRow: m.firstRow,
            startCol: m.firstColumn,
            endRow: m.lastRow,
            endCol: m.lastColumn,
          })),
        }),
    ...(sheet.widths === undefined ? {} : { columns: sheet.widths.map((width) => ({ width })) }),
    ...(sheet.hidden === true ? { hidden: true } : {}),
    ...(sheet.frozenRows === undefined ? {} : { freezePane: { rows: sheet.frozenRows } }),
  }
}

function isStyled(cell: CellDraft): cell is StyledCell {
  return typeof cell === 'object' && cell !== null && !(cell instanceof Date)
}

function plainDetails(value: CellValue): Partial<Cell> | null {
  if (value instanceof Date) return { value, style: { numFmt: 'dd/mm/yyyy' } }
  return typeof value === 'string' && looksLikeFormula(value) ? { value, style: { numFmt: TEXT_FORMAT } } : null
}

function toCell(cell: StyledCell): Partial<Cell> {
  const { value } = cell
  const style: CellStyle = {}
  const font = {
    ...(cell.font === undefined ? {} : { name: cell.font }),
    ...(cell.fontSize === undefined ? {} : { size: cell.fontSize }),
    ...(cell.bold === true ? { bold: true } : {}),
    ...(cell.italic === true ? { italic: true } : {}),
  }
  if (Object.keys(font).length > 0) style.font = font
  if (cell.align !== undefined || cell.wrap === true) {
    style.alignment = {
      vertical: 'center',
      ...(cell.align === undefined ? {} : { horizontal: cell.align }),
      ...(cell.wrap === true ? { wrapText: true } : {}),
    }
  }
  if (cell.fill !== undefined) style.fill = { type: 'pattern', pattern: 'solid', fgColor: { rgb: cell.fill } }
  if (cell.border === true)
    style.border = {
      top: { style: 'thin' },
      right: { style: 'thin' },
      bottom: { style: 'thin' },
      left: { style: 'thin' },
    }
  const format = cell.format ?? plainDetails(value)?.style?.numFmt
  if (format !== undefined) style.numFmt = format
  return {
    value,
    ...(Object.keys(style).length === 0 ? {} : { style }),
    ...(cell.comment === undefined ? {} : { comment: { author: 'Ketnoi', text: cell.comment } }),
    ...(cell.formula === undefined ? {} : { formula: cell.formula, formulaResult: value }),
  }
}
