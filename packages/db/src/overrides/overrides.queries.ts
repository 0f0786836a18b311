import type { Day, GroupId, Override, PersonId } from '@ketnoi/hierarchy'
import { rankOf, roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { intervalOf, validFrom, validTo } from '../validity.ts'

export interface OverrideFilter {
  readonly groupIds?: readonly GroupId[]
  readonly personIds?: readonly PersonId[]
  /** Only those that hold on the day. */
  readonly asOf?: Day
}

/** Decisions about people and groups, oldest first. */
export async function listOverrides(db: Db, filter: OverrideFilter = {}): Promise<Override[]> {
  const { groupIds, personIds, asOf } = filter
  const rows = await db
    .selectFrom('membership_override')
    .selectAll()
    .$if(groupIds !== undefined, (query) => query.where('group_id', 'in', [...(groupIds ?? []), '']))
    .$if(personIds !== undefined, (query) => query.where('person_id', 'in', [...(personIds ?? []), '']))
    .$if(asOf !== undefined, (query) => query.where('valid_from', '<=', asOf ?? '').where('valid_to', '>', asOf ?? ''))
    .orderBy('valid_from')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    groupId: row.group_id,
    personId: row.person_id,
    role: roleOf(row.role),
    reason: row.reason,
    author: row.author,
    ...intervalOf(row),
  }))
}

export async function insertOverride(db: Db, override: Override): Promise<void> {
  await db
    .insertInto('membership_override')
    .values({
      id: override.id,
      kind: override.kind,
      group_id: override.groupId,
      person_id: override.personId,
      role: rankOf(override.role),
      reason: override.reason,
      author: override.author,
      valid_from: validFrom(override),
      valid_to: validTo(override),
    })
    .execute()
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
