import { createHash } from 'node:crypto'
import { IA_PA_2024, type Person, type Result } from '@ketnoi/hierarchy'
import { proposeMapping } from '../src/columns/propose-mapping.ts'
import type { MappingProposal, RosterMapping } from '../src/columns/mapping.ts'
import { compareRoster } from '../src/people/compare-roster.ts'
import { readRoster } from '../src/people/read-roster.ts'
import type { CompareOptions, RosterComparison, RosterDecisions, RosterReading } from '../src/people/roster.ts'
import { readWorkbook } from '../src/workbook/read-workbook.ts'
import type { CellValue, Merge, Workbook } from '../src/workbook/workbook.ts'
import { writeWorkbook, type CellDraft } from '../src/workbook/write-workbook.ts'
import { AS_OF, FINDER } from './example-units.ts'

/** A file on its whole way. */
export interface ImportedFile {
  readonly workbook: Workbook
  readonly proposal: MappingProposal
  readonly reading: RosterReading
  readonly compare: (
    existing?: readonly Person[],
    decisions?: RosterDecisions,
    more?: Pick<CompareOptions, 'withdrawn' | 'only'>,
  ) => RosterComparison
}

export interface ImportSettings {
  readonly decisions?: RosterDecisions
  readonly unitId?: string | null
  readonly fileName?: string
  readonly change?: (mapping: RosterMapping) => RosterMapping
}

/** Unwraps a result that a test relies on. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

/** Makes a real .xlsx of one sheet. */
export function xlsx(
  rows: readonly (readonly CellDraft[])[],
  merges: readonly Merge[] = [],
  name = 'Sheet1',
): Promise<Uint8Array> {
  return writeWorkbook({ sheets: [{ name, rows, merges }] })
}

/** Takes a file through reading, mapping and understanding. */
export async function importFile(bytes: Uint8Array, settings: ImportSettings = {}): Promise<ImportedFile> {
  const file = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const workbook = valueOf(await readWorkbook(bytes, { fileName: settings.fileName ?? 'roster.xlsx' }))
  const proposal = proposeMapping(workbook, { model: IA_PA_2024, units: FINDER })
  const mapping = settings.change?.(proposal.mapping) ?? proposal.mapping
  const reading = readRoster(workbook, mapping, {
    model: IA_PA_2024,
    asOf: AS_OF,
    units: FINDER,
    unitId: settings.unitId === undefined ? 'd' : settings.unitId,
    ...(settings.decisions === undefined ? {} : { decisions: settings.decisions }),
  })
  return {
    workbook,
    proposal,
    reading,
    compare: (existing = [], decisions = settings.decisions ?? {}, more = {}) =>
      compareRoster(reading.drafts, existing, {
        model: IA_PA_2024,
        asOf: AS_OF,
        newId: (kind, seed) => `${kind} ${seed} of ${file}`,
        decisions,
        duplicates: reading.duplicates,
        ...more,
      }),
  }
}

/** People before an import and what it wrote, merged as a database would. */
export function applyUpserts(existing: readonly Person[], comparison: RosterComparison): Person[] {
  const people = new Map(existing.map((person) => [person.id, person]))
  for (const person of comparison.upserts) people.set(person.id, person)
  return [...people.values()]
}

/** Codes of the issues of a row. */
export function codesOf(reading: RosterReading, row: number): string[] {
  return reading.drafts.find((draft) => draft.row.row === row)?.issues.map((issue) => issue.code) ?? []
}

/** A header that most fixtures share. */
export const HEADER: readonly CellValue[] = ['STT', 'Họ và tên', 'Ngày sinh', 'SĐT', 'Thôn', 'Quan hệ với chủ hộ']
