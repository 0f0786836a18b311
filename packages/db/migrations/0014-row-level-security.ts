import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

// What a request may see and change, as the program says at the beginning of each: arrays of unit ids. Nothing said: nothing.
// A sub-query, so that they are read once for a statement and not once for a row.
const SEE = `(select nullif(current_setting('ketnoi.see', true), '')::text[])::text[]`
const CHANGE = `(select nullif(current_setting('ketnoi.change', true), '')::text[])::text[]`
const ACTOR = `(select nullif(current_setting('ketnoi.actor', true), ''))`

/** Whether somebody lives, or ever lived, or holds, or ever held a position in one of the units. */
const belongs = (person: string, units: string): string => `(
  exists (select from residence where residence.person_id = ${person} and residence.unit_id = any(${units}))
  or exists (select from appointment where appointment.person_id = ${person} and appointment.unit_id = any(${units}))
)`

interface Wall {
  readonly table: string
  readonly see: string
  readonly change: string
  /** Where somebody new is not like somebody known. */
  readonly add?: string
}

const PARTS = ['phone', 'consent', 'messaging_account', 'consent_event', 'person_version', 'private_link']

const WALLS: readonly Wall[] = [
  // Somebody new lives nowhere yet; what is added of them is looked at.
  {
    table: 'person',
    see: belongs('person.id', SEE),
    change: belongs('person.id', CHANGE),
    add: `cardinality(${CHANGE}) > 0`,
  },
  ...['residence', 'appointment'].map((table) => ({
    table,
    see: `unit_id = any(${SEE}) or sees_person(person_id)`,
    change: `unit_id = any(${CHANGE}) or changes_person(person_id)`,
  })),
  ...PARTS.map((table) => ({
    table,
    see: belongs(`${table}.person_id`, SEE),
    change: belongs(`${table}.person_id`, CHANGE),
  })),
  {
    table: 'household',
    see: `unit_id is null or unit_id = any(${SEE})`,
    change: `cardinality(${CHANGE}) > 0 and (unit_id is null or unit_id = any(${CHANGE}))`,
  },
  { table: 'self_registration', see: `unit_id = any(${SEE})`, change: `unit_id = any(${CHANGE})` },
  // What two records were before they became one.
  { table: 'person_merge', see: belongs('kept_id', SEE), change: belongs('kept_id', CHANGE) },
  // Also a record that belongs nowhere yet is its author's.
  {
    table: 'field_record',
    see: `unit_ids && ${SEE} or author = ${ACTOR}`,
    change: `unit_ids && ${CHANGE} or author = ${ACTOR}`,
  },
]

/** Asks with the rights of the owner, behind the wall: a wall that looked through itself would never end. */
const asker = (name: string, units: string): string => `
  create function ${name}(id text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $function$
    select ${belongs('id', units)}
  $function$`

const statements: readonly string[] = [
  // Belongs to the whole server: another database of it may have made it, at this very moment. Whoever may not make it goes without
  // the wall, which the program says when it starts.
  `do $$ begin
    create role ketnoi_request nologin;
  exception when duplicate_object or unique_violation or insufficient_privilege then null;
  end $$`,
  `do $$ begin
    if exists (select from pg_roles where rolname = 'ketnoi_request') then
      if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant ketnoi_request to %I', current_user);
      end if;
      grant usage on schema public to ketnoi_request;
      grant select, insert, update, delete on all tables in schema public to ketnoi_request;
      alter default privileges in schema public grant select, insert, update, delete on tables to ketnoi_request;
    end if;
  exception when insufficient_privilege then null;
  end $$`,
  asker('sees_person', SEE),
  asker('changes_person', CHANGE),
  ...WALLS.flatMap(({ table, see, change, add = change }) => [
    `alter table ${table} enable row level security`,
    // For every role that does not own the tables: the owner is the program itself, and whoever keeps its backups.
    `create policy ${table}_see on ${table} for select using (${see})`,
    `create policy ${table}_add on ${table} for insert with check (${add})`,
    `create policy ${table}_change on ${table} for update using (${change}) with check (${change})`,
    `create policy ${table}_remove on ${table} for delete using (${change})`,
  ]),
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
