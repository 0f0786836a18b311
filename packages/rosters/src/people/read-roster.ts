import type { RosterMapping } from '../columns/mapping.ts'
import type { Workbook } from '../workbook/workbook.ts'
import type { RosterOptions, RosterReading } from './roster.ts'

/** Understands every row of a file. Pure and repeatable: the same file, mapping and decisions give the same drafts. */
export function readRoster(workbook: Workbook, mapping: RosterMapping, options: RosterOptions): RosterReading {
  throw new Error(`not built ${workbook.fileName} ${mapping.sheets.length} ${options.asOf}`)
}
