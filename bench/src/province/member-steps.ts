import { dropIndexes } from '../copy-rows.ts'
import type { Step } from './steps.ts'
import { YEARS } from './past-facts.ts'

/** Lists of a group that differed from the one before: one a year. One that is the same moves a date and keeps no rows. */
const READINGS = YEARS

/** A step of statements that fill tables from tables, with the indexes beside the keys made afterwards. */
export function filling(tables: readonly string[], ...statements: readonly string[]): Step {
  return {
    name: tables.join(', '),
    run: async (client, say) => {
      const makeIndexes = await dropIndexes(client, tables)
      for (const [at, statement] of statements.entries()) {
        await client.query(statement)
        say(`statement ${String(at + 1)} of ${String(statements.length)}`)
      }
      say('indexes')
      await makeIndexes()
      await client.query(`analyze ${tables.join(', ')}`)
    },
  }
}

/** The same for the same key, whatever the order: what stands in for chance. */
export const chance = (key: string, outOf: number): string => `(hashtext(${key}) & 2147483647) % ${String(outOf)}`

export const HOUSEHOLDS: Step = filling(
  ['household'],
  `insert into household (id, unit_id, label)
    select household_id, unit_id, 'Hộ ' || substring(household_id from '[0-9]+$') from residence
    where represents_household and valid_to = 'infinity'`,
)

/** Who is in the real groups: what ought to be, but for one membership in a thousand; and the lists that say so. */
export const MEMBERS: readonly Step[] = [
  filling(
    ['actual_group', 'group_link'],
    `insert into actual_group (id, external_id, group_id, name, name_folded, join_link, reading_id)
      select 'real ' || id, 'real ' || id, id, name, name_folded, 'https://zalo.me/g/' || substr(md5(id), 1, 10), 'reading ' || id || ' 1'
      from expected_group`,
    `insert into group_link (actual_group_id, external_id, group_id, linked_from)
      select id, external_id, group_id, '-infinity' from actual_group`,
  ),
  filling(
    ['actual_member'],
    `insert into actual_member (group_id, person_id, role, state, recorded_from)
      select group_id, person_id, case ${chance('person_id', 5_000)} when 1 then 0 else role end,
        case ${chance('person_id', 2_000)} when 2 then 'invited' else 'member' end, now() - interval '90 days'
      from desired_member where ${chance('group_id || person_id', 2_000)} <> 0`,
    // Those who are in the group of the next village.
    `insert into actual_member (group_id, person_id, role, state, recorded_from)
      select 'village:' || unit_parent.unit_id, residence.person_id, 0, 'member', now() - interval '90 days'
      from residence
      join unit_parent as home on home.unit_id = residence.unit_id
      join unit_parent on unit_parent.parent_id = home.parent_id and unit_parent.unit_id > residence.unit_id
        and unit_parent.unit_id <= residence.unit_id || '0'
      where residence.represents_household and residence.valid_to = 'infinity' and ${chance('residence.person_id', 200)} = 7
      on conflict do nothing`,
  ),
  filling(
    ['reading', 'reading_member'],
    `insert into reading (id, actual_group_id, read_at, first_read_at, completeness, source, author)
      select 'reading ' || group_id || ' ' || place, id, at, at, 'complete', 'text', 'officer'
      from actual_group cross join generate_series(1, ${String(READINGS)}) as place
      cross join lateral (select now() - make_interval(months => place * 12 - 9) as at) as moment`,
    `insert into reading_member (reading_id, key, ordinal, person_id, display_name, role, state, matched_by)
      select 'reading ' || member.group_id || ' ' || place, 'name ' || member.person_id, 0, member.person_id, person.name, member.role,
        member.state, 'name'
      from actual_member as member join person on person.id = member.person_id
      cross join generate_series(1, ${String(READINGS)}) as place
      where place = 1 or ${chance('member.person_id || place', 20)} <> 0`,
    // Names that nobody could be found for, in one group of ten.
    `insert into reading_member (reading_id, key, ordinal, display_name)
      select reading_id, 'name unknown ' || place, 0, 'Chị Hoa ' || place from actual_group cross join generate_series(1, 2) as place
      where ${chance('id', 10)} = 0`,
  ),
  filling(
    ['desired_history'],
    `insert into desired_history (group_id, person_id, role, clauses, required, recorded_from, recorded_to)
      select group_id, person_id, role, clauses, required, recorded_from - make_interval(days => days * place), recorded_from
        - make_interval(days => days * (place - 1))
      from desired_member cross join generate_series(1, 2) as place
      cross join lateral (select 200 + ${chance('person_id', 700)} as days) as span`,
  ),
  filling(
    ['actual_history'],
    `insert into actual_history (group_id, person_id, role, state, recorded_from, recorded_to)
      select group_id, person_id, role, case place when 2 then 'invited' else 'member' end,
        recorded_from - make_interval(days => days * place), recorded_from - make_interval(days => days * (place - 1))
      from actual_member cross join generate_series(1, 2) as place
      cross join lateral (select 200 + ${chance('person_id', 700)} as days) as span`,
    // Those who were in the group and are not any more.
    `insert into actual_history (group_id, person_id, role, state, recorded_from, recorded_to)
      select 'village:' || unit_id, person_id, 0, 'member', now() - interval '5 years', least(valid_to::timestamptz, now() - interval '1 day')
      from residence where valid_to < 'infinity' and valid_to > now() - interval '5 years'
      on conflict do nothing`,
  ),
]
