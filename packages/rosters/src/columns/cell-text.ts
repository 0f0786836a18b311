import { dayText } from '../workbook/write-csv.ts'
import type { CellValue } from '../workbook/workbook.ts'

/** Gives a cell as the text that a person would have typed. */
export function cellText(value: CellValue | undefined): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dayText(value)
  return String(value)
}
