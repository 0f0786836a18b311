export { openDatabase, OLDEST_POSTGRES, type DatabaseTarget, type OpenDatabase, type OpenOptions } from './connect.ts'
export { migrate } from './migrate.ts'
export {
  AlreadyRunning,
  DatabaseError,
  DatabaseNewer,
  DatabaseTooOld,
  DatabaseUnreachable,
  DataFolderInUse,
  DataFolderNotWritable,
  DataFolderUnreadable,
  MigrationFailed,
  NotFound,
  ReferenceUnknown,
  RevisionConflict,
} from './errors.ts'
export type { Database, Db, ImportKind, ImportStatus, JobStatus } from './schema.ts'
export { inTransaction } from './transaction.ts'
export type { Page } from './page.ts'
export { deleteSetting, findSetting, updateSetting } from './settings/settings.queries.ts'
export { findActiveModel, getActiveModel, updateActiveModel } from './models/models.queries.ts'
export {
  findUnitCoverage,
  getUnitTree,
  listUnitChildren,
  listUnits,
  updateUnitAncestors,
  updateUnits,
  type UnitChanges,
  type UnitCoverage,
} from './units/units.queries.ts'
export {
  countPeople,
  deletePeople,
  findPerson,
  listPeople,
  listPeopleByNames,
  listPeopleByPhones,
  listPeopleMatching,
  listPeopleOfUnit,
  listPeopleOfUnits,
  listPeoplePage,
  updatePeople,
  updatePerson,
  type PeopleChanges,
  type PersonRow,
  type StoredPerson,
} from './people/people.queries.ts'
export {
  countGroups,
  findGroup,
  listDesiredMembers,
  listDesiredRows,
  listDesiredRowsOfPeople,
  listGroups,
  type DesiredMemberRow,
  type DesiredRow,
  type GroupFilter,
  type GroupRow,
  type GroupState,
} from './groups/groups.queries.ts'
export {
  desiredDifference,
  materialiseDesired,
  type DesiredChanges,
  type DesiredScope,
  type GroupDifference,
} from './groups/materialise-desired.ts'
export { deleteOverride, insertOverride, listOverrides, type OverrideFilter } from './overrides/overrides.queries.ts'
export {
  deleteMemberMatch,
  findActualGroup,
  insertActualGroup,
  insertReading,
  listActualGroups,
  listMemberMatches,
  listReadingRows,
  listReadings,
  updateActualGroup,
  updateMemberMatch,
  type ActualGroup,
  type MemberMatch,
  type NewReading,
  type ReadingRow,
} from './readings/readings.queries.ts'
export {
  deleteImport,
  findImport,
  getImport,
  getImportFile,
  insertImport,
  listImports,
  lockImport,
  updateImport,
  type ImportChange,
  type RosterImport,
} from './imports/imports.queries.ts'
export {
  findJob,
  getJob,
  insertJob,
  listJobs,
  lockJob,
  updateInterruptedJobs,
  updateJobEnd,
  updateJobProgress,
  type Job,
  type JobProgress,
} from './jobs/jobs.queries.ts'
export { insertAuditEvents, listAuditEvents, type AuditEvent, type AuditFilter } from './audit/audit.queries.ts'
