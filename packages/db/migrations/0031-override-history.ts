import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'
const COLUMNS = 'id, kind, group_id, person_id, role, reason, author, valid_from, valid_to'

// Exceptions as they were recorded: they end, are corrected and taken away, and what was believed on a day had its reasons in them.
const statements: readonly string[] = [
  // Those that are there were always believed, unless the log says when they were added.
  `alter table membership_override add column recorded_from timestamptz not null default '-infinity'`,
  `alter table membership_override alter column recorded_from set default statement_timestamp()`,
  `update membership_override set recorded_from = added.at
    from (
      select data ->> 'overrideId' as id, min(at) as at from audit_event where action = 'override-added' group by 1
    ) as added where added.id = membership_override.id`,
  `create table override_history (
    id ${KEY} not null,
    kind text not null,
    group_id ${KEY} not null,
    person_id ${KEY} not null,
    role smallint not null,
    reason text not null,
    author text not null,
    valid_from date not null,
    valid_to date not null,
    recorded_from timestamptz not null,
    recorded_to timestamptz not null,
    constraint override_history_pk primary key (id, recorded_from),
    constraint override_history_span_ck check (recorded_from < recorded_to)
  )`,
  `create index override_history_group_ix on override_history (group_id, recorded_from)`,
  `create index override_history_person_ix on override_history (person_id, recorded_from)`,
  // What is there at once with what replaces it was never recorded.
  `create function keep_override() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $function$
    begin
      if old.recorded_from < statement_timestamp() and (tg_op = 'DELETE' or old.recorded_from <> new.recorded_from) then
        insert into override_history (${COLUMNS}, recorded_from, recorded_to)
        values (${COLUMNS.split(', ')
          .map((column) => `old.${column}`)
          .join(', ')}, old.recorded_from, statement_timestamp());
      end if;
      return null;
    end
  $function$`,
  `create trigger membership_override_begins before update on membership_override
    for each row when (old.* is distinct from new.*) execute function begin_record()`,
  `create trigger membership_override_kept after update or delete on membership_override
    for each row execute function keep_override()`,
  // History is written by the trigger alone, also when a request tries otherwise.
  `do $$ begin
    if exists (select from pg_roles where rolname = 'ketnoi_request') then
      revoke insert, update, delete on override_history from ketnoi_request;
    end if;
  exception when insufficient_privilege then null;
  end $$`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
