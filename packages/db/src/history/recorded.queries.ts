import type { Day, GroupId, PersonId, Role } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { dayEnd } from './day-end.ts'

/** How long something stood in the database: `to` is `null` as long as it does. ISO instants. */
export interface Recorded {
  readonly from: string
  readonly to: string | null
}

export interface RecordedDesired {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  /** The bit mask by index of the rules of then. */
  readonly clauses: number
  readonly required: boolean
  readonly recorded: Recorded
}

export interface RecordedActual {
  readonly groupId: GroupId
  readonly personId: PersonId
  readonly role: Role
  readonly state: 'member' | 'invited' | 'invitation-failed'
  readonly recorded: Recorded
}

/** A time that is asked about: as a day stood when it was over, or everything that held at some time of a span of days. */
export type AskedTime = { readonly on: Day } | { readonly from: Day; readonly to: Day }

/** Who was recorded as to be in the groups, or these people. */
export async function listRecordedDesired(
  db: Db,
  whose: { readonly groupIds: readonly GroupId[] } | { readonly personIds: readonly PersonId[] },
  time: AskedTime,
): Promise<RecordedDesired[]> {
  const { rows } = await sql<Stored<RecordedDesired>>`
    select group_id as "groupId", person_id as "personId", role, clauses, required, recorded_from as "from", recorded_to as "to"
    from (${recorded('desired', ['role', 'clauses', 'required'], whose, time)}) as m
    order by group_id, person_id, recorded_from
  `.execute(db)
  return rows.map(toRecorded)
}

/** Who was recorded as really in the groups, or these people. */
export async function listRecordedActual(
  db: Db,
  whose: { readonly groupIds: readonly GroupId[] } | { readonly personIds: readonly PersonId[] },
  time: AskedTime,
): Promise<RecordedActual[]> {
  const { rows } = await sql<Stored<RecordedActual>>`
    select group_id as "groupId", person_id as "personId", role, state, recorded_from as "from", recorded_to as "to"
    from (${recorded('actual', ['role', 'state'], whose, time)}) as m
    order by group_id, person_id, recorded_from
  `.execute(db)
  return rows.map(toRecorded)
}

/** How many were recorded as to be in each group, and as really in it, when the day was over; groups of nobody are left out. */
export async function countRecorded(
  db: Db,
  groupIds: readonly GroupId[],
  on: Day,
): Promise<{ readonly groupId: GroupId; readonly desired: number; readonly actual: number }[]> {
  const { rows } = await sql<{ groupId: GroupId; desired: number; actual: number }>`
    select group_id as "groupId", count(*) filter (where wanted) as desired, count(*) filter (where not wanted) as actual
    from (
      select group_id, true as wanted from (${recorded('desired', [], { groupIds }, { on })}) as d
      union all
      select group_id, false from (${recorded('actual', ['state'], { groupIds }, { on })}) as a where state = 'member'
    ) as m
    group by group_id order by group_id
  `.execute(db)
  return rows
}

/** The further groups in which somebody was wanted when the day was over, by the first group of the unit. */
export async function listRecordedParts(
  db: Db,
  firstIds: readonly GroupId[],
  on: Day,
): Promise<{ readonly firstId: GroupId; readonly groupId: GroupId }[]> {
  // The mark between the two parts of an identity, and the character after it: what lies between is found by the index.
  const own = sql`group_id > first.id || '~' and group_id < first.id || chr(127)`
  const { rows } = await sql<{ firstId: GroupId; groupId: GroupId }>`
    select distinct first.id as "firstId", row.group_id as "groupId"
    from unnest(${[...firstIds]}::text[]) as first (id) cross join lateral (
      select group_id from desired_member where ${own} and recorded_from < ${dayEnd(on)}
      union all
      select group_id from desired_history where ${own} and recorded_from < ${dayEnd(on)} and recorded_to >= ${dayEnd(on)}
    ) as row
    order by 1, 2
  `.execute(db)
  return rows
}

/** Since when memberships are recorded at all; `null` before the first. */
export async function findRecordedSince(db: Db): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`
    select min(recorded_from) as since from desired_basis
  `.execute(db)
  return rows[0]?.since ?? null
}

type Stored<T extends { readonly role: Role }> = Omit<T, 'role' | 'recorded'> & {
  readonly role: number
  readonly from: string
  readonly to: string | null
}

function toRecorded<T extends { readonly role: number; readonly from: string; readonly to: string | null }>({
  from,
  to,
  role,
  ...row
}: T): Omit<T, 'from' | 'to' | 'role'> & { readonly role: Role; readonly recorded: Recorded } {
  return { ...row, role: roleOf(role), recorded: { from, to } }
}

/** What stands in the table of the present, and what stood there. Both are reached by an index of the group or of the person. */
function recorded(
  side: 'desired' | 'actual',
  columns: readonly string[],
  whose: { readonly groupIds: readonly GroupId[] } | { readonly personIds: readonly PersonId[] },
  time: AskedTime,
): RawBuilder<unknown> {
  const shown = sql.join(['group_id', 'person_id', ...columns, 'recorded_from'].map((column) => sql.ref(column)))
  const some =
    'groupIds' in whose
      ? sql`group_id = any(${[...whose.groupIds]}::text[])`
      : sql`person_id = any(${[...whose.personIds]}::text[])`
  const begins = dayEnd('on' in time ? time.on : time.to)
  // What ended in the last moment of a day held on that day; a span also shows what ended on its first.
  const ends =
    'on' in time ? sql`recorded_to >= ${dayEnd(time.on)}` : sql`recorded_to > (${dayEnd(time.from)} - interval '1 day')`
  return sql`
    select ${shown}, null::timestamptz as recorded_to from ${sql.table(`${side}_member`)}
    where ${some} and recorded_from < ${begins}
    union all
    select ${shown}, recorded_to from ${sql.table(`${side}_history`)}
    where ${some} and recorded_from < ${begins} and ${ends}`
}
