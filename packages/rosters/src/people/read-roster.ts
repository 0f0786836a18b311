import type { Issue } from '@ketnoi/hierarchy'
import { foldHeader } from '../columns/header-words.ts'
import type { RosterMapping, SheetMapping } from '../columns/mapping.ts'
import { readTableRows } from '../columns/table-rows.ts'
import type { Sheet, Workbook } from '../workbook/workbook.ts'
import { createHouseholdReader } from './households-of-rows.ts'
import { createPositionReader } from './read-positions.ts'
import { withOneRepresentative } from './representatives.ts'
import { collapseRepeatedRows, findDuplicates } from './repeated-rows.ts'
import type { DroppedColumn, RosterDraft, RosterOptions, RosterReading } from './roster.ts'
import { createRowReader, type FileReaders } from './read-row.ts'
import { createTextReader } from './row-texts.ts'
import { createUnitReader } from './row-units.ts'

/** Understands every row of a file. Pure and repeatable: the same file, mapping and decisions give the same drafts. */
export function readRoster(workbook: Workbook, mapping: RosterMapping, options: RosterOptions): RosterReading {
  const decisions = options.decisions ?? {}
  const readers: FileReaders = {
    texts: createTextReader(decisions),
    units: createUnitReader(options.units, decisions),
    positions: createPositionReader(options.model, options.units),
  }
  const drafts: RosterDraft[] = []
  const droppedColumns: DroppedColumn[] = []
  const issues: Issue[] = []
  let skippedRows = 0
  for (const sheetMapping of mapping.sheets) {
    const sheet = workbook.sheets.find((candidate) => candidate.name === sheetMapping.sheet)
    if (sheet === undefined) {
      issues.push({
        code: 'sheet-unknown',
        message: `the file has no sheet ${sheetMapping.sheet}`,
        path: [sheetMapping.sheet],
      })
      continue
    }
    if (!sheetMapping.included) continue
    for (const column of sheetMapping.columns) {
      if (column.dropped !== null && column.field === null)
        droppedColumns.push({ sheet: sheet.name, column: column.column, header: column.header, kind: column.dropped })
    }
    if (!sheetMapping.columns.some((column) => column.field === 'name')) {
      issues.push({
        code: 'name-column-missing',
        message: `say which column of ${sheet.name} is the name`,
        path: [sheet.name],
      })
      continue
    }
    const read = readSheet(sheet, sheetMapping, options, readers)
    skippedRows += read.skipped
    for (const draft of read.drafts) drafts.push(draft)
    if (read.drafts.length === 0)
      issues.push({ code: 'rows-missing', message: `no row of ${sheet.name} is a person`, path: [sheet.name] })
  }
  if (drafts.length === 0)
    issues.push({
      code: 'file-without-people',
      message: 'no row of the file is a person: check the header and the columns',
      path: [],
    })
  const { kept, identical, shared } = collapseRepeatedRows(drafts)
  const duplicates = findDuplicates(kept, shared)
  return {
    drafts: withOneRepresentative(kept),
    droppedColumns,
    conversions: readers.texts.questions(),
    unknownUnits: readers.units.questions(),
    duplicates: [...identical, ...duplicates],
    skippedRows,
    issues,
  }
}

function readSheet(
  sheet: Sheet,
  mapping: SheetMapping,
  options: RosterOptions,
  readers: FileReaders,
): { drafts: RosterDraft[]; skipped: number } {
  const lowest = options.model.tiers.at(-1)?.id ?? null
  const { rows, skipped } = readTableRows(
    sheet,
    mapping,
    (text) => options.units.find(text, { tier: lowest, within: options.unitId }).length > 0,
    {
      preview: (row, column, raw) => readers.texts.preview(sheet, row, column, raw),
      read: (row, column, raw) => readers.texts.read(sheet, row, column, raw),
    },
  )
  const headsOnly = mapping.columns.some(
    (column) => column.field === 'name' && /\bchu ho\b/u.test(foldHeader(column.header)),
  )
  const reader = createRowReader(sheet, mapping, options, readers, rows)
  const households = createHouseholdReader(headsOnly)
  const drafts: RosterDraft[] = []
  for (const row of rows) drafts.push(reader(row, households))
  return { drafts, skipped }
}
