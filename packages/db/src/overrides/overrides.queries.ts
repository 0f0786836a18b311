import { firstGroupOf, type Day, type GroupId, type Override, type PersonId } from '@ketnoi/hierarchy'
import { sql, type Selectable } from 'kysely'
import { ofGroups } from '../groups/differing.queries.ts'
import { dayEnd } from '../history/day-end.ts'
import { rankOf, roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { intervalOf, validFrom, validTo } from '../validity.ts'
import type { MembershipOverrideTable } from './overrides.tables.ts'

export interface OverrideFilter {
  readonly groupIds?: readonly GroupId[]
  readonly personIds?: readonly PersonId[]
  /** Only those that hold on the day. */
  readonly asOf?: Day
}

const COLUMNS = sql`id, kind, group_id, person_id, role, reason, author, valid_from, valid_to`

/** Decisions about people and groups, oldest first; those about a further group are those about the first. */
export async function listOverrides(db: Db, filter: OverrideFilter = {}): Promise<Override[]> {
  const { groupIds, personIds, asOf } = filter
  const conditions = [
    ofGroups(groupIds?.map(firstGroupOf) ?? null, sql`group_id`),
    ...(personIds === undefined ? [] : [sql`person_id = any(${[...personIds]}::text[])`]),
    ...(asOf === undefined ? [] : [sql`valid_from <= ${asOf}::date and valid_to > ${asOf}::date`]),
  ]
  const { rows } = await sql<Omit<Selectable<MembershipOverrideTable>, 'recorded_from'>>`
    select ${COLUMNS} from membership_override where ${sql.join(conditions, sql` and `)} order by valid_from, id
  `.execute(db)
  return rows.map(toOverride)
}

function toOverride(row: Omit<Selectable<MembershipOverrideTable>, 'recorded_from'>): Override {
  return {
    id: row.id,
    kind: row.kind,
    groupId: row.group_id,
    personId: row.person_id,
    role: roleOf(row.role),
    reason: row.reason,
    author: row.author,
    ...intervalOf(row),
  }
}

/** The decisions that held on a day as they were recorded when it was over, whatever became of them since. */
export async function listRecordedOverrides(
  db: Db,
  whose: { readonly groupIds: readonly GroupId[] } | { readonly personIds: readonly PersonId[] },
  on: Day,
): Promise<Override[]> {
  const some =
    'groupIds' in whose
      ? sql`group_id = any(${whose.groupIds.map(firstGroupOf)}::text[])`
      : sql`person_id = any(${[...whose.personIds]}::text[])`
  const held = sql`${some} and valid_from <= ${on}::date and valid_to > ${on}::date and recorded_from < ${dayEnd(on)}`
  const { rows } = await sql<Omit<Selectable<MembershipOverrideTable>, 'recorded_from'>>`
    select ${COLUMNS} from membership_override where ${held}
    union all
    select ${COLUMNS} from override_history where ${held} and recorded_to >= ${dayEnd(on)}
    order by valid_from, id
  `.execute(db)
  return rows.map(toOverride)
}

export async function insertOverride(db: Db, override: Override): Promise<void> {
  await insertOverrides(db, [override])
}

/** In one statement, however many. An exception to the group of a unit holds for all of its parts: the rules do not know these. */
export async function insertOverrides(db: Db, overrides: readonly Override[]): Promise<void> {
  const column = (valueOf: (override: Override) => string): string[] => overrides.map(valueOf)
  await sql`
    insert into membership_override (id, kind, group_id, person_id, role, reason, author, valid_from, valid_to)
    select * from unnest(
      ${column(({ id }) => id)}::text[], ${column(({ kind }) => kind)}::text[],
      ${column(({ groupId }) => firstGroupOf(groupId))}::text[], ${column(({ personId }) => personId)}::text[],
      ${overrides.map(({ role }) => rankOf(role))}::smallint[], ${column(({ reason }) => reason)}::text[],
      ${column(({ author }) => author)}::text[], ${column(validFrom)}::date[], ${column(validTo)}::date[]
    )
  `.execute(db)
}

/** From the day on the rules decide again. What never held by then is taken away altogether; tells whether anything changed. */
export async function endOverrideOn(db: Db, id: string, day: Day): Promise<boolean> {
  const untouched = await db
    .deleteFrom('membership_override')
    .where('id', '=', id)
    .where('valid_from', '>=', day)
    .executeTakeFirst()
  const ended = await db
    .updateTable('membership_override')
    .set({ valid_to: day })
    .where('id', '=', id)
    .where('valid_to', '>', day)
    .executeTakeFirst()
  return untouched.numDeletedRows + ended.numUpdatedRows > 0n
}

/** Takes a decision away as if it had never been made. */
export async function deleteOverride(db: Db, id: string): Promise<void> {
  await db.deleteFrom('membership_override').where('id', '=', id).execute()
}
