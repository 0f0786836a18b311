import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // What a statement of consent rests on is proof: it is added to, and nothing in it is changed or taken away.
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
    end
  $$`,

  `create table notice (
    id ${KEY} not null,
    purpose_id ${KEY} not null,
    language ${KEY} not null,
    version integer not null,
    text text not null,
    sha256 ${KEY} not null,
    valid_from date not null,
    author text not null,
    created_at timestamptz not null default now(),
    constraint notice_pk primary key (id),
    constraint notice_version_uq unique (purpose_id, language, version),
    constraint notice_language_ck check (language in ('vi', 'en')),
    constraint notice_sha256_ck check (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
  )`,
  `create trigger notice_append_only before update or delete or truncate on notice
    for each statement execute function refuse_change()`,

  // Names its person without a foreign key: the proof outlives the person's data.
  `create table consent_event (
    id bigint generated always as identity,
    person_id ${KEY} not null,
    purpose_id ${KEY} not null,
    kind text not null,
    day date not null,
    at timestamptz not null,
    channel text not null,
    notice_id ${KEY},
    notice_sha256 ${KEY},
    recorder text not null,
    evidence text,
    citation text,
    recorded_at timestamptz not null default now(),
    constraint consent_event_pk primary key (id),
    constraint consent_event_notice_fk foreign key (notice_id) references notice (id),
    constraint consent_event_kind_ck check (kind in ('given', 'refused', 'withdrawn', 'ground', 'ground-ended')),
    constraint consent_event_channel_ck check (channel in ('spoken', 'paper', 'web', 'import')),
    constraint consent_event_notice_ck check (
      (notice_id is null) = (notice_sha256 is null)
      and (kind <> 'given' or channel = 'import' or notice_id is not null)
    ),
    constraint consent_event_citation_ck check ((kind = 'ground') = (citation is not null))
  )`,
  `create index consent_event_person_ix on consent_event (person_id, purpose_id, id)`,
  `create index consent_event_refusal_ix on consent_event (person_id, purpose_id)
    where kind in ('withdrawn', 'refused')`,
  // What was allowed before there was a ledger came from files.
  `insert into consent_event (person_id, purpose_id, kind, day, at, channel, recorder, evidence)
    select person_id, purpose_id, said.kind, said.day, now(), 'import', 'migration', 'before the ledger'
    from consent cross join lateral (
      values ('given', valid_from), ('withdrawn', valid_to)
    ) as said (kind, day)
    where said.day < 'infinity'
    order by person_id, purpose_id, said.day, said.kind desc`,
  `create trigger consent_event_append_only before update or delete or truncate on consent_event
    for each statement execute function refuse_change()`,

  // The address on the poster of a village. Everybody may read it from a wall: it is no secret, and is replaced when it is misused.
  `create table registration_link (
    token ${KEY} not null,
    unit_id ${KEY} not null,
    created_at timestamptz not null default now(),
    author text not null,
    revoked_at timestamptz,
    constraint registration_link_pk primary key (token),
    constraint registration_link_unit_fk foreign key (unit_id) references unit (id) on delete cascade
  )`,
  `create unique index registration_link_unit_uq on registration_link (unit_id) where revoked_at is null`,
  `create table self_registration (
    id ${KEY} not null,
    unit_id ${KEY} not null,
    name text not null,
    name_folded ${KEY} not null,
    phone ${KEY} not null,
    purpose_id ${KEY} not null,
    notice_id ${KEY} not null,
    state text not null default 'waiting',
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    reason text,
    person_id ${KEY},
    constraint self_registration_pk primary key (id),
    constraint self_registration_unit_fk foreign key (unit_id) references unit (id) on delete cascade,
    constraint self_registration_notice_fk foreign key (notice_id) references notice (id),
    constraint self_registration_state_ck check (state in ('waiting', 'confirmed', 'rejected')),
    constraint self_registration_decided_ck check ((state = 'waiting') = (decided_at is null))
  )`,
  // Sending the same twice is once.
  `create unique index self_registration_waiting_uq on self_registration (unit_id, phone, name_folded) where state = 'waiting'`,
  `create index self_registration_unit_ix on self_registration (unit_id, state, created_at)`,

  // Whoever has the token sees one person's memberships: only its hash is kept.
  `create table private_link (
    token_sha256 ${KEY} not null,
    person_id ${KEY} not null,
    created_at timestamptz not null default now(),
    author text not null,
    revoked_at timestamptz,
    constraint private_link_pk primary key (token_sha256),
    constraint private_link_person_fk foreign key (person_id) references person (id) on delete cascade
  )`,
  `create unique index private_link_person_uq on private_link (person_id) where revoked_at is null`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
