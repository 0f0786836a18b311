import { fail, ok, type Issue, type Result } from '@ketnoi/hierarchy'
import { readCsv } from './read-csv.ts'
import { fileEmpty, notSpreadsheet, readXlsFile, readXlsxFile, tooOld } from './read-spreadsheet.ts'
import { sniffFile, sniffOle } from './sniff.ts'
import { DEFAULT_LIMITS, type Workbook, type WorkbookLimits } from './workbook.ts'

/** How a file is read. */
export interface ReadOptions {
  readonly fileName: string
  readonly limits?: Partial<WorkbookLimits>
}

/**
 * Reads an .xlsx, .xls or .csv file by what is in it, whatever its name ends with.
 *
 * Fails with `file-empty`, `file-too-large`, `file-inflates-too-much`, `file-password-protected`, `file-not-spreadsheet`
 * (`data.found` says what it is), `file-format-old`, `file-corrupted`; each message says what to do.
 */
export async function readWorkbook(bytes: Uint8Array, options: ReadOptions): Promise<Result<Workbook>> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  if (bytes.length === 0) return fail([fileEmpty()])
  if (bytes.length > limits.fileBytes) return fail([tooLarge(bytes.length, limits)])
  const read = await readByKind(bytes, options.fileName, limits)
  return read.ok ? ok({ ...read.value, issues: [...read.value.issues, ...noticesOf(read.value)] }) : read
}

async function readByKind(bytes: Uint8Array, fileName: string, limits: WorkbookLimits): Promise<Result<Workbook>> {
  const kind = sniffFile(bytes)
  if (kind === 'zip') return readXlsxFile(bytes, fileName, limits)
  if (kind === 'ole') {
    const content = sniffOle(bytes)
    if (content === 'protected') return fail([passwordProtected()])
    if (content === 'old-xls') return fail([tooOld()])
    return content === 'xls' ? readXlsFile(bytes, fileName, limits) : fail([notSpreadsheet('doc')])
  }
  if (kind === 'old-xls') return fail([tooOld()])
  if (kind !== 'text' || isBinary(bytes)) return fail([notSpreadsheet(kind === 'text' ? 'binary' : kind)])
  const workbook = readCsv(bytes, fileName, limits)
  return workbook.sheets[0]?.rows.length === 0 ? fail([fileEmpty()]) : ok(workbook)
}

function tooLarge(size: number, limits: WorkbookLimits): Issue {
  return {
    code: 'file-too-large',
    message: `the file is larger than ${Math.round(limits.fileBytes / 1_000_000)} MB: split it, or remove pictures`,
    path: [],
    data: { size, limit: limits.fileBytes },
  }
}

function passwordProtected(): Issue {
  return {
    code: 'file-password-protected',
    message: 'the file is protected by a password: open it, remove the password, save it and choose it again',
    path: [],
  }
}

/** Text holds no control characters but tabs and line ends; zeros are UTF-16, which is text. */
function isBinary(bytes: Uint8Array): boolean {
  let controls = 0
  const sample = bytes.subarray(0, 4096)
  for (const byte of sample) {
    if ((byte > 0 && byte < 9) || (byte > 13 && byte < 32 && byte !== 26)) controls += 1
  }
  // UTF-16 has such bytes as halves of Vietnamese letters (U+1EA1); a quarter of a text is never made of them.
  return controls > sample.length / 4 || (controls > sample.length / 50 && !sample.includes(0))
}

function noticesOf(workbook: Workbook): Issue[] {
  const issues: Issue[] = []
  for (const sheet of workbook.sheets) {
    if (sheet.hidden && sheet.rows.length > 0) {
      issues.push({
        code: 'sheet-hidden',
        message: `sheet ${sheet.name} is hidden and is not read unless you choose it`,
        path: [sheet.name],
        data: { rows: sheet.rows.length },
      })
    }
    if (sheet.formulaCount > 0) {
      issues.push({
        code: 'formula-cells',
        message: `${sheet.formulaCount} cells of ${sheet.name} are formulas: their last results were read`,
        path: [sheet.name],
        data: { count: sheet.formulaCount },
      })
    }
  }
  return issues
}
