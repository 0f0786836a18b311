import type { Change, ChangeState, ConsentEventKind, DriftClass, Held, Person, Role, Unit } from '@ketnoi/hierarchy'
import type { ColumnType, Generated, Kysely } from 'kysely'

/** The handle of every query: the database, or a transaction on it. */
export type Db = Kysely<Database>

/** `[valid_from, valid_to)`; without an end it is `infinity`, so that one comparison serves. */
interface Validity {
  valid_from: Generated<string>
  valid_to: Generated<string>
}

/** Read parsed, written as JSON text: the drivers differ in how they write an array. */
type Json<T> = ColumnType<T, string, string>
type JsonDefault<T> = ColumnType<T, string | undefined, string>
/** ISO text both ways. */
type Instant = string

export interface SettingTable {
  name: string
  value: Json<unknown>
  updated_at: Generated<Instant>
}
export interface ModelTable {
  id: string
  version: string
  document: Json<unknown>
  updated_at: Generated<Instant>
}
export interface UnitTable extends Validity {
  id: string
  tier: string
  kind: string
}
export interface UnitNameTable extends Validity {
  unit_id: string
  short: string
  full: string
  folded: string
  kind: string | null
}
export interface UnitAliasTable {
  unit_id: string
  ordinal: number
  alias: string
  folded: string
}
export interface UnitCodeTable extends Validity {
  unit_id: string
  system: string
  code: string
}
export interface UnitParentTable extends Validity {
  unit_id: string
  parent_id: string
}
export interface UnitSuccessorTable {
  unit_id: string
  successor_id: string
  share: 'full' | 'partial'
}
export interface UnitAncestorTable {
  unit_id: string
  ancestor_id: string
  unit_tier: string
  ancestor_tier: string
  depth: number
  /** The first unit above at its tier: what a rule means by "the ancestor". */
  nearest: boolean
}
export interface HouseholdTable {
  id: string
  unit_id: string | null
  label: string | null
}
export type Reachability = 'reachable' | 'no-smartphone' | 'shared-phone' | 'left' | 'refused' | 'unknown'
export interface PersonTable {
  id: string
  name: string
  name_folded: string
  sort_key: string
  birth: string | null
  birth_last: ColumnType<string | null, never, never>
  adult: boolean | null
  reachability: Generated<Reachability>
  proxy_id: string | null
  added_event: number | null
  revision: Generated<number>
  updated_at: Generated<Instant>
}
export interface ResidenceTable extends Validity {
  person_id: string
  /** As it stands with the person. */
  sort_key: string
  unit_id: string
  household_id: string | null
  represents_household: Generated<boolean>
  end_reason: 'moved-away' | 'died' | null
}
export interface PersonVersionTable {
  person_id: string
  revision: number
  event_id: number
  before: Json<Person>
  after: Json<Person>
}
export interface AppointmentTable extends Validity {
  person_id: string
  position_id: string
  unit_id: string
}
export interface PhoneTable extends Validity {
  person_id: string
  number: string
}
export interface ConsentTable extends Validity {
  person_id: string
  purpose_id: string
}
/** Append-only, enforced by a trigger, like the ledger: what was shown is proof. */
export interface NoticeTable {
  id: string
  purpose_id: string
  language: 'vi' | 'en'
  version: number
  text: string
  sha256: string
  valid_from: string
  author: string
  created_at: Generated<Instant>
}
export type ConsentChannel = 'spoken' | 'paper' | 'web' | 'import'
export interface ConsentEventTable {
  id: ColumnType<number, never, never>
  person_id: string
  purpose_id: string
  kind: ConsentEventKind
  /** From when it has an effect; `-infinity`: always been. */
  day: string
  /** When it was said. */
  at: Instant
  channel: ConsentChannel
  notice_id: string | null
  notice_sha256: string | null
  recorder: string
  evidence: string | null
  citation: string | null
  recorded_at: Generated<Instant>
  /** Told again of the record into which another one was merged; counts for as long as that holds. */
  merge_id: string | null
}
export interface RegistrationLinkTable {
  token: string
  unit_id: string
  created_at: Generated<Instant>
  author: string
  revoked_at: Instant | null
}
export type RegistrationState = 'waiting' | 'confirmed' | 'rejected'
export interface SelfRegistrationTable {
  id: string
  unit_id: string
  name: string
  name_folded: string
  phone: string
  purpose_id: string
  notice_id: string
  state: Generated<RegistrationState>
  created_at: Instant
  decided_at: Instant | null
  decided_by: string | null
  reason: string | null
  person_id: string | null
}
export interface PrivateLinkTable {
  token_sha256: string
  person_id: string
  created_at: Generated<Instant>
  author: string
  revoked_at: Instant | null
  merge_id: string | null
}
export interface PersonMergeTable {
  id: string
  kept_id: string
  merged_id: string
  kept: Json<Person>
  merged: Json<Person>
  result: Json<Person>
  merged_revision: number
  merged_added_event: number | null
  moved: JsonDefault<object>
  author: string
  at: Instant
  undone_by: string | null
  undone_at: Instant | null
}
export interface PersonDistinctTable {
  one_id: string
  other_id: string
  author: string
  at: Instant
  merge_id: string | null
}
export interface MessagingAccountTable extends Validity {
  person_id: string
  service: string
  account_id: string
  display_name: string | null
}
export interface MembershipOverrideTable extends Validity {
  id: string
  kind: 'include' | 'exclude'
  group_id: string
  person_id: string
  role: Generated<number>
  reason: string
  author: string
  recorded_from: Generated<Instant>
}
export interface OverrideHistoryTable extends Omit<MembershipOverrideTable, 'role' | 'recorded_from'> {
  role: number
  recorded_from: Instant
  recorded_to: Instant
}
export interface ExpectedGroupTable {
  id: string
  kind: string
  unit_id: string
  name: string
  name_folded: string
  sort_key: string
  state: 'ok' | 'invalid'
  mode: 'manage' | 'add-only'
  capacity: number
  part: Generated<number>
  spare: Generated<boolean>
}
export interface GroupClosingTable {
  group_id: string
  at: Instant
  author: string
}
export interface DesiredMemberTable {
  group_id: string
  person_id: string
  role: number
  clauses: number
  required: boolean
  recorded_from: Generated<Instant>
}
export interface ActualMemberTable {
  group_id: string
  person_id: string
  role: number
  state: 'member' | 'invited' | 'invitation-failed'
  recorded_from: Generated<Instant>
}
export interface DesiredHistoryTable extends Omit<DesiredMemberTable, 'recorded_from'> {
  recorded_from: Instant
  recorded_to: Instant
}
export interface ActualHistoryTable extends Omit<ActualMemberTable, 'recorded_from'> {
  recorded_from: Instant
  recorded_to: Instant
}
export interface DesiredBasisTable {
  recorded_from: Generated<Instant>
  as_of: string
  model_id: string
  model_version: string
}
export interface ModelHistoryTable {
  id: string
  version: string
  document: Json<unknown>
  recorded_from: Generated<Instant>
}
export interface GroupLinkTable {
  actual_group_id: string
  external_id: string
  group_id: string
  linked_from: Instant
  linked_to: Generated<Instant>
}
export interface GroupCountTable {
  group_id: string
  desired: number
  actual: number
  matching: number
  to_add: number
  to_remove: number
  wrong_role: number
  required: number
  required_missing: number
  unmatched: number
}
export interface UnitCountTable {
  unit_id: string
  people: number
  households: number
  households_reached: number
  households_unreachable: Generated<number>
  households_proxied: Generated<number>
  households_without_consent: Generated<number>
}
export interface CoverageDayTable {
  unit_id: string
  day: string
  people: number
  households: number
  households_reached: number
  households_unreachable: number
  households_proxied: number
  households_without_consent: number
  required: number
  required_present: number
}
export interface UnitRecountTable {
  unit_id: string
}
export interface ActualGroupTable {
  id: string
  external_id: string
  group_id: string | null
  name: string
  name_folded: string
  previous_names: JsonDefault<string[]>
  owner: Generated<'us' | 'other'>
  archived: Generated<boolean>
  first_run: Generated<boolean>
  capacity: number | null
  join_link: string | null
  reading_id: string | null
  service: Generated<string>
  updated_at: Generated<Instant>
}
export interface ReadingTable {
  id: string
  actual_group_id: string
  read_at: Instant
  first_read_at: Instant
  completeness: 'complete' | 'partial' | 'failed'
  source: string
  author: string
}
export interface ReadingMemberTable {
  reading_id: string
  key: string
  ordinal: number
  person_id: string | null
  display_name: string
  account_id: string | null
  phone: string | null
  role: Generated<number>
  state: Generated<'member' | 'invited' | 'invitation-failed'>
  matched_by: string | null
  candidates: JsonDefault<string[]>
  joined_at: Instant | null
}
export interface DepartureTable {
  actual_group_id: string
  person_id: string
  departed_by: 'self' | 'administrator' | 'rule'
  departed_at: Instant
}
export interface MemberMatchTable {
  actual_group_id: string
  key: string
  person_id: string | null
  author: string
  decided_at: Generated<Instant>
}
export type ImportKind = 'roster' | 'members' | 'units'
export type ImportStatus = 'uploaded' | 'checked' | 'importing' | 'done' | 'failed' | 'cancelled'
export interface RosterImportTable {
  id: string
  kind: ImportKind
  status: ImportStatus
  file_name: string
  file: Uint8Array
  mapping: ColumnType<unknown, string | null | undefined, string | null>
  summary: ColumnType<unknown, string | null | undefined, string | null>
  error: ColumnType<unknown, string | null | undefined, string | null>
  job_id: string | null
  author: string
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
}
export type JobStatus = 'waiting' | 'running' | 'done' | 'failed' | 'interrupted'
export interface JobTable {
  id: string
  kind: string
  status: JobStatus
  payload: JsonDefault<unknown>
  progress: Generated<number>
  total: number | null
  message: string | null
  result: ColumnType<unknown, string | null | undefined, string | null>
  error: ColumnType<unknown, string | null | undefined, string | null>
  created_at: Generated<Instant>
  started_at: Instant | null
  heartbeat_at: Generated<Instant>
  finished_at: Instant | null
}
export type RunState = 'approved' | 'running' | 'paused' | 'moved' | 'done' | 'cancelled'
export interface RunTable {
  id: string
  state: RunState
  fingerprint: string
  plan: Json<object>
  reason: string | null
  approved_by: string
  approved_at: Instant
  expires_at: Instant
  needs_second: boolean
  seconded_by: string | null
  seconded_at: Instant | null
  started_at: Instant | null
  ended_at: Instant | null
}
export type RunGroupState =
  'waiting' | 'working' | 'with-people' | 'proved' | 'incomplete' | 'moved' | 'failed' | 'cancelled'
export interface RunGroupTable {
  run_id: string
  group_id: string
  unit_id: string
  name: string
  ordinal: number
  state: RunGroupState
  code: string | null
  detail: ColumnType<unknown, string | null | undefined, string | null>
  held: JsonDefault<Held[]>
  passes: Generated<number>
  failures: Generated<number>
  due_at: Instant
  lease: string | null
  leased_until: Instant | null
  ended_at: Instant | null
}
export interface RunChangeTable {
  run_id: string
  group_id: string
  place: number
  change: Json<Change>
  person_id: string | null
  state: Generated<ChangeState>
  code: string | null
  message: string | null
  attempts: Generated<number>
  asked_at: Instant | null
  settled_at: Instant | null
}
export type TaskKind =
  'create' | 'rename' | 'archive' | 'unarchive' | 'add' | 'remove' | 'role' | 'withdraw' | 'announce'
/** `obsolete`: no longer asked for. */
export type TaskState = 'open' | 'done' | 'not-found' | 'refused' | 'no-smartphone' | 'obsolete'
export interface TaskTable {
  id: string
  group_id: string
  subject: string
  kind: TaskKind
  person_id: string | null
  role: number | null
  name: string | null
  state: Generated<TaskState>
  later_until: string | null
  note: string | null
  ordinal: ColumnType<number, never, never>
  asked_at: Instant
  answered_at: Instant | null
  answered_by: string | null
  announcement_id: string | null
  reachability_before: Generated<Reachability | null>
}
export type AnnouncementState = 'approved' | 'running' | 'paused' | 'done' | 'cancelled'
export interface AnnouncementTable {
  id: string
  state: AnnouncementState
  text: string
  fingerprint: string
  again_of: string | null
  approved_by: string
  approved_at: Instant
  expires_at: Instant
  needs_second: boolean
  seconded_by: string | null
  seconded_at: Instant | null
  started_at: Instant | null
  ended_at: Instant | null
  next_at: Instant
  lease: string | null
  leased_until: Instant | null
}
/**
 * `waiting`, `sending`, `sent`: by a service; `with-people`, `done`: by hand; `unknown`: the answer was lost, and a person has to look;
 * `unreachable`: it could not be reached when the announcement was approved.
 */
export type AnnouncementGroupState =
  'waiting' | 'sending' | 'sent' | 'with-people' | 'done' | 'failed' | 'unknown' | 'unreachable' | 'cancelled'
export interface AnnouncementGroupTable {
  announcement_id: string
  group_id: string
  unit_id: string
  name: string
  ordinal: number
  service: string | null
  external_id: string | null
  state: AnnouncementGroupState
  code: string | null
  message: string | null
  attempts: Generated<number>
  lease: string | null
  due_at: Instant
  settled_at: Instant | null
  settled_by: string | null
}
export interface ServiceConnectionTable {
  service: string
  app_id: string
  account_id: string | null
  account_name: string | null
  app_secret: string
  account_secret: string | null
  verifier: string
  tokens: string | null
  tokens_revision: Generated<number>
  token_lease: string | null
  token_leased_until: Instant | null
  refreshed_at: Instant | null
  access_until: Instant | null
  refresh_until: Instant | null
  lost: string | null
  settings: JsonDefault<object>
  acting_person_ids: Generated<string[]>
  consent_state_sha256: string | null
  consent_by: string | null
  consent_until: Instant | null
  last_error: string | null
  last_error_at: Instant | null
  updated_at: Instant
}
export interface WebhookEventTable {
  id: string
  service: string
  key: string
  payload: Json<unknown>
  happened_at: Instant | null
  received_at: Instant
  processed_at: Instant | null
}
export interface BindingCodeTable {
  code_sha256: string
  service: string
  person_id: string
  author: string
  created_at: Instant
  expires_at: Instant
  used_at: Instant | null
  used_by: string | null
}
/** `account`: nobody knows whose account it is. `withdrawal`: somebody asks to be forgotten. */
export type ServiceRequestKind = 'join' | 'account' | 'withdrawal'
/** `gone`: it is no longer asked for. */
export type ServiceRequestState = 'open' | 'accepted' | 'rejected' | 'gone'
export interface ServiceRequestTable {
  id: string
  service: string
  kind: ServiceRequestKind
  account_id: string
  group_id: string | null
  display_name: string | null
  phone: string | null
  asked_at: Instant
  state: Generated<ServiceRequestState>
  person_id: string | null
  decided_at: Instant | null
  decided_by: string | null
}
export interface GroupAssetTable {
  group_id: string
  service: string
  external_id: string
  asset_id: string | null
  asset_type: string | null
  valid_through: string | null
  auto_renew: boolean | null
  dissolves_on: string | null
  dissolved_at: Instant | null
  read_at: Instant
}
export interface DriftDecisionTable {
  group_id: string
  subject: string
  kind: DriftClass
  way: 'revert' | 'ignore'
  reason: string
  author: string
  decided_at: Instant
}
export type HandoverState = 'proposed' | 'agreed' | 'in-force' | 'cancelled'
export interface HandoverTable {
  id: string
  on_day: string
  state: HandoverState
  document: unknown
  reason: string
  revision: Generated<number>
  proposed_by: string
  proposed_at: Instant
  cancelled_by: string | null
  cancelled_at: Instant | null
  cancel_reason: string | null
}
export interface HandoverSideTable {
  handover_id: string
  side: 'giving' | 'receiving'
  unit_id: string
  confirmed_by: string | null
  confirmed_at: Instant | null
}
export interface HandoverPersonTable {
  handover_id: string
  person_id: string
}
export interface DeletionRecordTable {
  id: Generated<number>
  day: string
  unit_id: string | null
  people: number
  months: number
  purpose: string | null
  basis: string
  at: Instant
}
export interface ReviewTable {
  id: string
  group_id: string
  unit_id: string
  due_on: string
  reviewed_on: string
  at: Instant
  author: string
  outcome: 'confirmed' | 'changes-asked'
  members: number
  leaders: number
  excluded: number
  asked: JsonDefault<{ personId: string; ask: 'wrong-role' | 'left'; role?: Role | null }[]>
}
export interface ChangeBatchTable {
  id: string
  kind: 'import' | 'selection' | 'units' | 'reading'
  what: Generated<unknown>
  reason: string | null
  people: number
  unit_ids: string[] | null
  author: string
  at: Instant
  recorded_at: Generated<Instant>
  undone_at: Instant | null
  undone_by: string | null
  undo_reason: string | null
  undone: unknown
}
export interface BatchUnitTable {
  batch_id: string
  unit_id: string
  before: Json<Unit | null>
  after: Json<Unit>
}
export type BatchUndoState = 'asked' | 'running' | 'done'
export interface BatchUndoTable {
  batch_id: string
  state: BatchUndoState
  fingerprint: string
  reason: string
  counts: Json<unknown>
  asked_by: string
  asked_at: Instant
  expires_at: Instant
  seconded_by: string | null
  seconded_at: Instant | null
  ended_at: Instant | null
}
export interface SelectionRequestTable {
  id: string
  people: Json<unknown>
  change: Json<unknown>
  reason: string
  fingerprint: string
  unit_ids: string[]
  asked_by: string
  asked_at: Instant
  expires_at: Instant
  seconded_by: string | null
  seconded_at: Instant | null
  withdrawn_at: Instant | null
}
export interface BatchUndoPersonTable {
  batch_id: string
  person_id: string
  part: number
  outcome: 'restore' | 'remove' | 'keep' | null
}
export type ReformState = 'draft' | 'approved' | 'applying' | 'applied' | 'in-effect' | 'undoing' | 'undone'
export interface ReformTable {
  id: string
  document: Json<unknown>
  decision: string
  effective_on: string
  state: ReformState
  revision: Generated<number>
  scope_choices: JsonDefault<unknown>
  effects: ColumnType<unknown, string | null | undefined, string | null>
  losses: JsonDefault<unknown>
  created_by: string
  created_at: Instant
  updated_at: Instant
}
export interface ReformUnitTable {
  reform_id: string
  unit_id: string
}
export interface ReformRehearsalTable {
  reform_id: string
  fingerprint: string
  rehearsal: Json<unknown>
  rehearsed_at: Instant
}
export interface ReformApprovalTable {
  id: string
  reform_id: string
  purpose: 'apply' | 'undo'
  fingerprint: string
  reason: string
  approved_by: string
  approved_at: Instant
  expires_at: Instant
  needs_second: boolean
  seconded_by: string | null
  seconded_at: Instant | null
  started_by: string | null
  started_at: Instant | null
}
export interface ReformPersonTable {
  reform_id: string
  person_id: string
  state: Generated<'waiting' | 'moved' | 'undone'>
}
export type ReformStepKind = 'scope' | 'group' | 'override' | 'registration'
export interface ReformStepTable {
  reform_id: string
  kind: ReformStepKind
  subject_id: string
  before: Json<unknown>
  after: Json<unknown>
  done_at: Instant
  undone_at: Instant | null
}
export type AccountRoleName = 'administrator' | 'commune-administrator' | 'officer' | 'inspector'
export interface AccountRoleTable extends Validity {
  id: string
  account_id: string
  role: AccountRoleName
  unit_id: string | null
  see_unit_id: string | null
  search_unit_id: string | null
  granted_by: string
  granted_at: Generated<Instant>
}
export interface AccountTable {
  id: string
  name: string
  email: string
  email_verified: Generated<boolean>
  image: string | null
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
  two_factor_enabled: Generated<boolean>
  user_name: string | null
  phone: string | null
  /** A password that somebody else handed out works until then, for the one log-in that replaces it. */
  first_password_until: Instant | null
  disabled_at: Instant | null
  disabled_because: 'administrator' | 'idle' | null
  active_at: Generated<Instant>
}
export interface AccountSessionTable {
  id: string
  account_id: string
  token: string
  expires_at: Instant
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
  ip_address: string | null
  user_agent: string | null
  active_at: Generated<Instant>
  locked_at: Instant | null
}
export interface AccountCredentialTable {
  id: string
  account_id: string
  external_id: string
  provider_id: string
  password: string | null
  created_at: Generated<Instant>
  updated_at: Generated<Instant>
}
export interface AccountTwoFactorTable {
  id: string
  account_id: string
  secret: string
  backup_codes: string
  verified: Generated<boolean>
}
export interface AccountVerificationTable {
  id: string
  identifier: string
  value: string
  expires_at: Instant
}
export interface AccountPasskeyTable {
  id: string
  account_id: string
  name: string
  credential_id: string
  public_key: Uint8Array
  counter: number
  transports: string[]
  host: string
  created_at: Instant
  used_at: Instant | null
}
export interface AccountLockTable {
  key: string
  attempts: number
  attempted_at: Instant
  locked_until: Instant | null
}
export interface DeviceTable {
  id: string
  account_id: string
  name: string
  prepared_at: Generated<Instant>
  seen_at: Generated<Instant>
  revoked_at: Instant | null
  revoked_by: string | null
}
export type FieldRecordState = 'applied' | 'open' | 'dismissed'
export interface FieldRecordTable {
  id: string
  device_id: string
  author: string
  payload: Json<unknown>
  received_at: Generated<Instant>
  state: FieldRecordState
  code: string | null
  candidates: Generated<string[]>
  unit_ids: Generated<string[]>
  person_id: string | null
  about_id: string | null
  decision: ColumnType<unknown, string | null | undefined, string | null>
  decided_by: string | null
  decided_at: Instant | null
}
export interface AuditEventTable {
  id: ColumnType<number, never, never>
  at: Generated<Instant>
  actor: string
  action: string
  subject_kind: string
  subject_id: string
  data: JsonDefault<unknown>
}

export interface AuditSealTable {
  id: number
  first_event: number
  last_event: number
  events: number
  leaves: Uint8Array
  sha256: string
  previous_sha256: string
  sealed_at: Instant
}

export interface Database {
  setting: SettingTable
  model: ModelTable
  unit: UnitTable
  unit_name: UnitNameTable
  unit_alias: UnitAliasTable
  unit_code: UnitCodeTable
  unit_parent: UnitParentTable
  unit_successor: UnitSuccessorTable
  unit_ancestor: UnitAncestorTable
  household: HouseholdTable
  person: PersonTable
  person_version: PersonVersionTable
  person_merge: PersonMergeTable
  person_distinct: PersonDistinctTable
  residence: ResidenceTable
  appointment: AppointmentTable
  phone: PhoneTable
  consent: ConsentTable
  notice: NoticeTable
  consent_event: ConsentEventTable
  registration_link: RegistrationLinkTable
  self_registration: SelfRegistrationTable
  private_link: PrivateLinkTable
  messaging_account: MessagingAccountTable
  membership_override: MembershipOverrideTable
  override_history: OverrideHistoryTable
  expected_group: ExpectedGroupTable
  desired_member: DesiredMemberTable
  actual_member: ActualMemberTable
  desired_history: DesiredHistoryTable
  actual_history: ActualHistoryTable
  desired_basis: DesiredBasisTable
  model_history: ModelHistoryTable
  group_link: GroupLinkTable
  group_count: GroupCountTable
  unit_count: UnitCountTable
  coverage_day: CoverageDayTable
  unit_recount: UnitRecountTable
  actual_group: ActualGroupTable
  reading: ReadingTable
  reading_member: ReadingMemberTable
  departure: DepartureTable
  member_match: MemberMatchTable
  roster_import: RosterImportTable
  job: JobTable
  audit_event: AuditEventTable
  audit_seal: AuditSealTable
  run: RunTable
  run_group: RunGroupTable
  run_change: RunChangeTable
  task: TaskTable
  service_connection: ServiceConnectionTable
  webhook_event: WebhookEventTable
  binding_code: BindingCodeTable
  service_request: ServiceRequestTable
  group_asset: GroupAssetTable
  drift_decision: DriftDecisionTable
  handover: HandoverTable
  handover_side: HandoverSideTable
  handover_person: HandoverPersonTable
  change_batch: ChangeBatchTable
  batch_unit: BatchUnitTable
  batch_undo: BatchUndoTable
  selection_request: SelectionRequestTable
  batch_undo_person: BatchUndoPersonTable
  deletion_record: DeletionRecordTable
  review: ReviewTable
  group_closing: GroupClosingTable
  reform: ReformTable
  reform_unit: ReformUnitTable
  reform_rehearsal: ReformRehearsalTable
  reform_approval: ReformApprovalTable
  reform_person: ReformPersonTable
  reform_step: ReformStepTable
  announcement: AnnouncementTable
  announcement_group: AnnouncementGroupTable
  account_role: AccountRoleTable
  account: AccountTable
  account_session: AccountSessionTable
  account_credential: AccountCredentialTable
  account_two_factor: AccountTwoFactorTable
  account_verification: AccountVerificationTable
  account_lock: AccountLockTable
  account_passkey: AccountPasskeyTable
  device: DeviceTable
  field_record: FieldRecordTable
}
