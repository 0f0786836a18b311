import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // Through what a group is reached: the people who lead it, or a service that a program may talk to.
  `alter table actual_group add column service text not null default 'hands-on'`,

  // An approved plan on its way to being carried out. The approval counts once: a run begins once.
  `create table run (
    id ${KEY} not null,
    state text not null,
    fingerprint text not null,
    /* what the plan said beside its changes: groups, held, blocked, brakes and who answers for those that tripped */
    plan jsonb not null,
    reason text,
    approved_by ${KEY} not null,
    approved_at timestamptz not null,
    expires_at timestamptz not null,
    needs_second boolean not null,
    seconded_by ${KEY},
    seconded_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    constraint run_pk primary key (id),
    constraint run_state_ck check (state in ('approved', 'running', 'paused', 'moved', 'done', 'cancelled')),
    constraint run_second_ck check (seconded_by is null or seconded_by <> approved_by)
  )`,
  `create index run_approved_at_ix on run (approved_at desc, id)`,

  `create table run_group (
    run_id ${KEY} not null,
    group_id ${KEY} not null,
    unit_id ${KEY} not null,
    name text not null,
    ordinal integer not null,
    state text not null,
    code text,
    /* what moved, or the service's own words */
    detail jsonb,
    /* what the approved plan held in it */
    held jsonb not null default '[]',
    passes integer not null default 0,
    /* failed attempts in a row */
    failures integer not null default 0,
    due_at timestamptz not null,
    lease ${KEY},
    leased_until timestamptz,
    ended_at timestamptz,
    constraint run_group_pk primary key (run_id, group_id),
    constraint run_group_run_fk foreign key (run_id) references run (id) on delete cascade,
    constraint run_group_state_ck check (
      state in ('waiting', 'working', 'with-people', 'proved', 'incomplete', 'moved', 'failed', 'cancelled')
    )
  )`,
  // One run at a time per group; one that waits for people gives way to a newer one.
  `create unique index run_group_busy_uq on run_group (group_id) where state in ('waiting', 'working')`,
  `create index run_group_group_ix on run_group (group_id, run_id)`,
  `create index run_group_due_ix on run_group (due_at) where state in ('waiting', 'working')`,

  `create table run_change (
    run_id ${KEY} not null,
    group_id ${KEY} not null,
    place integer not null,
    change jsonb not null,
    person_id ${KEY},
    state text not null default 'waiting',
    code text,
    /* the service's own code and words */
    message text,
    attempts integer not null default 0,
    asked_at timestamptz,
    settled_at timestamptz,
    constraint run_change_pk primary key (run_id, group_id, place),
    constraint run_change_group_fk foreign key (run_id, group_id) references run_group (run_id, group_id) on delete cascade,
    constraint run_change_state_ck check (
      state in ('waiting', 'started', 'accepted', 'pending', 'proved', 'without-effect', 'failed', 'held', 'cancelled')
    )
  )`,
  `create index run_change_person_ix on run_change (person_id) where person_id is not null`,
  // Removals of late count towards the brakes of the next plan.
  `create index run_change_removal_ix on run_change (settled_at)
    where state in ('accepted', 'proved') and change ->> 'kind' = 'remove'`,

  // What the people who lead a group are asked to do in it by hand.
  `create table task (
    id ${KEY} not null,
    group_id ${KEY} not null,
    /* stays the same when the same is asked for again */
    subject ${KEY} not null,
    kind text not null,
    person_id ${KEY},
    role smallint,
    name text,
    state text not null default 'open',
    later_until date,
    note text,
    /* the order in which tasks of one moment are to be done */
    ordinal bigint generated always as identity,
    asked_at timestamptz not null,
    answered_at timestamptz,
    answered_by ${KEY},
    constraint task_pk primary key (id),
    constraint task_kind_ck check (kind in ('create', 'rename', 'archive', 'unarchive', 'add', 'remove', 'role', 'withdraw')),
    constraint task_state_ck check (state in ('open', 'done', 'not-found', 'refused', 'no-smartphone', 'obsolete'))
  )`,
  `create unique index task_open_uq on task (group_id, subject) where state in ('open', 'done')`,
  `create index task_group_ix on task (group_id, asked_at)`,
  `create index task_person_ix on task (person_id) where person_id is not null`,
  `create index task_answered_ix on task (answered_by, answered_at) where answered_by is not null`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
