import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // One official message to many groups. What is in groups is their members' own and stands nowhere here.
  `create table announcement (
    id ${KEY} not null,
    state text not null,
    /* exactly as it is sent */
    text text not null,
    /* of the preview that was approved */
    fingerprint text not null,
    /* the announcement whose groups that were not reached this one is for */
    again_of ${KEY},
    approved_by ${KEY} not null,
    approved_at timestamptz not null,
    expires_at timestamptz not null,
    needs_second boolean not null,
    seconded_by ${KEY},
    seconded_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    /* when the next message is due: one at a time, so that the rate is kept whoever sends */
    next_at timestamptz not null,
    lease ${KEY},
    leased_until timestamptz,
    constraint announcement_pk primary key (id),
    constraint announcement_again_fk foreign key (again_of) references announcement (id),
    constraint announcement_state_ck check (state in ('approved', 'running', 'paused', 'done', 'cancelled')),
    constraint announcement_second_ck check (seconded_by is null or seconded_by <> approved_by)
  )`,
  `create index announcement_approved_at_ix on announcement (approved_at desc, id)`,
  `create index announcement_due_ix on announcement (next_at) where state = 'running'`,
  `create index announcement_again_ix on announcement (again_of) where again_of is not null`,

  `create table announcement_group (
    announcement_id ${KEY} not null,
    group_id ${KEY} not null,
    unit_id ${KEY} not null,
    name text not null,
    ordinal integer not null,
    /* as it was approved: a group that is reached in another way by now is not written to */
    service text,
    external_id text,
    state text not null,
    code text,
    /* the service's own code and words */
    message text,
    attempts integer not null default 0,
    /* of the attempt under way */
    lease ${KEY},
    due_at timestamptz not null,
    settled_at timestamptz,
    settled_by ${KEY},
    constraint announcement_group_pk primary key (announcement_id, group_id),
    constraint announcement_group_announcement_fk foreign key (announcement_id) references announcement (id) on delete cascade,
    constraint announcement_group_state_ck check (
      state in ('waiting', 'sending', 'sent', 'with-people', 'done', 'failed', 'unknown', 'unreachable', 'cancelled')
    )
  )`,
  `create index announcement_group_group_ix on announcement_group (group_id, announcement_id)`,
  `create index announcement_group_open_ix on announcement_group (announcement_id, due_at)
    where state in ('waiting', 'sending')`,

  // The same by hand.
  `alter table task add column announcement_id ${KEY}`,
  `alter table task add constraint task_announcement_fk foreign key (announcement_id) references announcement (id)`,
  `alter table task drop constraint task_kind_ck`,
  `alter table task add constraint task_kind_ck check (
    kind in ('create', 'rename', 'archive', 'unarchive', 'add', 'remove', 'role', 'withdraw', 'announce')
    and (kind = 'announce') = (announcement_id is not null)
  )`,
  `create index task_announcement_ix on task (announcement_id) where announcement_id is not null`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
