-- listReadings

select reading.id, reading.read_at as "readAt", reading.completeness, real.id as "actualGroupId",
  real.external_id as "externalId", real.group_id as "groupId", real.name, real.previous_names as "previousNames",
  real.owner, real.archived, real.first_run as "firstRun", real.capacity
from actual_group as real left join reading on reading.id = real.reading_id
where true order by real.id;

select row.reading_id as "readingId", row.key, row.person_id as "personId", row.display_name as "displayName",
  row.account_id as "accountId", row.phone, row.role, row.state, row.matched_by as "matchedBy", row.candidates
from (select row.* from actual_group as real join reading_member as row on row.reading_id = real.reading_id where true) as row order by row.reading_id, row.ordinal;

select departure.actual_group_id as "actualGroupId", departure.person_id as "personId", departure.departed_by as by,
  departure.departed_at as at
from (select gone.* from actual_group as real join departure as gone on gone.actual_group_id = real.id where true) as departure
-- Agreeing anew is the new decision of somebody who left by themselves.
where not (departure.departed_by = 'self' and exists (
    select from consent_event as said
    where said.person_id = departure.person_id and said.kind = 'given' and said.channel <> 'import'
      and ("said"."merge_id" is null or coalesce((select undone_at is null from person_merge where person_merge.id = "said"."merge_id"), true)) and said.at > departure.departed_at
  ))
order by departure.departed_at, departure.person_id;

-- listDifferingReadings

select reading.id, reading.read_at as "readAt", reading.completeness, real.id as "actualGroupId",
  real.external_id as "externalId", real.group_id as "groupId", real.name, real.previous_names as "previousNames",
  real.owner, real.archived, real.first_run as "firstRun", real.capacity
from actual_group as real left join reading on reading.id = real.reading_id
where true order by real.id;

select row.reading_id as "readingId", row.key, row.person_id as "personId", row.display_name as "displayName",
  row.account_id as "accountId", row.phone, row.role, row.state, row.matched_by as "matchedBy", row.candidates
from (
  select row.* from reading_member as row join actual_group as real on real.reading_id = row.reading_id
  where row.person_id is null and true
  union all
  select row.* from actual_group as real join reading_member as row on row.reading_id = real.reading_id
  where real.group_id is null and row.person_id is not null and true
  union all
  select row.* from unnest(
    $1::text[], $2::text[]
  ) as pair (group_id, person_id)
  join actual_group as real on real.group_id = pair.group_id
  join reading_member as row on row.reading_id = real.reading_id and row.person_id = pair.person_id) as row order by row.reading_id, row.ordinal;

select departure.actual_group_id as "actualGroupId", departure.person_id as "personId", departure.departed_by as by,
  departure.departed_at as at
from (
  select gone.* from unnest(
    $1::text[], $2::text[]
  ) as pair (group_id, person_id)
  join actual_group as real on real.group_id = pair.group_id
  join departure as gone on gone.actual_group_id = real.id and gone.person_id = pair.person_id
  union all
  select gone.* from actual_group as real join departure as gone on gone.actual_group_id = real.id
  where real.group_id is null and true) as departure
-- Agreeing anew is the new decision of somebody who left by themselves.
where not (departure.departed_by = 'self' and exists (
    select from consent_event as said
    where said.person_id = departure.person_id and said.kind = 'given' and said.channel <> 'import'
      and ("said"."merge_id" is null or coalesce((select undone_at is null from person_merge where person_merge.id = "said"."merge_id"), true)) and said.at > departure.departed_at
  ))
order by departure.departed_at, departure.person_id;

-- findLastCompleteAt

select "read_at" from "reading" where "actual_group_id" = $1 and "completeness" = $2 order by "read_at" desc limit $3;

-- listReadingRows

select row.key, row.person_id as "personId", row.display_name as "displayName", row.account_id as "accountId", row.phone,
  row.role, row.state, row.matched_by as "matchedBy", row.candidates
from actual_group as real join reading_member as row on row.reading_id = real.reading_id
where real.id = $1 order by row.ordinal;

-- listMemberCandidates

with
  found as (
    select group_id, person_id, bool_or(desired) as desired
    from (
      select group_id, person_id, true as desired from desired_member where group_id = any($1::text[])
      union all select group_id, person_id, true from actual_member where group_id = any($2::text[])
      union all
      select listed.group_id, person_id, false from phone join unnest($3::text[], $4::text[]) as listed (group_id, number) using (number)
      where number = any($5::text[])
      union all
      select listed.group_id, person_id, false
      from messaging_account join unnest($6::text[], $7::text[]) as listed (group_id, account_id) using (account_id)
      where account_id = any($8::text[])
    ) as one
    group by group_id, person_id
  ),
  these as (select array(select distinct person_id from found) as ids),
  listed as (select unnest($9::text[]) as id),
  numbers as (
    select person_id, array_agg(number order by valid_from, number) as phones
    from phone where number = any($10::text[]) and valid_from <= $11::date and valid_to > $12::date group by person_id
  ),
  accounts as (
    select person_id, array_agg(account_id order by valid_from, account_id) filter (where account_id in (select id from listed)) as ids,
      array_agg(display_name order by valid_from, account_id) filter (where display_name is not null) as names
    -- The days are compared only afterwards: with them PostgreSQL 18 reads the whole index.
    from (select * from messaging_account where person_id = any((select ids from these)::text[]) offset 0) as account
    where valid_from <= $13::date and valid_to > $14::date and (display_name is not null or account_id in (select id from listed))
    group by person_id
  )
select found.group_id as "groupId", person.id as "personId", person.name, found.desired,
  coalesce(numbers.phones, '{}') as phones, coalesce(accounts.ids, '{}') as "accountIds",
  coalesce(accounts.names, '{}') as "displayNames"
from person
join found on found.person_id = person.id
left join numbers on numbers.person_id = person.id
left join accounts on accounts.person_id = person.id
where person.id = any((select ids from these)::text[])
order by found.group_id, person.id;

-- listActualGroups

select
id, external_id as "externalId", group_id as "groupId", name, previous_names as "previousNames", owner, archived,
first_run as "firstRun", capacity, join_link as "joinLink", reading_id as "readingId", service from actual_group where group_id = $1 order by name_folded, id;
