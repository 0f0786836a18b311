import type { Issue } from '@ketnoi/hierarchy'

/** What a cell holds. Dates are midnight UTC of the day that the spreadsheet shows. */
export type CellValue = string | number | boolean | Date | null

/** A merged range, zero-based, both ends inclusive. */
export interface Merge {
  readonly firstRow: number
  readonly firstColumn: number
  readonly lastRow: number
  readonly lastColumn: number
}

/** One sheet of cells. `rows[0]` is row 1 of the spreadsheet; rows may be shorter than the widest one. */
export interface Sheet {
  readonly name: string
  readonly hidden: boolean
  readonly rows: readonly (readonly CellValue[])[]
  readonly merges: readonly Merge[]
  /** Fonts of a legacy encoding only (`.VnTime`, `VNI-Times`), by `cellKey(row, column)`. */
  readonly legacyFonts: ReadonlyMap<string, string>
  /** By `cellKey(row, column)`. */
  readonly comments: ReadonlyMap<string, string>
  /** Cells whose value is the cached result of a formula. */
  readonly formulaCount: number
}

/** A file that was read: what is in it, and what was noticed on the way. */
export interface Workbook {
  readonly fileName: string
  readonly format: 'xlsx' | 'xls' | 'csv'
  /** How the text of a .csv was decoded; `null` for a spreadsheet. */
  readonly encoding: string | null
  readonly delimiter: string | null
  readonly sheets: readonly Sheet[]
  /**
   * Warnings about the file as a whole: `sheet-hidden`, `formula-cells`, `formula-without-value`, `cell-too-long`,
   * `rows-beyond-limit`, `encoding-guessed`.
   */
  readonly issues: readonly Issue[]
}

/** How much a file may hold. */
export interface WorkbookLimits {
  readonly fileBytes: number
  /** Sum of the sizes that the archive declares, before anything is inflated. */
  readonly inflatedBytes: number
  readonly rows: number
  readonly columns: number
  readonly sheets: number
  /** Longer cells are cut. */
  readonly cellLength: number
}

/**
 * 100,000 rows of 10 columns are 7 MB, 60 MB inflated: a larger file is no roster. 40 MB fit into a request of 60 MB, in which bytes
 * take a third more than they are. 200 MB inflated is what a reader holds in
 * about 1 GB of memory. Excel itself allows 32,767 characters in a cell; a roster needs hundreds.
 */
export const DEFAULT_LIMITS: WorkbookLimits = {
  fileBytes: 40_000_000,
  inflatedBytes: 200_000_000,
  rows: 200_000,
  columns: 200,
  sheets: 500,
  cellLength: 2_000,
}

/** Names a cell within its sheet, zero-based. */
export function cellKey(row: number, column: number): string {
  return `${row},${column}`
}

/** A place in a file as people number it: the sheet, and the row from 1. */
export interface RowRef {
  readonly sheet: string
  readonly row: number
}

/** Names a row within its file. */
export function rowKey(row: RowRef): string {
  return `${row.sheet}!${row.row}`
}
