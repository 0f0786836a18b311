import { filling, chance } from './member-steps.ts'
import { YEARS } from './past-facts.ts'
import type { Step } from './steps.ts'

/** Officers and the administrator of a commune who have an account. */
const ACCOUNTS_OF_COMMUNE = 13
const WEEKS = YEARS * 52
const RUNS = YEARS * 12

/** A moment of the five years, by a key. */
const moment = (key: string): string => `now() - make_interval(hours => 1 + ${chance(key, YEARS * 365 * 24)})`

/** An officer, by the id of a person. */
const SOMEBODY = `'account-u-c' || ${chance('id', 135)} || '-4'`

/** What people did with the program in five years: who logged in, changed, onboarded, carried out, reviewed. */
export const WORK: readonly Step[] = [
  filling(
    ['coverage_day'],
    `insert into coverage_day (unit_id, day, people, households, households_reached, households_unreachable, households_proxied,
        households_without_consent, required, required_present)
      select unit.id, (now() - make_interval(weeks => week))::date, 650, 163, greatest(0, 150 - week / 3), 7, 7, 2, 22, 22 - week % 3
      from unit cross join generate_series(1, ${String(WEEKS)}) as week`,
  ),
  filling(
    ['account', 'account_role', 'device'],
    `insert into account (id, name, email, user_name)
      select id, 'Cán bộ ' || place, id || '@account.invalid', unit_id || '-' || place from (
        select unit.id as unit_id, place, 'account-' || unit.id || '-' || place as id
        from unit cross join generate_series(1, ${String(ACCOUNTS_OF_COMMUNE)}) as place where tier = 'commune'
      ) as one`,
    `insert into account_role (id, account_id, role, unit_id, granted_by)
      select 'role ' || account.id, account.id,
        case substring(id from '[0-9]+$') when '1' then 'commune-administrator' when '2' then 'inspector' else 'officer' end,
        substring(id from 'u-c[0-9]+'), 'administrator'
      from account where id like 'account-%'`,
    `insert into device (id, account_id, name) select 'device ' || id, id, 'Điện thoại' from account where id like 'account-%'`,
  ),
  filling(
    ['audit_event', 'person_version'],
    // One event for what an import made known; as many changes as one person in four had.
    `insert into audit_event (id, at, actor, action, subject_kind, subject_id, data) overriding system value
      select 1 + substr(id, 4)::integer, now() - interval '5 years', 'administrator', 'roster-imported', 'import', 'import ' || id, '{}'
      from unit where tier = 'commune'`,
    `insert into audit_event (id, at, actor, action, subject_kind, subject_id, data) overriding system value
      select 1000 + row_number() over (order by at, kind, subject_id), at, actor, action, kind, subject_id, data from (
        select ${moment('id')} as at, ${SOMEBODY} as actor, 'person-edited' as action, 'person' as kind, id as subject_id,
          '{"reason":"gọi điện kiểm tra"}'::jsonb as data
        from person where ${chance('id', 4)} = 0
        union all
        select read_at, 'account-' || coalesce(substring(id from 'u-c[0-9]+'), 'u-c0') || '-4', 'reading-saved', 'group',
          substr(actual_group_id, 6), '{}' from reading
        union all
        select ${moment("account.id || ' ' || place")}, account.id, 'session.log-in', 'account', account.id, '{}'
        from account cross join generate_series(1, 300) as place
        union all
        select ${moment("id || 'seen'")}, ${SOMEBODY}, 'phone-revealed', 'person', id, '{}' from person where ${chance('id', 20)} = 1
      ) as happened`,
    `select setval(pg_get_serial_sequence('audit_event', 'id'), (select max(id) from audit_event))`,
    `insert into person_version (person_id, revision, event_id, before, after)
      select person.id, 1, audit_event.id, jsonb_set(value, '{reachability}', '"unknown"'), value
      from audit_event join person on person.id = audit_event.subject_id
      cross join lateral (
        select jsonb_build_object('id', person.id, 'name', person.name, 'birth', person.birth, 'adult', person.adult,
          'reachability', person.reachability, 'phones', '[]'::jsonb, 'consents', '[]'::jsonb, 'accounts', '[]'::jsonb,
          'appointments', '[]'::jsonb, 'residences', (
            select coalesce(jsonb_agg(jsonb_build_object('unitId', unit_id, 'householdId', household_id,
              'representsHousehold', represents_household, 'from', null, 'to', null)), '[]')
            from residence where residence.person_id = person.id
          )) as value
      ) as state
      where audit_event.action = 'person-edited'`,
  ),
  filling(
    ['notice', 'consent_event'],
    `insert into notice (id, purpose_id, language, version, text, sha256, valid_from, author)
      select 'notice ' || language, 'village-group', language, 1, text, encode(sha256(convert_to(text, 'UTF8')), 'hex'), '2020-01-01', 'administrator'
      from (values ('vi', 'Nhóm của thôn: tên và số điện thoại được lưu.'), ('en', 'The group of the village: name and phone are kept.'))
        as given (language, text)`,
    `insert into consent_event (person_id, purpose_id, kind, day, at, channel, recorder)
      select person_id, purpose_id, 'given', valid_from, valid_from, 'import', 'import' from consent`,
    `insert into consent_event (person_id, purpose_id, kind, day, at, channel, recorder)
      select id, 'village-group', 'refused', (at)::date, at, 'spoken', 'officer'
      from person cross join lateral (select ${moment('id')} as at) as moment where ${chance('id', 100)} = 3`,
  ),
  filling(
    ['task'],
    `insert into task (id, group_id, subject, kind, person_id, role, state, asked_at, answered_at, answered_by)
      select 'task ' || group_id || ' ' || person_id, group_id, 'add ' || person_id, 'add', person_id, role, 'obsolete', at, at + interval '2 days',
        'account-' || coalesce(substring(group_id from 'u-c[0-9]+'), 'u-c0') || '-4'
      from desired_member cross join lateral (select ${moment('person_id')} as at) as moment where ${chance('person_id', 4)} = 2`,
    `insert into task (id, group_id, subject, kind, person_id, role, state, asked_at)
      select 'open ' || d.group_id || ' ' || d.person_id, d.group_id, 'add ' || d.person_id, 'add', d.person_id, d.role, 'open', now()
      from desired_member as d
      where not exists (select from actual_member as a where (a.group_id, a.person_id) = (d.group_id, d.person_id))`,
  ),
  filling(
    ['run', 'run_group', 'run_change'],
    `insert into run (id, state, fingerprint, plan, approved_by, approved_at, expires_at, needs_second, started_at, ended_at)
      select 'run ' || month, 'done', md5(month::text), '{}', 'administrator', at, at + interval '7 days', false, at, at + interval '3 days'
      from generate_series(1, ${String(RUNS)}) as month cross join lateral (select now() - make_interval(months => month) as at) as moment`,
    `insert into run_group (run_id, group_id, unit_id, name, ordinal, state, due_at, ended_at)
      select run.id, g.id, g.unit_id, g.name, 0, 'proved', run.approved_at, run.ended_at
      from run join expected_group as g on ${chance('g.id || run.id', 18)} = 0`,
    `insert into run_change (run_id, group_id, place, change, person_id, state, settled_at)
      select run_group.run_id, run_group.group_id, row_number() over (partition by run_group.run_id, run_group.group_id),
        jsonb_build_object('kind', 'add', 'groupId', run_group.group_id, 'personId', person_id, 'role', 'member', 'reasons', '[]'::jsonb),
        person_id, 'proved', run_group.ended_at
      from run_group join desired_member on desired_member.group_id = run_group.group_id
        and ${chance('person_id || run_id', 40)} = 0`,
  ),
  filling(
    ['field_record', 'self_registration', 'registration_link'],
    `insert into field_record (id, device_id, author, payload, received_at, state, unit_ids, person_id)
      select 'record ' || person_id, 'device account-' || parent_id || '-4', 'account-' || parent_id || '-4',
        jsonb_build_object('kind', 'person', 'unitId', residence.unit_id, 'name', 'Ksor H’Lan', 'phone', '0900000000', 'representsHousehold', true,
          'adult', true, 'reachability', 'reachable', 'recordedAt', '2024-02-01T00:00:00Z', 'consents', '[]'::jsonb),
        ${moment('person_id')}, 'applied', array[residence.unit_id], person_id
      from residence join unit_parent on unit_parent.unit_id = residence.unit_id
      where represents_household and residence.valid_to = 'infinity' and ${chance('person_id', 3)} = 0`,
    `insert into field_record (id, device_id, author, payload, received_at, state, code, candidates, unit_ids)
      select 'open ' || person_id, 'device account-' || parent_id || '-4', 'account-' || parent_id || '-4',
        jsonb_build_object('kind', 'person', 'unitId', residence.unit_id, 'name', 'Ksor H’Lan', 'phone', '0900000000', 'household', null,
          'representsHousehold', true, 'adult', true, 'reachability', 'reachable', 'proxyId', null, 'recordedAt', '2026-02-01T00:00:00Z',
          'consents', '[]'::jsonb, 'personId', null, 'distinctFrom', '[]'::jsonb),
        now(), 'open', 'maybe-known', array[person_id], array[residence.unit_id]
      from residence join unit_parent on unit_parent.unit_id = residence.unit_id
      where represents_household and residence.valid_to = 'infinity' and ${chance('person_id', 2_000)} = 1`,
    `insert into self_registration (id, unit_id, name, name_folded, phone, purpose_id, notice_id, state, created_at, decided_at, decided_by)
      select 'registration ' || unit.id || ' ' || place, unit.id, 'Siu H’Mai', 'siu h mai', '+8490' || lpad(place::text, 7, '0'), 'village-group',
        'notice vi', case when place <= 2 then 'waiting' else 'confirmed' end, at, case when place > 2 then at end,
        case when place > 2 then 'officer' end
      from unit cross join generate_series(1, 30) as place
      cross join lateral (select ${moment("unit.id || ' ' || place")} as at) as moment where tier = 'village'`,
    `insert into registration_link (token, unit_id, author) select md5(id), id, 'administrator' from unit where tier = 'village'`,
  ),
  filling(
    ['review', 'membership_override', 'private_link', 'departure'],
    `insert into review (id, group_id, unit_id, due_on, reviewed_on, at, author, outcome, members, leaders, excluded)
      select 'review ' || id || ' ' || year, id, unit_id, day, day, day, 'officer', 'confirmed', 170, 1, 0
      from expected_group cross join generate_series(1, ${String(YEARS)}) as year
      cross join lateral (select (now() - make_interval(years => year, months => -3))::date as day) as moment`,
    `insert into membership_override (id, kind, group_id, person_id, reason, author)
      select 'override ' || person_id, 'include', group_id, person_id, 'theo yêu cầu của xã', 'officer'
      from desired_member where ${chance('person_id', 200)} = 9 on conflict do nothing`,
    `insert into private_link (token_sha256, person_id, author) select md5(id), id, 'officer' from person where ${chance('id', 50)} = 5`,
    `insert into departure (actual_group_id, person_id, departed_by, departed_at)
      select 'real ' || group_id, person_id, 'self', recorded_to from actual_history where ${chance('person_id', 40)} = 3 on conflict do nothing`,
  ),
  filling(
    ['change_batch', 'roster_import', 'job'],
    `insert into change_batch (id, kind, people, author, at)
      select 'batch ' || unit.id || ' ' || month, 'selection', 10, 'officer', now() - make_interval(months => month)
      from unit cross join generate_series(1, ${String(RUNS)}) as month where tier = 'commune'`,
    `insert into roster_import (id, kind, status, file_name, file, mapping, author, created_at)
      select 'import ' || unit.id || ' ' || year, 'roster', 'done', 'danh-sach.xlsx', decode(repeat('00', 20000), 'hex'), '{"mapping":{"sheets":[]}}', 'administrator',
        now() - make_interval(years => year)
      from unit cross join generate_series(1, ${String(YEARS)}) as year where tier = 'commune'`,
    `insert into job (id, kind, status, created_at, heartbeat_at, finished_at)
      select 'job ' || day, 'refresh-desired', 'done', now() - make_interval(days => day), now() - make_interval(days => day), now()
      from generate_series(1, ${String(YEARS * 365)}) as day`,
  ),
  filling(
    ['messaging_account'],
    `insert into messaging_account (person_id, service, account_id, display_name)
      select person_id, 'official-account', md5(person_id), 'Zalo' from residence
      where represents_household and valid_to = 'infinity' and ${chance('person_id', 10)} = 4`,
  ),
  filling(
    ['person_merge', 'person_distinct', 'drift_decision'],
    `insert into person_merge (id, kept_id, merged_id, kept, merged, result, merged_revision, author, at)
      select 'merge ' || id, id, 'merged ' || id, '{}', '{}', '{}', 1, 'officer', ${moment('id')} from person where ${chance('id', 2_000)} = 6`,
    `insert into person_distinct (one_id, other_id, author, at)
      select least(id, next), greatest(id, next), 'officer', now()
      from (select id, lead(id) over (order by name_folded, id) as next from person where ${chance('id', 500)} = 7) as pair
      where next is not null`,
    `insert into drift_decision (group_id, subject, kind, way, reason, author, decided_at)
      select group_id, 'person ' || person_id, 'outsider', 'ignore', 'ở nhờ nhà người thân', 'officer', now()
      from actual_member where ${chance('person_id', 1_000)} = 8`,
  ),
  filling(
    ['announcement', 'announcement_group'],
    `insert into announcement (id, state, text, fingerprint, approved_by, approved_at, expires_at, needs_second, started_at, ended_at, next_at)
      select 'announcement ' || month, 'done', 'Cảnh báo lừa đảo qua điện thoại.', md5(month::text), 'administrator', at, at, false, at, at, at
      from generate_series(1, ${String(RUNS)}) as month cross join lateral (select now() - make_interval(months => month) as at) as moment`,
    `insert into announcement_group (announcement_id, group_id, unit_id, name, ordinal, state, due_at, settled_at)
      select announcement.id, g.id, g.unit_id, g.name, 0, 'done', approved_at, approved_at
      from announcement join expected_group as g on ${chance('g.id || announcement.id', 10)} = 0`,
  ),
]
