import { sql } from 'kysely'
import { lockMembership } from '../locks.ts'
import type { Db } from '../schema.ts'
import { updateActualMembers } from './actual-members.ts'

/**
 * Why a member list cannot be taken back. `newer-list`: another one came since; `run-relied`: a plan was approved or carried out by it, or
 * is under way; `joined-since`: somebody was seen joining and noted in it; `list-before-gone`, `list-before-emptied`: the one before was
 * deleted, or its names were, because its time was over.
 */
export type ReadingHold = 'newer-list' | 'run-relied' | 'joined-since' | 'list-before-gone' | 'list-before-emptied'

/** A member list that may be taken back, with the one before it. */
export interface ReadingToUndo {
  readonly id: string
  readonly before: {
    readonly readAt: string
    readonly completeness: 'complete' | 'partial' | 'failed'
    readonly rows: number
  } | null
  readonly holds: readonly ReadingHold[]
  /** Members by the list before and not by this one, and the other way round. */
  readonly back: number
  readonly away: number
  /** What came of it and stays: reviews that were signed, and names that somebody decided about. */
  readonly reviews: number
  readonly decided: number
}

/** `null`: there is no such list any more. */
export async function findReadingToUndo(
  db: Db,
  readingId: string,
  beforeId: string | null,
): Promise<ReadingToUndo | null> {
  const members = (id: string | null) =>
    sql`select person_id from reading_member where reading_id = ${id} and person_id is not null and state = 'member'`
  const { rows } = await sql<
    Omit<ReadingToUndo, 'holds' | 'before'> & {
      readonly holds: ReadingHold[]
      readonly readAt: string | null
      readonly completeness: 'complete' | 'partial' | 'failed' | null
      readonly rows: number
    }
  >`
    select reading.id, before.read_at as "readAt", before.completeness,
      (select count(*)::int from reading_member where reading_id = ${beforeId}) as rows,
      (select count(*)::int from (${members(beforeId)} except ${members(readingId)}) as missing) as back,
      (select count(*)::int from (${members(readingId)} except ${members(beforeId)}) as extra) as away,
      (select count(*)::int from review where review.group_id = real.group_id and review.at >= reading.first_read_at) as reviews,
      (
        select count(*)::int from member_match join change_batch on change_batch.id = reading.id
        where member_match.actual_group_id = real.id and member_match.decided_at >= change_batch.recorded_at
      ) as decided,
      array_remove(array[
        case when real.reading_id is distinct from reading.id then 'newer-list' end,
        case when exists (
          select from run_group join run on run.id = run_group.run_id where run_group.group_id = real.group_id and (
            (run.state in ('running', 'paused') and run_group.ended_at is null)
            or (run.state in ('approved', 'running', 'paused', 'done') and run.approved_at >= reading.first_read_at)
            or exists (
              select from run_change as done
              where done.run_id = run_group.run_id and done.group_id = run_group.group_id and done.settled_at >= reading.first_read_at
            )
          )
        ) then 'run-relied' end,
        case when exists (
          select from reading_member where reading_id = reading.id and joined_at is not null
        ) then 'joined-since' end,
        case when ${beforeId}::text is not null and before.id is null then 'list-before-gone' end,
        case when exists (
          select from reading_member where reading_id = before.id and display_name = '' and person_id is not null
        ) then 'list-before-emptied' end
      ], null) as holds
    from reading join actual_group as real on real.id = reading.actual_group_id
    left join reading as before on before.id = ${beforeId} and before.actual_group_id = real.id
    where reading.id = ${readingId}
  `.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { readAt, completeness, rows: listed, ...rest } = row
  return {
    ...rest,
    before: readAt === null || completeness === null ? null : { readAt, completeness, rows: listed },
  }
}

/** Deletes a list with what followed from it alone; the one before, or none, is the current one again. */
export async function deleteReading(
  trx: Db,
  {
    id,
    actualGroupId,
    beforeId,
  }: { readonly id: string; readonly actualGroupId: string; readonly beforeId: string | null },
): Promise<void> {
  await lockMembership(trx)
  // Who was not on it had gone at the time of the list.
  await sql`
    delete from departure using reading
    where reading.id = ${id} and departure.actual_group_id = ${actualGroupId} and departure.departed_at = reading.first_read_at
  `.execute(trx)
  const { rows } = await sql<{ groupId: string | null }>`
    update actual_group set reading_id = ${beforeId}, updated_at = now() where id = ${actualGroupId} returning group_id as "groupId"
  `.execute(trx)
  await trx.deleteFrom('reading').where('id', '=', id).execute()
  await updateActualMembers(
    trx,
    rows.flatMap(({ groupId }) => groupId ?? []),
  )
}

/** Forgets a real group that nothing is known of. */
export async function deleteActualGroup(trx: Db, actualGroupId: string): Promise<void> {
  await trx.deleteFrom('actual_group').where('id', '=', actualGroupId).where('reading_id', 'is', null).execute()
}
