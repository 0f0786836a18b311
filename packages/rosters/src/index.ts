export { FIELDS, SENSITIVE_FIELDS, type Field, type SensitiveField } from './columns/field.ts'
export type { ColumnMapping, MappingProposal, RosterMapping, SheetMapping, SheetPreview } from './columns/mapping.ts'
export { previewOf, proposeMapping, proposeSheetMapping, type ProposalOptions } from './columns/propose-mapping.ts'
export type { MemberList, MemberRow } from './members/member-list.ts'
export { parsePastedMembers, readMemberList } from './members/read-member-list.ts'
export { compareRoster, comparisonKeys, comparisonNames } from './people/compare-roster.ts'
export { describeRowIssue, isRowIssueCode } from './people/issue-text.ts'
export { unitQuestionKey } from './people/row-units.ts'
export { readBirthOn, type BirthReading } from './people/birth.ts'
export { cleanText, inspectName } from './people/person-name.ts'
export { readPhones, type PhoneIssue, type PhoneReading } from './people/phone.ts'
export { readRoster } from './people/read-roster.ts'
export { createRosterIds } from './people/roster-ids.ts'
export { EXPORT_COLUMNS, writePeople, type ExportColumn, type ExportedPerson } from './people/write-people.ts'
export { writeRefusedRows, type RefusedRowsOptions } from './people/refused-rows.ts'
export type {
  CompareOptions,
  ComparedRow,
  ComparisonKeys,
  ConversionQuestion,
  DraftAccount,
  DraftConsent,
  DraftPosition,
  DroppedColumn,
  DuplicateCandidate,
  DuplicateGroup,
  FieldChange,
  RosterComparison,
  RosterDecisions,
  RosterDraft,
  RosterOptions,
  RosterReading,
  RowIssue,
  RowIssueCode,
  RowOutcome,
  UnitQuestion,
} from './people/roster.ts'
export type { ConversionKind, LegacyEncoding } from './text/conversion.ts'
export { readVillages, type VillageOptions, type VillageReading } from './units/read-villages.ts'
export { suggestUnit } from './units/suggest-unit.ts'
export { createUnitFinder, type FindOptions, type FoundUnit, type UnitFinder } from './units/unit-finder.ts'
export { readWorkbook, type ReadOptions } from './workbook/read-workbook.ts'
export { readWorkbookInWorker, type WorkerOptions } from './workbook/read-workbook-in-worker.ts'
export {
  DEFAULT_LIMITS,
  cellKey,
  rowKey,
  type CellValue,
  type Merge,
  type RowRef,
  type Sheet,
  type Workbook,
  type WorkbookLimits,
} from './workbook/workbook.ts'
export { writeCsv } from './workbook/write-csv.ts'
export {
  writeWorkbook,
  type CellDraft,
  type SheetDraft,
  type StyledCell,
  type WorkbookDraft,
} from './workbook/write-workbook.ts'
