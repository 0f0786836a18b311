import { fail, ok, type Issue, type Result } from '@ketnoi/hierarchy'
import { readXls, readXlsx, type Sheet as HucreSheet, type Workbook as HucreWorkbook } from 'hucre/xlsx'
import { encodingOfFont } from '../text/conversion.ts'
import { inspectArchive, readEntry } from './archive.ts'
import { rowsBeyondLimit } from './read-csv.ts'
import { hiddenXlsSheets } from './sniff.ts'
import type { CellValue, Sheet, Workbook, WorkbookLimits } from './workbook.ts'

/** Reads an .xlsx file. */
export async function readXlsxFile(
  bytes: Uint8Array,
  fileName: string,
  limits: WorkbookLimits,
): Promise<Result<Workbook>> {
  const archive = inspectArchive(bytes, limits)
  if (!archive.ok) return archive
  const { names, unpacked } = archive.value
  if (!names.some((name) => name.startsWith('xl/'))) {
    const found = names.some((name) => name.startsWith('word/'))
      ? 'docx'
      : names.includes('content.xml')
        ? 'ods'
        : 'zip'
    return fail([notSpreadsheet(found)])
  }
  try {
    // Styles cost a third of the time, and only fonts of legacy encodings matter.
    const styles = readEntry(unpacked, 'xl/styles.xml') ?? ''
    const readStyles = /<(?:\w+:)?name val="(?:\.vn|vni[- ])/iu.test(styles)
    return toWorkbook(await readXlsx(unpacked, { readStyles, maxRows: limits.rows + 1 }), fileName, 'xlsx', limits)
  } catch (error) {
    return fail([corrupted(error)])
  }
}

/** Reads an .xls file (Excel 97 to 2003). It gives no fonts: legacy encodings show in the text alone. */
export async function readXlsFile(
  bytes: Uint8Array,
  fileName: string,
  limits: WorkbookLimits,
): Promise<Result<Workbook>> {
  try {
    const { sheets } = await readXls(bytes)
    const hidden = hiddenXlsSheets(bytes)
    const shown = sheets.map((sheet) => ({ ...sheet, hidden: hidden.has(sheet.name) }))
    return toWorkbook({ sheets: shown }, fileName, 'xls', limits)
  } catch (error) {
    return fail([corrupted(error)])
  }
}

/** Says that the file is something else, and what to do. */
export function notSpreadsheet(found: string): Issue {
  const what =
    found === 'html'
      ? 'this is a web page under the name of a spreadsheet: open it in a spreadsheet program, save it'
      : `this is a ${found} file, not a spreadsheet: save the roster`
  return {
    code: 'file-not-spreadsheet',
    message: `${what} as .xlsx or .csv and choose that file`,
    path: [],
    data: { found },
  }
}

/** Says that the file is of Excel 95 or before. */
export function tooOld(): Issue {
  return {
    code: 'file-format-old',
    message:
      'Excel 95 or an older program wrote this file: open it in a spreadsheet program, save it as .xlsx and choose that file',
    path: [],
  }
}

function corrupted(error: unknown): Issue {
  return {
    code: 'file-corrupted',
    message: 'the file is damaged: open it in a spreadsheet program, save it again as .xlsx and choose the new file',
    path: [],
    data: { cause: error instanceof Error ? error.name : 'unknown' },
  }
}

function toWorkbook(
  source: HucreWorkbook,
  fileName: string,
  format: 'xlsx' | 'xls',
  limits: WorkbookLimits,
): Result<Workbook> {
  const issues: Issue[] = []
  if (source.sheets.length > limits.sheets) {
    issues.push({
      code: 'sheets-beyond-limit',
      message: `only the first ${limits.sheets} sheets were read`,
      path: [],
      data: { limit: limits.sheets },
    })
  }
  const sheets = source.sheets.slice(0, limits.sheets).map((sheet) => toSheet(sheet, limits, issues))
  if (sheets.every((sheet) => sheet.rows.length === 0)) return fail([fileEmpty()])
  return ok({ fileName, format, encoding: null, delimiter: null, sheets, issues })
}

/** Says that there is nothing in the file. */
export function fileEmpty(): Issue {
  return { code: 'file-empty', message: 'the file is empty: choose the file that holds the roster', path: [] }
}

function toSheet(source: HucreSheet, limits: WorkbookLimits, issues: Issue[]): Sheet {
  const legacyFonts = new Map<string, string>()
  const comments = new Map<string, string>()
  let formulaCount = 0
  let withoutValue = 0
  const errors: (readonly [number, number])[] = []
  for (const [key, cell] of source.cells ?? []) {
    if (cell.formula !== undefined) {
      formulaCount += 1
      if (cell.value === null) withoutValue += 1
    }
    if (cell.type === 'error') errors.push(indexOf(key))
    if (cell.comment !== undefined) comments.set(key, cell.comment.text)
    const font =
      cell.richText?.find((run) => run.font?.name !== undefined && encodingOfFont(run.font.name) !== null)?.font
        ?.name ?? cell.style?.font?.name
    if (font !== undefined && encodingOfFont(font) !== null) legacyFonts.set(key, font)
  }
  let rows: CellValue[][] = source.rows
  while (rows.length > 0 && isBlank(rows.at(-1))) rows.pop()
  if (rows.length > limits.rows) {
    rows = rows.slice(0, limits.rows)
    issues.push(rowsBeyondLimit(source.name, limits))
  }
  const tooWide = trimCells(rows, limits, source.name, issues)
  for (const [row, column] of errors) {
    const cells = rows[row]
    if (cells !== undefined && column < cells.length) cells[column] = null
  }
  if (tooWide) {
    issues.push({
      code: 'columns-beyond-limit',
      message: `only the first ${limits.columns} columns of ${source.name} were read`,
      path: [source.name],
      data: { limit: limits.columns },
    })
  }
  if (withoutValue + errors.length > 0) {
    issues.push({
      code: 'formula-without-value',
      message: `${withoutValue + errors.length} cells of ${source.name} hold a formula without a result: open the file in a spreadsheet program and save it again`,
      path: [source.name],
      data: { count: withoutValue + errors.length },
    })
  }
  return {
    name: source.name,
    hidden: source.hidden === true || source.veryHidden === true,
    rows,
    merges: (source.merges ?? []).map((merge) => ({
      firstRow: merge.startRow,
      firstColumn: merge.startCol,
      lastRow: merge.endRow,
      lastColumn: merge.endCol,
    })),
    legacyFonts,
    comments,
    formulaCount,
  }
}

function indexOf(key: string): readonly [number, number] {
  const [row, column] = key.split(',')
  return [Number(row), Number(column)]
}

function isBlank(row: readonly CellValue[] | undefined): boolean {
  return row === undefined || row.every((cell) => cell === null || cell === '')
}

/** Cuts cells that are too long and cells beyond the last column in place; answers whether columns were lost. */
function trimCells(rows: CellValue[][], limits: WorkbookLimits, sheet: string, issues: Issue[]): boolean {
  let tooWide = false
  let tooLong = 0
  let firstTooLong = 0
  // By index: there are millions of cells.
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? []
    for (let column = 0; column < row.length; column++) {
      const cell = row[column]
      if (typeof cell === 'string' && cell.length > limits.cellLength) {
        row[column] = cell.slice(0, limits.cellLength)
        tooLong += 1
        if (tooLong === 1) firstTooLong = index + 1
      }
    }
    if (row.length > limits.columns) {
      tooWide ||= row.slice(limits.columns).some((cell) => cell !== null && cell !== '')
      row.length = limits.columns
    }
  }
  if (tooLong > 0) {
    issues.push({
      code: 'cell-too-long',
      message: `${tooLong} cells of ${sheet} are longer than ${limits.cellLength} characters and were cut, the first in row ${firstTooLong}`,
      path: [sheet, firstTooLong],
      data: { count: tooLong, row: firstTooLong },
    })
  }
  return tooWide
}
