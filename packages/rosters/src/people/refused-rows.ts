import type { RosterMapping } from '../columns/mapping.ts'
import type { Workbook } from '../workbook/workbook.ts'
import type { RosterComparison } from './roster.ts'

export interface RefusedRowsOptions {
  readonly language: 'vi' | 'en'
  /** Also rows that wait for a decision. Default: refused rows only. */
  readonly possibleDuplicates?: boolean
}

/**
 * Writes the refused rows as an .xlsx with the columns of the file, a column with the reason and a comment on each cell at fault.
 * It can be mended and imported: units that a section row or the sheet named stand in a column. Sensitive columns are left out.
 */
export async function writeRefusedRows(
  workbook: Workbook,
  mapping: RosterMapping,
  comparison: RosterComparison,
  options: RefusedRowsOptions,
): Promise<Uint8Array> {
  throw new Error(
    `not built ${workbook.fileName} ${mapping.sheets.length} ${comparison.rows.length} ${options.language}`,
  )
}
