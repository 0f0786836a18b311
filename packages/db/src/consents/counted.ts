import { sql, type RawBuilder } from 'kysely'

/** Whether a line of the ledger says anything: what a merge told again does for as long as the merge holds. */
export function counted(event: string): RawBuilder<unknown> {
  const mergeId = sql.ref(`${event}.merge_id`)
  return sql`(${mergeId} is null or ${mergeId} not in (select id from person_merge where undone_at is not null))`
}
