import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // A service that a program may talk to. What is sealed is opened by a key that lies outside the database.
  `create table service_connection (
    service ${KEY} not null,
    app_id ${KEY} not null,
    /* the account that consented, as the service calls it */
    account_id ${KEY},
    account_name text,
    /* sealed */
    app_secret text not null,
    account_secret text,
    verifier text not null,
    tokens text,
    /* goes up with every pair that is kept: nobody overwrites a pair that they have not seen */
    tokens_revision integer not null default 0,
    token_lease ${KEY},
    token_leased_until timestamptz,
    refreshed_at timestamptz,
    access_until timestamptz,
    refresh_until timestamptz,
    /* why the pair is of no use any more */
    lost text,
    /* what differs from what the service is known to do */
    settings jsonb not null default '{}',
    /* people whose accounts found its groups, and are never removed from them */
    acting_person_ids text[] not null default '{}',
    /* of the consent that somebody is giving at this moment */
    consent_state_sha256 ${KEY},
    consent_by ${KEY},
    consent_until timestamptz,
    last_error text,
    last_error_at timestamptz,
    updated_at timestamptz not null,
    constraint service_connection_pk primary key (service)
  )`,

  // What a service told, without what anybody wrote. A repetition has the same key.
  `create table webhook_event (
    id ${KEY} not null,
    service ${KEY} not null,
    key ${KEY} not null,
    payload jsonb not null,
    happened_at timestamptz,
    received_at timestamptz not null,
    processed_at timestamptz,
    constraint webhook_event_pk primary key (id),
    constraint webhook_event_key_uq unique (service, key)
  )`,
  `create index webhook_event_received_ix on webhook_event (received_at)`,

  // A code that a person sends to the account, so that it is known which account is theirs.
  `create table binding_code (
    code_sha256 ${KEY} not null,
    service ${KEY} not null,
    person_id ${KEY} not null,
    author ${KEY} not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by ${KEY},
    constraint binding_code_pk primary key (service, code_sha256),
    constraint binding_code_person_fk foreign key (person_id) references person (id) on delete cascade
  )`,
  `create index binding_code_person_ix on binding_code (person_id)`,

  // What somebody at the service asked for, and a person decides about.
  `create table service_request (
    id ${KEY} not null,
    service ${KEY} not null,
    kind text not null,
    account_id ${KEY} not null,
    group_id ${KEY},
    display_name text,
    /* only what the person shared */
    phone ${KEY},
    asked_at timestamptz not null,
    state text not null default 'open',
    person_id ${KEY},
    decided_at timestamptz,
    decided_by ${KEY},
    constraint service_request_pk primary key (id),
    constraint service_request_kind_ck check (kind in ('join', 'account', 'withdrawal')),
    constraint service_request_state_ck check (state in ('open', 'accepted', 'rejected', 'gone'))
  )`,
  `create unique index service_request_open_uq on service_request (service, kind, account_id, coalesce(group_id, ''))
    where state = 'open'`,
  `create index service_request_person_ix on service_request (person_id) where person_id is not null`,

  // What a group of the service lives by.
  `create table group_asset (
    group_id ${KEY} not null,
    service ${KEY} not null,
    external_id ${KEY} not null,
    asset_id ${KEY},
    asset_type text,
    valid_through date,
    auto_renew boolean,
    dissolves_on date,
    dissolved_at timestamptz,
    read_at timestamptz not null,
    constraint group_asset_pk primary key (group_id)
  )`,
  `create index group_asset_valid_ix on group_asset (valid_through)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
