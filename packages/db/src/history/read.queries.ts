import type { Day, GroupId, PersonId, Role } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { dayEnd } from './day-end.ts'

/** The list that told on a day who is in a group: the last one made by its end, in what was the real group then. */
export interface ReadingOn {
  readonly groupId: GroupId
  readonly actualGroupId: string
  /** The identity that the real group had in its service then. */
  readonly externalId: string
  readonly readingId: string
  readonly firstReadAt: string
  readonly completeness: 'complete' | 'partial'
}

/** The lists that hold for some groups when the day is over. One that failed tells nothing, and the one before holds. */
export async function listReadingsOn(db: Db, groupIds: readonly GroupId[], on: Day): Promise<ReadingOn[]> {
  const { rows } = await sql<ReadingOn>`
    select link.group_id as "groupId", link.actual_group_id as "actualGroupId", link.external_id as "externalId",
      reading.id as "readingId", reading.first_read_at as "firstReadAt", reading.completeness
    from group_link as link
    join lateral (
      select id, first_read_at, completeness from reading
      where actual_group_id = link.actual_group_id and first_read_at < ${dayEnd(on)} and completeness <> 'failed'
      order by first_read_at desc, id desc limit 1
    ) as reading on true
    where link.group_id = any(${[...groupIds]}::text[]) and link.linked_from < ${dayEnd(on)} and link.linked_to >= ${dayEnd(on)}
    order by link.group_id, link.actual_group_id
  `.execute(db)
  return rows
}

export interface ReadMember {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  readonly state: 'member' | 'invited' | 'invitation-failed'
}

/** Who stands in those lists, as far as it is known today who is meant: once each, in the higher role and the better state. */
export async function listReadMembers(db: Db, readings: readonly ReadingOn[], on: Day): Promise<ReadMember[]> {
  const { rows } = await sql<Omit<ReadMember, 'role'> & { role: number }>`
    select given.group_id as "groupId", row.person_id as "personId", max(row.role) as role,
      case min(case row.state when 'member' then 0 when 'invited' then 1 else 2 end)
        when 0 then 'member' when 1 then 'invited' else 'invitation-failed'
      end as state
    from unnest(
      ${readings.map((reading) => reading.groupId)}::text[], ${readings.map((reading) => reading.readingId)}::text[]
    ) as given (group_id, reading_id)
    join reading_member as row on row.reading_id = given.reading_id
    where row.person_id is not null and (row.joined_at is null or row.joined_at < ${dayEnd(on)})
    group by given.group_id, row.person_id order by given.group_id, row.person_id
  `.execute(db)
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}

/** How many names in those lists nobody has been found for. */
export async function countUnmatchedOn(db: Db, readings: readonly ReadingOn[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from reading_member
    where reading_id = any(${readings.map((reading) => reading.readingId)}::text[]) and person_id is null
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** A list that has or has not got somebody, in the order of the lists of the real group. */
export interface PersonReading {
  readonly groupId: GroupId
  readonly actualGroupId: string
  /** From when to when the list told who is in this group: until the next one, or until the real group became another one. */
  readonly from: string
  readonly to: string | null
  readonly role: Role | null
  readonly state: 'member' | 'invited' | 'invitation-failed' | null
}

/** Every list of every real group that somebody was ever in, during a span of days. */
export async function listPersonReadings(
  db: Db,
  personIds: readonly PersonId[],
  span: { readonly from: Day; readonly to: Day },
): Promise<PersonReading[]> {
  const { rows } = await sql<Omit<PersonReading, 'role'> & { role: number | null }>`
    with
      mine as (
        select row.reading_id, max(row.role) as role, min(row.joined_at) as joined_at,
          min(case row.state when 'member' then 0 when 'invited' then 1 else 2 end) as state
        from reading_member as row where row.person_id = any(${[...personIds]}::text[]) group by row.reading_id
      ),
      told as (
        select id, actual_group_id, first_read_at,
          lead(first_read_at) over (partition by actual_group_id order by first_read_at, id) as next_at
        from reading
        where completeness <> 'failed' and actual_group_id = any(array(
          select r.actual_group_id from reading as r join mine on mine.reading_id = r.id
        ))
      ),
      held as (
        select link.group_id, told.actual_group_id, mine.role, mine.state,
          greatest(told.first_read_at, link.linked_from, coalesce(mine.joined_at, '-infinity')) as "from",
          nullif(least(coalesce(told.next_at, 'infinity'), link.linked_to), 'infinity') as "to"
        from told
        join group_link as link on link.actual_group_id = told.actual_group_id
        left join mine on mine.reading_id = told.id
      )
    select group_id as "groupId", actual_group_id as "actualGroupId", "from", "to", role,
      case state when 0 then 'member' when 1 then 'invited' when 2 then 'invitation-failed' end as state
    from held
    where "from" < coalesce("to", 'infinity') and "from" < ${dayEnd(span.to)}
      and coalesce("to", 'infinity') > ${dayEnd(span.from)} - interval '1 day'
    order by group_id, "from"
  `.execute(db)
  return rows.map((row) => ({ ...row, role: row.role === null ? null : roleOf(row.role) }))
}
