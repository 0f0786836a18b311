-- listUnits

select * from "unit" order by "id";

select * from "unit_name" where true order by "valid_from";

select * from "unit_alias" where true order by "ordinal";

select * from "unit_code" where true order by "valid_from", "system", "code";

select * from "unit_parent" where true order by "valid_from";

select * from "unit_successor" where true order by "successor_id";

-- updateUnits

select * from "unit" where id = any($1::text[]) order by "id";

select * from "unit_name" where unit_id = any($1::text[]) order by "valid_from";

select * from "unit_alias" where unit_id = any($1::text[]) order by "ordinal";

select * from "unit_code" where unit_id = any($1::text[]) order by "valid_from", "system", "code";

select * from "unit_parent" where unit_id = any($1::text[]) order by "valid_from";

select * from "unit_successor" where unit_id = any($1::text[]) order by "successor_id";

insert into unit (id, tier, kind, valid_from, valid_to)
select * from unnest(
  $1::text[], $2::text[], $3::text[],
  $4::date[], $5::date[]
)
on conflict (id) do update set
  tier = excluded.tier, kind = excluded.kind, valid_from = excluded.valid_from, valid_to = excluded.valid_to;

select id from unnest($1::text[]) as named (id)
where not exists (select from unit where unit.id = named.id)
order by id;

delete from "unit_name" where unit_id = any($1::text[]);

delete from "unit_alias" where unit_id = any($1::text[]);

delete from "unit_code" where unit_id = any($1::text[]);

delete from "unit_parent" where unit_id = any($1::text[]);

delete from "unit_successor" where unit_id = any($1::text[]);

insert into unit_name (unit_id, short, "full", folded, kind, valid_from, valid_to)
select * from unnest(
  $1::text[], $2::text[],
  $3::text[], $4::text[],
  $5::text[],
  $6::date[], $7::date[]
);

insert into unit_alias (unit_id, ordinal, alias, folded)
select * from unnest(
  $1::text[], $2::smallint[],
  $3::text[], $4::text[]
);

insert into unit_code (unit_id, system, code, valid_from, valid_to)
select * from unnest(
  $1::text[], $2::text[],
  $3::text[], $4::date[], $5::date[]
);

insert into unit_parent (unit_id, parent_id, valid_from, valid_to)
select * from unnest(
  $1::text[], $2::text[],
  $3::date[], $4::date[]
);

insert into unit_successor (unit_id, successor_id, share)
select * from unnest(
  $1::text[],
  $2::text[], $3::text[]
);

-- updateUnitAncestors

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

-- listUnitChildren

with shown as (
  select unit.id, unit.tier, unit.kind
  from unit
  where exists (select from unit_ancestor as present where present.unit_id = unit.id and present.depth = 0) and unit.id in (select below.unit_id from unit_ancestor as below where below.ancestor_id = $1 and below.depth = 1)
),
below as (
  select shown.id, tree.unit_id from shown join unit_ancestor as tree on tree.ancestor_id = shown.id
),
lived as (
  select below.id, sum(unit_count.people) as people, sum(unit_count.households) as households,
    sum(unit_count.households_reached) as reached, sum(unit_count.households_unreachable) as unreachable,
    sum(unit_count.households_proxied) as proxied, sum(unit_count.households_without_consent) as without_consent
  from below
  join unit_count on unit_count.unit_id = below.unit_id
  group by below.id
),
covered as (
  select below.id, count(*) as groups,
    count(*) filter (
      where exists (select from actual_group where actual_group.group_id = expected_group.id and not actual_group.archived)
    ) as linked,
    sum(group_count.desired - case when expected_group.part = 1 then 0 else group_count.required end) as desired,
    sum(
      group_count.matching
        - case when expected_group.part = 1 then 0 else group_count.required - group_count.required_missing end
    ) as matching,
    sum(group_count.to_add) as to_add, sum(group_count.to_remove) as to_remove,
    sum(group_count.required) filter (where expected_group.part = 1) as required,
    sum(group_count.required - group_count.required_missing) filter (where expected_group.part = 1) as required_present
  from below
  join expected_group on expected_group.unit_id = below.unit_id
  left join group_count on group_count.group_id = expected_group.id
  group by below.id
)
select shown.id as "unitId", shown.tier, shown.kind, coalesce(bears.full, shown.id) as name,
  (select count(*) from unit_ancestor as child where child.ancestor_id = shown.id and child.depth = 1) as children,
  coalesce(lived.people, 0) as people, coalesce(lived.households, 0) as households,
  coalesce(lived.reached, 0) as "householdsReached", coalesce(lived.unreachable, 0) as "householdsUnreachable",
  coalesce(lived.proxied, 0) as "householdsProxied", coalesce(lived.without_consent, 0) as "householdsWithoutConsent",
  coalesce(covered.groups, 0) as groups, coalesce(covered.linked, 0) as "linkedGroups",
  coalesce(covered.desired, 0) as desired, coalesce(covered.matching, 0) as matching,
  coalesce(covered.to_add, 0) as "toAdd", coalesce(covered.to_remove, 0) as "toRemove",
  coalesce(covered.required, 0) as required, coalesce(covered.required_present, 0) as "requiredPresent"
from shown
left join lived on lived.id = shown.id
left join covered on covered.id = shown.id
left join lateral (
  select unit_name.full, unit_name.folded from unit_name
  where unit_name.unit_id = shown.id and unit_name.valid_from <= $2::date
  order by unit_name.valid_from desc limit 1
) as bears on true
order by bears.folded, shown.id;
