import Papa from 'papaparse'
import type { Issue } from '@ketnoi/hierarchy'
import { decodeText } from './decode-text.ts'
import { restoreText } from './formula-safety.ts'
import type { Workbook, WorkbookLimits } from './workbook.ts'

const DELIMITERS = [';', ',', '\t', '|']
/** A title block is shorter than this, so that the table itself decides. */
const PREVIEW_ROWS = 60
const SEPARATOR_LINE = /^"?sep=(.)"?\r?\n/iu

/** Reads a .csv file; cells stay text. */
export function readCsv(bytes: Uint8Array, fileName: string, limits: WorkbookLimits): Workbook {
  const decoded = decodeText(bytes)
  const issues: Issue[] = []
  if (decoded.guessed) {
    issues.push({
      code: 'encoding-guessed',
      message: `the text was read as ${decoded.encoding}: check the names in the preview`,
      path: [],
      data: { encoding: decoded.encoding },
    })
  }
  const separator = SEPARATOR_LINE.exec(decoded.text)
  // Files pasted together mix line ends; the reader of .csv believes the first one.
  const text = (separator === null ? decoded.text : decoded.text.slice(separator[0].length)).replace(/\r\n?/gu, '\n')
  const delimiter = separator?.[1] ?? detectDelimiter(text)
  const parsed = Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    skipEmptyLines: false,
    preview: limits.rows + 1,
  })
  let rows = parsed.data.map((row) => row.map((cell) => (cell === '' ? null : restoreText(cell))))
  // The line end after the last row is no row.
  while (rows.length > 0 && rows.at(-1)?.every((cell) => cell === null) === true) rows.pop()
  if (parsed.errors.some((error) => error.code === 'MissingQuotes')) {
    issues.push({
      code: 'quote-not-closed',
      message: 'a quotation mark is not closed: check the last rows',
      path: [],
      data: { row: (parsed.errors.find((e) => e.code === 'MissingQuotes')?.row ?? 0) + 1 },
    })
  }
  if (rows.length > limits.rows) {
    rows = rows.slice(0, limits.rows)
    issues.push(rowsBeyondLimit(fileName, limits))
  }
  const tooLong = cutLongCells(rows, limits)
  if (tooLong > 0)
    issues.push({
      code: 'cell-too-long',
      message: `${tooLong} cells are longer than ${limits.cellLength} characters and were cut`,
      path: [],
      data: { count: tooLong },
    })
  return {
    fileName,
    format: 'csv',
    encoding: decoded.encoding,
    delimiter,
    sheets: [
      {
        name: sheetNameOf(fileName),
        hidden: false,
        rows,
        merges: [],
        legacyFonts: new Map(),
        comments: new Map(),
        formulaCount: 0,
      },
    ],
    issues,
  }
}

/** Says that rows were left out. */
export function rowsBeyondLimit(sheet: string, limits: WorkbookLimits): Issue {
  return {
    code: 'rows-beyond-limit',
    message: `only the first ${limits.rows} rows of ${sheet} were read: split the file`,
    path: [sheet],
    data: { limit: limits.rows },
  }
}

/** The delimiter by which most rows fall into the same number of cells. */
function detectDelimiter(text: string): string {
  let best = ','
  let bestScore = 0
  const start = text.slice(0, 200_000)
  for (const delimiter of DELIMITERS) {
    const { data } = Papa.parse<string[]>(start, {
      delimiter,
      newline: '\n',
      preview: PREVIEW_ROWS,
      skipEmptyLines: true,
    })
    const widths = new Map<number, number>()
    for (const row of data) widths.set(row.length, (widths.get(row.length) ?? 0) + 1)
    for (const [width, count] of widths) {
      const score = width > 1 ? count * Math.min(width, 6) : 0
      if (score > bestScore) [best, bestScore] = [delimiter, score]
    }
  }
  return best
}

function cutLongCells(rows: (string | null)[][], limits: WorkbookLimits): number {
  let count = 0
  for (const row of rows) {
    if (row.length > limits.columns) row.length = limits.columns
    for (const [column, cell] of row.entries()) {
      if (cell === null || cell.length <= limits.cellLength) continue
      row[column] = cell.slice(0, limits.cellLength)
      count += 1
    }
  }
  return count
}

function sheetNameOf(fileName: string): string {
  return fileName.replace(/^.*[/\\]/u, '').replace(/\.[^.]*$/u, '')
}
