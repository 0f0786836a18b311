import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration. The columns that the authentication library (better-auth 1.7.25) reads and
// writes are as it asks for them, under our names; a test of the package that uses it tells when it asks for more.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  `create table account (
    id ${KEY} not null,
    name text not null,
    -- The library insists on one. Nobody sees it, nothing is ever sent to it.
    email ${KEY} not null,
    email_verified boolean not null default false,
    image text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    two_factor_enabled boolean not null default false,
    user_name ${KEY},
    phone ${KEY},
    first_password_until timestamptz,
    disabled_at timestamptz,
    disabled_because text,
    active_at timestamptz not null default now(),
    constraint account_pk primary key (id),
    constraint account_email_uq unique (email),
    constraint account_user_name_uq unique (user_name),
    constraint account_phone_uq unique (phone),
    constraint account_handle_ck check (user_name is not null or phone is not null),
    constraint account_disabled_ck check ((disabled_at is null) = (disabled_because is null)),
    constraint account_disabled_because_ck check (disabled_because in ('administrator', 'idle'))
  )`,
  `create table account_session (
    id ${KEY} not null,
    account_id ${KEY} not null,
    token ${KEY} not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ip_address text,
    user_agent text,
    active_at timestamptz not null default now(),
    locked_at timestamptz,
    constraint account_session_pk primary key (id),
    constraint account_session_token_uq unique (token),
    constraint account_session_account_fk foreign key (account_id) references account (id) on delete cascade
  )`,
  `create index account_session_account_ix on account_session (account_id)`,
  `create table account_credential (
    id ${KEY} not null,
    account_id ${KEY} not null,
    external_id ${KEY} not null,
    provider_id ${KEY} not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint account_credential_pk primary key (id),
    constraint account_credential_uq unique (account_id, provider_id),
    constraint account_credential_account_fk foreign key (account_id) references account (id) on delete cascade
  )`,
  `create table account_verification (
    id ${KEY} not null,
    identifier ${KEY} not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint account_verification_pk primary key (id)
  )`,
  `create index account_verification_identifier_ix on account_verification (identifier)`,
  `create table account_two_factor (
    id ${KEY} not null,
    account_id ${KEY} not null,
    secret text not null,
    backup_codes text not null,
    verified boolean not null default true,
    failed_verification_count integer not null default 0,
    locked_until timestamptz,
    constraint account_two_factor_pk primary key (id),
    constraint account_two_factor_account_uq unique (account_id),
    constraint account_two_factor_account_fk foreign key (account_id) references account (id) on delete cascade
  )`,
  // By the account, or by a hash of what was typed where there is no such account: from outside the two look the same.
  `create table account_lock (
    key ${KEY} not null,
    attempts integer not null,
    attempted_at timestamptz not null,
    locked_until timestamptz,
    constraint account_lock_pk primary key (key)
  )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
