import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // Officers change on one day.
  `create table handover (
    id ${KEY} not null,
    on_day date not null,
    state text not null,
    /* who gives up and gets which seats, and what that did to their appointments: ids only */
    document jsonb not null,
    reason text not null,
    revision integer not null default 1,
    proposed_by ${KEY} not null,
    proposed_at timestamptz not null,
    cancelled_by ${KEY},
    cancelled_at timestamptz,
    cancel_reason text,
    constraint handover_pk primary key (id),
    constraint handover_state_ck check (state in ('proposed', 'agreed', 'in-force', 'cancelled'))
  )`,
  `create index handover_day_ix on handover (on_day desc, id)`,

  // Who has to agree: for each unit that gives somebody up or gets somebody, whoever answers for it.
  `create table handover_side (
    handover_id ${KEY} not null,
    side text not null,
    unit_id ${KEY} not null,
    confirmed_by ${KEY},
    confirmed_at timestamptz,
    constraint handover_side_pk primary key (handover_id, side, unit_id),
    constraint handover_side_handover_fk foreign key (handover_id) references handover (id) on delete cascade,
    constraint handover_side_unit_fk foreign key (unit_id) references unit (id),
    constraint handover_side_side_ck check (side in ('giving', 'receiving'))
  )`,
  `create index handover_side_unit_ix on handover_side (unit_id)`,

  `create table handover_person (
    handover_id ${KEY} not null,
    person_id ${KEY} not null,
    constraint handover_person_pk primary key (handover_id, person_id),
    constraint handover_person_handover_fk foreign key (handover_id) references handover (id) on delete cascade
  )`,
  `create index handover_person_person_ix on handover_person (person_id)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
