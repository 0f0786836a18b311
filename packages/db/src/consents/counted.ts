import { sql, type RawBuilder } from 'kysely'

/** Whether a line of the ledger says anything: what a merge told again does for as long as the merge holds. */
export function counted(event: string): RawBuilder<unknown> {
  const mergeId = sql.ref(`${event}.merge_id`)
  // Looked up for the few that were told again, instead of in a list of all that was ever undone.
  return sql`(${mergeId} is null or coalesce((select undone_at is null from person_merge where person_merge.id = ${mergeId}), true))`
}
