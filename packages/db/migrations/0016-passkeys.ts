import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // Belongs to the address that it was made at: a browser offers it nowhere else.
  `create table account_passkey (
    id ${KEY} not null,
    account_id ${KEY} not null,
    name text not null,
    credential_id ${KEY} not null,
    public_key bytea not null,
    counter bigint not null,
    transports text[] not null,
    host ${KEY} not null,
    created_at timestamptz not null,
    used_at timestamptz,
    constraint account_passkey_pk primary key (id),
    constraint account_passkey_credential_uq unique (credential_id),
    constraint account_passkey_account_fk foreign key (account_id) references account (id) on delete cascade
  )`,
  `create index account_passkey_account_ix on account_passkey (account_id)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
