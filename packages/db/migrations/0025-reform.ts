import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // What a unit was called together with its name, where that is not what it is called otherwise: a commune that became a ward.
  `alter table unit_name add column kind text`,

  // A decision that changes units on a day.
  `create table reform (
    id ${KEY} not null,
    /* as it was read: it can be written to a file again */
    document jsonb not null,
    decision text not null,
    effective_on date not null,
    state text not null,
    revision integer not null default 1,
    /* for roles of accounts that no unit carries on: which units they are for from the day on */
    scope_choices jsonb not null default '[]',
    /* what applying it changed about units and the model, and how it decides about people */
    effects jsonb,
    /* what undoing it cannot give back */
    losses jsonb not null default '[]',
    created_by ${KEY} not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint reform_pk primary key (id),
    constraint reform_state_ck check (
      state in ('draft', 'approved', 'applying', 'applied', 'in-effect', 'undoing', 'undone')
    )
  )`,
  `create index reform_day_ix on reform (effective_on desc, id)`,

  // The units that it ends, makes or changes: who answers for all of them may make, approve, apply and undo it.
  `create table reform_unit (
    reform_id ${KEY} not null,
    unit_id ${KEY} not null,
    constraint reform_unit_pk primary key (reform_id, unit_id),
    constraint reform_unit_reform_fk foreign key (reform_id) references reform (id) on delete cascade
  )`,
  `create index reform_unit_unit_ix on reform_unit (unit_id)`,

  // What it would do, as it was worked out last.
  `create table reform_rehearsal (
    reform_id ${KEY} not null,
    fingerprint text not null,
    rehearsal jsonb not null,
    rehearsed_at timestamptz not null,
    constraint reform_rehearsal_pk primary key (reform_id),
    constraint reform_rehearsal_reform_fk foreign key (reform_id) references reform (id) on delete cascade
  )`,

  `create table reform_approval (
    id ${KEY} not null,
    reform_id ${KEY} not null,
    purpose text not null,
    fingerprint text not null,
    reason text not null,
    approved_by ${KEY} not null,
    approved_at timestamptz not null,
    expires_at timestamptz not null,
    needs_second boolean not null,
    seconded_by ${KEY},
    seconded_at timestamptz,
    started_by ${KEY},
    started_at timestamptz,
    constraint reform_approval_pk primary key (id),
    constraint reform_approval_reform_fk foreign key (reform_id) references reform (id) on delete cascade,
    constraint reform_approval_purpose_ck check (purpose in ('apply', 'undo'))
  )`,
  `create index reform_approval_reform_ix on reform_approval (reform_id, approved_at)`,

  // Whose facts move, and how far that is. What they were before is their version.
  `create table reform_person (
    reform_id ${KEY} not null,
    person_id ${KEY} not null,
    state text not null default 'waiting',
    constraint reform_person_pk primary key (reform_id, person_id),
    constraint reform_person_reform_fk foreign key (reform_id) references reform (id) on delete cascade,
    constraint reform_person_person_fk foreign key (person_id) references person (id) on delete cascade,
    constraint reform_person_state_ck check (state in ('waiting', 'moved', 'undone'))
  )`,
  `create index reform_person_state_ix on reform_person (reform_id, state, person_id)`,
  `create index reform_person_person_ix on reform_person (person_id)`,

  // What it changed beside people: roles of accounts, links of groups, exceptions, registrations; as it was and as it became.
  `create table reform_step (
    reform_id ${KEY} not null,
    kind text not null,
    subject_id ${KEY} not null,
    before jsonb not null,
    after jsonb not null,
    done_at timestamptz not null,
    undone_at timestamptz,
    constraint reform_step_pk primary key (reform_id, kind, subject_id),
    constraint reform_step_reform_fk foreign key (reform_id) references reform (id) on delete cascade,
    constraint reform_step_kind_ck check (kind in ('scope', 'group', 'override', 'registration'))
  )`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
