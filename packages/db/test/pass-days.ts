import { sql } from 'kysely'
import type { Db } from '../src/schema.ts'

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  desired_member: ['recorded_from'],
  actual_member: ['recorded_from'],
  desired_history: ['recorded_from', 'recorded_to'],
  actual_history: ['recorded_from', 'recorded_to'],
  membership_override: ['recorded_from'],
  override_history: ['recorded_from', 'recorded_to'],
  desired_basis: ['recorded_from'],
  model_history: ['recorded_from'],
  group_link: ['linked_from', 'linked_to'],
}
const TOLD: Readonly<Record<string, readonly string[]>> = { reading: ['read_at', 'first_read_at'], audit_event: ['at'] }

/** Lets days pass: what was recorded until now was recorded so much earlier. `everything`: what was told with a time as well. */
export async function passDays(db: Db, days: number, what: 'recorded' | 'everything' = 'recorded'): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    for (const [table, columns] of Object.entries({ ...COLUMNS, ...(what === 'everything' ? TOLD : {}) }))
      for (const column of columns)
        await sql`
          update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} - make_interval(days => ${days})
        `.execute(trx)
  })
}

const CALENDAR = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })

/** The day so many days ago, where the groups are. */
export function daysAgo(days: number): string {
  return CALENDAR.format(Date.now() - days * 86_400_000)
}
