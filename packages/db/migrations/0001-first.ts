import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

/** Ids, codes and search keys are compared byte by byte: the same order on every server, and the cheapest one. */
const KEY = 'text collate "C"'
const VALIDITY = "valid_from date not null default '-infinity', valid_to date not null default 'infinity'"

/** `pg_trgm` finds a part of a name in the middle of it; both engines bring it. */
const statements: readonly string[] = [
  `create extension if not exists pg_trgm`,

  `create table setting (
    name ${KEY} not null,
    value jsonb not null,
    updated_at timestamptz not null default now(),
    constraint setting_pk primary key (name)
  )`,
  `create table model (
    id ${KEY} not null,
    version text not null,
    document jsonb not null,
    updated_at timestamptz not null default now(),
    constraint model_pk primary key (id)
  )`,

  `create table unit (
    id ${KEY} not null,
    tier ${KEY} not null,
    kind text not null,
    ${VALIDITY},
    constraint unit_pk primary key (id),
    constraint unit_validity_ck check (valid_from < valid_to)
  )`,
  `create table unit_name (
    unit_id ${KEY} not null,
    short text not null,
    "full" text not null,
    folded ${KEY} not null,
    ${VALIDITY},
    constraint unit_name_pk primary key (unit_id, valid_from),
    constraint unit_name_unit_fk foreign key (unit_id) references unit (id) on delete cascade,
    constraint unit_name_validity_ck check (valid_from < valid_to)
  )`,
  `create table unit_alias (
    unit_id ${KEY} not null,
    ordinal smallint not null,
    alias text not null,
    folded ${KEY} not null,
    constraint unit_alias_pk primary key (unit_id, ordinal),
    constraint unit_alias_unit_fk foreign key (unit_id) references unit (id) on delete cascade
  )`,
  `create table unit_code (
    unit_id ${KEY} not null,
    system ${KEY} not null,
    code ${KEY} not null,
    ${VALIDITY},
    constraint unit_code_pk primary key (unit_id, system, code, valid_from),
    constraint unit_code_unit_fk foreign key (unit_id) references unit (id) on delete cascade,
    constraint unit_code_validity_ck check (valid_from < valid_to)
  )`,
  `create index unit_code_code_ix on unit_code (code, system)`,
  `create table unit_parent (
    unit_id ${KEY} not null,
    parent_id ${KEY} not null,
    ${VALIDITY},
    constraint unit_parent_pk primary key (unit_id, valid_from),
    constraint unit_parent_unit_fk foreign key (unit_id) references unit (id) on delete cascade,
    constraint unit_parent_parent_fk foreign key (parent_id) references unit (id),
    constraint unit_parent_validity_ck check (valid_from < valid_to)
  )`,
  `create index unit_parent_parent_ix on unit_parent (parent_id)`,
  `create table unit_successor (
    unit_id ${KEY} not null,
    successor_id ${KEY} not null,
    share text not null,
    constraint unit_successor_pk primary key (unit_id, successor_id),
    constraint unit_successor_unit_fk foreign key (unit_id) references unit (id) on delete cascade,
    constraint unit_successor_successor_fk foreign key (successor_id) references unit (id),
    constraint unit_successor_share_ck check (share in ('full', 'partial'))
  )`,
  `create index unit_successor_successor_ix on unit_successor (successor_id)`,
  // The tree of one day, every unit with itself and everything above it: rules join it instead of walking.
  `create table unit_ancestor (
    unit_id ${KEY} not null,
    ancestor_id ${KEY} not null,
    unit_tier ${KEY} not null,
    ancestor_tier ${KEY} not null,
    depth smallint not null,
    nearest boolean not null,
    constraint unit_ancestor_pk primary key (unit_id, ancestor_id)
  )`,
  `create index unit_ancestor_ancestor_ix on unit_ancestor (ancestor_id, unit_tier)`,

  `create table household (
    id ${KEY} not null,
    unit_id ${KEY},
    label text,
    constraint household_pk primary key (id)
  )`,
  `create index household_unit_ix on household (unit_id)`,
  `create table person (
    id ${KEY} not null,
    name text not null,
    name_folded ${KEY} not null,
    sort_key ${KEY} not null,
    birth text,
    birth_last date generated always as (
      case length(birth)
        when 4 then make_date(birth::int, 12, 31)
        when 7 then (make_date(left(birth, 4)::int, right(birth, 2)::int, 1) + interval '1 month' - interval '1 day')::date
        when 10 then make_date(left(birth, 4)::int, substr(birth, 6, 2)::int, right(birth, 2)::int)
      end
    ) stored,
    adult boolean,
    reachability text not null default 'unknown',
    revision integer not null default 1,
    updated_at timestamptz not null default now(),
    constraint person_pk primary key (id),
    constraint person_birth_ck check (length(birth) in (4, 7, 10)),
    constraint person_reachability_ck
      check (reachability in ('reachable', 'no-smartphone', 'shared-phone', 'left', 'refused', 'unknown'))
  )`,
  `create index person_name_folded_ix on person using gin (name_folded gin_trgm_ops)`,
  `create index person_sort_key_ix on person (sort_key, id)`,
  // The facts that everybody has (household, residence, phone, consent) name people and units without foreign keys: checked row by row they
  // took half of the time of an import (35 of 70 µs a residence). The one place that writes them checks them as a set.
  `create table residence (
    person_id ${KEY} not null,
    unit_id ${KEY} not null,
    household_id ${KEY},
    represents_household boolean not null default false,
    ${VALIDITY},
    constraint residence_pk primary key (person_id, unit_id, valid_from),
    constraint residence_validity_ck check (valid_from < valid_to)
  )`,
  `create index residence_unit_ix on residence (unit_id, person_id)`,
  `create table appointment (
    person_id ${KEY} not null,
    position_id ${KEY} not null,
    unit_id ${KEY} not null,
    ${VALIDITY},
    constraint appointment_pk primary key (person_id, position_id, unit_id, valid_from),
    constraint appointment_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint appointment_unit_fk foreign key (unit_id) references unit (id),
    constraint appointment_validity_ck check (valid_from < valid_to)
  )`,
  `create index appointment_unit_ix on appointment (unit_id, position_id)`,
  `create table phone (
    person_id ${KEY} not null,
    number ${KEY} not null,
    ${VALIDITY},
    constraint phone_pk primary key (person_id, number, valid_from),
    constraint phone_validity_ck check (valid_from < valid_to)
  )`,
  `create index phone_number_ix on phone (number)`,
  // People remember the last digits.
  `create index phone_reverse_ix on phone (reverse(number))`,
  `create table consent (
    person_id ${KEY} not null,
    purpose_id ${KEY} not null,
    ${VALIDITY},
    constraint consent_pk primary key (person_id, purpose_id, valid_from),
    constraint consent_validity_ck check (valid_from < valid_to)
  )`,
  `create table messaging_account (
    person_id ${KEY} not null,
    service ${KEY} not null,
    account_id ${KEY} not null,
    display_name text,
    ${VALIDITY},
    constraint messaging_account_pk primary key (person_id, service, account_id, valid_from),
    constraint messaging_account_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint messaging_account_validity_ck check (valid_from < valid_to)
  )`,
  `create index messaging_account_account_ix on messaging_account (account_id, service)`,

  `create table membership_override (
    id ${KEY} not null,
    kind text not null,
    group_id ${KEY} not null,
    person_id ${KEY} not null,
    role smallint not null default 0,
    reason text not null,
    author text not null,
    ${VALIDITY},
    constraint membership_override_pk primary key (id),
    constraint membership_override_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint membership_override_kind_ck check (kind in ('include', 'exclude')),
    constraint membership_override_role_ck check (role between 0 and 2),
    constraint membership_override_validity_ck check (valid_from < valid_to)
  )`,
  `create index membership_override_group_ix on membership_override (group_id, person_id)`,
  `create index membership_override_person_ix on membership_override (person_id)`,

  `create table expected_group (
    id ${KEY} not null,
    kind ${KEY} not null,
    unit_id ${KEY} not null,
    name text not null,
    name_folded ${KEY} not null,
    sort_key ${KEY} not null,
    state text not null,
    mode text not null,
    capacity integer not null,
    constraint expected_group_pk primary key (id),
    constraint expected_group_state_ck check (state in ('ok', 'invalid')),
    constraint expected_group_mode_ck check (mode in ('manage', 'add-only'))
  )`,
  `create index expected_group_kind_ix on expected_group (kind, unit_id)`,
  `create index expected_group_unit_ix on expected_group (unit_id)`,
  `create index expected_group_sort_key_ix on expected_group (sort_key, id)`,
  // Derived from the facts, so without foreign keys: checking them again would double the cost of deriving it.
  `create table desired_member (
    group_id ${KEY} not null,
    person_id ${KEY} not null,
    role smallint not null,
    clauses integer not null,
    required boolean not null,
    constraint desired_member_pk primary key (group_id, person_id)
  )`,
  `create index desired_member_person_ix on desired_member (person_id)`,
  // Who is in the real groups by their current readings, one row per person: the other side of the difference.
  `create table actual_member (
    group_id ${KEY} not null,
    person_id ${KEY} not null,
    role smallint not null,
    state text not null,
    constraint actual_member_pk primary key (group_id, person_id)
  )`,
  `create index actual_member_person_ix on actual_member (person_id)`,
  `create table group_count (
    group_id ${KEY} not null,
    desired integer not null,
    actual integer not null,
    matching integer not null,
    to_add integer not null,
    to_remove integer not null,
    wrong_role integer not null,
    required integer not null,
    required_missing integer not null,
    unmatched integer not null,
    constraint group_count_pk primary key (group_id)
  )`,

  `create table actual_group (
    id ${KEY} not null,
    external_id ${KEY} not null,
    group_id ${KEY},
    name text not null,
    name_folded ${KEY} not null,
    previous_names jsonb not null default '[]',
    owner text not null default 'us',
    archived boolean not null default false,
    first_run boolean not null default true,
    capacity integer,
    join_link text,
    reading_id ${KEY},
    updated_at timestamptz not null default now(),
    constraint actual_group_pk primary key (id),
    constraint actual_group_external_id_uq unique (external_id),
    constraint actual_group_owner_ck check (owner in ('us', 'other'))
  )`,
  `create index actual_group_group_ix on actual_group (group_id)`,
  `create table reading (
    id ${KEY} not null,
    actual_group_id ${KEY} not null,
    read_at timestamptz not null,
    completeness text not null,
    source text not null,
    author text not null,
    constraint reading_pk primary key (id),
    constraint reading_actual_group_fk foreign key (actual_group_id) references actual_group (id) on delete cascade,
    constraint reading_completeness_ck check (completeness in ('complete', 'partial', 'failed'))
  )`,
  `create index reading_actual_group_ix on reading (actual_group_id, read_at)`,
  `create table reading_member (
    reading_id ${KEY} not null,
    key ${KEY} not null,
    ordinal integer not null,
    person_id ${KEY},
    display_name text not null,
    account_id text,
    phone text,
    role smallint not null default 0,
    state text not null default 'member',
    matched_by text,
    candidates jsonb not null default '[]',
    constraint reading_member_pk primary key (reading_id, key),
    constraint reading_member_reading_fk foreign key (reading_id) references reading (id) on delete cascade,
    constraint reading_member_role_ck check (role between 0 and 2),
    constraint reading_member_state_ck check (state in ('member', 'invited', 'invitation-failed'))
  )`,
  `create index reading_member_person_ix on reading_member (person_id)`,
  `create table departure (
    actual_group_id ${KEY} not null,
    person_id ${KEY} not null,
    departed_by text not null,
    departed_at timestamptz not null,
    constraint departure_pk primary key (actual_group_id, person_id, departed_at),
    constraint departure_actual_group_fk foreign key (actual_group_id) references actual_group (id) on delete cascade,
    constraint departure_by_ck check (departed_by in ('self', 'administrator', 'rule'))
  )`,
  `create index departure_person_ix on departure (person_id)`,
  `create table member_match (
    actual_group_id ${KEY} not null,
    key ${KEY} not null,
    person_id ${KEY},
    author text not null,
    decided_at timestamptz not null default now(),
    constraint member_match_pk primary key (actual_group_id, key),
    constraint member_match_actual_group_fk foreign key (actual_group_id) references actual_group (id) on delete cascade,
    constraint member_match_person_fk foreign key (person_id) references person (id) on delete cascade
  )`,
  `create index member_match_person_ix on member_match (person_id)`,

  `create table roster_import (
    id ${KEY} not null,
    kind text not null,
    status text not null,
    file_name text not null,
    file bytea not null,
    mapping jsonb,
    summary jsonb,
    error jsonb,
    job_id ${KEY},
    author text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint roster_import_pk primary key (id),
    constraint roster_import_kind_ck check (kind in ('roster', 'members', 'units')),
    constraint roster_import_status_ck check (status in ('uploaded', 'checked', 'importing', 'done', 'failed', 'cancelled'))
  )`,
  `create index roster_import_created_at_ix on roster_import (created_at, id)`,
  `create table job (
    id ${KEY} not null,
    kind text not null,
    status text not null,
    payload jsonb not null default '{}',
    progress integer not null default 0,
    total integer,
    message text,
    result jsonb,
    error jsonb,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    heartbeat_at timestamptz not null default now(),
    finished_at timestamptz,
    constraint job_pk primary key (id),
    constraint job_status_ck check (status in ('waiting', 'running', 'done', 'failed', 'interrupted'))
  )`,
  `create index job_created_at_ix on job (created_at, id)`,
  `create index job_open_ix on job (heartbeat_at) where status in ('waiting', 'running')`,
  `create table audit_event (
    id bigint generated always as identity,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    subject_kind ${KEY} not null,
    subject_id ${KEY} not null,
    data jsonb not null default '{}',
    constraint audit_event_pk primary key (id)
  )`,
  `create index audit_event_subject_ix on audit_event (subject_kind, subject_id, id)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
