import type { Result } from '@ketnoi/hierarchy'
import type { Workbook, WorkbookLimits } from './workbook.ts'

export interface ReadOptions {
  readonly fileName: string
  readonly limits?: Partial<WorkbookLimits>
}

/**
 * Reads an .xlsx, .xls or .csv file. Fails with `file-empty`, `file-too-large`, `file-inflates-too-much`,
 * `file-password-protected`, `file-not-spreadsheet` (`data.found` says what it is), `file-corrupted`, `file-too-wide`.
 */
export async function readWorkbook(bytes: Uint8Array, options: ReadOptions): Promise<Result<Workbook>> {
  throw new Error(`not built ${bytes.length} ${options.fileName}`)
}
