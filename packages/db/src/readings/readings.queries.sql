-- listReadings

select reading.id, reading.read_at as "readAt", reading.completeness, real.id as "actualGroupId",
  real.external_id as "externalId", real.group_id as "groupId", real.name, real.previous_names as "previousNames",
  real.owner, real.archived, real.first_run as "firstRun", real.capacity
from actual_group as real join reading on reading.id = real.reading_id
where true order by real.id;

select row.reading_id as "readingId", row.key, row.person_id as "personId", row.display_name as "displayName",
  row.account_id as "accountId", row.phone, row.role, row.state, row.matched_by as "matchedBy", row.candidates
from actual_group as real join reading_member as row on row.reading_id = real.reading_id
where true order by row.reading_id, row.ordinal;

select departure.actual_group_id as "actualGroupId", departure.person_id as "personId", departure.departed_by as by,
  departure.departed_at as at
from actual_group as real join departure on departure.actual_group_id = real.id
where true order by departure.departed_at, departure.person_id;

-- listReadingRows

select row.key, row.person_id as "personId", row.display_name as "displayName", row.account_id as "accountId", row.phone,
  row.role, row.state, row.matched_by as "matchedBy", row.candidates
from actual_group as real join reading_member as row on row.reading_id = real.reading_id
where real.id = $1 order by row.ordinal;

-- listActualGroups

select "id", "external_id" as "externalId", "group_id" as "groupId", "name", "previous_names" as "previousNames", "owner", "archived", "first_run" as "firstRun", "capacity", "join_link" as "joinLink", "reading_id" as "readingId" from "actual_group" where group_id = any($1::text[]) order by "name_folded", "id";
