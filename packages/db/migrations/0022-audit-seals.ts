import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // Once, before nothing can be changed any more: what an office calls a household, and how a stranger is called in a member list, may
  // be names of people. The log holds ids.
  `update audit_event set data = data #- '{before,label}' #- '{after,label}' where action = 'household-changed'`,
  `update audit_event
    set data = data - 'subject' || jsonb_build_object('rowSha256', encode(sha256(convert_to(data ->> 'subject', 'UTF8')), 'hex'))
    where action = 'drift-decided' and data ->> 'subject' ~ '^(name|phone|account):'`,

  `create trigger audit_event_append_only before update or delete or truncate on audit_event
    for each statement execute function refuse_change()`,
  `create index audit_event_at_ix on audit_event (at)`,
  `create index audit_event_actor_ix on audit_event (actor, id)`,
  `create index audit_event_action_ix on audit_event (action, id)`,

  // A seal covers every event from the one after the seal before up to its last.
  `create table audit_seal (
    id bigint not null,
    first_event bigint not null,
    last_event bigint not null,
    events integer not null,
    /* of each event its number (8 bytes) and its hash (32 bytes): so that it can be said which one was touched */
    leaves bytea not null,
    sha256 ${KEY} not null,
    previous_sha256 ${KEY} not null,
    sealed_at timestamptz not null,
    constraint audit_seal_pk primary key (id)
  )`,
  `create trigger audit_seal_append_only before update or delete or truncate on audit_seal
    for each statement execute function refuse_change()`,
  `do $$ begin
    if exists (select from pg_roles where rolname = 'ketnoi_request') then
      revoke update, delete on audit_event from ketnoi_request;
      revoke insert, update, delete on audit_seal from ketnoi_request;
    end if;
  exception when insufficient_privilege then null;
  end $$`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
