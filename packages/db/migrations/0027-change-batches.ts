import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // What changed many people at once, so that it can be found and taken back.
  `create table change_batch (
    id ${KEY} not null,
    kind text not null,
    /* what was done: the name of the file, or the change; no names of people */
    what jsonb not null default '{}',
    reason text,
    people integer not null,
    author ${KEY} not null,
    at timestamptz not null,
    /* by the clock of the database: what came after it, came after the batch */
    recorded_at timestamptz not null default now(),
    undone_at timestamptz,
    undone_by ${KEY},
    undo_reason text,
    undone jsonb,
    constraint change_batch_pk primary key (id),
    constraint change_batch_kind_ck check (kind in ('import', 'selection')),
    constraint change_batch_undone_ck check ((undone_at is null) = (undone_by is null))
  )`,
  `create index change_batch_at_ix on change_batch (at desc, id)`,
  // From a batch to what it made of people.
  `create index person_version_event_ix on person_version (event_id)`,
  `create index person_added_event_ix on person (added_event) where added_event is not null`,
  `create index audit_event_selection_ix on audit_event ((data ->> 'selectionId')) where data ? 'selectionId'`,
  // What was done before there was a list of it.
  `insert into change_batch (id, kind, what, people, author, at, recorded_at)
    select distinct on (subject_id) subject_id, 'import', jsonb_build_object('fileName', data ->> 'fileName'),
      coalesce((data -> 'counts' ->> 'new')::int, 0) + coalesce((data -> 'counts' ->> 'changed')::int, 0), actor, at, at
    from audit_event where action = 'roster-imported' order by subject_id, id`,
  `insert into change_batch (id, kind, reason, people, author, at, recorded_at)
    select data ->> 'selectionId', 'selection', min(data ->> 'reason'), count(*), min(actor), min(at), min(at)
    from audit_event where action = 'people-changed' and data ? 'selectionId' group by data ->> 'selectionId'`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
