import type { Day } from '@ketnoi/hierarchy'
import { sql, type RawBuilder } from 'kysely'

/** The end of a day where the groups are: a day is asked about as it stood when it was over. */
export function dayEnd(day: Day): RawBuilder<string> {
  return sql<string>`((${day}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')`
}
