import type { GroupId, PersonId } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../schema.ts'

/** What became of the rows of one group. */
export interface MergedGroup {
  readonly group_id: GroupId
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** Who is new, where they were asked for. */
  readonly newcomers: readonly PersonId[]
}

/**
 * Brings the rows present to those wanted, touching only what differs, and tells how many in which group. `named`: which groups tell
 * who is new; a condition on `group_id`.
 */
export async function mergeDesired(
  trx: Db,
  wanted: RawBuilder<unknown>,
  present: RawBuilder<unknown>,
  named: RawBuilder<unknown> = sql`false`,
): Promise<MergedGroup[]> {
  const { rows } = await sql<MergedGroup>`
    with
      wanted as (${wanted}),
      change as materialized (
        select coalesce(w.group_id, d.group_id) as group_id, coalesce(w.person_id, d.person_id) as person_id,
          w.role, w.clauses, w.required, d.group_id is not null as was
        from wanted as w
        full join ${present} as d on d.group_id = w.group_id and d.person_id = w.person_id
        where w.role is distinct from d.role or w.clauses is distinct from d.clauses or w.required is distinct from d.required
      ),
      gone as (
        delete from desired_member as d using change
        where change.role is null and d.group_id = change.group_id and d.person_id = change.person_id
      ),
      altered as (
        update desired_member as d set role = change.role, clauses = change.clauses, required = change.required
        from change
        where change.was and change.role is not null and d.group_id = change.group_id and d.person_id = change.person_id
      ),
      added as (
        insert into desired_member (group_id, person_id, role, clauses, required)
        select group_id, person_id, role, clauses, required from change where not was
      )
    select group_id,
      count(*) filter (where not was) as inserted,
      count(*) filter (where was and role is not null) as updated,
      count(*) filter (where role is null) as deleted,
      coalesce(array_agg(person_id) filter (where not was and ${named}), '{}') as newcomers
    from change
    group by group_id
  `.execute(trx)
  return rows
}
