import Papa from 'papaparse'
import { guardText } from './formula-safety.ts'
import type { CellValue } from './workbook.ts'

/** How a .csv file is written. */
export interface CsvOptions {
  readonly delimiter?: ',' | ';' | '\t'
  /** Default `true`: Excel takes a .csv without one for windows-1258. */
  readonly bom?: boolean
}

/** Writes a .csv file as UTF-8. Texts that a spreadsheet would take for a formula get a leading apostrophe, which reading removes. */
export function writeCsv(rows: readonly (readonly CellValue[])[], options: CsvOptions = {}): Uint8Array {
  const table = rows.map((row) => row.map(textOf))
  const text = Papa.unparse(table, { delimiter: options.delimiter ?? ',', newline: '\r\n' })
  return new TextEncoder().encode(`${options.bom === false ? '' : '\ufeff'}${text}\r\n`)
}

function textOf(value: CellValue): string {
  if (value === null) return ''
  if (value instanceof Date) return dayText(value)
  return typeof value === 'string' ? guardText(value) : String(value)
}

/** A day as people in Vietnam write it, which every reader of rosters understands. */
export function dayText(value: Date): string {
  const [day, month] = [value.getUTCDate(), value.getUTCMonth() + 1].map((part) => String(part).padStart(2, '0'))
  return `${day}/${month}/${value.getUTCFullYear()}`
}
