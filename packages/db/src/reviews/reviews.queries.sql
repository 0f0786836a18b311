-- listReviewFacts

select real.group_id as "groupId", (min(reading.read_at) at time zone 'Asia/Ho_Chi_Minh')::date as "firstRead",
  (select max(reviewed_on) from review where review.group_id = real.group_id) as "reviewedOn",
  (select count(*)::int from reading_member as row where row.reading_id = real.reading_id) as members
from actual_group as real join reading on reading.actual_group_id = real.id
where real.group_id is not null and real.owner = 'us' and not real.archived and real.group_id = $1
group by real.id, real.group_id, real.reading_id order by real.group_id;

-- listReviews

select "id", "group_id" as "groupId", "unit_id" as "unitId", "due_on" as "dueOn", "reviewed_on" as "reviewedOn", "at", "author", "outcome", "members", "leaders", "excluded", "asked" from "review" where "group_id" = $1 order by "reviewed_on" desc, "at" desc limit $2;
