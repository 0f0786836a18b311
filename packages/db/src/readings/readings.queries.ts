import type { Departure, GroupId, GroupReading, PersonId, Role, UnmatchedMember } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import { askTogether } from '../ask-together.ts'
import { counted } from '../consents/counted.ts'
import { NotFound } from '../errors.ts'
import { ofGroups, type DifferingRows } from '../groups/differing.queries.ts'
import { lockMembership } from '../locks.ts'
import { rankOf, roleOf } from '../role.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'
import { inTransaction } from '../transaction.ts'
import { columnsOf, findActualGroup, type ActualGroup } from './actual-groups.queries.ts'
import { updateActualMembers, updateLockedMembers } from './actual-members.ts'

/** A row of a member list, matched to a person or not. */
export interface ReadingRow {
  /** Stable across readings, for remembered decisions. */
  readonly key: string
  readonly personId: PersonId | null
  readonly displayName: string
  readonly accountId: string | null
  readonly phone: string | null
  readonly role: Role
  readonly state: 'member' | 'invited' | 'invitation-failed'
  /** How it was settled: `account`, `phone`, `name`; `decision` (without a person: a stranger); `null` while unmatched. */
  readonly matchedBy: string | null
  /** Who it may be, while unmatched. */
  readonly candidates: readonly PersonId[]
}

export interface NewReading {
  readonly id: string
  readonly actualGroupId: string
  /** ISO instant. */
  readonly readAt: string
  readonly completeness: 'complete' | 'partial' | 'failed'
  /** Where it came from: `paste`, a file name, a connector. */
  readonly source: string
  readonly author: string
  /** In the order of the list. */
  readonly rows: readonly ReadingRow[]
  /** What else is known of the real group since then; whose it is stays as it was. */
  readonly group?: Partial<Omit<ActualGroup, 'id' | 'groupId' | 'readingId'>>
  /**
   * When it is derived who is in the group. Default: now; `later` where more readings follow in the transaction, which has taken
   * `lockMembership`, with `updateActualMembers` after the last.
   */
  readonly members?: 'now' | 'later'
  /** Which expected group the real one is, for whoever knows: what follows from the reading is then asked together with it. */
  readonly groupId?: GroupId | null
}

/** Stores a reading and makes it the current one of its group; who is in the group, and its counts, follow. */
export async function insertReading(db: Db, reading: NewReading): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { rows, groupId = null, members = 'now' } = reading
    const known = Object.entries(columnsOf(reading.group ?? {})).filter(([, value]) => value !== undefined)
    // One statement: what refers to the reading is compared at its end.
    const inserting = sql<{ groupId: GroupId | null }>`
      with
        inserted as (
          insert into reading (id, actual_group_id, read_at, first_read_at, completeness, source, author)
          values (
            ${reading.id}, ${reading.actualGroupId}, ${reading.readAt}, ${reading.readAt}, ${reading.completeness},
            ${reading.source}, ${reading.author}
          )
        ),
        listed as (
          insert into reading_member
            (reading_id, key, ordinal, person_id, display_name, account_id, phone, role, state, matched_by, candidates)
          select ${reading.id}, * from unnest(
            ${textArray(rows.map((row) => row.key))}::text[], ${textArray(rows.map((_, index) => index))}::integer[],
            ${textArray(rows.map((row) => row.personId))}::text[], ${textArray(rows.map((row) => row.displayName))}::text[],
            ${textArray(rows.map((row) => row.accountId))}::text[], ${textArray(rows.map((row) => row.phone))}::text[],
            ${textArray(rows.map((row) => rankOf(row.role)))}::smallint[], ${textArray(rows.map((row) => row.state))}::text[],
            ${textArray(rows.map((row) => row.matchedBy))}::text[], ${textArray(rows.map((row) => JSON.stringify(row.candidates)))}::jsonb[]
          )
        )
      update actual_group set ${sql.join([
        sql`reading_id = ${reading.id}`,
        sql`updated_at = now()`,
        ...known.map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
      ])}
      where id = ${reading.actualGroupId}
      returning group_id as "groupId"
    `
    const [, { rows: current }] = await askTogether(trx, (one) => [
      members === 'later' ? null : lockMembership(one),
      inserting.execute(one),
      groupId === null || members === 'later' ? null : updateLockedMembers(one, [groupId]),
    ])
    const [real] = current
    if (real === undefined) throw new NotFound('actual-group', reading.actualGroupId)
    if (members === 'now' && real.groupId !== null && real.groupId !== groupId)
      await updateLockedMembers(trx, [real.groupId])
  })
}

/** The same was read again, later. */
export async function updateReadingTime(
  trx: Db,
  readingId: string,
  change: { readonly readAt: string; readonly completeness: NewReading['completeness'] },
): Promise<void> {
  await trx
    .updateTable('reading')
    .set({ read_at: change.readAt, completeness: change.completeness })
    .where('id', '=', readingId)
    .execute()
}

export async function updateDerived(trx: Db, actualGroupId: string): Promise<void> {
  const group = await findActualGroup(trx, actualGroupId)
  if (group === null) throw new NotFound('actual-group', actualGroupId)
  if (group.groupId === null) return
  await updateActualMembers(trx, [group.groupId])
}

/** The current readings as `createPlan` of hierarchy takes them, of these expected groups; `null`: of all real groups. */
export async function listReadings(db: Db, groupIds: readonly GroupId[] | null): Promise<GroupReading[]> {
  return (await listKnownGroups(db, groupIds)).readings
}

/** What is known of real groups. */
interface KnownGroups {
  readonly readings: GroupReading[]
  /** Those whose members nobody has ever read. */
  readonly unread: UnreadGroup[]
}

export type UnreadGroup = Pick<
  ActualGroup,
  'id' | 'externalId' | 'groupId' | 'name' | 'previousNames' | 'owner' | 'archived' | 'firstRun' | 'capacity'
>

/** The same with the groups that were never read. */
export async function listKnownGroups(db: Db, groupIds: readonly GroupId[] | null): Promise<KnownGroups> {
  const some = ofGroups(groupIds, sql`real.group_id`)
  return selectReadings(
    db,
    some,
    sql`select row.* from actual_group as real join reading_member as row on row.reading_id = real.reading_id where ${some}`,
    sql`select gone.* from actual_group as real join departure as gone on gone.actual_group_id = real.id where ${some}`,
  )
}

/** The same, of the members only those whom `listDifferingRows` found. */
export async function listDifferingReadings(
  db: Db,
  groupIds: readonly GroupId[] | null,
  { present, missing }: Pick<DifferingRows, 'present' | 'missing'>,
): Promise<GroupReading[]> {
  const some = ofGroups(groupIds, sql`real.group_id`)
  // Parts that each have an index, instead of conditions that would be asked of every member of every group.
  const { readings } = await selectReadings(
    db,
    some,
    sql`
      select row.* from reading_member as row join actual_group as real on real.reading_id = row.reading_id
      where row.person_id is null and ${some}
      union all
      select row.* from actual_group as real join reading_member as row on row.reading_id = real.reading_id
      where real.group_id is null and row.person_id is not null and ${some}
      union all
      select row.* from unnest(
        ${present.map((pair) => pair.groupId)}::text[], ${present.map((pair) => pair.personId)}::text[]
      ) as pair (group_id, person_id)
      join actual_group as real on real.group_id = pair.group_id
      join reading_member as row on row.reading_id = real.reading_id and row.person_id = pair.person_id`,
    // How somebody left says something only of whoever ought to be there. A group that nobody linked finds its group by name.
    sql`
      select gone.* from unnest(
        ${missing.map((pair) => pair.groupId)}::text[], ${missing.map((pair) => pair.personId)}::text[]
      ) as pair (group_id, person_id)
      join actual_group as real on real.group_id = pair.group_id
      join departure as gone on gone.actual_group_id = real.id and gone.person_id = pair.person_id
      union all
      select gone.* from actual_group as real join departure as gone on gone.actual_group_id = real.id
      where real.group_id is null and ${some}`,
  )
  return readings
}

async function selectReadings(
  db: Db,
  some: RawBuilder<unknown>,
  members: RawBuilder<unknown>,
  departures: RawBuilder<unknown>,
): Promise<KnownGroups> {
  const ofGroupsRead = sql<
    Omit<UnreadGroup, 'id'> & { actualGroupId: string } & (
        Pick<GroupReading, 'id' | 'readAt' | 'completeness'> | { id: null; readAt: null; completeness: null }
      )
  >`
    select reading.id, reading.read_at as "readAt", reading.completeness, real.id as "actualGroupId",
      real.external_id as "externalId", real.group_id as "groupId", real.name, real.previous_names as "previousNames",
      real.owner, real.archived, real.first_run as "firstRun", real.capacity
    from actual_group as real left join reading on reading.id = real.reading_id
    where ${some} order by real.id
  `
  const ofMembers = sql<Omit<ReadingRow, 'role'> & { readingId: string; role: number }>`
    select row.reading_id as "readingId", row.key, row.person_id as "personId", row.display_name as "displayName",
      row.account_id as "accountId", row.phone, row.role, row.state, row.matched_by as "matchedBy", row.candidates
    from (${members}) as row order by row.reading_id, row.ordinal
  `
  const ofDepartures = sql<Departure & { actualGroupId: string }>`
    select departure.actual_group_id as "actualGroupId", departure.person_id as "personId", departure.departed_by as by,
      departure.departed_at as at
    from (${departures}) as departure
    -- Agreeing anew is the new decision of somebody who left by themselves.
    where not (departure.departed_by = 'self' and exists (
        select from consent_event as said
        where said.person_id = departure.person_id and said.kind = 'given' and said.channel <> 'import'
          and ${counted('said')} and said.at > departure.departed_at
      ))
    order by departure.departed_at, departure.person_id
  `
  const [{ rows: groups }, { rows: read }, { rows: departed }] = await askTogether(db, (one) => [
    ofGroupsRead.execute(one),
    ofMembers.execute(one),
    ofDepartures.execute(one),
  ])
  const membersOf = Map.groupBy(read, (row) => row.readingId)
  const departuresOf = Map.groupBy(departed, (departure) => departure.actualGroupId)
  const readings: GroupReading[] = []
  const unread: UnreadGroup[] = []
  for (const { actualGroupId, id, readAt, completeness, ...group } of groups) {
    if (id === null) {
      unread.push({ id: actualGroupId, ...group })
      continue
    }
    const rows = membersOf.get(id) ?? []
    readings.push({
      ...{ id, readAt, completeness },
      ...group,
      members: rows.flatMap(({ personId, role, state }) =>
        personId === null ? [] : [{ personId, role: roleOf(role), state }],
      ),
      unmatched: unmatchedOf(rows),
      departures: (departuresOf.get(actualGroupId) ?? []).map(({ personId, by, at }) => ({ personId, by, at })),
    })
  }
  return { readings, unread }
}

/** The rows that are nobody yet. Of a stranger, as somebody decided, it is no question any more who it may be. */
export function unmatchedOf(rows: readonly Omit<ReadingRow, 'role'>[]): UnmatchedMember[] {
  return rows.flatMap(({ personId, matchedBy, key, displayName, accountId, phone, candidates }) =>
    personId === null
      ? [
          {
            key,
            displayName,
            accountId,
            phone,
            ...(matchedBy === null ? { candidates } : { candidates: [], isStranger: true }),
          },
        ]
      : [],
  )
}

/** The rows of the current reading of a real group, in the order of the list. */
export async function listReadingRows(db: Db, actualGroupId: string): Promise<ReadingRow[]> {
  const { rows } = await sql<Omit<ReadingRow, 'role'> & { role: number }>`
    select row.key, row.person_id as "personId", row.display_name as "displayName", row.account_id as "accountId", row.phone,
      row.role, row.state, row.matched_by as "matchedBy", row.candidates
    from actual_group as real join reading_member as row on row.reading_id = real.reading_id
    where real.id = ${actualGroupId} order by row.ordinal
  `.execute(db)
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}

/** Where a reading came from: `paste`, a file name, `service:` with its name. */
export async function findReadingSource(db: Db, id: string): Promise<string | null> {
  const found = await db.selectFrom('reading').select('source').where('id', '=', id).executeTakeFirst()
  return found?.source ?? null
}

/** The last list of a group that could be read, whatever came after it; `null`: there was none. */
export async function findLastList(
  db: Db,
  actualGroupId: string,
): Promise<(Pick<GroupReading, 'readAt' | 'members'> & { readonly completeness: 'complete' | 'partial' }) | null> {
  const found = await db
    .selectFrom('reading')
    .select(['id', 'read_at', 'completeness'])
    .where('actual_group_id', '=', actualGroupId)
    .where('completeness', '<>', 'failed')
    .orderBy('read_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return null
  const rows = await db
    .selectFrom('reading_member')
    .select(['person_id', 'role', 'state'])
    .where('reading_id', '=', found.id)
    .where('person_id', 'is not', null)
    .orderBy('ordinal')
    .execute()
  return {
    readAt: found.read_at,
    completeness: found.completeness === 'complete' ? 'complete' : 'partial',
    members: rows.flatMap(({ person_id: personId, role, state }) =>
      personId === null ? [] : [{ personId, role: roleOf(role), state }],
    ),
  }
}

/** When the whole list of a group was read last, whatever was read since; `null`: never. */
export async function findLastCompleteAt(db: Db, actualGroupId: string): Promise<string | null> {
  const found = await db
    .selectFrom('reading')
    .select('read_at')
    .where('actual_group_id', '=', actualGroupId)
    .where('completeness', '=', 'complete')
    .orderBy('read_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.read_at ?? null
}

/** Who was a member by the last complete reading of a group, whatever was read since. */
export async function listLastCompleteMembers(db: Db, actualGroupId: string): Promise<PersonId[]> {
  const { rows } = await sql<{ personId: PersonId }>`
    select distinct row.person_id as "personId" from reading_member as row
    where row.person_id is not null and row.state = 'member' and row.reading_id = (
      select id from reading where actual_group_id = ${actualGroupId} and completeness = 'complete'
      order by read_at desc limit 1
    )
    order by row.person_id
  `.execute(db)
  return rows.map((row) => row.personId)
}

/**
 * Adds somebody who was seen joining to the current reading of the group: what was complete stays complete. Nothing happens when
 * the reading has them already. `false`: there is no reading that can be added to.
 */
export async function insertJoinedMember(
  trx: Db,
  actualGroupId: string,
  member: { readonly personId: PersonId; readonly name: string; readonly at: string },
): Promise<boolean> {
  await lockMembership(trx)
  const group = await findActualGroup(trx, actualGroupId)
  if (group === null || group.readingId === null) return false
  const { rows } = await sql<{ id: string }>`
    select id from reading where id = ${group.readingId} and completeness <> 'failed' for update
  `.execute(trx)
  if (rows.length === 0) return false
  await sql`
    insert into reading_member (reading_id, key, ordinal, person_id, display_name, matched_by, joined_at)
    select ${group.readingId}, ${`joined ${member.personId}`}, coalesce(max(ordinal) + 1, 0), ${member.personId}, ${member.name},
      'joined', ${member.at}::timestamptz
    from reading_member where reading_id = ${group.readingId}
    having coalesce(bool_and(person_id is distinct from ${member.personId}), true)
  `.execute(trx)
  await updateDerived(trx, actualGroupId)
  return true
}

/** Remembers how somebody left a group. */
export async function insertDepartures(db: Db, actualGroupId: string, departures: readonly Departure[]): Promise<void> {
  if (departures.length === 0) return
  await db
    .insertInto('departure')
    .values(
      departures.map((departure) => ({
        actual_group_id: actualGroupId,
        person_id: departure.personId,
        departed_by: departure.by,
        departed_at: departure.at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
