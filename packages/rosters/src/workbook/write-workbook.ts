import type { CellValue, Merge } from './workbook.ts'

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

export interface WorkbookDraft {
  readonly sheets: readonly SheetDraft[]
  readonly font?: { readonly name: string; readonly size: number }
}

/** Writes an .xlsx file. */
export async function writeWorkbook(draft: WorkbookDraft): Promise<Uint8Array> {
  throw new Error(`not built ${draft.sheets.length}`)
}
