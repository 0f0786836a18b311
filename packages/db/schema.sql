create extension pg_trgm;

CREATE OR REPLACE FUNCTION begin_record()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      new.recorded_from := statement_timestamp();
      return new;
    end
  $function$;

CREATE OR REPLACE FUNCTION changes_person(id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select (
  exists (select from residence where residence.person_id = id and residence.unit_id = any((select nullif(current_setting('ketnoi.change', true), '')::text[])::text[]))
  or exists (select from appointment where appointment.person_id = id and appointment.unit_id = any((select nullif(current_setting('ketnoi.change', true), '')::text[])::text[]))
)
  $function$;

CREATE OR REPLACE FUNCTION keep_actual_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      insert into actual_history (group_id, person_id, role, state, recorded_from, recorded_to)
      select group_id, person_id, role, state, recorded_from, statement_timestamp() from before
      where recorded_from < statement_timestamp() and not exists (
        select from after
        where (after.group_id, after.person_id, after.recorded_from) = (before.group_id, before.person_id, before.recorded_from)
      );
      return null;
    end
  $function$;

CREATE OR REPLACE FUNCTION keep_actual_removed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      insert into actual_history (group_id, person_id, role, state, recorded_from, recorded_to)
      select group_id, person_id, role, state, recorded_from, statement_timestamp() from before where recorded_from < statement_timestamp();
      return null;
    end
  $function$;

CREATE OR REPLACE FUNCTION keep_desired_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      insert into desired_history (group_id, person_id, role, clauses, required, recorded_from, recorded_to)
      select group_id, person_id, role, clauses, required, recorded_from, statement_timestamp() from before
      where recorded_from < statement_timestamp() and not exists (
        select from after
        where (after.group_id, after.person_id, after.recorded_from) = (before.group_id, before.person_id, before.recorded_from)
      );
      return null;
    end
  $function$;

CREATE OR REPLACE FUNCTION keep_desired_removed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      insert into desired_history (group_id, person_id, role, clauses, required, recorded_from, recorded_to)
      select group_id, person_id, role, clauses, required, recorded_from, statement_timestamp() from before where recorded_from < statement_timestamp();
      return null;
    end
  $function$;

CREATE OR REPLACE FUNCTION keep_group_link()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
  $function$;

CREATE OR REPLACE FUNCTION keep_model()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      if tg_op = 'INSERT' or new.document is distinct from old.document then
        insert into model_history (id, version, document) values (new.id, new.version, new.document)
        on conflict on constraint model_history_pk do update set version = excluded.version, document = excluded.document;
      end if;
      return null;
    end
  $function$;

CREATE OR REPLACE FUNCTION keep_override()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    begin
      if old.recorded_from < statement_timestamp() and (tg_op = 'DELETE' or old.recorded_from <> new.recorded_from) then
        insert into override_history (id, kind, group_id, person_id, role, reason, author, valid_from, valid_to, recorded_from, recorded_to)
        values (old.id, old.kind, old.group_id, old.person_id, old.role, old.reason, old.author, old.valid_from, old.valid_to, old.recorded_from, statement_timestamp());
      end if;
      return null;
    end
  $function$;

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
    end
  $function$;

CREATE OR REPLACE FUNCTION sees_person(id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select (
  exists (select from residence where residence.person_id = id and residence.unit_id = any((select nullif(current_setting('ketnoi.see', true), '')::text[])::text[]))
  or exists (select from appointment where appointment.person_id = id and appointment.unit_id = any((select nullif(current_setting('ketnoi.see', true), '')::text[])::text[]))
)
  $function$;

create table account (
  id text collate "C" not null,
  name text not null,
  email text collate "C" not null,
  email_verified boolean not null default false,
  image text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  two_factor_enabled boolean not null default false,
  user_name text collate "C",
  phone text collate "C",
  first_password_until timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_because text,
  active_at timestamp with time zone not null default now(),
  constraint account_pk PRIMARY KEY (id),
  constraint account_email_uq UNIQUE (email),
  constraint account_phone_uq UNIQUE (phone),
  constraint account_user_name_uq UNIQUE (user_name),
  constraint account_disabled_because_ck CHECK ((disabled_because = ANY (ARRAY['administrator'::text, 'idle'::text]))),
  constraint account_disabled_ck CHECK (((disabled_at IS NULL) = (disabled_because IS NULL))),
  constraint account_handle_ck CHECK (((user_name IS NOT NULL) OR (phone IS NOT NULL)))
);

create table account_credential (
  id text collate "C" not null,
  account_id text collate "C" not null,
  external_id text collate "C" not null,
  provider_id text collate "C" not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint account_credential_pk PRIMARY KEY (id),
  constraint account_credential_uq UNIQUE (account_id, provider_id),
  constraint account_credential_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);

create table account_lock (
  key text collate "C" not null,
  attempts integer not null,
  attempted_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint account_lock_pk PRIMARY KEY (key)
);

create table account_passkey (
  id text collate "C" not null,
  account_id text collate "C" not null,
  name text not null,
  credential_id text collate "C" not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  host text collate "C" not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint account_passkey_pk PRIMARY KEY (id),
  constraint account_passkey_credential_uq UNIQUE (credential_id),
  constraint account_passkey_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);
CREATE INDEX account_passkey_account_ix ON account_passkey USING btree (account_id);

create table account_role (
  id text collate "C" not null,
  account_id text collate "C" not null,
  role text not null,
  unit_id text collate "C",
  see_unit_id text collate "C",
  search_unit_id text collate "C",
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  granted_by text collate "C" not null,
  granted_at timestamp with time zone not null default now(),
  constraint account_role_pk PRIMARY KEY (id),
  constraint account_role_search_unit_fk FOREIGN KEY (search_unit_id) REFERENCES unit(id),
  constraint account_role_see_unit_fk FOREIGN KEY (see_unit_id) REFERENCES unit(id),
  constraint account_role_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint account_role_everywhere_ck CHECK (((unit_id IS NOT NULL) OR (role = ANY (ARRAY['administrator'::text, 'inspector'::text])))),
  constraint account_role_role_ck CHECK ((role = ANY (ARRAY['administrator'::text, 'commune-administrator'::text, 'officer'::text, 'inspector'::text]))),
  constraint account_role_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX account_role_account_ix ON account_role USING btree (account_id);
CREATE INDEX account_role_unit_ix ON account_role USING btree (unit_id);

create table account_session (
  id text collate "C" not null,
  account_id text collate "C" not null,
  token text collate "C" not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  ip_address text,
  user_agent text,
  active_at timestamp with time zone not null default now(),
  locked_at timestamp with time zone,
  constraint account_session_pk PRIMARY KEY (id),
  constraint account_session_token_uq UNIQUE (token),
  constraint account_session_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);
CREATE INDEX account_session_account_ix ON account_session USING btree (account_id);

create table account_two_factor (
  id text collate "C" not null,
  account_id text collate "C" not null,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamp with time zone,
  constraint account_two_factor_pk PRIMARY KEY (id),
  constraint account_two_factor_account_uq UNIQUE (account_id),
  constraint account_two_factor_account_fk FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE
);

create table account_verification (
  id text collate "C" not null,
  identifier text collate "C" not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint account_verification_pk PRIMARY KEY (id)
);
CREATE INDEX account_verification_identifier_ix ON account_verification USING btree (identifier);

create table actual_group (
  id text collate "C" not null,
  external_id text collate "C" not null,
  group_id text collate "C",
  name text not null,
  name_folded text collate "C" not null,
  previous_names jsonb not null default '[]'::jsonb,
  owner text not null default 'us'::text,
  archived boolean not null default false,
  first_run boolean not null default true,
  capacity integer,
  join_link text,
  reading_id text collate "C",
  updated_at timestamp with time zone not null default now(),
  service text not null default 'hands-on'::text,
  constraint actual_group_pk PRIMARY KEY (id),
  constraint actual_group_external_id_uq UNIQUE (external_id),
  constraint actual_group_owner_ck CHECK ((owner = ANY (ARRAY['us'::text, 'other'::text])))
);
CREATE INDEX actual_group_group_ix ON actual_group USING btree (group_id);
CREATE TRIGGER actual_group_linked AFTER INSERT OR DELETE OR UPDATE ON actual_group FOR EACH ROW EXECUTE FUNCTION keep_group_link();

create table actual_history (
  group_id text collate "C" not null,
  person_id text collate "C" not null,
  role smallint not null,
  state text not null,
  recorded_from timestamp with time zone not null,
  recorded_to timestamp with time zone not null,
  constraint actual_history_pk PRIMARY KEY (group_id, person_id, recorded_from),
  constraint actual_history_span_ck CHECK ((recorded_from < recorded_to))
);
CREATE INDEX actual_history_person_ix ON actual_history USING btree (person_id, recorded_from);

create table actual_member (
  group_id text collate "C" not null,
  person_id text collate "C" not null,
  role smallint not null,
  state text not null,
  recorded_from timestamp with time zone not null default statement_timestamp(),
  constraint actual_member_pk PRIMARY KEY (group_id, person_id)
);
CREATE INDEX actual_member_pending_ix ON actual_member USING btree (group_id) WHERE (state <> 'member'::text);
CREATE INDEX actual_member_person_ix ON actual_member USING btree (person_id);
CREATE TRIGGER actual_member_begins BEFORE UPDATE ON actual_member FOR EACH ROW WHEN (((((old.group_id IS DISTINCT FROM new.group_id) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.role IS DISTINCT FROM new.role)) OR (old.state IS DISTINCT FROM new.state))) EXECUTE FUNCTION begin_record();
CREATE TRIGGER actual_member_changed AFTER UPDATE ON actual_member REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION keep_actual_changed();
CREATE TRIGGER actual_member_removed AFTER DELETE ON actual_member REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION keep_actual_removed();

create table announcement (
  id text collate "C" not null,
  state text not null,
  text text not null,
  fingerprint text not null,
  again_of text collate "C",
  approved_by text collate "C" not null,
  approved_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  needs_second boolean not null,
  seconded_by text collate "C",
  seconded_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  next_at timestamp with time zone not null,
  lease text collate "C",
  leased_until timestamp with time zone,
  constraint announcement_pk PRIMARY KEY (id),
  constraint announcement_again_fk FOREIGN KEY (again_of) REFERENCES announcement(id),
  constraint announcement_second_ck CHECK (((seconded_by IS NULL) OR (seconded_by <> approved_by))),
  constraint announcement_state_ck CHECK ((state = ANY (ARRAY['approved'::text, 'running'::text, 'paused'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX announcement_again_ix ON announcement USING btree (again_of) WHERE (again_of IS NOT NULL);
CREATE INDEX announcement_approved_at_ix ON announcement USING btree (approved_at DESC, id);
CREATE INDEX announcement_due_ix ON announcement USING btree (next_at) WHERE (state = 'running'::text);
CREATE INDEX announcement_second_ix ON announcement USING btree (expires_at) WHERE ((state = 'approved'::text) AND needs_second AND (seconded_by IS NULL));

create table announcement_group (
  announcement_id text collate "C" not null,
  group_id text collate "C" not null,
  unit_id text collate "C" not null,
  name text not null,
  ordinal integer not null,
  service text,
  external_id text,
  state text not null,
  code text,
  message text,
  attempts integer not null default 0,
  lease text collate "C",
  due_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by text collate "C",
  constraint announcement_group_pk PRIMARY KEY (announcement_id, group_id),
  constraint announcement_group_announcement_fk FOREIGN KEY (announcement_id) REFERENCES announcement(id) ON DELETE CASCADE,
  constraint announcement_group_state_ck CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'with-people'::text, 'done'::text, 'failed'::text, 'unknown'::text, 'unreachable'::text, 'cancelled'::text])))
);
CREATE INDEX announcement_group_group_ix ON announcement_group USING btree (group_id, announcement_id);
CREATE INDEX announcement_group_open_ix ON announcement_group USING btree (announcement_id, due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));

create table appointment (
  person_id text collate "C" not null,
  position_id text collate "C" not null,
  unit_id text collate "C" not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint appointment_pk PRIMARY KEY (person_id, position_id, unit_id, valid_from),
  constraint appointment_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  constraint appointment_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint appointment_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX appointment_ends_ix ON appointment USING btree (valid_to) WHERE (valid_to < 'infinity'::date);
CREATE INDEX appointment_unit_ix ON appointment USING btree (unit_id, position_id);
alter table appointment enable row level security;
create policy appointment_add on appointment for insert
  using ()
  with check (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)));
create policy appointment_change on appointment for update
  using (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)))
  with check (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)));
create policy appointment_remove on appointment for delete
  using (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)))
  with check ();
create policy appointment_see on appointment for select
  using ((((unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE) OR sees_person(person_id)))
  with check ();

create table audit_event (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  actor text not null,
  action text not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  data jsonb not null default '{}'::jsonb,
  constraint audit_event_pk PRIMARY KEY (id)
);
CREATE INDEX audit_event_action_ix ON audit_event USING btree (action, id);
CREATE INDEX audit_event_actor_ix ON audit_event USING btree (actor, id);
CREATE INDEX audit_event_at_ix ON audit_event USING btree (at);
CREATE INDEX audit_event_selection_ix ON audit_event USING btree (((data ->> 'selectionId'::text))) WHERE (data ? 'selectionId'::text);
CREATE INDEX audit_event_subject_ix ON audit_event USING btree (subject_kind, subject_id, id);
CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table audit_seal (
  id bigint not null,
  first_event bigint not null,
  last_event bigint not null,
  events integer not null,
  leaves bytea not null,
  sha256 text collate "C" not null,
  previous_sha256 text collate "C" not null,
  sealed_at timestamp with time zone not null,
  constraint audit_seal_pk PRIMARY KEY (id)
);
CREATE TRIGGER audit_seal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table batch_undo (
  batch_id text collate "C" not null,
  state text not null,
  fingerprint text collate "C" not null,
  reason text not null,
  counts jsonb not null,
  asked_by text collate "C" not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  seconded_by text collate "C",
  seconded_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint batch_undo_pk PRIMARY KEY (batch_id),
  constraint batch_undo_batch_fk FOREIGN KEY (batch_id) REFERENCES change_batch(id) ON DELETE CASCADE,
  constraint batch_undo_second_ck CHECK ((((seconded_by IS NULL) = (state = 'asked'::text)) AND (seconded_by IS DISTINCT FROM asked_by))),
  constraint batch_undo_state_ck CHECK ((state = ANY (ARRAY['asked'::text, 'running'::text, 'done'::text])))
);

create table batch_undo_person (
  batch_id text collate "C" not null,
  person_id text collate "C" not null,
  part integer not null,
  outcome text,
  constraint batch_undo_person_pk PRIMARY KEY (batch_id, person_id),
  constraint batch_undo_person_undo_fk FOREIGN KEY (batch_id) REFERENCES batch_undo(batch_id) ON DELETE CASCADE,
  constraint batch_undo_person_outcome_ck CHECK ((outcome = ANY (ARRAY['restore'::text, 'remove'::text, 'keep'::text])))
);
CREATE INDEX batch_undo_person_part_ix ON batch_undo_person USING btree (batch_id, part) WHERE (outcome IS NULL);

create table batch_unit (
  batch_id text collate "C" not null,
  unit_id text collate "C" not null,
  before jsonb,
  after jsonb not null,
  constraint batch_unit_pk PRIMARY KEY (batch_id, unit_id),
  constraint batch_unit_batch_fk FOREIGN KEY (batch_id) REFERENCES change_batch(id) ON DELETE CASCADE
);

create table binding_code (
  code_sha256 text collate "C" not null,
  service text collate "C" not null,
  person_id text collate "C" not null,
  author text collate "C" not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  used_by text collate "C",
  constraint binding_code_pk PRIMARY KEY (service, code_sha256),
  constraint binding_code_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX binding_code_person_ix ON binding_code USING btree (person_id);

create table change_batch (
  id text collate "C" not null,
  kind text not null,
  what jsonb not null default '{}'::jsonb,
  reason text,
  people integer not null,
  author text collate "C" not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null default now(),
  undone_at timestamp with time zone,
  undone_by text collate "C",
  undo_reason text,
  undone jsonb,
  unit_ids text[],
  constraint change_batch_pk PRIMARY KEY (id),
  constraint change_batch_kind_ck CHECK ((kind = ANY (ARRAY['import'::text, 'selection'::text, 'units'::text, 'reading'::text]))),
  constraint change_batch_undone_ck CHECK (((undone_at IS NULL) = (undone_by IS NULL)))
);
CREATE INDEX change_batch_at_ix ON change_batch USING btree (at DESC, id);

create table consent (
  person_id text collate "C" not null,
  purpose_id text collate "C" not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint consent_pk PRIMARY KEY (person_id, purpose_id, valid_from),
  constraint consent_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX consent_ends_ix ON consent USING btree (valid_to) WHERE (valid_to < 'infinity'::date);
alter table consent enable row level security;
create policy consent_add on consent for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy consent_change on consent for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy consent_remove on consent for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy consent_see on consent for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = consent.person_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = consent.person_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table consent_event (
  id bigint not null generated always as identity,
  person_id text collate "C" not null,
  purpose_id text collate "C" not null,
  kind text not null,
  day date not null,
  at timestamp with time zone not null,
  channel text not null,
  notice_id text collate "C",
  notice_sha256 text collate "C",
  recorder text not null,
  evidence text,
  citation text,
  recorded_at timestamp with time zone not null default now(),
  merge_id text collate "C",
  constraint consent_event_pk PRIMARY KEY (person_id, id),
  constraint consent_event_notice_fk FOREIGN KEY (notice_id) REFERENCES notice(id),
  constraint consent_event_channel_ck CHECK ((channel = ANY (ARRAY['spoken'::text, 'paper'::text, 'web'::text, 'import'::text]))),
  constraint consent_event_citation_ck CHECK (((kind = 'ground'::text) = (citation IS NOT NULL))),
  constraint consent_event_kind_ck CHECK ((kind = ANY (ARRAY['given'::text, 'refused'::text, 'withdrawn'::text, 'ground'::text, 'ground-ended'::text]))),
  constraint consent_event_notice_ck CHECK ((((notice_id IS NULL) = (notice_sha256 IS NULL)) AND ((kind <> 'given'::text) OR (channel = 'import'::text) OR (notice_id IS NOT NULL))))
);
CREATE INDEX consent_event_person_ix ON consent_event USING btree (person_id, purpose_id, id);
CREATE INDEX consent_event_refusal_ix ON consent_event USING btree (person_id, purpose_id) WHERE (kind = ANY (ARRAY['withdrawn'::text, 'refused'::text]));
CREATE TRIGGER consent_event_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON consent_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table consent_event enable row level security;
create policy consent_event_add on consent_event for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent_event.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent_event.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy consent_event_change on consent_event for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent_event.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent_event.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent_event.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent_event.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy consent_event_remove on consent_event for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = consent_event.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = consent_event.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy consent_event_see on consent_event for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = consent_event.person_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = consent_event.person_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table coverage_day (
  unit_id text collate "C" not null,
  day date not null,
  people integer not null,
  households integer not null,
  households_reached integer not null,
  households_unreachable integer not null,
  households_proxied integer not null,
  households_without_consent integer not null,
  required integer not null,
  required_present integer not null,
  constraint coverage_day_pk PRIMARY KEY (unit_id, day)
);

create table deletion_record (
  id bigint not null generated always as identity,
  day date not null,
  unit_id text collate "C",
  people integer not null,
  months integer not null,
  basis text not null,
  at timestamp with time zone not null,
  purpose text collate "C",
  constraint deletion_record_pk PRIMARY KEY (id),
  constraint deletion_record_people_ck CHECK ((people > 0))
);
CREATE INDEX deletion_record_day_ix ON deletion_record USING btree (day DESC, id);
CREATE TRIGGER deletion_record_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON deletion_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table departure (
  actual_group_id text collate "C" not null,
  person_id text collate "C" not null,
  departed_by text not null,
  departed_at timestamp with time zone not null,
  constraint departure_pk PRIMARY KEY (actual_group_id, person_id, departed_at),
  constraint departure_actual_group_fk FOREIGN KEY (actual_group_id) REFERENCES actual_group(id) ON DELETE CASCADE,
  constraint departure_by_ck CHECK ((departed_by = ANY (ARRAY['self'::text, 'administrator'::text, 'rule'::text])))
);
CREATE INDEX departure_person_ix ON departure USING btree (person_id);

create table desired_basis (
  recorded_from timestamp with time zone not null default statement_timestamp(),
  as_of date not null,
  model_id text collate "C" not null,
  model_version text not null,
  constraint desired_basis_pk PRIMARY KEY (recorded_from)
);

create table desired_history (
  group_id text collate "C" not null,
  person_id text collate "C" not null,
  role smallint not null,
  clauses integer not null,
  required boolean not null,
  recorded_from timestamp with time zone not null,
  recorded_to timestamp with time zone not null,
  constraint desired_history_pk PRIMARY KEY (group_id, person_id, recorded_from),
  constraint desired_history_span_ck CHECK ((recorded_from < recorded_to))
);
CREATE INDEX desired_history_person_ix ON desired_history USING btree (person_id, recorded_from);

create table desired_member (
  group_id text collate "C" not null,
  person_id text collate "C" not null,
  role smallint not null,
  clauses integer not null,
  required boolean not null,
  recorded_from timestamp with time zone not null default statement_timestamp(),
  constraint desired_member_pk PRIMARY KEY (group_id, person_id)
);
CREATE INDEX desired_member_person_ix ON desired_member USING btree (person_id);
CREATE TRIGGER desired_member_begins BEFORE UPDATE ON desired_member FOR EACH ROW WHEN ((((((old.group_id IS DISTINCT FROM new.group_id) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.role IS DISTINCT FROM new.role)) OR (old.clauses IS DISTINCT FROM new.clauses)) OR (old.required IS DISTINCT FROM new.required))) EXECUTE FUNCTION begin_record();
CREATE TRIGGER desired_member_changed AFTER UPDATE ON desired_member REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION keep_desired_changed();
CREATE TRIGGER desired_member_removed AFTER DELETE ON desired_member REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION keep_desired_removed();

create table device (
  id text collate "C" not null,
  account_id text collate "C" not null,
  name text not null,
  prepared_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  revoked_by text collate "C",
  constraint device_pk PRIMARY KEY (id)
);
CREATE INDEX device_account_ix ON device USING btree (account_id);

create table drift_decision (
  group_id text collate "C" not null,
  subject text collate "C" not null,
  kind text not null,
  way text not null,
  reason text not null,
  author text collate "C" not null,
  decided_at timestamp with time zone not null,
  constraint drift_decision_pk PRIMARY KEY (group_id, subject),
  constraint drift_decision_way_ck CHECK ((way = ANY (ARRAY['revert'::text, 'ignore'::text])))
);

create table expected_group (
  id text collate "C" not null,
  kind text collate "C" not null,
  unit_id text collate "C" not null,
  name text not null,
  name_folded text collate "C" not null,
  sort_key text collate "C" not null,
  state text not null,
  mode text not null,
  capacity integer not null,
  part smallint not null default 1,
  spare boolean not null default false,
  constraint expected_group_pk PRIMARY KEY (id),
  constraint expected_group_mode_ck CHECK ((mode = ANY (ARRAY['manage'::text, 'add-only'::text]))),
  constraint expected_group_state_ck CHECK ((state = ANY (ARRAY['ok'::text, 'invalid'::text])))
);
CREATE INDEX expected_group_further_ix ON expected_group USING btree (kind, unit_id) WHERE (part > 1);
CREATE INDEX expected_group_kind_ix ON expected_group USING btree (kind, unit_id);
CREATE INDEX expected_group_sort_key_ix ON expected_group USING btree (sort_key, id);
CREATE INDEX expected_group_unit_ix ON expected_group USING btree (unit_id);

create table field_record (
  id text collate "C" not null,
  device_id text collate "C" not null,
  author text collate "C" not null,
  payload jsonb not null,
  received_at timestamp with time zone not null default now(),
  state text not null,
  code text,
  candidates text[] not null default '{}'::text[],
  unit_ids text[] not null default '{}'::text[],
  person_id text collate "C",
  about_id text collate "C",
  decision jsonb,
  decided_by text collate "C",
  decided_at timestamp with time zone,
  constraint field_record_pk PRIMARY KEY (id),
  constraint field_record_device_fk FOREIGN KEY (device_id) REFERENCES device(id),
  constraint field_record_code_ck CHECK (((state = 'open'::text) = (code IS NOT NULL))),
  constraint field_record_state_ck CHECK ((state = ANY (ARRAY['applied'::text, 'open'::text, 'dismissed'::text])))
);
CREATE INDEX field_record_about_ix ON field_record USING btree (about_id) WHERE (about_id IS NOT NULL);
CREATE INDEX field_record_device_ix ON field_record USING btree (device_id);
CREATE INDEX field_record_open_ix ON field_record USING btree (received_at, id) WHERE (state = 'open'::text);
CREATE INDEX field_record_person_ix ON field_record USING btree (person_id) WHERE (person_id IS NOT NULL);
alter table field_record enable row level security;
create policy field_record_add on field_record for insert
  using ()
  with check (((unit_ids && ( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) OR (author = ( SELECT NULLIF(current_setting('ketnoi.actor'::text, true), ''::text) AS "nullif"))));
create policy field_record_change on field_record for update
  using (((unit_ids && ( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) OR (author = ( SELECT NULLIF(current_setting('ketnoi.actor'::text, true), ''::text) AS "nullif"))))
  with check (((unit_ids && ( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) OR (author = ( SELECT NULLIF(current_setting('ketnoi.actor'::text, true), ''::text) AS "nullif"))));
create policy field_record_remove on field_record for delete
  using (((unit_ids && ( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) OR (author = ( SELECT NULLIF(current_setting('ketnoi.actor'::text, true), ''::text) AS "nullif"))))
  with check ();
create policy field_record_see on field_record for select
  using (((unit_ids && ( SELECT (NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[] AS "nullif")) OR (author = ( SELECT NULLIF(current_setting('ketnoi.actor'::text, true), ''::text) AS "nullif"))))
  with check ();

create table group_asset (
  group_id text collate "C" not null,
  service text collate "C" not null,
  external_id text collate "C" not null,
  asset_id text collate "C",
  asset_type text,
  valid_through date,
  auto_renew boolean,
  dissolves_on date,
  dissolved_at timestamp with time zone,
  read_at timestamp with time zone not null,
  constraint group_asset_pk PRIMARY KEY (group_id)
);
CREATE INDEX group_asset_valid_ix ON group_asset USING btree (valid_through);

create table group_closing (
  group_id text collate "C" not null,
  at timestamp with time zone not null,
  author text collate "C" not null,
  constraint group_closing_pk PRIMARY KEY (group_id)
);

create table group_count (
  group_id text collate "C" not null,
  desired integer not null,
  actual integer not null,
  matching integer not null,
  to_add integer not null,
  to_remove integer not null,
  wrong_role integer not null,
  required integer not null,
  required_missing integer not null,
  unmatched integer not null,
  constraint group_count_pk PRIMARY KEY (group_id)
);

create table group_link (
  actual_group_id text collate "C" not null,
  external_id text collate "C" not null,
  group_id text collate "C" not null,
  linked_from timestamp with time zone not null,
  linked_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint group_link_pk PRIMARY KEY (actual_group_id, linked_from),
  constraint group_link_span_ck CHECK ((linked_from < linked_to))
);
CREATE INDEX group_link_group_ix ON group_link USING btree (group_id, linked_from);

create table handover (
  id text collate "C" not null,
  on_day date not null,
  state text not null,
  document jsonb not null,
  reason text not null,
  revision integer not null default 1,
  proposed_by text collate "C" not null,
  proposed_at timestamp with time zone not null,
  cancelled_by text collate "C",
  cancelled_at timestamp with time zone,
  cancel_reason text,
  constraint handover_pk PRIMARY KEY (id),
  constraint handover_state_ck CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'in-force'::text, 'cancelled'::text])))
);
CREATE INDEX handover_day_ix ON handover USING btree (on_day DESC, id);

create table handover_person (
  handover_id text collate "C" not null,
  person_id text collate "C" not null,
  constraint handover_person_pk PRIMARY KEY (handover_id, person_id),
  constraint handover_person_handover_fk FOREIGN KEY (handover_id) REFERENCES handover(id) ON DELETE CASCADE
);
CREATE INDEX handover_person_person_ix ON handover_person USING btree (person_id);

create table handover_side (
  handover_id text collate "C" not null,
  side text not null,
  unit_id text collate "C" not null,
  confirmed_by text collate "C",
  confirmed_at timestamp with time zone,
  constraint handover_side_pk PRIMARY KEY (handover_id, side, unit_id),
  constraint handover_side_handover_fk FOREIGN KEY (handover_id) REFERENCES handover(id) ON DELETE CASCADE,
  constraint handover_side_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id),
  constraint handover_side_side_ck CHECK ((side = ANY (ARRAY['giving'::text, 'receiving'::text])))
);
CREATE INDEX handover_side_unit_ix ON handover_side USING btree (unit_id);

create table household (
  id text collate "C" not null,
  unit_id text collate "C",
  label text,
  constraint household_pk PRIMARY KEY (id)
);
CREATE INDEX household_unit_ix ON household USING btree (unit_id);
alter table household enable row level security;
create policy household_add on household for insert
  using ()
  with check (((cardinality(( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) > 0) AND ((unit_id IS NULL) OR (unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))));
create policy household_change on household for update
  using (((cardinality(( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) > 0) AND ((unit_id IS NULL) OR (unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))
  with check (((cardinality(( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) > 0) AND ((unit_id IS NULL) OR (unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))));
create policy household_remove on household for delete
  using (((cardinality(( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) > 0) AND ((unit_id IS NULL) OR (unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))
  with check ();
create policy household_see on household for select
  using (((unit_id IS NULL) OR ((unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))
  with check ();

create table job (
  id text collate "C" not null,
  kind text not null,
  status text not null,
  payload jsonb not null default '{}'::jsonb,
  progress integer not null default 0,
  total integer,
  message text,
  result jsonb,
  error jsonb,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  heartbeat_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint job_pk PRIMARY KEY (id),
  constraint job_status_ck CHECK ((status = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'interrupted'::text])))
);
CREATE INDEX job_created_at_ix ON job USING btree (created_at, id);
CREATE INDEX job_open_ix ON job USING btree (heartbeat_at) WHERE (status = ANY (ARRAY['waiting'::text, 'running'::text]));

create table member_match (
  actual_group_id text collate "C" not null,
  key text collate "C" not null,
  person_id text collate "C",
  author text not null,
  decided_at timestamp with time zone not null default now(),
  constraint member_match_pk PRIMARY KEY (actual_group_id, key),
  constraint member_match_actual_group_fk FOREIGN KEY (actual_group_id) REFERENCES actual_group(id) ON DELETE CASCADE,
  constraint member_match_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX member_match_person_ix ON member_match USING btree (person_id);

create table membership_override (
  id text collate "C" not null,
  kind text not null,
  group_id text collate "C" not null,
  person_id text collate "C" not null,
  role smallint not null default 0,
  reason text not null,
  author text not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  recorded_from timestamp with time zone not null default statement_timestamp(),
  constraint membership_override_pk PRIMARY KEY (id),
  constraint membership_override_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  constraint membership_override_kind_ck CHECK ((kind = ANY (ARRAY['include'::text, 'exclude'::text]))),
  constraint membership_override_role_ck CHECK (((role >= 0) AND (role <= 2))),
  constraint membership_override_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX membership_override_ends_ix ON membership_override USING btree (valid_to) WHERE (valid_to < 'infinity'::date);
CREATE INDEX membership_override_group_ix ON membership_override USING btree (group_id, person_id);
CREATE INDEX membership_override_person_ix ON membership_override USING btree (person_id);
CREATE TRIGGER membership_override_begins BEFORE UPDATE ON membership_override FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION begin_record();
CREATE TRIGGER membership_override_kept AFTER DELETE OR UPDATE ON membership_override FOR EACH ROW EXECUTE FUNCTION keep_override();

create table messaging_account (
  person_id text collate "C" not null,
  service text collate "C" not null,
  account_id text collate "C" not null,
  display_name text,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint messaging_account_pk PRIMARY KEY (person_id, service, account_id, valid_from),
  constraint messaging_account_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  constraint messaging_account_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX messaging_account_account_ix ON messaging_account USING btree (account_id, service);
alter table messaging_account enable row level security;
create policy messaging_account_add on messaging_account for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = messaging_account.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = messaging_account.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy messaging_account_change on messaging_account for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = messaging_account.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = messaging_account.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = messaging_account.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = messaging_account.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy messaging_account_remove on messaging_account for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = messaging_account.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = messaging_account.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy messaging_account_see on messaging_account for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = messaging_account.person_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = messaging_account.person_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table model (
  id text collate "C" not null,
  version text not null,
  document jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint model_pk PRIMARY KEY (id)
);
CREATE TRIGGER model_kept AFTER INSERT OR UPDATE ON model FOR EACH ROW EXECUTE FUNCTION keep_model();

create table model_history (
  id text collate "C" not null,
  version text not null,
  document jsonb not null,
  recorded_from timestamp with time zone not null default statement_timestamp(),
  constraint model_history_pk PRIMARY KEY (id, recorded_from)
);

create table notice (
  id text collate "C" not null,
  purpose_id text collate "C" not null,
  language text collate "C" not null,
  version integer not null,
  text text not null,
  sha256 text collate "C" not null,
  valid_from date not null,
  author text not null,
  created_at timestamp with time zone not null default now(),
  constraint notice_pk PRIMARY KEY (id),
  constraint notice_version_uq UNIQUE (purpose_id, language, version),
  constraint notice_language_ck CHECK ((language = ANY (ARRAY['vi'::text, 'en'::text]))),
  constraint notice_sha256_ck CHECK ((sha256 = encode(sha256(convert_to(text, 'UTF8'::name)), 'hex'::text)))
);
CREATE TRIGGER notice_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table override_history (
  id text collate "C" not null,
  kind text not null,
  group_id text collate "C" not null,
  person_id text collate "C" not null,
  role smallint not null,
  reason text not null,
  author text not null,
  valid_from date not null,
  valid_to date not null,
  recorded_from timestamp with time zone not null,
  recorded_to timestamp with time zone not null,
  constraint override_history_pk PRIMARY KEY (id, recorded_from),
  constraint override_history_span_ck CHECK ((recorded_from < recorded_to))
);
CREATE INDEX override_history_group_ix ON override_history USING btree (group_id, recorded_from);
CREATE INDEX override_history_person_ix ON override_history USING btree (person_id, recorded_from);

create table person (
  id text collate "C" not null,
  name text not null,
  name_folded text collate "C" not null,
  sort_key text collate "C" not null,
  birth text,
  birth_last date generated always as (
CASE length(birth)
    WHEN 4 THEN make_date((birth)::integer, 12, 31)
    WHEN 7 THEN (((make_date(("left"(birth, 4))::integer, ("right"(birth, 2))::integer, 1) + '1 mon'::interval) - '1 day'::interval))::date
    WHEN 10 THEN make_date(("left"(birth, 4))::integer, (substr(birth, 6, 2))::integer, ("right"(birth, 2))::integer)
    ELSE NULL::date
END) stored,
  adult boolean,
  reachability text not null default 'unknown'::text,
  revision integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  proxy_id text collate "C",
  added_event bigint,
  constraint person_pk PRIMARY KEY (id),
  constraint person_birth_ck CHECK ((length(birth) = ANY (ARRAY[4, 7, 10]))),
  constraint person_reachability_ck CHECK ((reachability = ANY (ARRAY['reachable'::text, 'no-smartphone'::text, 'shared-phone'::text, 'left'::text, 'refused'::text, 'unknown'::text])))
);
CREATE INDEX person_added_event_ix ON person USING btree (added_event) WHERE (added_event IS NOT NULL);
CREATE INDEX person_name_birth_ix ON person USING btree (name_folded, birth);
CREATE INDEX person_name_folded_ix ON person USING gin (name_folded gin_trgm_ops);
CREATE INDEX person_proxy_ix ON person USING btree (proxy_id) WHERE (proxy_id IS NOT NULL);
CREATE INDEX person_sort_key_ix ON person USING btree (sort_key, id);
alter table person enable row level security;
create policy person_add on person for insert
  using ()
  with check ((cardinality(( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")) > 0));
create policy person_change on person for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person.id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person.id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person.id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person.id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy person_remove on person for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person.id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person.id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy person_see on person for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = person.id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = person.id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table person_distinct (
  one_id text collate "C" not null,
  other_id text collate "C" not null,
  author text collate "C" not null,
  at timestamp with time zone not null,
  merge_id text collate "C",
  constraint person_distinct_pk PRIMARY KEY (one_id, other_id),
  constraint person_distinct_order_ck CHECK ((one_id < other_id))
);

create table person_merge (
  id text collate "C" not null,
  kept_id text collate "C" not null,
  merged_id text collate "C" not null,
  kept jsonb not null,
  merged jsonb not null,
  result jsonb not null,
  merged_revision integer not null,
  merged_added_event bigint,
  moved jsonb not null default '{}'::jsonb,
  author text collate "C" not null,
  at timestamp with time zone not null,
  undone_by text collate "C",
  undone_at timestamp with time zone,
  constraint person_merge_pk PRIMARY KEY (id),
  constraint person_merge_undone_ck CHECK (((undone_at IS NULL) = (undone_by IS NULL)))
);
CREATE INDEX person_merge_kept_ix ON person_merge USING btree (kept_id);
CREATE UNIQUE INDEX person_merge_merged_uq ON person_merge USING btree (merged_id) WHERE (undone_at IS NULL);
CREATE INDEX person_merge_undone_ix ON person_merge USING btree (merged_id);
alter table person_merge enable row level security;
create policy person_merge_add on person_merge for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_merge.kept_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_merge.kept_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy person_merge_change on person_merge for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_merge.kept_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_merge.kept_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_merge.kept_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_merge.kept_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy person_merge_remove on person_merge for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_merge.kept_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_merge.kept_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy person_merge_see on person_merge for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = person_merge.kept_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = person_merge.kept_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table person_version (
  person_id text collate "C" not null,
  revision integer not null,
  event_id bigint not null,
  before jsonb not null,
  after jsonb not null,
  constraint person_version_pk PRIMARY KEY (person_id, revision)
);
CREATE INDEX person_version_event_ix ON person_version USING btree (event_id);
alter table person_version enable row level security;
create policy person_version_add on person_version for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_version.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_version.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy person_version_change on person_version for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_version.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_version.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_version.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_version.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy person_version_remove on person_version for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = person_version.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = person_version.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy person_version_see on person_version for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = person_version.person_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = person_version.person_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table phone (
  person_id text collate "C" not null,
  number text collate "C" not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint phone_pk PRIMARY KEY (person_id, number, valid_from),
  constraint phone_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX phone_number_ix ON phone USING btree (number);
CREATE INDEX phone_reverse_ix ON phone USING btree (reverse(number));
alter table phone enable row level security;
create policy phone_add on phone for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = phone.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = phone.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy phone_change on phone for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = phone.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = phone.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = phone.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = phone.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy phone_remove on phone for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = phone.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = phone.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy phone_see on phone for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = phone.person_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = phone.person_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table private_link (
  token_sha256 text collate "C" not null,
  person_id text collate "C" not null,
  created_at timestamp with time zone not null default now(),
  author text not null,
  revoked_at timestamp with time zone,
  merge_id text collate "C",
  constraint private_link_pk PRIMARY KEY (token_sha256),
  constraint private_link_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX private_link_owner_ix ON private_link USING btree (person_id);
CREATE UNIQUE INDEX private_link_person_uq ON private_link USING btree (person_id) WHERE ((revoked_at IS NULL) AND (merge_id IS NULL));
alter table private_link enable row level security;
create policy private_link_add on private_link for insert
  using ()
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = private_link.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = private_link.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy private_link_change on private_link for update
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = private_link.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = private_link.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = private_link.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = private_link.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))));
create policy private_link_remove on private_link for delete
  using (((EXISTS ( SELECT
   FROM residence
  WHERE ((residence.person_id = private_link.person_id) AND (residence.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[]))))) OR (EXISTS ( SELECT
   FROM appointment
  WHERE ((appointment.person_id = private_link.person_id) AND (appointment.unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))))))
  with check ();
create policy private_link_see on private_link for select
  using (((EXISTS ( SELECT
   FROM ( SELECT residence.unit_id
           FROM residence
          WHERE (residence.person_id = private_link.person_id)
         OFFSET 0) home
  WHERE ((home.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE))) OR (EXISTS ( SELECT
   FROM ( SELECT appointment.unit_id
           FROM appointment
          WHERE (appointment.person_id = private_link.person_id)
         OFFSET 0) office
  WHERE ((office.unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE)))))
  with check ();

create table reading (
  id text collate "C" not null,
  actual_group_id text collate "C" not null,
  read_at timestamp with time zone not null,
  completeness text not null,
  source text not null,
  author text not null,
  first_read_at timestamp with time zone not null,
  constraint reading_pk PRIMARY KEY (id),
  constraint reading_actual_group_fk FOREIGN KEY (actual_group_id) REFERENCES actual_group(id) ON DELETE CASCADE,
  constraint reading_completeness_ck CHECK ((completeness = ANY (ARRAY['complete'::text, 'partial'::text, 'failed'::text])))
);
CREATE INDEX reading_actual_group_ix ON reading USING btree (actual_group_id, read_at);
CREATE INDEX reading_first_ix ON reading USING btree (actual_group_id, first_read_at);

create table reading_member (
  reading_id text collate "C" not null,
  key text collate "C" not null,
  ordinal integer not null,
  person_id text collate "C",
  display_name text not null,
  account_id text,
  phone text,
  role smallint not null default 0,
  state text not null default 'member'::text,
  matched_by text,
  candidates jsonb not null default '[]'::jsonb,
  joined_at timestamp with time zone,
  constraint reading_member_pk PRIMARY KEY (reading_id, key),
  constraint reading_member_reading_fk FOREIGN KEY (reading_id) REFERENCES reading(id) ON DELETE CASCADE,
  constraint reading_member_role_ck CHECK (((role >= 0) AND (role <= 2))),
  constraint reading_member_state_ck CHECK ((state = ANY (ARRAY['member'::text, 'invited'::text, 'invitation-failed'::text])))
);
CREATE INDEX reading_member_person_ix ON reading_member USING btree (person_id, reading_id);

create table reform (
  id text collate "C" not null,
  document jsonb not null,
  decision text not null,
  effective_on date not null,
  state text not null,
  revision integer not null default 1,
  scope_choices jsonb not null default '[]'::jsonb,
  effects jsonb,
  losses jsonb not null default '[]'::jsonb,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint reform_pk PRIMARY KEY (id),
  constraint reform_state_ck CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text, 'applying'::text, 'applied'::text, 'in-effect'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX reform_day_ix ON reform USING btree (effective_on DESC, id);

create table reform_approval (
  id text collate "C" not null,
  reform_id text collate "C" not null,
  purpose text not null,
  fingerprint text not null,
  reason text not null,
  approved_by text collate "C" not null,
  approved_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  needs_second boolean not null,
  seconded_by text collate "C",
  seconded_at timestamp with time zone,
  started_by text collate "C",
  started_at timestamp with time zone,
  constraint reform_approval_pk PRIMARY KEY (id),
  constraint reform_approval_reform_fk FOREIGN KEY (reform_id) REFERENCES reform(id) ON DELETE CASCADE,
  constraint reform_approval_purpose_ck CHECK ((purpose = ANY (ARRAY['apply'::text, 'undo'::text])))
);
CREATE INDEX reform_approval_reform_ix ON reform_approval USING btree (reform_id, approved_at);
CREATE INDEX reform_approval_second_ix ON reform_approval USING btree (expires_at) WHERE (needs_second AND (seconded_by IS NULL) AND (started_at IS NULL));

create table reform_person (
  reform_id text collate "C" not null,
  person_id text collate "C" not null,
  state text not null default 'waiting'::text,
  constraint reform_person_pk PRIMARY KEY (reform_id, person_id),
  constraint reform_person_person_fk FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  constraint reform_person_reform_fk FOREIGN KEY (reform_id) REFERENCES reform(id) ON DELETE CASCADE,
  constraint reform_person_state_ck CHECK ((state = ANY (ARRAY['waiting'::text, 'moved'::text, 'undone'::text])))
);
CREATE INDEX reform_person_person_ix ON reform_person USING btree (person_id);
CREATE INDEX reform_person_state_ix ON reform_person USING btree (reform_id, state, person_id);

create table reform_rehearsal (
  reform_id text collate "C" not null,
  fingerprint text not null,
  rehearsal jsonb not null,
  rehearsed_at timestamp with time zone not null,
  constraint reform_rehearsal_pk PRIMARY KEY (reform_id),
  constraint reform_rehearsal_reform_fk FOREIGN KEY (reform_id) REFERENCES reform(id) ON DELETE CASCADE
);

create table reform_step (
  reform_id text collate "C" not null,
  kind text not null,
  subject_id text collate "C" not null,
  before jsonb not null,
  after jsonb not null,
  done_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint reform_step_pk PRIMARY KEY (reform_id, kind, subject_id),
  constraint reform_step_reform_fk FOREIGN KEY (reform_id) REFERENCES reform(id) ON DELETE CASCADE,
  constraint reform_step_kind_ck CHECK ((kind = ANY (ARRAY['scope'::text, 'group'::text, 'override'::text, 'registration'::text])))
);

create table reform_unit (
  reform_id text collate "C" not null,
  unit_id text collate "C" not null,
  constraint reform_unit_pk PRIMARY KEY (reform_id, unit_id),
  constraint reform_unit_reform_fk FOREIGN KEY (reform_id) REFERENCES reform(id) ON DELETE CASCADE
);
CREATE INDEX reform_unit_unit_ix ON reform_unit USING btree (unit_id);

create table registration_link (
  token text collate "C" not null,
  unit_id text collate "C" not null,
  created_at timestamp with time zone not null default now(),
  author text not null,
  revoked_at timestamp with time zone,
  constraint registration_link_pk PRIMARY KEY (token),
  constraint registration_link_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX registration_link_unit_uq ON registration_link USING btree (unit_id) WHERE (revoked_at IS NULL);

create table residence (
  person_id text collate "C" not null,
  unit_id text collate "C" not null,
  household_id text collate "C",
  represents_household boolean not null default false,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  end_reason text,
  sort_key text collate "C" not null,
  constraint residence_pk PRIMARY KEY (person_id, unit_id, valid_from),
  constraint residence_end_reason_ck CHECK ((end_reason = ANY (ARRAY['moved-away'::text, 'died'::text]))),
  constraint residence_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX residence_ends_ix ON residence USING btree (valid_to) WHERE (valid_to < 'infinity'::date);
CREATE INDEX residence_household_ix ON residence USING btree (household_id);
CREATE INDEX residence_unit_ix ON residence USING btree (unit_id, sort_key, person_id) INCLUDE (valid_from, valid_to);
alter table residence enable row level security;
create policy residence_add on residence for insert
  using ()
  with check (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)));
create policy residence_change on residence for update
  using (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)))
  with check (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)));
create policy residence_remove on residence for delete
  using (((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])) OR changes_person(person_id)))
  with check ();
create policy residence_see on residence for select
  using ((((unit_id IN ( SELECT unnest((NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[]) AS unnest)) IS TRUE) OR sees_person(person_id)))
  with check ();

create table review (
  id text collate "C" not null,
  group_id text collate "C" not null,
  unit_id text collate "C" not null,
  due_on date not null,
  reviewed_on date not null,
  at timestamp with time zone not null,
  author text collate "C" not null,
  outcome text not null,
  members integer not null,
  leaders integer not null,
  excluded integer not null,
  asked jsonb not null default '[]'::jsonb,
  constraint review_pk PRIMARY KEY (id),
  constraint review_outcome_ck CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'changes-asked'::text])))
);
CREATE INDEX review_group_ix ON review USING btree (group_id, reviewed_on DESC, at DESC);
CREATE TRIGGER review_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table roster_import (
  id text collate "C" not null,
  kind text not null,
  status text not null,
  file_name text not null,
  file bytea not null,
  mapping jsonb,
  summary jsonb,
  error jsonb,
  job_id text collate "C",
  author text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint roster_import_pk PRIMARY KEY (id),
  constraint roster_import_kind_ck CHECK ((kind = ANY (ARRAY['roster'::text, 'members'::text, 'units'::text]))),
  constraint roster_import_status_ck CHECK ((status = ANY (ARRAY['uploaded'::text, 'checked'::text, 'importing'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX roster_import_created_at_ix ON roster_import USING btree (created_at, id);

create table run (
  id text collate "C" not null,
  state text not null,
  fingerprint text not null,
  plan jsonb not null,
  reason text,
  approved_by text collate "C" not null,
  approved_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  needs_second boolean not null,
  seconded_by text collate "C",
  seconded_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint run_pk PRIMARY KEY (id),
  constraint run_second_ck CHECK (((seconded_by IS NULL) OR (seconded_by <> approved_by))),
  constraint run_state_ck CHECK ((state = ANY (ARRAY['approved'::text, 'running'::text, 'paused'::text, 'moved'::text, 'done'::text, 'cancelled'::text])))
);
CREATE INDEX run_approved_at_ix ON run USING btree (approved_at DESC, id);
CREATE INDEX run_second_ix ON run USING btree (expires_at) WHERE ((state = 'approved'::text) AND needs_second AND (seconded_by IS NULL));

create table run_change (
  run_id text collate "C" not null,
  group_id text collate "C" not null,
  place integer not null,
  change jsonb not null,
  person_id text collate "C",
  state text not null default 'waiting'::text,
  code text,
  message text,
  attempts integer not null default 0,
  asked_at timestamp with time zone,
  settled_at timestamp with time zone,
  constraint run_change_pk PRIMARY KEY (run_id, group_id, place),
  constraint run_change_group_fk FOREIGN KEY (run_id, group_id) REFERENCES run_group(run_id, group_id) ON DELETE CASCADE,
  constraint run_change_state_ck CHECK ((state = ANY (ARRAY['waiting'::text, 'started'::text, 'accepted'::text, 'pending'::text, 'proved'::text, 'without-effect'::text, 'failed'::text, 'held'::text, 'cancelled'::text])))
);
CREATE INDEX run_change_person_ix ON run_change USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX run_change_removal_ix ON run_change USING btree (run_id, group_id) WHERE ((change ->> 'kind'::text) = 'remove'::text);

create table run_group (
  run_id text collate "C" not null,
  group_id text collate "C" not null,
  unit_id text collate "C" not null,
  name text not null,
  ordinal integer not null,
  state text not null,
  code text,
  detail jsonb,
  held jsonb not null default '[]'::jsonb,
  passes integer not null default 0,
  failures integer not null default 0,
  due_at timestamp with time zone not null,
  lease text collate "C",
  leased_until timestamp with time zone,
  ended_at timestamp with time zone,
  constraint run_group_pk PRIMARY KEY (run_id, group_id),
  constraint run_group_run_fk FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE,
  constraint run_group_state_ck CHECK ((state = ANY (ARRAY['waiting'::text, 'working'::text, 'with-people'::text, 'proved'::text, 'incomplete'::text, 'moved'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE UNIQUE INDEX run_group_busy_uq ON run_group USING btree (group_id) WHERE (state = ANY (ARRAY['waiting'::text, 'working'::text]));
CREATE INDEX run_group_due_ix ON run_group USING btree (due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'working'::text]));
CREATE INDEX run_group_group_ix ON run_group USING btree (group_id, run_id);
CREATE INDEX run_group_open_ix ON run_group USING btree (group_id) WHERE (state = ANY (ARRAY['waiting'::text, 'working'::text, 'with-people'::text]));

create table selection_request (
  id text collate "C" not null,
  people jsonb not null,
  change jsonb not null,
  reason text not null,
  fingerprint text collate "C" not null,
  unit_ids text[] not null,
  asked_by text collate "C" not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  seconded_by text collate "C",
  seconded_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  done_at timestamp with time zone,
  constraint selection_request_pk PRIMARY KEY (id),
  constraint selection_request_second_ck CHECK ((((seconded_by IS NULL) = (seconded_at IS NULL)) AND (seconded_by IS DISTINCT FROM asked_by)))
);
CREATE INDEX selection_request_open_ix ON selection_request USING btree (expires_at) WHERE ((seconded_at IS NULL) AND (withdrawn_at IS NULL));

create table self_registration (
  id text collate "C" not null,
  unit_id text collate "C" not null,
  name text not null,
  name_folded text collate "C" not null,
  phone text collate "C" not null,
  purpose_id text collate "C" not null,
  notice_id text collate "C" not null,
  state text not null default 'waiting'::text,
  created_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by text,
  reason text,
  person_id text collate "C",
  constraint self_registration_pk PRIMARY KEY (id),
  constraint self_registration_notice_fk FOREIGN KEY (notice_id) REFERENCES notice(id),
  constraint self_registration_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE,
  constraint self_registration_decided_ck CHECK (((state = 'waiting'::text) = (decided_at IS NULL))),
  constraint self_registration_state_ck CHECK ((state = ANY (ARRAY['waiting'::text, 'confirmed'::text, 'rejected'::text])))
);
CREATE INDEX self_registration_person_ix ON self_registration USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX self_registration_unit_ix ON self_registration USING btree (unit_id, state, created_at);
CREATE INDEX self_registration_waiting_ix ON self_registration USING btree (created_at, id) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX self_registration_waiting_uq ON self_registration USING btree (unit_id, phone, name_folded) WHERE (state = 'waiting'::text);
alter table self_registration enable row level security;
create policy self_registration_add on self_registration for insert
  using ()
  with check ((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])));
create policy self_registration_change on self_registration for update
  using ((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))
  with check ((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])));
create policy self_registration_remove on self_registration for delete
  using ((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.change'::text, true), ''::text))::text[] AS "nullif")::text[])))
  with check ();
create policy self_registration_see on self_registration for select
  using ((unit_id = ANY (( SELECT (NULLIF(current_setting('ketnoi.see'::text, true), ''::text))::text[] AS "nullif")::text[])))
  with check ();

create table service_connection (
  service text collate "C" not null,
  app_id text collate "C" not null,
  account_id text collate "C",
  account_name text,
  app_secret text not null,
  account_secret text,
  verifier text not null,
  tokens text,
  tokens_revision integer not null default 0,
  token_lease text collate "C",
  token_leased_until timestamp with time zone,
  refreshed_at timestamp with time zone,
  access_until timestamp with time zone,
  refresh_until timestamp with time zone,
  lost text,
  settings jsonb not null default '{}'::jsonb,
  acting_person_ids text[] not null default '{}'::text[],
  consent_state_sha256 text collate "C",
  consent_by text collate "C",
  consent_until timestamp with time zone,
  last_error text,
  last_error_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint service_connection_pk PRIMARY KEY (service)
);

create table service_request (
  id text collate "C" not null,
  service text collate "C" not null,
  kind text not null,
  account_id text collate "C" not null,
  group_id text collate "C",
  display_name text,
  phone text collate "C",
  asked_at timestamp with time zone not null,
  state text not null default 'open'::text,
  person_id text collate "C",
  decided_at timestamp with time zone,
  decided_by text collate "C",
  constraint service_request_pk PRIMARY KEY (id),
  constraint service_request_kind_ck CHECK ((kind = ANY (ARRAY['join'::text, 'account'::text, 'withdrawal'::text]))),
  constraint service_request_state_ck CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'rejected'::text, 'gone'::text])))
);
CREATE UNIQUE INDEX service_request_open_uq ON service_request USING btree (service, kind, account_id, COALESCE(group_id, ''::text)) WHERE (state = 'open'::text);
CREATE INDEX service_request_person_ix ON service_request USING btree (person_id) WHERE (person_id IS NOT NULL);

create table setting (
  name text collate "C" not null,
  value jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint setting_pk PRIMARY KEY (name)
);

create table task (
  id text collate "C" not null,
  group_id text collate "C" not null,
  subject text collate "C" not null,
  kind text not null,
  person_id text collate "C",
  role smallint,
  name text,
  state text not null default 'open'::text,
  later_until date,
  note text,
  ordinal bigint not null generated always as identity,
  asked_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answered_by text collate "C",
  announcement_id text collate "C",
  reachability_before text,
  constraint task_pk PRIMARY KEY (id),
  constraint task_announcement_fk FOREIGN KEY (announcement_id) REFERENCES announcement(id),
  constraint task_kind_ck CHECK (((kind = ANY (ARRAY['create'::text, 'rename'::text, 'archive'::text, 'unarchive'::text, 'add'::text, 'remove'::text, 'role'::text, 'withdraw'::text, 'announce'::text])) AND ((kind = 'announce'::text) = (announcement_id IS NOT NULL)))),
  constraint task_state_ck CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'not-found'::text, 'refused'::text, 'no-smartphone'::text, 'obsolete'::text])))
);
CREATE INDEX task_announcement_ix ON task USING btree (announcement_id) WHERE (announcement_id IS NOT NULL);
CREATE INDEX task_answered_ix ON task USING btree (answered_by, answered_at) WHERE (answered_by IS NOT NULL);
CREATE INDEX task_group_ix ON task USING btree (group_id, asked_at);
CREATE UNIQUE INDEX task_open_uq ON task USING btree (group_id, subject) WHERE (state = ANY (ARRAY['open'::text, 'done'::text]));
CREATE INDEX task_person_ix ON task USING btree (person_id) WHERE (person_id IS NOT NULL);

create table unit (
  id text collate "C" not null,
  tier text collate "C" not null,
  kind text not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint unit_pk PRIMARY KEY (id),
  constraint unit_validity_ck CHECK ((valid_from < valid_to))
);

create table unit_alias (
  unit_id text collate "C" not null,
  ordinal smallint not null,
  alias text not null,
  folded text collate "C" not null,
  constraint unit_alias_pk PRIMARY KEY (unit_id, ordinal),
  constraint unit_alias_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE
);

create table unit_ancestor (
  unit_id text collate "C" not null,
  ancestor_id text collate "C" not null,
  unit_tier text collate "C" not null,
  ancestor_tier text collate "C" not null,
  depth smallint not null,
  nearest boolean not null,
  constraint unit_ancestor_pk PRIMARY KEY (unit_id, ancestor_id)
);
CREATE INDEX unit_ancestor_ancestor_ix ON unit_ancestor USING btree (ancestor_id, unit_tier);

create table unit_code (
  unit_id text collate "C" not null,
  system text collate "C" not null,
  code text collate "C" not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint unit_code_pk PRIMARY KEY (unit_id, system, code, valid_from),
  constraint unit_code_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE,
  constraint unit_code_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX unit_code_code_ix ON unit_code USING btree (code, system);

create table unit_count (
  unit_id text collate "C" not null,
  people integer not null,
  households integer not null,
  households_reached integer not null,
  households_unreachable integer not null default 0,
  households_proxied integer not null default 0,
  households_without_consent integer not null default 0,
  constraint unit_count_pk PRIMARY KEY (unit_id)
);

create table unit_name (
  unit_id text collate "C" not null,
  short text not null,
  "full" text not null,
  folded text collate "C" not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  kind text,
  constraint unit_name_pk PRIMARY KEY (unit_id, valid_from),
  constraint unit_name_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE,
  constraint unit_name_validity_ck CHECK ((valid_from < valid_to))
);

create table unit_parent (
  unit_id text collate "C" not null,
  parent_id text collate "C" not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  constraint unit_parent_pk PRIMARY KEY (unit_id, valid_from),
  constraint unit_parent_parent_fk FOREIGN KEY (parent_id) REFERENCES unit(id),
  constraint unit_parent_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE,
  constraint unit_parent_validity_ck CHECK ((valid_from < valid_to))
);
CREATE INDEX unit_parent_parent_ix ON unit_parent USING btree (parent_id);

create table unit_recount (
  unit_id text collate "C" not null
);

create table unit_successor (
  unit_id text collate "C" not null,
  successor_id text collate "C" not null,
  share text not null,
  constraint unit_successor_pk PRIMARY KEY (unit_id, successor_id),
  constraint unit_successor_successor_fk FOREIGN KEY (successor_id) REFERENCES unit(id),
  constraint unit_successor_unit_fk FOREIGN KEY (unit_id) REFERENCES unit(id) ON DELETE CASCADE,
  constraint unit_successor_share_ck CHECK ((share = ANY (ARRAY['full'::text, 'partial'::text])))
);
CREATE INDEX unit_successor_successor_ix ON unit_successor USING btree (successor_id);

create table webhook_event (
  id text collate "C" not null,
  service text collate "C" not null,
  key text collate "C" not null,
  payload jsonb not null,
  happened_at timestamp with time zone,
  received_at timestamp with time zone not null,
  processed_at timestamp with time zone,
  constraint webhook_event_pk PRIMARY KEY (id),
  constraint webhook_event_key_uq UNIQUE (service, key)
);
CREATE INDEX webhook_event_received_ix ON webhook_event USING btree (received_at);
