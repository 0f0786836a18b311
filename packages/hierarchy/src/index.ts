export type {
  BodyId,
  GroupId,
  GroupKindId,
  HouseholdId,
  PersonId,
  PositionId,
  PurposeId,
  TierId,
  UnitId,
} from './id.ts'
export { ALWAYS, addDays, dayAfter, isValidOn, overlaps, parseDay, type Day, type Interval } from './interval.ts'
export { fail, ok, orThrow, type Issue, type Result } from './result.ts'

export type { Unit, UnitCode, UnitName, UnitParent, UnitSuccessor } from './units/unit.ts'
export {
  ancestorAt,
  ancestorsOn,
  childrenOn,
  codeOn,
  createUnitTree,
  descendantsOn,
  findUnit,
  kindOn,
  nameOn,
  parentOn,
  predecessorsOf,
  resolveCode,
  resolveName,
  successorsOn,
  unitsOn,
  type UnitMatch,
  type UnitTree,
} from './units/unit-tree.ts'
export { resolvePlaces, type NamedPlace } from './units/resolve-places.ts'
export { parseUnits } from './units/parse-units.ts'
export { writeUnits, type Catalogue, type CatalogueDays, type CatalogueEntry } from './units/write-units.ts'
export {
  undoUnits,
  type KeptUnitField,
  type UnitChanged,
  type UnitField,
  type UnitHold,
  type UnitKeptCode,
  type UnitUndone,
} from './units/undo-units.ts'
export { routeUnit, type UnitRoute } from './units/route-unit.ts'

export type {
  Appointment,
  Consent,
  MessagingAccount,
  PartialDate,
  Person,
  Phone,
  Reachability,
  Residence,
} from './people/person.ts'
export { changePerson, type ChangeWorld, type FactKind, type Home, type PersonChange } from './people/change-person.ts'
export { changeMany, type HouseholdsLeft, type ManyChange, type ManyChanged } from './people/change-many.ts'
export { followPositions } from './people/ex-officio.ts'
export { handOver } from './people/hand-over.ts'
export {
  handoverEffect,
  peopleOfHandover,
  takeBack,
  unitsOfHandover,
  type Handover,
  type HandoverEffect,
  type HandoverKind,
  type HandoverLine,
  type Seat,
  type SeatFuture,
} from './people/handover.ts'
export { judgeHandover } from './people/judge-handover.ts'
export { moveHousehold, passRepresentation } from './people/household.ts'
export {
  mergePeople,
  mergeQuestions,
  undoMerge,
  type MergeField,
  type MergeOptions,
  type MergeRecord,
  type MergeSide,
} from './people/merge-people.ts'
export {
  undoAdded,
  undoChange,
  type AddedHold,
  type AddedUndone,
  type ChangeUndone,
  type KeptCode,
  type KeptFact,
  type PersonChanged,
  type Since,
} from './people/undo-change.ts'
export { suggestDuplicate, type Duplicate, type DuplicateConflict } from './people/suggest-duplicate.ts'
export { likelySame, type NewcomerLike, type SameEvidence } from './people/likely-same.ts'
export { changedFields, compareFacts, type FactsCompared, type PersonField } from './people/person-fields.ts'
export { consentsFromLedger, type ConsentEvent, type ConsentEventKind } from './people/consents.ts'
export { foldName } from './people/fold-name.ts'
export { findAlike, type Alike, type KnownName } from './people/find-alike.ts'
export {
  endRepresentation,
  judgeFieldRecord,
  takeFieldRecord,
  type FieldFacts,
  type FieldQuestionCode,
  type FieldSurroundings,
  type FieldVerdict,
  type KnownResident,
  type SaidSince,
} from './people/field-record.ts'
export { createDirectory, type Directory, type DirectoryInput, type PersonIndex } from './people/directory.ts'

export type { Body, Clause, GroupKind, LocalText, Model, Position, Purpose, Role, Tier } from './model/model.ts'
export { DEFAULT_CAPACITY, parseModel, type ParseModelOptions } from './model/parse-model.ts'
export { IA_PA_2024 } from './presets/ia-pa-2024.ts'
export { GIA_LAI_2025 } from './presets/gia-lai-2025.ts'
export { PRESETS } from './presets/presets.ts'

export { ADULT_AGE, type Rule, type UnitScope } from './rules/rule.ts'
export { parseRule } from './rules/parse-rule.ts'
export {
  findReferences,
  inspectRule,
  type ClauseReference,
  type Reference,
  type RuleReferences,
} from './rules/inspect.ts'
export {
  explainMember,
  explainRule,
  matchesRule,
  type Explanation,
  type Findings,
  type MemberExplanation,
} from './rules/explain.ts'

export { firstGroupOf, groupIdOf, parseGroupId, partName, type GroupIdParts } from './groups/group-id.ts'
export { expectedGroup, expectedGroups, furtherGroup, type ExpectedGroup } from './groups/expected-groups.ts'
export type { Override } from './groups/override.ts'
export {
  desiredFromRows,
  membersOf,
  refreshMembers,
  resolveMembers,
  type DesiredGroup,
  type DesiredMember,
  type DesiredMembers,
  type DesiredRow,
  type DesiredRows,
} from './groups/resolve-members.ts'
export { handoverGroups, type GroupTurn } from './groups/handover-groups.ts'
export { groupsOfPerson, updateDirectory, type DirectoryEdit, type GroupOfPerson } from './groups/affected-groups.ts'
export { divideMembers, type MemberDivision } from './groups/divide-members.ts'
export {
  assignOverflow,
  capacityLevel,
  type AssignedGroup,
  type CapacityLevel,
  type Overflow,
  type OverflowGroup,
  type OverflowInput,
  type OverflowPerson,
} from './groups/overflow.ts'
export { createActual, type Actual, type ActualGroup } from './groups/actual.ts'
export {
  matchMembers,
  type MatchDecision,
  type MatchInput,
  type MatchedMembers,
  type MemberCandidate,
  type MemberRow,
} from './groups/match-members.ts'
export { proposeMembers } from './groups/propose-members.ts'

export type { ActualMember, Departure, GroupReading, UnmatchedMember } from './connector/reading.ts'
export type {
  Addition,
  CreateOutcome,
  GroupOutcome,
  GroupReader,
  GroupWriter,
  ReadOutcome,
  ServiceFailure,
  ServiceFailureCode,
  ServiceGroup,
  ServiceMember,
  ServicePage,
  WriteOutcome,
} from './connector/connector.ts'
export { readGroups, readMembers, type ReadingProblem, type ReadList } from './connector/read-members.ts'
export { JOIN_LINK_HOSTS, parseJoinLink } from './connector/join-link.ts'

export type { Blocked, BlockedCode, Change, Evidence, Held, HeldCode, Reason } from './plans/change.ts'
export type { Plan, PlanSummary, PlannedGroup } from './plans/plan.ts'
export {
  countPlan,
  createPlan,
  isBlockedEntirely,
  restrictPlan,
  type MemberCount,
  type PlanCounts,
  type Assignment,
  type PlanInput,
  type Withdrawal,
} from './plans/create-plan.ts'
export { explainSurplus, type SurplusFacts } from './plans/explain-surplus.ts'
export {
  DRIFT_CLASSES,
  driftSubject,
  type Drift,
  type DriftClass,
  type DriftDecision,
  type DriftWay,
  type GroupDrift,
  type OwnChange,
} from './drift/drift.ts'
export {
  DEFAULT_DRIFT_POLICY,
  POSSIBLE_WAYS,
  driftPolicyOf,
  parseDriftPolicies,
  type DriftPolicies,
  type DriftPolicy,
} from './drift/drift-policy.ts'
export { classifyDrift, type DriftFacts, type DriftInput } from './drift/classify-drift.ts'
export { qualificationsLost, type LostInput } from './drift/qualifications-lost.ts'
export { adoptDrift, type Adoption } from './drift/adopt-drift.ts'
export {
  DEFAULT_REVIEW_POLICY,
  parseReviewPolicies,
  reviewPolicyOf,
  type MissedReview,
  type ReviewPolicies,
  type ReviewPolicy,
} from './reviews/review-policy.ts'
export { judgeReview, type ReviewFacts, type ReviewState } from './reviews/judge-review.ts'
export { approvalEndsAt, judgeSecond, judgeStart, type ApprovedAction } from './plans/approval.ts'
export { DEFAULT_BRAKES, losesMany, type Brakes } from './plans/brakes.ts'
export {
  checkApproval,
  comparePlans,
  guardPlan,
  type Approval,
  type BrakeCheck,
  type CountedRemovals,
  type GuardOptions,
  type GuardedNumbers,
  type GuardedPlan,
  type Waiver,
} from './plans/guard-plan.ts'
export { describePlan, describeReason, type DescribeOptions, type Language } from './plans/describe-plan.ts'

export { liveGroup, type LiveGroup, type LiveMember } from './runs/live-group.ts'
export { afterSuccessor } from './runs/after-successor.ts'
export {
  ENDED_STATES,
  type ChangeStanding,
  type ChangeState,
  type RunFailureCode,
  type RunHeldCode,
} from './runs/run-state.ts'
export { continuePlan, type Continuation, type Moved } from './runs/continue-plan.ts'
export { isFulfilled, proveChange } from './runs/prove-change.ts'
export {
  changeGroup,
  changingGroup,
  holdNow,
  orderChanges,
  withChange,
  type ChangingGroup,
} from './runs/order-changes.ts'
export { afterQuietHours, secondsBeforeAttempt, type QuietHours } from './runs/pace.ts'
export { undoRun, type RunKeptCode, type RunUndo, type RunUndoNow, type RunUndoOverride } from './runs/undo-run.ts'

export { LONGEST_ANNOUNCEMENT, parseAnnouncementText, withoutMentions } from './announcements/announcement-text.ts'
export { judgeSending, type Sending } from './announcements/judge-sending.ts'

export type {
  ModelAdditions,
  NewUnit,
  Placement,
  Reform,
  ReformOperation,
  ReformWorld,
  SeatChoice,
  SplitTarget,
  SurvivorChoice,
} from './reforms/reform.ts'
export { parseReform } from './reforms/parse-reform.ts'
export { applyReform, type AppliedReform } from './reforms/apply-reform.ts'
export { createRelocation, type ContestedSeat, type Relocation, type RelocationInput } from './reforms/relocation.ts'
export { moveFacts, type HomeMove, type MovedFacts, type SeatMove, type UndecidedFact } from './reforms/move-facts.ts'
export { touchedBy, type TouchedByReform } from './reforms/touched-by.ts'
export { moveOverride, type MovedOverride } from './reforms/move-override.ts'
export { relocateScopes, type RelocatedScopes, type ScopeGrant, type ScopeQuestion } from './reforms/relocate-scopes.ts'
export {
  recordReform,
  undoReform,
  type ReformRecord,
  type ServiceLoss,
  type ServiceSince,
  type UndoneReform,
} from './reforms/undo-reform.ts'
export {
  recordFacts,
  restoreFacts,
  undoFacts,
  type ChangedFacts,
  type FactLoss,
  type FactsRecord,
  type UndoneFacts,
} from './reforms/undo-facts.ts'
export { rehearse } from './reforms/rehearse.ts'
export { describeSameName, sameNames, tellApart, type NamesAround, type SameName } from './reforms/tell-apart.ts'
export type {
  AccountScopes,
  BeforeAfter,
  DeadLink,
  GroupCount,
  GroupFate,
  GroupLink,
  GroupOverflow,
  MembershipMove,
  RealGroup,
  ReformDecision,
  Rehearsal,
  RehearsalCounts,
  RehearsalInput,
  ScopeMove,
  SeatToFill,
  UnitCount,
  UnitFate,
} from './reforms/rehearsal.ts'
