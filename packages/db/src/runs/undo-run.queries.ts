import type { Change, GroupId, PersonId, Role } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import { roleOf } from '../role.ts'
import type { Db } from '../schema.ts'

/** A change of a run that had an effect, with what there is now of the person in the group. */
export interface DoneChange {
  readonly change: Change
  readonly groupId: GroupId
  readonly personId: PersonId | null
  readonly role: Role | null
  readonly leftByThemselves: boolean
  readonly hasOverride: boolean
  /** Whether a reading of the group proved it, or was made since. */
  readonly isVerified: boolean
}

/** What a run did, in its order: what a service or a person said was done, and what a reading proved. */
export async function listDoneChanges(db: Db, runId: string, asOf: string): Promise<DoneChange[]> {
  const { rows } = await sql<Omit<DoneChange, 'role'> & { rank: number | null }>`
    select done.change, done.group_id as "groupId", done.person_id as "personId", member.role as rank,
      exists (
        select from departure join actual_group on actual_group.id = departure.actual_group_id
        where actual_group.group_id = done.group_id and departure.person_id = done.person_id
          and departure.departed_by = 'self' and departure.departed_at >= done.settled_at
      ) as "leftByThemselves",
      exists (
        select from membership_override as decided
        where decided.group_id = regexp_replace(done.group_id, '~[0-9]+$', '') and decided.person_id = done.person_id and decided.valid_to > ${asOf}::date
      ) as "hasOverride",
      done.state = 'proved' or exists (
        select from actual_group join reading on reading.actual_group_id = actual_group.id
        where actual_group.group_id = done.group_id and reading.completeness <> 'failed'
          and reading.read_at >= done.settled_at
      ) as "isVerified"
    from run_change as done
    join run_group on run_group.run_id = done.run_id and run_group.group_id = done.group_id
    left join actual_member as member
      on member.group_id = done.group_id and member.person_id = done.person_id and member.state = 'member'
    where done.run_id = ${runId} and done.state in ('accepted', 'proved')
    order by run_group.ordinal, done.place
  `.execute(db)
  return rows.map(({ rank, ...row }) => ({ ...row, role: rank === null ? null : roleOf(rank) }))
}
