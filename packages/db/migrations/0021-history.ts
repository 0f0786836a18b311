import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const DESIRED = 'group_id, person_id, role, clauses, required'
const ACTUAL = 'group_id, person_id, role, state'

/**
 * What was recorded, and is not any more, stands in a table of its own; what still is carries since when it is recorded. So somebody
 * who is added costs nothing beside the row itself, which is what a first import is made of.
 */
const kept = (name: 'desired' | 'actual', columns: string): readonly string[] => [
  // The statement, not the transaction: whoever waited for the lock on memberships would otherwise record something before what
  // was recorded while they waited.
  `alter table ${name}_member add column recorded_from timestamptz not null default statement_timestamp()`,
  `create table ${name}_history (
    group_id ${KEY} not null,
    person_id ${KEY} not null,
    role smallint not null,
    ${name === 'desired' ? 'clauses integer not null, required boolean not null' : 'state text not null'},
    recorded_from timestamptz not null,
    recorded_to timestamptz not null,
    constraint ${name}_history_pk primary key (group_id, person_id, recorded_from),
    constraint ${name}_history_span_ck check (recorded_from < recorded_to)
  )`,
  `create index ${name}_history_person_ix on ${name}_history (person_id, recorded_from)`,
  // What is there at once with what replaces it was never recorded.
  `create function keep_${name}_removed() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $function$
    begin
      insert into ${name}_history (${columns}, recorded_from, recorded_to)
      select ${columns}, recorded_from, statement_timestamp() from before where recorded_from < statement_timestamp();
      return null;
    end
  $function$`,
  `create function keep_${name}_changed() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $function$
    begin
      insert into ${name}_history (${columns}, recorded_from, recorded_to)
      select ${columns}, recorded_from, statement_timestamp() from before
      where recorded_from < statement_timestamp() and not exists (
        select from after
        where (after.group_id, after.person_id, after.recorded_from) = (before.group_id, before.person_id, before.recorded_from)
      );
      return null;
    end
  $function$`,
  `create trigger ${name}_member_removed after delete on ${name}_member
    referencing old table as before for each statement execute function keep_${name}_removed()`,
  `create trigger ${name}_member_changed after update on ${name}_member
    referencing old table as before new table as after for each statement execute function keep_${name}_changed()`,
  `create trigger ${name}_member_begins before update on ${name}_member
    for each row when ((${columns
      .split(', ')
      .map((column) => `old.${column}`)
      .join(', ')}) is distinct from (${columns
      .split(', ')
      .map((column) => `new.${column}`)
      .join(', ')})) execute function begin_record()`,
]

const statements: readonly string[] = [
  `create function begin_record() returns trigger language plpgsql as $function$
    begin
      new.recorded_from := statement_timestamp();
      return new;
    end
  $function$`,
  ...kept('desired', DESIRED),
  ...kept('actual', ACTUAL),

  // For which day, and by which rules, the desired members were computed.
  `create table desired_basis (
    recorded_from timestamptz not null default statement_timestamp(),
    as_of date not null,
    model_id ${KEY} not null,
    model_version text not null,
    constraint desired_basis_pk primary key (recorded_from)
  )`,
  `insert into desired_basis (recorded_from, as_of, model_id, model_version)
    select updated_at, (value ->> 'asOf')::date, split_part(value ->> 'model', ' ', 1), split_part(value ->> 'model', ' ', 2)
    from setting where name = 'materialised' and value ->> 'asOf' is not null`,

  // Rules as they were: a clause of a membership of then is one of the rules of then.
  `create table model_history (
    id ${KEY} not null,
    version text not null,
    document jsonb not null,
    recorded_from timestamptz not null default statement_timestamp(),
    constraint model_history_pk primary key (id, recorded_from)
  )`,
  `insert into model_history (id, version, document, recorded_from) select id, version, document, updated_at from model`,
  `create function keep_model() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $function$
    begin
      if tg_op = 'INSERT' or new.document is distinct from old.document then
        insert into model_history (id, version, document) values (new.id, new.version, new.document)
        on conflict on constraint model_history_pk do update set version = excluded.version, document = excluded.document;
      end if;
      return null;
    end
  $function$`,
  `create trigger model_kept after insert or update on model for each row execute function keep_model()`,

  // Which expected group a real one was. The first that is known of a real group counts from the beginning: nobody said otherwise.
  `create table group_link (
    actual_group_id ${KEY} not null,
    external_id ${KEY} not null,
    group_id ${KEY} not null,
    linked_from timestamptz not null,
    linked_to timestamptz not null default 'infinity',
    constraint group_link_pk primary key (actual_group_id, linked_from),
    constraint group_link_span_ck check (linked_from < linked_to)
  )`,
  `create index group_link_group_ix on group_link (group_id, linked_from)`,
  `insert into group_link (actual_group_id, external_id, group_id, linked_from)
    select id, external_id, group_id, '-infinity' from actual_group where group_id is not null`,
  `create function keep_group_link() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $function$
    begin
      if tg_op = 'UPDATE' and (old.group_id, old.external_id) is not distinct from (new.group_id, new.external_id) then
        return null;
      end if;
      if tg_op <> 'INSERT' then
        delete from group_link where actual_group_id = old.id and linked_from = statement_timestamp();
        update group_link set linked_to = statement_timestamp() where actual_group_id = old.id and linked_to = 'infinity';
      end if;
      if tg_op <> 'DELETE' and new.group_id is not null then
        insert into group_link (actual_group_id, external_id, group_id, linked_from)
        values (new.id, new.external_id, new.group_id,
          case when exists (select from group_link where actual_group_id = new.id) then statement_timestamp() else '-infinity' end);
      end if;
      return null;
    end
  $function$`,
  `create trigger actual_group_linked after insert or delete or update on actual_group
    for each row execute function keep_group_link()`,

  // The same list read again moves read_at: it held from the first time on.
  `alter table reading add column first_read_at timestamptz`,
  `update reading set first_read_at = read_at`,
  `alter table reading alter column first_read_at set not null`,
  `create index reading_first_ix on reading (actual_group_id, first_read_at)`,
  // Whoever was seen joining stands in the list that was read before.
  `alter table reading_member add column joined_at timestamptz`,

  // History is written by the triggers alone, also when a request tries otherwise.
  `do $$ begin
    if exists (select from pg_roles where rolname = 'ketnoi_request') then
      revoke insert, update, delete on desired_history, actual_history, group_link, model_history from ketnoi_request;
    end if;
  exception when insufficient_privilege then null;
  end $$`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
