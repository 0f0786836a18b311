import type { Day, GroupId, PersonId, Role, UnitId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { ofGroups } from '../groups/differing.queries.ts'
import type { Db } from '../schema.ts'

/** What somebody said of a member whose roster is wrong. */
export interface ReviewAsk {
  readonly personId: PersonId
  readonly ask: 'wrong-role' | 'left'
  /** In which role they were then; `null`: not there; absent: before it was kept. */
  readonly role?: Role | null
}

/** A review that somebody signed. */
export interface StoredReview {
  readonly id: string
  readonly groupId: GroupId
  readonly unitId: UnitId
  readonly dueOn: Day
  readonly reviewedOn: Day
  readonly at: string
  readonly author: string
  readonly outcome: 'confirmed' | 'changes-asked'
  readonly members: number
  readonly leaders: number
  readonly excluded: number
  readonly asked: readonly ReviewAsk[]
}

/** What the next review of a group follows from. */
export interface StoredReviewFacts {
  readonly groupId: GroupId
  /** The day of the first member list. */
  readonly firstRead: Day
  readonly reviewedOn: Day | null
  readonly members: number
}

/** Our groups that a member list was ever read of, with the last review of each: what nobody has read cannot be looked through. */
export async function listReviewFacts(db: Db, groupIds: readonly GroupId[] | null): Promise<StoredReviewFacts[]> {
  const { rows } = await sql<StoredReviewFacts>`
    select real.group_id as "groupId", (min(reading.read_at) at time zone 'Asia/Ho_Chi_Minh')::date as "firstRead",
      (select max(reviewed_on) from review where review.group_id = real.group_id) as "reviewedOn",
      (select count(*)::int from reading_member as row where row.reading_id = real.reading_id) as members
    from actual_group as real join reading on reading.actual_group_id = real.id
    where real.group_id is not null and real.owner = 'us' and not real.archived and ${ofGroups(groupIds, sql`real.group_id`)}
    group by real.id, real.group_id, real.reading_id order by real.group_id
  `.execute(db)
  return rows
}

/** The reviews of a group, the last one first. */
export async function listReviews(db: Db, groupId: GroupId, limit: number): Promise<StoredReview[]> {
  return db
    .selectFrom('review')
    .select([
      'id',
      'group_id as groupId',
      'unit_id as unitId',
      'due_on as dueOn',
      'reviewed_on as reviewedOn',
      'at',
      'author',
      'outcome',
      'members',
      'leaders',
      'excluded',
      'asked',
    ])
    .where('group_id', '=', groupId)
    .orderBy('reviewed_on', 'desc')
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}

export async function insertReview(trx: Db, review: StoredReview): Promise<void> {
  const { id, groupId, unitId, dueOn, reviewedOn, at, author, outcome, members, leaders, excluded, asked } = review
  await trx
    .insertInto('review')
    .values({
      id,
      group_id: groupId,
      unit_id: unitId,
      due_on: dueOn,
      reviewed_on: reviewedOn,
      at,
      author,
      outcome,
      members,
      leaders,
      excluded,
      asked: JSON.stringify(asked),
    })
    .execute()
}
