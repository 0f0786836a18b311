import type { Database } from '../src/schema.ts'

/**
 * By which column the rows of a table would lie on several machines, were one no longer enough (docs/scale.md). `null`: it is small, and
 * would lie whole on each of them. What is about one person lies together, and what is about one group.
 */
export const DISTRIBUTION: Readonly<Record<keyof Database, string | null>> = {
  ...everywhere(
    ...(['setting', 'model', 'model_history', 'unit', 'unit_name', 'unit_alias', 'unit_code', 'unit_parent'] as const),
    ...(['unit_successor', 'unit_ancestor', 'unit_count', 'unit_recount', 'notice', 'registration_link'] as const),
    ...(['self_registration', 'private_link', 'membership_override', 'expected_group', 'desired_basis'] as const),
    ...(['group_link', 'group_count', 'actual_group', 'roster_import', 'job', 'audit_seal', 'run', 'task'] as const),
    ...([
      'service_connection',
      'webhook_event',
      'binding_code',
      'service_request',
      'group_asset',
      'group_closing',
    ] as const),
    ...([
      'handover',
      'handover_side',
      'handover_person',
      'change_batch',
      'deletion_record',
      'review',
      'reform',
    ] as const),
    ...(['reform_unit', 'reform_rehearsal', 'reform_approval', 'reform_step', 'announcement', 'device'] as const),
    ...(['account', 'account_role', 'account_session', 'account_credential', 'account_two_factor'] as const),
    ...(['account_verification', 'account_lock', 'account_passkey', 'person_merge', 'person_distinct'] as const),
    ...(['override_history', 'batch_unit', 'batch_undo', 'batch_undo_person', 'selection_request'] as const),
  ),
  person: 'id',
  residence: 'person_id',
  appointment: 'person_id',
  phone: 'person_id',
  consent: 'person_id',
  consent_event: 'person_id',
  messaging_account: 'person_id',
  person_version: 'person_id',
  reform_person: 'person_id',
  household: 'id',
  desired_member: 'group_id',
  actual_member: 'group_id',
  desired_history: 'group_id',
  actual_history: 'group_id',
  run_group: 'group_id',
  run_change: 'group_id',
  announcement_group: 'group_id',
  drift_decision: 'group_id',
  reading: 'id',
  reading_member: 'reading_id',
  departure: 'actual_group_id',
  member_match: 'actual_group_id',
  coverage_day: 'unit_id',
  audit_event: 'id',
  field_record: 'id',
}

/** Statements that ask every machine, and why that is right: `file: name of the snapshot`. */
export const ASKS_ALL: Readonly<Record<string, string>> = {
  'groups: desiredDifference': 'counts all groups; each machine counts its own',
  'groups: listDesiredRows': 'of all groups, as the snapshot calls it',
  'groups: materialiseDesired (all)': 'everything is computed anew; people and groups are on different machines',
  'groups: materialiseDesired (people)':
    'the groups of one person lie on several machines: by index, on all of them at once',
  'people: listPeopleByAttributes': 'nobody knows yet who is meant: by index, on all of them at once',
  'people: listPeopleMatching (phone)': 'nobody knows yet who is meant: by phone, on all of them at once',
  'reviews: listReviewFacts': 'the readings of a group lie by their own ids: by index, on all of them at once',
  'people: deletePeople': 'somebody is taken out of every group that they were in',
  'people: listPeopleByNames': 'nobody knows yet who is meant: by name, on all of them at once',
  'people: listPeopleByPhones': 'nobody knows yet who is meant: by phone, on all of them at once',
  'people: listPeopleMatching (name)': 'a search: by index, on all of them at once',
  'people: listPeopleOfUnit': 'who lives in a unit: by index, on all of them at once',
  'people: listRosterCandidates':
    'a roster is compared with everybody whom it may mean: by index, on all of them at once',
}

function everywhere<T extends keyof Database>(...tables: readonly T[]): Record<T, null> {
  return Object.fromEntries(tables.map((table) => [table, null])) as Record<T, null>
}
