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

with found as (
  select person_id, bool_or(desired) as desired
  from (
    select person_id, true as desired from desired_member where group_id = $1
    union all select person_id, true from actual_member where group_id = $2
    union all select person_id, false from phone where number = any($3::text[])
    union all select person_id, false from messaging_account where account_id = any($4::text[])
  ) as one
  group by person_id
)
select person.id as "personId", person.name, found.desired,
  array(select number from phone where person_id = person.id and valid_from <= $5::date and valid_to > $6::date order by valid_from, number) as phones,
  array(select account_id from messaging_account where person_id = person.id and valid_from <= $7::date and valid_to > $8::date order by valid_from, account_id) as "accountIds",
  array(select display_name from messaging_account where person_id = person.id and valid_from <= $9::date and valid_to > $10::date and display_name is not null order by valid_from, account_id) as "displayNames"
from person join found on found.person_id = person.id
where person.id = any(array(select person_id from found))
order by person.id;

-- listActualGroups

select
id, external_id as "externalId", group_id as "groupId", name, previous_names as "previousNames", owner, archived,
first_run as "firstRun", capacity, join_link as "joinLink", reading_id as "readingId", service from actual_group where group_id = $1 order by name_folded, id;
