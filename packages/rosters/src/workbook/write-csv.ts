import type { CellValue } from './workbook.ts'

/** Writes a .csv file that Excel opens as UTF-8. Cells that a spreadsheet would take for a formula get a leading apostrophe. */
export function writeCsv(
  rows: readonly (readonly CellValue[])[],
  options: { readonly delimiter?: ',' | ';' | '\t'; readonly bom?: boolean } = {},
): Uint8Array {
  throw new Error(`not built ${rows.length} ${options.delimiter}`)
}
