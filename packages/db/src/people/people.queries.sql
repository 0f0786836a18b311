-- listPeople

select id, name, birth, adult, reachability, proxy_id, revision from person where id = any($1::text[]) order by id;

select person_id, unit_id, household_id, represents_household, end_reason, valid_from, valid_to
from residence where person_id = any($1::text[]) order by valid_from, unit_id;

select * from appointment where person_id = any($1::text[]) order by valid_from, position_id, unit_id;

select * from phone where person_id = any($1::text[]) order by valid_from, number;

select * from consent where person_id = any($1::text[]) order by valid_from, purpose_id;

select * from messaging_account where person_id = any($1::text[]) order by valid_from, service, account_id;

-- listRosterCandidates

select person_id from (
 select person_id from residence where unit_id = any($1::text[])
 union select person_id from appointment where unit_id = any($2::text[])
union select person_id from phone where number = any($3::text[]) union select person_id from messaging_account where account_id = any($4::text[]) union select id from person where (name_folded, birth) in (
         select * from unnest($5::text[], $6::text[])
       )) as found (person_id);

select id, name, birth, adult, reachability, proxy_id, revision from person where id = any($1::text[]) order by id;

select person_id, unit_id, household_id, represents_household, end_reason, valid_from, valid_to
from residence where person_id = any($1::text[]) order by valid_from, unit_id;

select * from appointment where person_id = any($1::text[]) order by valid_from, position_id, unit_id;

select * from phone where person_id = any($1::text[]) order by valid_from, number;

select * from consent where person_id = any($1::text[]) order by valid_from, purpose_id;

select * from messaging_account where person_id = any($1::text[]) order by valid_from, service, account_id;

-- listPeopleByPhones

select distinct person_id from phone where number = any($1::text[]);

select id, name, birth, adult, reachability, proxy_id, revision from person where id = any($1::text[]) order by id;

select person_id, unit_id, household_id, represents_household, end_reason, valid_from, valid_to
from residence where person_id = any($1::text[]) order by valid_from, unit_id;

select * from appointment where person_id = any($1::text[]) order by valid_from, position_id, unit_id;

select * from phone where person_id = any($1::text[]) order by valid_from, number;

select * from consent where person_id = any($1::text[]) order by valid_from, purpose_id;

select * from messaging_account where person_id = any($1::text[]) order by valid_from, service, account_id;

-- listPeopleByNames

select id from person where name_folded = any($1::text[]);

-- listPeopleOfUnit

with before as materialized (select current_setting('role') as role)
select role, set_config('role', 'none', true) from before;

select coalesce(sum(people), 0)::int as people from unit_count where unit_id in (select unit_id from unit_ancestor where ancestor_id = any($1::text[]));

select distinct person_id as id, sort_key from residence where residence.unit_id = any(array(select unit_id from unit_ancestor where ancestor_id = any($1::text[]))) and residence.valid_from <= $2::date and residence.valid_to > $3::date
order by sort_key, id limit $4;

with shown as materialized (
    select person.*, given.place from unnest($1::text[]) with ordinality as given (id, place)
    join person on person.id = given.id
  )
select shown.id as "personId", shown.revision, shown.name, shown.birth, home.unit_id as "unitId", office.unit_id as "seatUnitId", home.household_id as "householdId",
  coalesce(home.represents_household, false) as "representsHousehold", reach.number as phone, shown.reachability,
  (
    select coalesce(json_agg(distinct appointment.position_id), '[]') from appointment
    where appointment.person_id = shown.id
      and appointment.valid_from <= $2::date and appointment.valid_to > $3::date
  ) as positions,
  (select count(*) from desired_member where desired_member.person_id = shown.id) as groups,
  shown.sort_key as "sortKey"
from shown
left join lateral (
  select residence.unit_id, residence.household_id, residence.represents_household from residence
  where residence.person_id = shown.id
    and residence.valid_from <= $4::date and residence.valid_to > $5::date
  order by residence.valid_from desc, residence.unit_id limit 1
) as home on true
left join lateral (
  select appointment.unit_id from appointment
  where appointment.person_id = shown.id
    and appointment.valid_from <= $6::date and appointment.valid_to > $7::date
  order by appointment.valid_from desc, appointment.unit_id limit 1
) as office on true
left join lateral (
  select phone.number from phone
  where phone.person_id = shown.id and phone.valid_from <= $8::date and phone.valid_to > $9::date
  order by phone.valid_from desc, phone.number limit 1
) as reach on true
order by shown.place;

-- listPeopleMatching (name)

with before as materialized (select current_setting('role') as role)
select role, set_config('role', 'none', true) from before;

select coalesce(sum(people), 0)::int as people from unit_count where unit_id in (select unit_id from unit_ancestor where ancestor_id = any($1::text[]));

with few as materialized (select distinct person_id as id, sort_key from (
    select residence.person_id, residence.sort_key from residence where residence.unit_id = any(array(select unit_id from unit_ancestor where ancestor_id = any($1::text[]))) and residence.valid_from <= $2::date and residence.valid_to > $3::date
    union all
    select appointment.person_id, named.sort_key from appointment
    join lateral (select person.sort_key from person where person.id = appointment.person_id offset 0) as named on true
    where appointment.unit_id = any(array(select unit_id from unit_ancestor where ancestor_id = any($4::text[])))
  ) as belonging where true and "sort_key" like $5 and "sort_key" like $6),
  found as (select id, sort_key, case
  when starts_with("sort_key", $7) then 0
  when "sort_key" like $8 then 1
  when "sort_key" like $9 or "sort_key" like $10 then 2
  when "sort_key" like $11 or "sort_key" like $12 then 3
  else 4
end as rank from few)
  select id from found
  order by rank, case rank when 2 then ltrim(split_part(sort_key, $13, 2) || ' ' || split_part(sort_key, $14, 1)) end,
    sort_key, id
  limit $15;

with shown as materialized (
    select person.*, given.place from unnest($1::text[]) with ordinality as given (id, place)
    join person on person.id = given.id
  )
select shown.id as "personId", shown.revision, shown.name, shown.birth, home.unit_id as "unitId", office.unit_id as "seatUnitId", home.household_id as "householdId",
  coalesce(home.represents_household, false) as "representsHousehold", reach.number as phone, shown.reachability,
  (
    select coalesce(json_agg(distinct appointment.position_id), '[]') from appointment
    where appointment.person_id = shown.id
      and appointment.valid_from <= $2::date and appointment.valid_to > $3::date
  ) as positions,
  (select count(*) from desired_member where desired_member.person_id = shown.id) as groups,
  shown.sort_key as "sortKey"
from shown
left join lateral (
  select residence.unit_id, residence.household_id, residence.represents_household from residence
  where residence.person_id = shown.id
    and residence.valid_from <= $4::date and residence.valid_to > $5::date
  order by residence.valid_from desc, residence.unit_id limit 1
) as home on true
left join lateral (
  select appointment.unit_id from appointment
  where appointment.person_id = shown.id
    and appointment.valid_from <= $6::date and appointment.valid_to > $7::date
  order by appointment.valid_from desc, appointment.unit_id limit 1
) as office on true
left join lateral (
  select phone.number from phone
  where phone.person_id = shown.id and phone.valid_from <= $8::date and phone.valid_to > $9::date
  order by phone.valid_from desc, phone.number limit 1
) as reach on true
order by shown.place;

-- listPeopleByAttributes

with shown as materialized (
    select person.* from person where true and name_folded like $1 and name_folded like $2 and birth like $3 and person.id in (select person_id from phone where number = $4) and person.id in (
  select residence.person_id from residence join unit_ancestor on unit_ancestor.unit_id = residence.unit_id
  where unit_ancestor.ancestor_id = any($5::text[])
    and residence.valid_from <= $6::date and residence.valid_to > $7::date
  union all
  select appointment.person_id from appointment join unit_ancestor on unit_ancestor.unit_id = appointment.unit_id
  where unit_ancestor.ancestor_id = any($8::text[])
)
    order by person.sort_key, person.id limit $9
  )
  select shown.id as "personId", shown.revision, shown.name, shown.birth, home.unit_id as "unitId", office.unit_id as "seatUnitId", home.household_id as "householdId",
    coalesce(home.represents_household, false) as "representsHousehold", reach.number as phone, shown.reachability,
    (
      select coalesce(json_agg(distinct appointment.position_id), '[]') from appointment
      where appointment.person_id = shown.id
        and appointment.valid_from <= $10::date and appointment.valid_to > $11::date
    ) as positions,
    (select count(*) from desired_member where desired_member.person_id = shown.id) as groups,
    shown.sort_key as "sortKey"
  from shown
  left join lateral (
    select residence.unit_id, residence.household_id, residence.represents_household from residence
    where residence.person_id = shown.id
      and residence.valid_from <= $12::date and residence.valid_to > $13::date
    order by residence.valid_from desc, residence.unit_id limit 1
  ) as home on true
  left join lateral (
    select appointment.unit_id from appointment
    where appointment.person_id = shown.id
      and appointment.valid_from <= $14::date and appointment.valid_to > $15::date
    order by appointment.valid_from desc, appointment.unit_id limit 1
  ) as office on true
  left join lateral (
    select phone.number from phone
    where phone.person_id = shown.id and phone.valid_from <= $16::date and phone.valid_to > $17::date
    order by phone.valid_from desc, phone.number limit 1
  ) as reach on true
  order by sort_key, shown.id;

-- listPeopleMatching (phone)

with before as materialized (select current_setting('role') as role)
select role, set_config('role', 'none', true) from before;

select id, sort_key from person where id = any(array((select person_id from phone where ("number" >= $1 and "number" < $2)  order by "number" limit 1000) union (select person_id from phone where (reverse(number) >= $3 and reverse(number) < $4)  order by reverse(number) limit 1000)))
order by sort_key, id limit $5;

with shown as materialized (
    select person.*, given.place from unnest($1::text[]) with ordinality as given (id, place)
    join person on person.id = given.id
  )
select shown.id as "personId", shown.revision, shown.name, shown.birth, home.unit_id as "unitId", office.unit_id as "seatUnitId", home.household_id as "householdId",
  coalesce(home.represents_household, false) as "representsHousehold", reach.number as phone, shown.reachability,
  (
    select coalesce(json_agg(distinct appointment.position_id), '[]') from appointment
    where appointment.person_id = shown.id
      and appointment.valid_from <= $2::date and appointment.valid_to > $3::date
  ) as positions,
  (select count(*) from desired_member where desired_member.person_id = shown.id) as groups,
  shown.sort_key as "sortKey"
from shown
left join lateral (
  select residence.unit_id, residence.household_id, residence.represents_household from residence
  where residence.person_id = shown.id
    and residence.valid_from <= $4::date and residence.valid_to > $5::date
  order by residence.valid_from desc, residence.unit_id limit 1
) as home on true
left join lateral (
  select appointment.unit_id from appointment
  where appointment.person_id = shown.id
    and appointment.valid_from <= $6::date and appointment.valid_to > $7::date
  order by appointment.valid_from desc, appointment.unit_id limit 1
) as office on true
left join lateral (
  select phone.number from phone
  where phone.person_id = shown.id and phone.valid_from <= $8::date and phone.valid_to > $9::date
  order by phone.valid_from desc, phone.number limit 1
) as reach on true
order by shown.place;

-- updatePeople (changed)

select person.id from unnest($1::text[]) as given (id) join person on person.id = given.id;

select id from unnest($1::text[]) as named (id)
where not exists (select from unit where unit.id = named.id)
order by id;

select id, name, birth, adult, reachability, proxy_id, revision from person where id = any($1::text[]) order by id;

select person_id, unit_id, household_id, represents_household, end_reason, valid_from, valid_to
from residence where person_id = any($1::text[]) order by valid_from, unit_id;

select * from appointment where person_id = any($1::text[]) order by valid_from, position_id, unit_id;

select * from phone where person_id = any($1::text[]) order by valid_from, number;

select * from consent where person_id = any($1::text[]) order by valid_from, purpose_id;

select * from messaging_account where person_id = any($1::text[]) order by valid_from, service, account_id;

select id, revision from person where id = any($1::text[]) order by id for update;

update person set name = given.name, name_folded = given.name_folded, sort_key = given.sort_key, birth = given.birth,
  adult = given.adult, reachability = given.reachability, proxy_id = given.proxy_id,
  revision = person.revision + 1, updated_at = now()
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::text[]) as given (id, name, name_folded, sort_key, birth, adult, reachability, proxy_id)
where person.id = given.id;

with before as materialized (select current_setting('role') as role)
select role, set_config('role', 'none', true) from before;

insert into unit_recount (unit_id) select distinct unit_id from residence where person_id in (select unnest($1::text[]));

delete from "residence" where person_id = any($1::text[]);

delete from "appointment" where person_id = any($1::text[]);

delete from "phone" where person_id = any($1::text[]);

delete from "consent" where person_id = any($1::text[]);

delete from "messaging_account" where person_id = any($1::text[]);

insert into "household" (id, unit_id) select unnest($1::text[]), unnest($2::text[]) on conflict (id) do nothing;

insert into "residence" (person_id, sort_key, unit_id, household_id, represents_household, end_reason, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::boolean[]), unnest($6::text[]), unnest($7::date[]), unnest($8::date[]);

insert into "appointment" (person_id, position_id, unit_id, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::date[]), unnest($5::date[]);

insert into "phone" (person_id, number, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::date[]), unnest($4::date[]);

insert into "consent" (person_id, purpose_id, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::date[]), unnest($4::date[]);

insert into unit_recount (unit_id) select unnest($1::text[]);

-- updatePeople (new)

select person.id from unnest($1::text[]) as given (id) join person on person.id = given.id;

select id from unnest($1::text[]) as named (id)
where not exists (select from unit where unit.id = named.id)
order by id;

insert into "person" (id, name, name_folded, sort_key, birth, adult, reachability, proxy_id, added_event) select unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), unnest($6::boolean[]), unnest($7::text[]), unnest($8::text[]), $9::bigint;

insert into "household" (id, unit_id) select unnest($1::text[]), unnest($2::text[]) on conflict (id) do nothing;

insert into "residence" (person_id, sort_key, unit_id, household_id, represents_household, end_reason, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::boolean[]), unnest($6::text[]), unnest($7::date[]), unnest($8::date[]);

insert into "phone" (person_id, number, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::date[]), unnest($4::date[]);

insert into "consent" (person_id, purpose_id, valid_from, valid_to) select unnest($1::text[]), unnest($2::text[]), unnest($3::date[]), unnest($4::date[]);

insert into unit_recount (unit_id) select unnest($1::text[]);

-- deletePeople

select from person where id = any($1::text[]) or proxy_id = any($2::text[]) order by id for update;

select pg_advisory_xact_lock(hashtextextended('ketnoi materialise', 0));

select group_id as id from desired_member where person_id = any($1::text[])
union select group_id from actual_member where person_id = any($2::text[]);

insert into unit_recount (unit_id) select distinct unit_id from residence where person_id in (select unnest($1::text[]));

delete from "residence" where person_id = any($1::text[]);

delete from "appointment" where person_id = any($1::text[]);

delete from "phone" where person_id = any($1::text[]);

delete from "consent" where person_id = any($1::text[]);

delete from "messaging_account" where person_id = any($1::text[]);

delete from desired_member where person_id = any($1::text[]);

delete from actual_member where person_id = any($1::text[]);

update reading_member set person_id = null, matched_by = null where person_id = any($1::text[]);

delete from person_version where person_id = any($1::text[]);

delete from person_merge where kept_id = any($1::text[]);

update person set proxy_id = null where proxy_id = any($1::text[]);

delete from person where id = any($1::text[]);

select "value" from "setting" where "name" = $1;

with taken as (delete from unit_recount returning unit_id)
select array(select distinct unit_id from taken) as units, (select value from setting where name = $1) as last;

with
    counted (
  unit_id, people, households, households_reached, households_unreachable, households_proxied, households_without_consent) as (
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
  from (select * from residence where person_id = any(array(select person_id from residence where unit_id = any($3::text[]))) offset 0) as residence join person on person.id = residence.person_id
  where residence.valid_from <= $4::date and residence.valid_to > $5::date
  order by residence.person_id, residence.valid_from desc, residence.unit_id
) as home
    where home.unit_id = any($6::text[])
    group by home.unit_id, home.household_id
  ) as lived
  group by unit_id
),
    gone as (
      delete from unit_count where unit_id = any($7::text[]) and not exists (
        select from counted where counted.unit_id = unit_count.unit_id
      )
    )
  insert into unit_count (
  unit_id, people, households, households_reached, households_unreachable, households_proxied, households_without_consent) select 
  unit_id, people, households, households_reached, households_unreachable, households_proxied, households_without_consent from counted
  on conflict (unit_id) do update set
    people = excluded.people, households = excluded.households, households_reached = excluded.households_reached,
    households_unreachable = excluded.households_unreachable, households_proxied = excluded.households_proxied,
    households_without_consent = excluded.households_without_consent;
