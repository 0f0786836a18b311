import { foldName, type GroupId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { NotFound } from '../errors.ts'
import { ofGroups } from '../groups/differing.queries.ts'
import { divideAnew } from '../groups/divide-anew.ts'
import { lockMembership } from '../locks.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { beyondWall } from '../wall.ts'
import { updateActualMembers } from './actual-members.ts'

/** A real group, linked to an expected one or not. */
export interface ActualGroup {
  readonly id: string
  /** The group's own identity in the service, or a stable name for an ordinary group. */
  readonly externalId: string
  readonly groupId: GroupId | null
  readonly name: string
  readonly previousNames: readonly string[]
  readonly owner: 'us' | 'other'
  readonly archived: boolean
  /** Not yet planned once: the first plan removes nobody. */
  readonly firstRun: boolean
  readonly capacity: number | null
  readonly joinLink: string | null
  readonly readingId: string | null
  /** Through what it is reached: `hands-on`, the people who lead it, or a service that a program may talk to. */
  readonly service: string
}

/** Reached by the people who lead the group, without any program. */
export const HANDS_ON = 'hands-on'

const COLUMNS = sql`
  id, external_id as "externalId", group_id as "groupId", name, previous_names as "previousNames", owner, archived,
  first_run as "firstRun", capacity, join_link as "joinLink", reading_id as "readingId", service`

export interface ActualGroupFilter {
  readonly groupIds?: readonly GroupId[]
  readonly externalIds?: readonly string[]
  readonly joinLinks?: readonly string[]
  /** Only those that nobody has linked to an expected group. */
  readonly unlinked?: true
}

/** Real groups, by name. */
export async function listActualGroups(db: Db, filter: ActualGroupFilter = {}): Promise<ActualGroup[]> {
  const { groupIds, externalIds, joinLinks, unlinked } = filter
  const conditions = [
    ofGroups(groupIds ?? null, sql`group_id`),
    ...(externalIds === undefined ? [] : [sql`external_id = any(${[...externalIds]}::text[])`]),
    ...(joinLinks === undefined ? [] : [sql`join_link = any(${[...joinLinks]}::text[])`]),
    ...(unlinked === true ? [sql`group_id is null`] : []),
  ]
  const { rows } = await sql<ActualGroup>`
    select ${COLUMNS} from actual_group where ${sql.join(conditions, sql` and `)} order by name_folded, id
  `.execute(db)
  return rows
}

/** The expected group that a real one is; `null`: none, or not known. */
export async function findGroupOfExternal(db: Db, externalId: string): Promise<GroupId | null> {
  const row = await db
    .selectFrom('actual_group')
    .select('group_id')
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row?.group_id ?? null
}

export async function findActualGroup(db: Db, id: string): Promise<ActualGroup | null> {
  const { rows } = await sql<ActualGroup>`select ${COLUMNS} from actual_group where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** A real group that is made known; people reach it by hand unless said otherwise. */
export type NewActualGroup = Omit<ActualGroup, 'readingId' | 'service'> & Partial<Pick<ActualGroup, 'service'>>

export async function insertActualGroup(db: Db, group: NewActualGroup): Promise<void> {
  await db
    .insertInto('actual_group')
    .values({
      id: group.id,
      reading_id: null,
      external_id: group.externalId,
      group_id: group.groupId,
      name: group.name,
      name_folded: foldName(group.name),
      previous_names: JSON.stringify(group.previousNames),
      owner: group.owner,
      archived: group.archived,
      first_run: group.firstRun,
      capacity: group.capacity,
      join_link: group.joinLink,
      service: group.service ?? HANDS_ON,
    })
    .execute()
}

/** Changes what is known of a real group; a new link moves its members to the other group's counts. */
export async function updateActualGroup(
  db: Db,
  id: string,
  change: Partial<Omit<ActualGroup, 'id' | 'readingId'>>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const isDivided = change.capacity !== undefined || change.archived !== undefined
    const isMoved = change.groupId !== undefined
    if (isMoved || isDivided) await lockMembership(trx)
    const before = isMoved || isDivided ? await findActualGroup(trx, id) : null
    const { numUpdatedRows } = await trx
      .updateTable('actual_group')
      .set({ ...columnsOf(change), updated_at: sql`now()` })
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new NotFound('actual-group', id)
    if (before === null) return
    if (change.groupId === undefined || change.groupId === before.groupId) {
      const differs =
        (change.capacity !== undefined && change.capacity !== before.capacity) ||
        (change.archived !== undefined && change.archived !== before.archived)
      if (differs && before.groupId !== null) await beyondWall(trx, () => divideAnew(trx, [before.groupId ?? '']))
      return
    }
    const touched = [before.groupId, change.groupId].filter((groupId) => groupId !== null)
    await updateActualMembers(trx, touched)
  })
}

/** As columns; what is not given stays out. */
export function columnsOf(group: Partial<Omit<NewActualGroup, 'id'>>) {
  const { name, previousNames } = group
  return {
    external_id: group.externalId,
    group_id: group.groupId,
    name,
    name_folded: name === undefined ? undefined : foldName(name),
    previous_names: previousNames === undefined ? undefined : JSON.stringify(previousNames),
    owner: group.owner,
    archived: group.archived,
    first_run: group.firstRun,
    capacity: group.capacity,
    join_link: group.joinLink,
    service: group.service,
  }
}
