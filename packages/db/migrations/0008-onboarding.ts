import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // A phone that may keep records for a while; one that was lost is revoked and never deleted.
  `create table device (
    id text collate "C" not null,
    account_id text collate "C" not null,
    name text not null,
    prepared_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    revoked_at timestamptz,
    revoked_by text collate "C",
    constraint device_pk primary key (id)
  )`,
  `create index device_account_ix on device (account_id)`,
  // What officers recorded, under the id that their device gave it: a record that comes again finds its own answer here.
  `create table field_record (
    id text collate "C" not null,
    device_id text collate "C" not null,
    author text collate "C" not null,
    payload jsonb not null,
    received_at timestamptz not null default now(),
    state text not null,
    code text,
    candidates text[] not null default '{}',
    unit_ids text[] not null default '{}',
    person_id text collate "C",
    about_id text collate "C",
    decision jsonb,
    decided_by text collate "C",
    decided_at timestamptz,
    constraint field_record_pk primary key (id),
    constraint field_record_device_fk foreign key (device_id) references device (id),
    constraint field_record_state_ck check (state in ('applied', 'open', 'dismissed')),
    constraint field_record_code_ck check ((state = 'open') = (code is not null))
  )`,
  `create index field_record_device_ix on field_record (device_id)`,
  `create index field_record_about_ix on field_record (about_id) where about_id is not null`,
  `create index field_record_open_ix on field_record (received_at, id) where state = 'open'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
