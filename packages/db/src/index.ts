// The only door of the package: what stands beside the folders first, then the folders by their names.
export { askTogether } from './ask-together.ts'
export { OLDEST_POSTGRES, openDatabase, type DatabaseTarget, type OpenDatabase, type OpenOptions } from './connect.ts'
export { hasDatabase } from './embedded.ts'
export {
  AlreadyRunning,
  DatabaseBusy,
  DatabaseError,
  DatabaseNewer,
  DatabaseTooOld,
  DatabaseUnreachable,
  DataFolderInUse,
  DataFolderNotWritable,
  DataFolderUnreadable,
  isAnswerLost,
  MigrationFailed,
  NotFound,
  ReferenceUnknown,
  RevisionConflict,
} from './errors.ts'
export {
  lockAccount,
  lockHousehold,
  lockMembership,
  lockPeople,
  lockPerson,
  lockUnitWaiting,
  lockWork,
  type LockedWork,
} from './locks.ts'
export { migrate } from './migrate.ts'
export type { Page } from './page.ts'
export { withPreparedStatements } from './prepared.ts'
export type { Database, Db } from './schema.ts'
export { inTransaction, tryPart } from './transaction.ts'
export { withinArea, type Area } from './wall.ts'

export {
  accountEmail,
  countAccounts,
  findAccount,
  findAccountByHandle,
  findPasswordSetAt,
  insertAccount,
  listAccounts,
  updateAccount,
  updateFirstPassword,
  updatePassword,
  type Account,
  type AccountChange,
  type NewAccount,
} from './accounts/accounts.queries.ts'
export type { AccountRoleName } from './accounts/accounts.tables.ts'
export { findArrivedSession, type ArrivedSession, type HeldRole } from './accounts/arrival.queries.ts'
export { findChallenge, insertChallenge, takeChallenge } from './accounts/challenges.queries.ts'
export {
  deleteAttempts,
  findLock,
  insertAttempt,
  updateAttemptPassed,
  type AccountLock,
} from './accounts/locks.queries.ts'
export {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listPasskeys,
  updatePasskeyName,
  updatePasskeyUsed,
  type Passkey,
} from './accounts/passkeys.queries.ts'
export {
  deleteAccountRole,
  endAccountRole,
  insertAccountRole,
  listAccountRoles,
  type AccountRole,
} from './accounts/roles.queries.ts'
export {
  deleteSecondFactor,
  findCodeApp,
  findRecoveryCodes,
  updateCodeAppOff,
  updateRecoveryCodes,
  updateSecondFactorOn,
} from './accounts/second-factor.queries.ts'
export { deleteSessions, listSessions, updateSession, type AccountSession } from './accounts/sessions.queries.ts'

export {
  cancelOpenMessages,
  countAnnouncements,
  countSameText,
  findAnnouncement,
  insertAnnouncement,
  insertAnnouncementTasks,
  isAnnouncementOpen,
  listAnnouncementGroups,
  listAnnouncements,
  listAnnouncementUnits,
  listMissedGroups,
  lockAnnouncement,
  lockApproval,
  updateAnnouncement,
  updateLookedFor,
  updatePassedOn,
  type Announcement,
  type AnnouncementGroup,
  type AnnouncementKey,
  type NewAnnouncement,
} from './announcements/announcements.queries.ts'
export type { AnnouncementGroupState, AnnouncementState } from './announcements/announcements.tables.ts'
export {
  endMessage,
  findNextMessage,
  keepMessage,
  listDueAnnouncements,
  refuseMessage,
  releaseAnnouncement,
  startMessage,
  takeAnnouncement,
  updateLostMessages,
  withdrawMessage,
  type MessageEnd,
  type NextMessage,
} from './announcements/sending.queries.ts'

export {
  insertAuditEvents,
  listAuditActions,
  listAuditEvents,
  type AuditEvent,
  type AuditFilter,
} from './audit/audit.queries.ts'
export { countSealedAfter, countUnsealed, findLastSeal, sealAuditEvents } from './audit/seals.queries.ts'
export { verifyAudit, type AuditBreak, type AuditVerification } from './audit/verify-audit.ts'

export {
  BackupProblem,
  type BackupManifest,
  type BackupPart,
  type BackupProblemKind,
  type TableTotal,
} from './backup/backup-part.ts'
export { checkParts } from './backup/check-parts.ts'
export { dumpDatabase } from './backup/dump-database.ts'
export { restoreDatabase, type Restored } from './backup/restore-database.ts'
export type { BackupTarget } from './backup/session.ts'

export {
  countBatchUndo,
  findBatchUndo,
  insertBatchUndo,
  insertBatchUndoPeople,
  listAskedUndos,
  listNextUndoPart,
  listRunningUndos,
  lockBatchUndo,
  updateBatchUndoEnded,
  updateBatchUndoSeconded,
  updateUndoOutcomes,
  type BatchUndo,
  type BatchUndoOutcome,
  type BatchUndoProgress,
} from './changes/batch-undo.queries.ts'
export {
  findBatch,
  listBatches,
  listBatchPeople,
  listPersonHolds,
  listProxiedBy,
  listSaidSince,
  listSpeakers,
  listUnitsOfPeople,
  lockBatch,
  updateBatch,
  updateBatchUndone,
  type BatchFilter,
  type BatchKind,
  type BatchPerson,
  type ChangeBatch,
  type PersonHold,
} from './changes/batches.queries.ts'

export {
  insertConsentEvent,
  listConsentEvents,
  listRefusals,
  listWithdrawals,
  updateConsentLedger,
  type ConsentRecord,
  type ConsentSource,
} from './consents/consents.queries.ts'
export type { ConsentChannel } from './consents/consents.tables.ts'
export { findCurrentNotice, findNotice, insertNotice, listNotices, type Notice } from './consents/notices.queries.ts'

export {
  HOUSEHOLD_STATES,
  listCoverageCells,
  listCoverageDays,
  listCoverageOn,
  listRepresentatives,
  updateCoverageDay,
  type CoverageCell,
  type CoverageDay,
  type HouseholdState,
} from './coverage/coverage.queries.ts'

export {
  listDifferingGroups,
  listDriftDecisions,
  listFirstSeen,
  listOwnChanges,
  listRemovedByHand,
  listStrangers,
  updateDriftDecision,
  type MemberPair,
  type MemberSubject,
  type StoredDriftDecision,
} from './drift/drift.queries.ts'

export {
  listExpiringFacts,
  listExpiringRoles,
  type ExpiringFact,
  type ExpiringQuery,
  type ExpiringRole,
} from './expiring/expiring.queries.ts'

export {
  listDesiredMembers,
  listDesiredRows,
  listDesiredRowsOfPeople,
  type DesiredMemberRow,
  type DesiredRow,
} from './groups/desired.queries.ts'
export { desiredDifference, updateGroupCounts, type GroupDifference } from './groups/difference.queries.ts'
export { listDifferingRows, type DifferingRows } from './groups/differing.queries.ts'
export {
  FURTHER_GROUPS,
  furtherGroupsOf,
  insertFurtherGroup,
  listAssignments,
  partsOf,
  type FurtherGroups,
} from './groups/further-groups.ts'
export {
  deleteGroupClosing,
  findGroupClosing,
  insertGroupClosing,
  type GroupClosing,
} from './groups/group-closing.queries.ts'
export {
  countExpectedGroups,
  countGroups,
  findGroup,
  listGroups,
  type GroupCounts,
  type GroupFilter,
  type GroupOrder,
  type GroupRow,
  type GroupState,
} from './groups/groups.queries.ts'
export {
  materialiseAll,
  materialiseDesired,
  type DesiredChanges,
  type DesiredScope,
} from './groups/materialise-desired.ts'
export { findMaterialised } from './groups/materialised.ts'

export {
  confirmSides,
  countOpenTasks,
  findHandover,
  insertHandover,
  isHandedOver,
  listHandovers,
  listHandoversOfPeople,
  lockHandover,
  updateHandoverAgreed,
  updateHandoverCancelled,
  updateHandoversInForce,
  type HandoverSide,
  type StoredHandover,
} from './handovers/handovers.queries.ts'

export { findModelOn } from './history/basis.queries.ts'
export { countDesiredOn, listDesiredOn } from './history/desired-on.queries.ts'
export {
  countUnmatchedOn,
  listPersonReadings,
  listReadingsOn,
  listReadMembers,
  type PersonReading,
  type ReadingOn,
  type ReadMember,
} from './history/read.queries.ts'
export {
  countRecorded,
  findRecordedSince,
  listRecordedActual,
  listRecordedDesired,
  listRecordedParts,
  type Recorded,
  type RecordedActual,
  type RecordedDesired,
} from './history/recorded.queries.ts'

export {
  cancelRestOfImport,
  copyImport,
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
export type { ImportKind, ImportStatus } from './imports/imports.tables.ts'

export { getWorkHealth, isMigrated, type WorkHealth } from './jobs/health.queries.ts'
export { findInstallation, type Installation } from './jobs/installation.queries.ts'
export {
  findJob,
  insertJob,
  listJobs,
  lockJob,
  updateInterruptedJobs,
  updateJobEnd,
  updateJobProgress,
  type Job,
  type JobProgress,
} from './jobs/jobs.queries.ts'
export type { JobStatus } from './jobs/jobs.tables.ts'
export type { Queue, QueuedWork } from './jobs/queue.ts'

export { findActiveModel, updateActiveModel } from './models/models.queries.ts'

export {
  findDevice,
  insertDevice,
  listDevices,
  updateDeviceRevoked,
  updateDeviceSeen,
  type Device,
} from './onboarding/devices.queries.ts'
export {
  findFieldRecord,
  insertFieldRecord,
  listFieldRecordsAbout,
  listFieldRecordsAt,
  listHouseholdLabelsOfUnit,
  listHouseholdRepresentatives,
  listOpenFieldRecords,
  listPackPeople,
  lockFieldRecord,
  updateFieldDecision,
  updateFieldRecord,
  updateHouseholdLabel,
  wasRecordedSince,
  type FieldRecord,
  type FieldRecordOutcome,
  type PackPerson,
} from './onboarding/field-records.queries.ts'

export {
  deleteOverride,
  endOverrideOn,
  insertOverride,
  insertOverrides,
  listOverrides,
  listRecordedOverrides,
  type OverrideFilter,
} from './overrides/overrides.queries.ts'

export {
  countPeopleWithin,
  insertDistinct,
  listDuplicateCandidates,
  type DuplicateCandidate,
} from './people/duplicates.queries.ts'
export {
  findHousehold,
  findHouseholdOn,
  listHouseholdLabels,
  listHouseholdMembers,
  listHouseholdResidents,
  listHouseholds,
  listOfficeHolders,
  listOfficeHoldersOf,
  settleHouseholds,
  settleHouseholdsSince,
  updateHousehold,
  type Household,
  type HouseholdRow,
} from './people/households.queries.ts'
export {
  findMerge,
  findMergedInto,
  insertMerge,
  listMergedInto,
  listMergesInto,
  listProxied,
  lockMerge,
  updateMergeUndone,
  type PersonMerge,
} from './people/merges.queries.ts'
export { mergePendingNames } from './people/name-index.queries.ts'
export {
  countPeople,
  findPerson,
  listAppointmentsAt,
  listContacts,
  listPeople,
  listPeopleByNames,
  listPeopleByPhones,
  listPeoplePage,
  listPersonNames,
  listRosterCandidates,
} from './people/people.queries.ts'
export {
  listPeopleByAttributes,
  listPeopleMatching,
  listPeopleOfUnit,
  type PersonRow,
} from './people/person-rows.queries.ts'
export {
  findPersonOrigin,
  listPersonVersions,
  type PersonEvent,
  type StoredVersion,
} from './people/person-versions.queries.ts'
export { readPeople, type StoredPerson } from './people/read-people.ts'
export { samplePeople } from './people/sample-people.ts'
export { sortKey } from './people/sort-key.ts'
export { deletePeople, updatePeople, updatePerson, type PeopleChanges } from './people/write-people.ts'

export {
  findPrivateLink,
  findPrivateLinkOf,
  insertPrivateLink,
  revokePrivateLink,
  type PrivateLink,
} from './private-links/private-links.queries.ts'

export {
  findActualGroup,
  findGroupOfExternal,
  HANDS_ON,
  insertActualGroup,
  listActualGroups,
  updateActualGroup,
  type ActualGroup,
  type ActualGroupFilter,
} from './readings/actual-groups.queries.ts'
export { listActualRowsOfPeople, updateActualMembers, type ActualRow } from './readings/actual-members.ts'
export {
  listMemberCandidates,
  type FoundMemberCandidate,
  type MemberKeys,
} from './readings/member-candidates.queries.ts'
export {
  deleteMemberMatch,
  listDecidedNames,
  listMemberMatches,
  updateMemberMatch,
  type DecidedName,
  type MemberMatch,
} from './readings/member-matches.queries.ts'
export {
  findLastCompleteAt,
  findLastList,
  findReadingSource,
  insertDepartures,
  insertJoinedMember,
  insertReading,
  listDifferingReadings,
  listLastCompleteMembers,
  listKnownGroups,
  listReadingRows,
  listReadings,
  unmatchedOf,
  updateReadingTime,
  type NewReading,
  type ReadingRow,
  type UnreadGroup,
} from './readings/readings.queries.ts'
export {
  deleteActualGroup,
  deleteReading,
  findReadingToUndo,
  type ReadingHold,
  type ReadingToUndo,
} from './readings/undo-reading.queries.ts'

export {
  countPeopleBelow,
  countReformPeople,
  countResidents,
  insertReformComers,
  insertReformPeople,
  insertReformSteps,
  listComers,
  listDeparturesSince,
  listDesiredCounts,
  listPeopleToRehearse,
  listRealGroupSizes,
  listReferredUnits,
  listReformHouseholds,
  listReformPeople,
  listReformSteps,
  listReformVersions,
  updateReformLateComers,
  updateReformPeople,
  updateReformStepsUndone,
  updateRegistrationUnit,
  type RealGroupSize,
  type ReformProgress,
  type ReformReach,
  type ReformStep,
  type ReformVersion,
} from './reforms/reform-work.queries.ts'
export {
  deleteReform,
  findReform,
  findRehearsal,
  insertReform,
  insertReformApproval,
  listReformApprovals,
  listReforms,
  listReformsIn,
  lockReform,
  updateReformDocument,
  updateReformLosses,
  updateReformSeconded,
  updateReformStarted,
  updateReformState,
  updateRehearsal,
  type ReformApproval,
  type ReformRow,
  type StoredReform,
  type StoredRehearsal,
} from './reforms/reforms.queries.ts'
export type { ReformState, ReformStepKind } from './reforms/reforms.tables.ts'

export {
  countWaitingRegistrations,
  ensureRegistrationToken,
  findRegistration,
  findRegistrationToken,
  findRegistrationUnit,
  insertRegistration,
  listRegistrations,
  listWaitingRegistrations,
  lockRegistration,
  revokeRegistrationToken,
  updateRegistration,
  updateRegistrationPlace,
  type SelfRegistration,
} from './registrations/registrations.queries.ts'
export type { RegistrationState } from './registrations/registrations.tables.ts'

export {
  countDeparted,
  deletePeopleForGood,
  emptyOldSources,
  insertDeletionRecords,
  listDeletionRecords,
  listDeparted,
  OFFICE,
  RESIDENCE,
  type DeletionRecord,
  type Departed,
  type KeptMonths,
} from './retention/retention.queries.ts'

export {
  insertReview,
  listReviewFacts,
  listReviews,
  type ReviewAsk,
  type StoredReview,
  type StoredReviewFacts,
} from './reviews/reviews.queries.ts'

export {
  deleteUnreadGroup,
  findOpenRunOf,
  findRunGroup,
  forgetLeases,
  keepRunGroup,
  leaveRunGroup,
  listApproved,
  listBegunChanges,
  listDueGroups,
  listLastAsked,
  listRunChanges,
  listRunGroups,
  releaseRunGroup,
  takeRunGroup,
  updateHeldRunChanges,
  type BegunChange,
  type ChangeMark,
  type GroupKey,
  type PassEnd,
  type RunChange,
  type RunGroup,
} from './runs/run-groups.queries.ts'
export {
  cancelOpenGroups,
  cancelWithPeople,
  countRemovalsSince,
  countRuns,
  countSettledSince,
  findRun,
  hasOpenGroups,
  insertRun,
  listBusyGroups,
  listOpenGroups,
  listRuns,
  listRunUnits,
  listTripsSince,
  updateRun,
  type NewRun,
  type Run,
  type RunCounts,
  type Trip,
} from './runs/runs.queries.ts'
export type { RunGroupState, RunState, TaskKind, TaskState } from './runs/runs.tables.ts'
export {
  answerTask,
  closeTasks,
  countTasksAnswered,
  findCountingSince,
  findTask,
  insertTask,
  listOpenTasks,
  listStoppedGroups,
  listTaskProgress,
  listTaskReasons,
  listTasksAnsweredBy,
  listTasksOfSubject,
  reopenTask,
  updateTaskObsolete,
  updateTaskReachability,
  type NewTask,
  type OpenTask,
  type StoppedGroup,
  type Task,
  type TaskFilter,
} from './runs/tasks.queries.ts'
export { listDoneChanges, type DoneChange } from './runs/undo-run.queries.ts'

export {
  deleteAllSessions,
  findSecretReplacement,
  listSealedSecondFactors,
  listSealedServices,
  lockSealed,
  SECRET_REPLACED,
  updateSealedSecondFactor,
  updateSealedService,
  type SealedSecondFactor,
  type SealedService,
} from './secrets/sealed.queries.ts'

export {
  findAgreedSelection,
  findSelectionRequest,
  insertSelectionRequest,
  listSelectionRequests,
  updateSelectionDone,
  updateSelectionRequest,
  type SelectionRequest,
} from './selections/selection-requests.queries.ts'

export { insertBindingCode, takeBindingCode, type NewBindingCode } from './services/binding-codes.queries.ts'
export {
  listGroupAssets,
  listGroupsToRead,
  updateGroupAsset,
  updateGroupDissolved,
  type GroupAsset,
} from './services/group-assets.queries.ts'
export { listAccountOwners, listServiceAccounts } from './services/service-accounts.queries.ts'
export {
  deleteServiceConnection,
  findServiceConnection,
  leaseTokens,
  releaseTokens,
  takeConsentState,
  updateConsentState,
  updateServiceAccount,
  updateServiceConnection,
  updateServiceError,
  updateTokens,
  type LeasedTokens,
  type NewTokens,
  type ServiceConnection,
  type ServiceConnectionChange,
} from './services/service-connections.queries.ts'
export {
  closeServiceRequests,
  decideServiceRequest,
  findServiceRequest,
  insertServiceRequest,
  listOpenRequests,
  type NewServiceRequest,
  type RequestDecision,
  type ServiceRequest,
} from './services/service-requests.queries.ts'
export {
  deleteWebhookEvents,
  findWebhookEvent,
  insertWebhookEvent,
  lockWebhookEvent,
  updateWebhookEventProcessed,
  type WebhookEvent,
} from './services/webhook-events.queries.ts'

export {
  deleteSetting,
  findSetting,
  incrementSetting,
  listSettings,
  settingsWritten,
  updateSetting,
} from './settings/settings.queries.ts'

export {
  deleteTrialGroups,
  listGroupsOfService,
  listGroupsToSimulate,
  listServiceUsers,
  listTriableGroups,
  listTrialGroups,
  moveFromTrial,
  moveToTrial,
  updateTrialGroups,
  type RealGroup,
  type TrialGroup,
} from './trial/trial.queries.ts'

export { findUnitCoverage, listUnitChildren, type Coverage, type UnitCoverage } from './units/coverage.queries.ts'
export { countResidentsOn, hasMoreResidentsOn } from './units/residents-on.queries.ts'
export { insertBatchUnits, listBatchUnits, listUnitHolds } from './units/undo-units.queries.ts'
export { updateUnitCounts } from './units/unit-counts.ts'
export {
  countUnits,
  deleteUnits,
  getUnitTree,
  listUnits,
  updateUnitAncestors,
  updateUnits,
  type UnitChanges,
} from './units/units.queries.ts'

export {
  countFieldConflicts,
  countRegistrationsToConfirm,
  listAnnouncementsToSecond,
  listReformsToSecond,
  listRunsToSecond,
  type ToSecond,
} from './waiting/waiting.queries.ts'
