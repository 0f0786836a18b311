-- listRunsToSecond

select id, coalesce(plan -> 'escalation' ->> 'byAdministrator' = 'false', false) as "forAdministrator",
  array(select distinct unit_id from run_group where run_id = run.id) as "unitIds"
from run
where state = 'approved' and needs_second and seconded_by is null and expires_at > $1::timestamptz
  and approved_by <> $2
order by expires_at limit $3;

-- listAnnouncementsToSecond

select id, false as "forAdministrator",
  array(select distinct unit_id from announcement_group where announcement_id = announcement.id) as "unitIds"
from announcement
where state = 'approved' and needs_second and seconded_by is null and expires_at > $1::timestamptz
  and approved_by <> $2
order by expires_at limit $3;

-- listReformsToSecond

select distinct reform_id as id from reform_approval as approval
where needs_second and seconded_by is null and started_at is null and expires_at > $1::timestamptz
  and approved_by <> $2
  and not exists (
    select from reform_approval as later
    where later.reform_id = approval.reform_id and later.purpose = approval.purpose
      and (later.approved_at, later.id) > (approval.approved_at, approval.id)
  )
order by 1 limit $3;

-- countRegistrationsToConfirm

select count(*)::int as count from (select from self_registration where state = 'waiting' and unit_id in (select unit_id from unit_ancestor where ancestor_id = any($1::text[])) limit $2) as found;

-- countFieldConflicts

select count(*)::int as count from (select from field_record where state = 'open' and exists (
  select from unit_ancestor where unit_id = any(field_record.unit_ids) and ancestor_id = any($1::text[])
) limit $2) as found;
