/**
 * What somebody would write for this one model and day who knows the tables: the same rows as `materialiseDesired`, in a table of
 * the same shape. `$1` is the day.
 */
export const MATERIALISE_BY_HAND = `
  insert into by_hand_member (group_id, person_id, role, clauses, required)
  select group_id, person_id, max(role), bit_or(clauses), bool_or(required)
  from (
    select 'village:' || v.unit_id as group_id, a.person_id,
      case a.position_id when 'commune-police-head' then 2 when 'commune-police-deputy-head' then 1 else 0 end as role,
      case a.position_id when 'commune-police-head' then 9 when 'commune-police-deputy-head' then 10 else 8 end as clauses,
      true as required
    from unit_parent as v
    join unit on unit.id = v.unit_id and unit.tier = 'village'
    join appointment as a on a.unit_id = v.parent_id
      and a.position_id in ('commune-police-head', 'commune-police-deputy-head', 'commune-police-officer')
    where v.valid_from <= $1 and v.valid_to > $1 and a.valid_from <= $1 and a.valid_to > $1
    union all
    select 'village:' || unit_id, person_id,
      case when position_id = 'village-officer-in-charge' then 1 else 0 end,
      case when position_id = 'village-officer-in-charge' then 4 else 16 end,
      true
    from appointment
    where position_id like 'village-%' and valid_from <= $1 and valid_to > $1
    union all
    select 'village:' || r.unit_id, r.person_id, 0, 32, false
    from residence as r
    join person as p on p.id = r.person_id and (p.birth_last <= $1::date - interval '18 years' or p.birth_last is null and p.adult)
    join consent as c on c.person_id = r.person_id and c.purpose_id = 'village-group'
    where r.represents_household and r.valid_from <= $1 and r.valid_to > $1 and c.valid_from <= $1 and c.valid_to > $1
    union all
    select (case when position_id like 'province-%' then 'province-committee:' else 'commune-committee:' end) || unit_id, person_id,
      case when position_id like '%-committee-head' then 2 when position_id like '%-standing-deputy' then 1 else 0 end,
      case
        when position_id like 'commune-police-%' then 8
        when position_id like '%-committee-head' then 5
        when position_id like '%-standing-deputy' then 6
        else 4
      end,
      true
    from appointment
    where (position_id like '%-committee-%' or position_id in ('commune-police-head', 'commune-police-deputy-head'))
      and valid_from <= $1 and valid_to > $1
  ) as wanted (group_id, person_id, role, clauses, required)
  group by group_id, person_id`

/** The difference by hand: who is missing, who is too much, who has the wrong role, counted by group. */
export const COMPARE_BY_HAND = `
  insert into by_hand_count (group_id, desired, actual, to_add, to_remove, wrong_role)
  select coalesce(d.group_id, a.group_id), count(d.person_id), count(a.person_id),
    count(*) filter (where a.person_id is null), count(*) filter (where d.person_id is null), count(*) filter (where a.role <> d.role)
  from by_hand_member as d
  full join actual_member as a on a.group_id = d.group_id and a.person_id = d.person_id
  group by 1`

export const TABLES_BY_HAND = `
  create table by_hand_member (like desired_member including all);
  create table by_hand_count (
    group_id text collate "C" primary key, desired integer, actual integer, to_add integer, to_remove integer, wrong_role integer
  );`
