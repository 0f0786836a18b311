-- listGroups

select * from (select *, '' as rank from (
select g.id as "groupId", g.kind, g.unit_id as "unitId", g.name, g.mode, g.capacity, g.part, g.spare as "isSpare",
  exists (select from group_closing where group_closing.group_id = g.id) as "isClosing", g.sort_key as "sortKey",
  case
    when g.state = 'invalid' then 'invalid'
    when real.id is null then 'unlinked'
    -- A list that could not be read says nothing of anybody.
    when real.reading_id is null or reading.completeness = 'failed' then 'unread'
    when c.to_add + c.to_remove + c.wrong_role > 0 then 'differs'
    when c.unmatched > 0 then 'undecided'
    else 'in-order'
  end as state,
  real.id as "actualGroupId", reading.read_at as "readAt", reading.completeness,
  coalesce(c.desired, 0) as desired, coalesce(c.actual, 0) as actual, coalesce(c.matching, 0) as matching,
  coalesce(c.to_add, 0) as "toAdd", coalesce(c.to_remove, 0) as "toRemove", coalesce(c.wrong_role, 0) as "wrongRole",
  coalesce(c.required, 0) as required, coalesce(c.required_missing, 0) as "requiredMissing",
  coalesce(c.unmatched, 0) as unmatched
from expected_group as g
left join group_count as c on c.group_id = g.id
left join lateral (
  select actual_group.id, actual_group.reading_id from actual_group
  where actual_group.group_id = g.id
  order by actual_group.archived, actual_group.id
  limit 1
) as real on true
left join reading on reading.id = real.reading_id
where true and (g.name_folded like $1 or g.id in (
  select group_id from actual_group where group_id is not null and name_folded like $2
)) and g.kind = $3 and g.unit_id in (select unit_id from unit_ancestor where ancestor_id = any($4::text[]))) as one) as shown
where state = $5 
order by "sortKey", "groupId"
limit $6;

-- listGroups (by number)

select * from (select *, case when "readAt" is null or completeness = 'failed' then 'unread' else lpad((999999999 - "toAdd")::text, 9, '0') end collate "C" as rank from (
select g.id as "groupId", g.kind, g.unit_id as "unitId", g.name, g.mode, g.capacity, g.part, g.spare as "isSpare",
  exists (select from group_closing where group_closing.group_id = g.id) as "isClosing", g.sort_key as "sortKey",
  case
    when g.state = 'invalid' then 'invalid'
    when real.id is null then 'unlinked'
    -- A list that could not be read says nothing of anybody.
    when real.reading_id is null or reading.completeness = 'failed' then 'unread'
    when c.to_add + c.to_remove + c.wrong_role > 0 then 'differs'
    when c.unmatched > 0 then 'undecided'
    else 'in-order'
  end as state,
  real.id as "actualGroupId", reading.read_at as "readAt", reading.completeness,
  coalesce(c.desired, 0) as desired, coalesce(c.actual, 0) as actual, coalesce(c.matching, 0) as matching,
  coalesce(c.to_add, 0) as "toAdd", coalesce(c.to_remove, 0) as "toRemove", coalesce(c.wrong_role, 0) as "wrongRole",
  coalesce(c.required, 0) as required, coalesce(c.required_missing, 0) as "requiredMissing",
  coalesce(c.unmatched, 0) as unmatched
from expected_group as g
left join group_count as c on c.group_id = g.id
left join lateral (
  select actual_group.id, actual_group.reading_id from actual_group
  where actual_group.group_id = g.id
  order by actual_group.archived, actual_group.id
  limit 1
) as real on true
left join reading on reading.id = real.reading_id
where true) as one) as shown
where true 
order by "rank", "sortKey", "groupId"
limit $1;

-- countGroups

select state, count(*) as count from (
select g.id as "groupId", g.kind, g.unit_id as "unitId", g.name, g.mode, g.capacity, g.part, g.spare as "isSpare",
  exists (select from group_closing where group_closing.group_id = g.id) as "isClosing", g.sort_key as "sortKey",
  case
    when g.state = 'invalid' then 'invalid'
    when real.id is null then 'unlinked'
    -- A list that could not be read says nothing of anybody.
    when real.reading_id is null or reading.completeness = 'failed' then 'unread'
    when c.to_add + c.to_remove + c.wrong_role > 0 then 'differs'
    when c.unmatched > 0 then 'undecided'
    else 'in-order'
  end as state,
  real.id as "actualGroupId", reading.read_at as "readAt", reading.completeness,
  coalesce(c.desired, 0) as desired, coalesce(c.actual, 0) as actual, coalesce(c.matching, 0) as matching,
  coalesce(c.to_add, 0) as "toAdd", coalesce(c.to_remove, 0) as "toRemove", coalesce(c.wrong_role, 0) as "wrongRole",
  coalesce(c.required, 0) as required, coalesce(c.required_missing, 0) as "requiredMissing",
  coalesce(c.unmatched, 0) as unmatched
from expected_group as g
left join group_count as c on c.group_id = g.id
left join lateral (
  select actual_group.id, actual_group.reading_id from actual_group
  where actual_group.group_id = g.id
  order by actual_group.archived, actual_group.id
  limit 1
) as real on true
left join reading on reading.id = real.reading_id
where true) as shown group by state;

-- listDesiredRows

select group_id as "groupId", person_id as "personId", role, clauses, required
from desired_member where true order by group_id, person_id;

-- listAssignments

select a.group_id as "groupId", a.person_id as "personId", min(d.group_id) as "assignedTo"
from expected_group as other
join expected_group as g on g.kind = other.kind and g.unit_id = other.unit_id and g.id <> other.id
join actual_member as a on a.group_id = g.id
join desired_member as d on d.group_id = other.id and d.person_id = a.person_id
where g.id = any($1::text[]) and (g.part > 1 or other.part > 1)
  and not exists (select from desired_member as own where own.group_id = g.id and own.person_id = a.person_id)
group by a.group_id, a.person_id order by a.group_id, a.person_id;

-- listDesiredMembers

select d.group_id as "groupId", d.person_id as "personId", d.role, d.clauses, d.required, person.name, person.reachability,
  home.unit_id as "unitId", reach.number as phone, a.role as "actualRole", a.state as "actualState"
from desired_member as d
join person on person.id = d.person_id
left join actual_member as a on a.group_id = d.group_id and a.person_id = d.person_id
left join lateral (
  select residence.unit_id from residence
  where residence.person_id = d.person_id
    and residence.valid_from <= $1::date and residence.valid_to > $2::date
  order by residence.valid_from desc, residence.unit_id limit 1
) as home on true
left join lateral (
  select phone.number from phone
  where phone.person_id = d.person_id and phone.valid_from <= $3::date and phone.valid_to > $4::date
  order by phone.valid_from desc, phone.number limit 1
) as reach on true
where d.group_id = $5
order by d.role desc, d.required desc, person.sort_key, person.id;

-- listDifferingRows

select c.group_id as "groupId", c.desired as members, c.required,
  c.to_add + c.to_remove + c.wrong_role > 0
    or exists (select from actual_member as a where a.group_id = c.group_id and a.state <> 'member') as differs,
  c.actual = 0 and not exists (select from actual_member as a where a.group_id = c.group_id) and not exists (
    select from actual_group as real join departure on departure.actual_group_id = real.id where real.group_id = c.group_id
  ) and c.unmatched = 0 as absent
from group_count as c where true;

select coalesce(d.group_id, a.group_id) as "groupId", coalesce(d.person_id, a.person_id) as "personId",
  d.role, d.clauses, d.required, a.person_id is not null as "isPresent"
from (select * from desired_member where group_id = any($1::text[])) as d
full join (select * from actual_member where group_id = any($2::text[])) as a
  on a.group_id = d.group_id and a.person_id = d.person_id
where (a.state = 'member' and a.role = d.role and d.role < 2) is not true
order by 1, 2;

-- desiredDifference

select "groupId", desired, actual, desired + actual - pairs as matching, pairs - actual as "toAdd", pairs - desired as "toRemove",
  "wrongRole", required, "requiredMissing"
from (
  select coalesce(d.group_id, a.group_id) as "groupId",
    count(*) as pairs,
    count(d.person_id) as desired,
    count(a.person_id) as actual,
    count(*) filter (where d.role <> a.role) as "wrongRole",
    count(*) filter (where d.required) as required,
    count(*) filter (where d.required and a.person_id is null) as "requiredMissing"
  from (select * from desired_member where true) as d
  full join (select * from actual_member where state <> 'invitation-failed' and true) as a
    on a.group_id = d.group_id and a.person_id = d.person_id
  group by coalesce(d.group_id, a.group_id)
) as counted;

-- materialiseDesired (all)

select pg_advisory_xact_lock(hashtextextended('ketnoi materialise', 0));

with before as materialized (select current_setting('role') as role)
select role, set_config('role', 'none', true) from before;

select "value" from "setting" where "name" = $1;

delete from unit_ancestor;

with recursive
  present as (select id, tier from unit where valid_from <= $1::date and valid_to > $2::date),
  up (unit_id, unit_tier, ancestor_id, ancestor_tier, depth) as (
    select id, tier, id, tier, 0 from present
    union all
    select up.unit_id, up.unit_tier, above.id, above.tier, up.depth + 1
    from up
    join unit_parent as link
      on link.unit_id = up.ancestor_id and link.valid_from <= $3::date and link.valid_to > $4::date
    join present as above on above.id = link.parent_id
    where up.depth < 32
  )
insert into unit_ancestor (unit_id, ancestor_id, unit_tier, ancestor_tier, depth, nearest)
select unit_id, ancestor_id, unit_tier, ancestor_tier, depth,
  depth > 0 and depth = min(depth) filter (where depth > 0) over (partition by unit_id, ancestor_tier)
from up;

select * from "unit" order by "id";

select * from "unit_name" where true order by "valid_from";

select * from "unit_alias" where true order by "ordinal";

select * from "unit_code" where true order by "valid_from", "system", "code";

select * from "unit_parent" where true order by "valid_from";

select * from "unit_successor" where true order by "successor_id";

select kind, unit_id as "unitId", array_agg(part::integer order by part) as parts from expected_group where part > 1
group by kind, unit_id order by kind, unit_id;

delete from expected_group where not (id = any($1::text[]));

insert into expected_group (id, kind, unit_id, name, name_folded, sort_key, state, mode, capacity, part)
select * from unnest(
  $1::text[], $2::text[],
  $3::text[], $4::text[],
  $5::text[], $6::text[],
  $7::text[], $8::text[],
  $9::integer[], $10::smallint[]
)
on conflict (id) do update set
  name = excluded.name, name_folded = excluded.name_folded, sort_key = excluded.sort_key,
  state = excluded.state, mode = excluded.mode, capacity = excluded.capacity
where (expected_group.name, expected_group.sort_key, expected_group.state, expected_group.mode, expected_group.capacity)
  is distinct from (excluded.name, excluded.sort_key, excluded.state, excluded.mode, excluded.capacity);

delete from desired_member
where not exists (
  select from expected_group where expected_group.id = desired_member.group_id and expected_group.state = 'ok'
);

select relname as name from pg_class
where oid = any($1::regclass[]) and (
  reltuples < 0 or pg_relation_size(oid) > 1.1 * relpages * current_setting('block_size')::integer
);

select exists (select from desired_member) as found;

select exists (select from membership_override as o where o.valid_from <= $1::date and o.valid_to > $2::date) as found;

with
  wanted as (
select c.group_id, c.person_id, max(c.role)::smallint as role, bit_or(c.clauses) as clauses, bool_or(c.required) as required
from (select group_id, person_id, 2 as role, 1 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($1::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($2::text[]) and "f"."valid_from" <= $3::date and "f"."valid_to" > $4::date and true) as m union all select group_id, person_id, 1 as role, 2 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($5::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($6::text[]) and "f"."valid_from" <= $7::date and "f"."valid_to" > $8::date and true) as m union all select group_id, person_id, 0 as role, 4 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($9::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($10::text[]) and "f"."valid_from" <= $11::date and "f"."valid_to" > $12::date and true) as m union all select group_id, person_id, 2 as role, 1 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($13::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($14::text[]) and "f"."valid_from" <= $15::date and "f"."valid_to" > $16::date and true) as m union all select group_id, person_id, 1 as role, 2 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($17::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($18::text[]) and "f"."valid_from" <= $19::date and "f"."valid_to" > $20::date and true) as m union all select group_id, person_id, 0 as role, 4 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($21::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($22::text[]) and "f"."valid_from" <= $23::date and "f"."valid_to" > $24::date and true) as m union all select group_id, person_id, 0 as role, 8 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($25::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($26::text[]) and "f"."valid_from" <= $27::date and "f"."valid_to" > $28::date and true) as m union all select group_id, person_id, 2 as role, 1 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($29::text[]) and part = 1 and state = 'ok') as g, (unit_ancestor as "s" join appointment as "f" on "f".unit_id = "s".ancestor_id)
where "s".unit_id = g.unit_id and "s".nearest and "s".ancestor_tier = $30 and "f"."position_id" = any($31::text[]) and "f"."valid_from" <= $32::date and "f"."valid_to" > $33::date and true) as m union all select group_id, person_id, 1 as role, 2 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($34::text[]) and part = 1 and state = 'ok') as g, (unit_ancestor as "s" join appointment as "f" on "f".unit_id = "s".ancestor_id)
where "s".unit_id = g.unit_id and "s".nearest and "s".ancestor_tier = $35 and "f"."position_id" = any($36::text[]) and "f"."valid_from" <= $37::date and "f"."valid_to" > $38::date and true) as m union all select group_id, person_id, 1 as role, 4 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($39::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($40::text[]) and "f"."valid_from" <= $41::date and "f"."valid_to" > $42::date and true) as m union all select group_id, person_id, 0 as role, 8 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($43::text[]) and part = 1 and state = 'ok') as g, (unit_ancestor as "s" join appointment as "f" on "f".unit_id = "s".ancestor_id)
where "s".unit_id = g.unit_id and "s".nearest and "s".ancestor_tier = $44 and "f"."position_id" = any($45::text[]) and "f"."valid_from" <= $46::date and "f"."valid_to" > $47::date and true) as m union all select group_id, person_id, 0 as role, 16 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($48::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($49::text[]) and "f"."valid_from" <= $50::date and "f"."valid_to" > $51::date and true) as m union all select group_id, person_id, 0 as role, 32 as clauses, false as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($52::text[]) and part = 1 and state = 'ok') as g, residence as "f"
where "f".unit_id = g.unit_id and "f"."represents_household" and "f"."valid_from" <= $53::date and "f"."valid_to" > $54::date and true and exists (select from person as p where p.id = f.person_id and ((p.birth_last is not null and p.birth_last <= $55::date) or (p.birth_last is null and p.adult is true))) and exists (
    select from consent as c
    where c.person_id = f.person_id and c.purpose_id = $56 and "c"."valid_from" <= $57::date and "c"."valid_to" > $58::date
  )) as m) as c (group_id, person_id, role, clauses, required)
group by c.group_id, c.person_id),
  change as materialized (
    select coalesce(w.group_id, d.group_id) as group_id, coalesce(w.person_id, d.person_id) as person_id,
      w.role, w.clauses, w.required, d.group_id is not null as was
    from wanted as w
    full join desired_member as d on d.group_id = w.group_id and d.person_id = w.person_id
    where w.role is distinct from d.role or w.clauses is distinct from d.clauses or w.required is distinct from d.required
  ),
  gone as (
    delete from desired_member as d using change
    where change.role is null and d.group_id = change.group_id and d.person_id = change.person_id
  ),
  altered as (
    update desired_member as d set role = change.role, clauses = change.clauses, required = change.required
    from change
    where change.was and change.role is not null and d.group_id = change.group_id and d.person_id = change.person_id
  ),
  added as (
    insert into desired_member (group_id, person_id, role, clauses, required)
    select group_id, person_id, role, clauses, required from change where not was
  )
select group_id,
  count(*) filter (where not was) as inserted,
  count(*) filter (where was and role is not null) as updated,
  count(*) filter (where role is null) as deleted,
  coalesce(array_agg(person_id) filter (where not was and group_id = any($59::text[])), '{}') as newcomers
from change
group by group_id;

delete from group_count;

insert into group_count
  (group_id, desired, actual, matching, to_add, to_remove, wrong_role, required, required_missing, unmatched)
select g.id, coalesce(c.desired, 0), coalesce(c.actual, 0), coalesce(c.matching, 0), coalesce(c."toAdd", 0),
  coalesce(c."toRemove", 0), coalesce(c."wrongRole", 0), coalesce(c.required, 0), coalesce(c."requiredMissing", 0),
  coalesce(u.unmatched, 0)
from expected_group as g
left join (
select "groupId", desired, actual, desired + actual - pairs as matching, pairs - actual as "toAdd", pairs - desired as "toRemove",
  "wrongRole", required, "requiredMissing"
from (
  select coalesce(d.group_id, a.group_id) as "groupId",
    count(*) as pairs,
    count(d.person_id) as desired,
    count(a.person_id) as actual,
    count(*) filter (where d.role <> a.role) as "wrongRole",
    count(*) filter (where d.required) as required,
    count(*) filter (where d.required and a.person_id is null) as "requiredMissing"
  from (select * from desired_member where true) as d
  full join (select * from actual_member where state <> 'invitation-failed' and true) as a
    on a.group_id = d.group_id and a.person_id = d.person_id
  group by coalesce(d.group_id, a.group_id)
) as counted) as c on c."groupId" = g.id
left join (
  select real.group_id, count(*) as unmatched
  from actual_group as real
  join reading_member as row on row.reading_id = real.reading_id
  where row.person_id is null and row.matched_by is null and true
  group by real.group_id
) as u on u.group_id = g.id
where true;

select g.id, g.kind, g.unit_id as "unitId", g.name, g.sort_key as "sortKey", g.capacity
    from expected_group as g left join group_count as c on c.group_id = g.id 
  left join lateral (
    select actual_group.id, actual_group.reading_id, actual_group.capacity, actual_group.archived from actual_group
    where actual_group.group_id = g.id order by actual_group.archived, actual_group.id limit 1
  ) as real on true
    where g.part = 1 and g.state = 'ok' and true and (
      exists (select from expected_group as f where f.kind = g.kind and f.unit_id = g.unit_id and f.part > 1)
      or c.desired > coalesce(real.capacity, g.capacity)
      or c.desired * 5 > coalesce(real.capacity, g.capacity) * 4 and c.desired + (
  select count(*) from reading_member as row
  where row.reading_id = real.reading_id and row.person_id is null and row.matched_by is not null
) > coalesce(real.capacity, g.capacity)
    )
    order by g.id;

with taken as (delete from unit_recount returning unit_id)
select array(select distinct unit_id from taken) as units, (select value from setting where name = $1) as last;

delete from unit_count;

insert into unit_count (
  unit_id, people, households, households_reached, households_unreachable, households_proxied, households_without_consent) 
  select unit_id, sum(people), count(household_id),
    count(household_id) filter (where state = 'reached'), count(household_id) filter (where state = 'unreachable'),
    count(household_id) filter (where state = 'proxied'), count(household_id) filter (where state = 'without-consent')
  from (
    select home.unit_id, home.household_id, count(*) as people, case
  when bool_or(exists (select from actual_member as a where a.person_id = home.person_id and a.state = 'member'))  then 'reached'
  when bool_or(home.represents_household and home.reachability in ('no-smartphone', 'left', 'refused'))  then 'unreachable'
  when bool_or(home.represents_household and home.reachability = 'shared-phone')  then 'proxied'
  when not bool_or(home.represents_household and exists (
    select from consent where consent.person_id = home.person_id
      and consent.valid_from <= $1::date and consent.valid_to > $2::date
  ))  then 'without-consent'
  else 'waiting'
end as state
    from (
  select distinct on (residence.person_id) residence.person_id, residence.unit_id, residence.household_id,
    residence.represents_household, person.reachability
  from residence join person on person.id = residence.person_id
  where residence.valid_from <= $3::date and residence.valid_to > $4::date
  order by residence.person_id, residence.valid_from desc, residence.unit_id
) as home
    where true
    group by home.unit_id, home.household_id
  ) as lived
  group by unit_id;

insert into "setting" ("name", "value") values ($1, $2) on conflict ("name") do update set "value" = "excluded"."value", "updated_at" = now();

insert into desired_basis (as_of, model_id, model_version)
select $1::date, $2, $3
where not exists (
  select from (select * from desired_basis order by recorded_from desc limit 1) as last
  where last.as_of = $4::date and last.model_id = $5 and last.model_version = $6
)
on conflict (recorded_from) do update set
  as_of = excluded.as_of, model_id = excluded.model_id, model_version = excluded.model_version;

-- materialiseDesired (people)

select pg_advisory_xact_lock(hashtextextended('ketnoi materialise', 0));

with before as materialized (select current_setting('role') as role)
select role, set_config('role', 'none', true) from before;

select "value" from "setting" where "name" = $1;

select kind, unit_id as "unitId", array_agg(part::integer order by part) as parts from expected_group where part > 1
group by kind, unit_id order by kind, unit_id;

select exists (select from membership_override as o where o.valid_from <= $1::date and o.valid_to > $2::date) as found;

with
  wanted as (
select c.group_id, c.person_id, max(c.role)::smallint as role, bit_or(c.clauses) as clauses, bool_or(c.required) as required
from (select group_id, person_id, 2 as role, 1 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($1::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($2::text[]) and "f"."valid_from" <= $3::date and "f"."valid_to" > $4::date and true and f.person_id = any($5::text[])) as m union all select group_id, person_id, 1 as role, 2 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($6::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($7::text[]) and "f"."valid_from" <= $8::date and "f"."valid_to" > $9::date and true and f.person_id = any($10::text[])) as m union all select group_id, person_id, 0 as role, 4 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($11::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($12::text[]) and "f"."valid_from" <= $13::date and "f"."valid_to" > $14::date and true and f.person_id = any($15::text[])) as m union all select group_id, person_id, 2 as role, 1 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($16::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($17::text[]) and "f"."valid_from" <= $18::date and "f"."valid_to" > $19::date and true and f.person_id = any($20::text[])) as m union all select group_id, person_id, 1 as role, 2 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($21::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($22::text[]) and "f"."valid_from" <= $23::date and "f"."valid_to" > $24::date and true and f.person_id = any($25::text[])) as m union all select group_id, person_id, 0 as role, 4 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($26::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($27::text[]) and "f"."valid_from" <= $28::date and "f"."valid_to" > $29::date and true and f.person_id = any($30::text[])) as m union all select group_id, person_id, 0 as role, 8 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($31::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($32::text[]) and "f"."valid_from" <= $33::date and "f"."valid_to" > $34::date and true and f.person_id = any($35::text[])) as m union all select group_id, person_id, 2 as role, 1 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($36::text[]) and part = 1 and state = 'ok') as g, (unit_ancestor as "s" join appointment as "f" on "f".unit_id = "s".ancestor_id)
where "s".unit_id = g.unit_id and "s".nearest and "s".ancestor_tier = $37 and "f"."position_id" = any($38::text[]) and "f"."valid_from" <= $39::date and "f"."valid_to" > $40::date and true and f.person_id = any($41::text[])) as m union all select group_id, person_id, 1 as role, 2 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($42::text[]) and part = 1 and state = 'ok') as g, (unit_ancestor as "s" join appointment as "f" on "f".unit_id = "s".ancestor_id)
where "s".unit_id = g.unit_id and "s".nearest and "s".ancestor_tier = $43 and "f"."position_id" = any($44::text[]) and "f"."valid_from" <= $45::date and "f"."valid_to" > $46::date and true and f.person_id = any($47::text[])) as m union all select group_id, person_id, 1 as role, 4 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($48::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($49::text[]) and "f"."valid_from" <= $50::date and "f"."valid_to" > $51::date and true and f.person_id = any($52::text[])) as m union all select group_id, person_id, 0 as role, 8 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($53::text[]) and part = 1 and state = 'ok') as g, (unit_ancestor as "s" join appointment as "f" on "f".unit_id = "s".ancestor_id)
where "s".unit_id = g.unit_id and "s".nearest and "s".ancestor_tier = $54 and "f"."position_id" = any($55::text[]) and "f"."valid_from" <= $56::date and "f"."valid_to" > $57::date and true and f.person_id = any($58::text[])) as m union all select group_id, person_id, 0 as role, 16 as clauses, true as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($59::text[]) and part = 1 and state = 'ok') as g, appointment as "f"
where "f".unit_id = g.unit_id and "f"."position_id" = any($60::text[]) and "f"."valid_from" <= $61::date and "f"."valid_to" > $62::date and true and f.person_id = any($63::text[])) as m union all select group_id, person_id, 0 as role, 32 as clauses, false as required from (
select g.id as group_id, g.unit_id, f.person_id
from (select id, unit_id from expected_group where kind = any($64::text[]) and part = 1 and state = 'ok') as g, residence as "f"
where "f".unit_id = g.unit_id and "f"."represents_household" and "f"."valid_from" <= $65::date and "f"."valid_to" > $66::date and true and exists (select from person as p where p.id = f.person_id and ((p.birth_last is not null and p.birth_last <= $67::date) or (p.birth_last is null and p.adult is true))) and exists (
    select from consent as c
    where c.person_id = f.person_id and c.purpose_id = $68 and "c"."valid_from" <= $69::date and "c"."valid_to" > $70::date
  ) and f.person_id = any($71::text[])) as m) as c (group_id, person_id, role, clauses, required)
group by c.group_id, c.person_id),
  change as materialized (
    select coalesce(w.group_id, d.group_id) as group_id, coalesce(w.person_id, d.person_id) as person_id,
      w.role, w.clauses, w.required, d.group_id is not null as was
    from wanted as w
    full join (
  select d.* from desired_member as d join expected_group as g on g.id = d.group_id
  where d.person_id = any($72::text[]) and g.kind = any($73::text[])
) as d on d.group_id = w.group_id and d.person_id = w.person_id
    where w.role is distinct from d.role or w.clauses is distinct from d.clauses or w.required is distinct from d.required
  ),
  gone as (
    delete from desired_member as d using change
    where change.role is null and d.group_id = change.group_id and d.person_id = change.person_id
  ),
  altered as (
    update desired_member as d set role = change.role, clauses = change.clauses, required = change.required
    from change
    where change.was and change.role is not null and d.group_id = change.group_id and d.person_id = change.person_id
  ),
  added as (
    insert into desired_member (group_id, person_id, role, clauses, required)
    select group_id, person_id, role, clauses, required from change where not was
  )
select group_id,
  count(*) filter (where not was) as inserted,
  count(*) filter (where was and role is not null) as updated,
  count(*) filter (where role is null) as deleted,
  coalesce(array_agg(person_id) filter (where not was and true), '{}') as newcomers
from change
group by group_id;

select g.id, g.kind, g.unit_id as "unitId", g.name, g.sort_key as "sortKey", g.capacity
    from expected_group as g left join group_count as c on c.group_id = g.id 
  left join lateral (
    select actual_group.id, actual_group.reading_id, actual_group.capacity, actual_group.archived from actual_group
    where actual_group.group_id = g.id order by actual_group.archived, actual_group.id limit 1
  ) as real on true
    where g.part = 1 and g.state = 'ok' and g.id = any($1::text[]) and (
      exists (select from expected_group as f where f.kind = g.kind and f.unit_id = g.unit_id and f.part > 1)
      or c.desired > coalesce(real.capacity, g.capacity)
      or c.desired * 5 > coalesce(real.capacity, g.capacity) * 4 and c.desired + (
  select count(*) from reading_member as row
  where row.reading_id = real.reading_id and row.person_id is null and row.matched_by is not null
) > coalesce(real.capacity, g.capacity)
    )
    order by g.id;

with taken as (delete from unit_recount returning unit_id)
select array(select distinct unit_id from taken) as units, (select value from setting where name = $1) as last;
