import type { DriftDecision, GroupId, OwnChange, PersonId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { ofGroups } from '../groups/differing.queries.ts'
import type { Db } from '../schema.ts'
import { textArray } from '../text-array.ts'

/** A person and a group that differ. */
export interface MemberPair {
  readonly groupId: GroupId
  readonly personId: PersonId
}

/** Which of some groups (`null`: of all) have a list of their members that anything differs from. */
export async function listDifferingGroups(db: Db, groupIds: readonly GroupId[] | null): Promise<GroupId[]> {
  const { rows } = await sql<{ groupId: GroupId }>`
    select distinct real.group_id as "groupId"
    from actual_group as real
    join reading on reading.id = real.reading_id and reading.completeness <> 'failed'
    join group_count as c on c.group_id = real.group_id
    where real.owner = 'us' and ${ofGroups(groupIds, sql`real.group_id`)} and (
      c.to_add + c.to_remove + c.wrong_role + c.unmatched > 0
      or exists (select from actual_member as a where a.group_id = c.group_id and a.state <> 'member')
    )
    order by 1
  `.execute(db)
  return rows.map(({ groupId }) => groupId)
}

/** What runs of ours made of these people in these groups, and a reading proved. */
export async function listOwnChanges(
  db: Db,
  pairs: readonly MemberPair[],
): Promise<(OwnChange & { readonly groupId: GroupId })[]> {
  if (pairs.length === 0) return []
  const { rows } = await sql<OwnChange & { groupId: GroupId }>`
    select done.group_id as "groupId", done.person_id as "personId", done.change ->> 'kind' as kind, done.settled_at as at
    from unnest(
      ${textArray(pairs.map(({ groupId }) => groupId))}::text[], ${textArray(pairs.map(({ personId }) => personId))}::text[]
    ) as pair (group_id, person_id)
    -- Person by person by their index: of what the conditions leave the planner expects one, and would compare it with every pair.
    cross join lateral (select * from run_change where run_change.person_id = pair.person_id offset 0) as done
    where done.group_id = pair.group_id and done.state = 'proved' and done.settled_at is not null
      and done.change ->> 'kind' in ('add', 'remove', 'promote', 'demote')
    order by done.group_id, done.person_id, done.settled_at
  `.execute(db)
  return rows
}

/** A member, known as a person or as a row of the list. */
export interface MemberSubject {
  readonly groupId: GroupId
  /** `null`: by the key of the row. */
  readonly personId: PersonId | null
  readonly key: string | null
}

/** Since when members have been in their groups without a break: the first reading after the last complete one without them. */
export async function listFirstSeen(
  db: Db,
  subjects: readonly MemberSubject[],
): Promise<(MemberSubject & { readonly at: string })[]> {
  if (subjects.length === 0) return []
  // Each way by an index of its own: together they would be looked for among everybody in the list.
  const holds = (reading: string) => sql`(
      exists (select from reading_member as row where row.reading_id = ${sql.ref(`${reading}.id`)} and row.key = one.key)
      or exists (
        select from reading_member as row where row.reading_id = ${sql.ref(`${reading}.id`)} and row.person_id = one.person_id
      )
    )`
  const { rows } = await sql<MemberSubject & { at: string }>`
    select one.group_id as "groupId", one.person_id as "personId", one.key, min(reading.read_at) as at
    from unnest(
      ${textArray(subjects.map(({ groupId }) => groupId))}::text[],
      ${textArray(subjects.map(({ personId }) => personId))}::text[], ${textArray(subjects.map(({ key }) => key))}::text[]
    ) as one (group_id, person_id, key)
    join actual_group as real on real.group_id = one.group_id
    join reading on reading.actual_group_id = real.id
    join lateral (
      select max(read_at) as at from reading as without
      where without.actual_group_id = real.id and without.completeness = 'complete' and not ${holds('without')}
    ) as absent on true
    where (absent.at is null or reading.read_at > absent.at) and ${holds('reading')}
    group by one.group_id, one.person_id, one.key
  `.execute(db)
  return rows
}

/** Rows of the current member lists that somebody settled as strangers. */
export async function listStrangers(
  db: Db,
  groupIds: readonly GroupId[],
): Promise<{ readonly groupId: GroupId; readonly key: string }[]> {
  const { rows } = await sql<{ groupId: GroupId; key: string }>`
    select real.group_id as "groupId", row.key
    from actual_group as real join reading_member as row on row.reading_id = real.reading_id
    where real.group_id = any(${textArray(groupIds)}::text[]) and row.person_id is null and row.matched_by = 'decision'
    order by real.group_id, row.key
  `.execute(db)
  return rows
}

/** A decision with who made it. */
export interface StoredDriftDecision extends DriftDecision {
  readonly groupId: GroupId
  readonly reason: string
  readonly author: string
}

export async function listDriftDecisions(db: Db, groupIds: readonly GroupId[] | null): Promise<StoredDriftDecision[]> {
  const { rows } = await sql<StoredDriftDecision>`
    select group_id as "groupId", subject, kind, way, reason, author, decided_at as at
    from drift_decision where ${ofGroups(groupIds, sql`group_id`)} order by group_id, subject
  `.execute(db)
  return rows
}

/** The last decision about a subject is the one that counts. */
export async function updateDriftDecision(trx: Db, decision: StoredDriftDecision): Promise<void> {
  const { groupId, subject, kind, way, reason, author, at } = decision
  await trx
    .insertInto('drift_decision')
    .values({ group_id: groupId, subject, kind, way, reason, author, decided_at: at })
    .onConflict((conflict) =>
      conflict.columns(['group_id', 'subject']).doUpdateSet((eb) => ({
        kind: eb.ref('excluded.kind'),
        way: eb.ref('excluded.way'),
        reason: eb.ref('excluded.reason'),
        author: eb.ref('excluded.author'),
        decided_at: eb.ref('excluded.decided_at'),
      })),
    )
    .execute()
}

/** Who was asked to be taken out by hand and was, according to whoever did it, since then; with the reasons of the plan. */
export async function listRemovedByHand(
  db: Db,
  groupId: GroupId,
  personIds: readonly PersonId[],
  since: string,
): Promise<Map<PersonId, readonly { readonly kind: string }[]>> {
  if (personIds.length === 0) return new Map()
  const { rows } = await sql<{ personId: PersonId; reasons: readonly { kind: string }[] }>`
    select distinct on (task.person_id) task.person_id as "personId", asked.change -> 'reasons' as reasons
    from task
    join run_change as asked on asked.person_id = task.person_id and asked.group_id = task.group_id
    where task.group_id = ${groupId} and task.person_id = any(${textArray(personIds)}::text[])
      and task.kind = 'remove' and task.state = 'done' and task.answered_at >= ${since}
      and asked.change ->> 'kind' = 'remove' and asked.attempts > 0
    order by task.person_id, asked.asked_at desc nulls last
  `.execute(db)
  return new Map(rows.map(({ personId, reasons }) => [personId, reasons]))
}
