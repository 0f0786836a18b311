import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // Imports of units and member lists can be taken back as well.
  `alter table change_batch drop constraint change_batch_kind_ck`,
  `alter table change_batch add constraint change_batch_kind_ck check (kind in ('import', 'selection', 'units', 'reading'))`,
  // Where it changed something: who may change all of that may take it back. Null: not known, or everywhere.
  `alter table change_batch add column unit_ids text[]`,
  `with event as materialized (
      select id, subject_id as batch_id from audit_event where subject_kind = 'import' and action = 'roster-imported'
      union all select id, data ->> 'selectionId' from audit_event where data ? 'selectionId'
    ),
    touched as (
      select event.batch_id, version.person_id from event join person_version as version on version.event_id = event.id
      union select event.batch_id, person.id from event join person on person.added_event = event.id
    ),
    place as (
      select touched.batch_id, residence.unit_id from touched join residence using (person_id)
      union select touched.batch_id, appointment.unit_id from touched join appointment using (person_id)
    )
    update change_batch set unit_ids = known.unit_ids
    from (select batch_id, array_agg(unit_id order by unit_id) as unit_ids from place group by batch_id) as known
    where known.batch_id = change_batch.id`,
  // What an import made of units.
  `create table batch_unit (
    batch_id ${KEY} not null,
    unit_id ${KEY} not null,
    /* null: it added the unit */
    before jsonb,
    after jsonb not null,
    constraint batch_unit_pk primary key (batch_id, unit_id),
    constraint batch_unit_batch_fk foreign key (batch_id) references change_batch (id) on delete cascade
  )`,
  // An undo that is too large for one person to answer for: what they asked for, who agreed, and how far it is.
  `create table batch_undo (
    batch_id ${KEY} not null,
    state text not null,
    fingerprint ${KEY} not null,
    reason text not null,
    counts jsonb not null,
    asked_by ${KEY} not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    seconded_by ${KEY},
    seconded_at timestamptz,
    ended_at timestamptz,
    constraint batch_undo_pk primary key (batch_id),
    constraint batch_undo_batch_fk foreign key (batch_id) references change_batch (id) on delete cascade,
    constraint batch_undo_state_ck check (state in ('asked', 'running', 'done')),
    constraint batch_undo_second_ck check ((seconded_by is null) = (state = 'asked') and seconded_by is distinct from asked_by)
  )`,
  // Whom it is about. Those who hang on one another are of one part: they are taken back together.
  `create table batch_undo_person (
    batch_id ${KEY} not null,
    person_id ${KEY} not null,
    part integer not null,
    /* null: it is not their turn yet */
    outcome text,
    constraint batch_undo_person_pk primary key (batch_id, person_id),
    constraint batch_undo_person_undo_fk foreign key (batch_id) references batch_undo (batch_id) on delete cascade,
    constraint batch_undo_person_outcome_ck check (outcome in ('restore', 'remove', 'keep'))
  )`,
  `create index batch_undo_person_part_ix on batch_undo_person (batch_id, part) where outcome is null`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
