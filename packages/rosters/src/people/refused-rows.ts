import { meaningOf } from '../columns/header-words.ts'
import type { RosterMapping, SheetMapping } from '../columns/mapping.ts'
import { readTableRows } from '../columns/table-rows.ts'
import type { Sheet, Workbook } from '../workbook/workbook.ts'
import { writeWorkbook, type CellDraft, type SheetDraft } from '../workbook/write-workbook.ts'
import { describeHousehold } from './households-of-rows.ts'
import { describeRowIssue } from './issue-text.ts'
import type { ComparedRow, RosterComparison, RosterDraft } from './roster.ts'

/** How the file of refused rows is written. */
export interface RefusedRowsOptions {
  readonly language: 'vi' | 'en'
  /** Also rows that wait for a decision. Default: refused rows only. */
  readonly possibleDuplicates?: boolean
}

/** Headings that the reader of rosters knows, so that the file can be imported once mended. */
const HEADINGS = {
  vi: {
    reason: 'Lý do',
    village: 'Thôn',
    known: 'Hộ đã ghi',
    head: 'Họ tên chủ hộ',
    title: 'Các dòng chưa nhập được: sửa rồi nhập lại tệp này',
  },
  en: {
    reason: 'Reason',
    village: 'Village',
    known: 'Household on record',
    head: 'Họ tên chủ hộ',
    title: 'Rows that were not imported: mend them and import this file',
  },
}
const FAULT = 'FDE2E1'
const HEADING = 'E5E7EB'

/**
 * Writes the refused rows as an .xlsx with the columns of the file, a column with the reason and a comment on each cell at fault.
 * It can be mended and imported: a unit that a section, the title or the sheet named stands in a column, the head of the household
 * as well, and the household itself where others of it are imported: numbers of households mean nothing in another file. Sensitive
 * columns are left out.
 */
export async function writeRefusedRows(
  workbook: Workbook,
  mapping: RosterMapping,
  comparison: RosterComparison,
  options: RefusedRowsOptions,
): Promise<Uint8Array> {
  const wanted = comparison.rows.filter(
    (row) => row.outcome === 'refused' || (options.possibleDuplicates === true && row.outcome === 'possible-duplicate'),
  )
  const heads = new Map<string, string>()
  for (const { draft } of comparison.rows) {
    if (draft.householdKey !== null && draft.representsHousehold === true) heads.set(draft.householdKey, draft.name)
  }
  const sheets: SheetDraft[] = []
  for (const sheetMapping of mapping.sheets) {
    const rows = wanted.filter((row) => row.draft.row.sheet === sheetMapping.sheet)
    const sheet = workbook.sheets.find((candidate) => candidate.name === sheetMapping.sheet)
    if (rows.length > 0 && sheet !== undefined) sheets.push(toSheet(sheet, sheetMapping, rows, heads, options.language))
  }
  if (sheets.length === 0) sheets.push({ name: 'Sheet1', rows: [[HEADINGS[options.language].reason]] })
  return writeWorkbook({ sheets })
}

function toSheet(
  sheet: Sheet,
  mapping: SheetMapping,
  rows: readonly ComparedRow[],
  heads: ReadonlyMap<string, string>,
  language: 'vi' | 'en',
): SheetDraft {
  const headings = HEADINGS[language]
  const addKnown = rows.some((row) => row.household !== null)
  // The column of a file that came from here before is written anew.
  const columns = mapping.columns.filter(
    (column) => (column.dropped === null || column.field !== null) && !(addKnown && column.field === 'known-household'),
  )
  const has = (field: string) => columns.some((column) => column.field === field)
  const addVillage = !has('village')
  const addHead = has('household-relation') && !has('household') && !has('household-head')
  const filled = new Map(readTableRows(sheet, mapping, () => false, null).rows.map((row) => [row.row, row.cells]))
  const titles: string[] = [
    ...columns.map((column, index) => column.header || `${index + 1}`),
    ...(addVillage ? [headings.village] : []),
    ...(addHead ? [headings.head] : []),
    ...(addKnown ? [headings.known] : []),
    headings.reason,
  ]
  const table = rows.map(({ draft, household }): CellDraft[] => {
    const raw = filled.get(draft.row.row) ?? sheet.rows[draft.row.row - 1] ?? []
    const cells = columns.map((column): CellDraft => {
      const own = raw[column.column] ?? null
      const value = own === null && column.field === 'village' ? draft.unitText : own
      const faults = draft.issues.filter((issue) => issue.column === column.header && column.header !== '')
      if (faults.length === 0) return value
      return { value, fill: FAULT, comment: faults.map((issue) => describeRowIssue(issue, language)).join('\n') }
    })
    return [
      ...cells,
      ...(addVillage ? [draft.unitText] : []),
      ...(addHead ? [headOf(draft, heads)] : []),
      ...(addKnown ? [household === null ? null : describeHousehold(household)] : []),
      { value: reasonOf(draft, language), wrap: true },
    ]
  })
  return {
    name: sheet.name,
    rows: [
      [{ value: headings.title, bold: true }],
      mapping.unitText === null ? [] : [mapping.unitText],
      titles.map((value) => ({ value, bold: true, fill: HEADING, wrap: true })),
      ...table,
    ],
    widths: titles.map((title, index) => (index === titles.length - 1 ? 60 : meaningOf(title) === 'number' ? 6 : 20)),
    frozenRows: 3,
  }
}

function headOf(draft: RosterDraft, heads: ReadonlyMap<string, string>): string | null {
  return draft.householdKey === null ? null : (heads.get(draft.householdKey) ?? null)
}

function reasonOf(draft: RosterDraft, language: 'vi' | 'en'): string {
  const reasons = draft.issues.filter((issue) => issue.severity !== 'warning')
  return (reasons.length > 0 ? reasons : draft.issues).map((issue) => describeRowIssue(issue, language)).join('; ')
}
