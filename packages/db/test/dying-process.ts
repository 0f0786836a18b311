import { sql } from 'kysely'
import { openDatabase, type OpenDatabase } from '../src/connect.ts'

/** The database as a process has it that dies: at once, in the middle of whatever it does. */
export async function openDying(url: string): Promise<OpenDatabase & { readonly die: () => Promise<void> }> {
  const own = await openDatabase({ url: `${url}?application_name=dying` }, { migrate: false })
  return {
    ...own,
    die: async () => {
      const other = await openDatabase({ url, poolSize: 1 }, { migrate: false })
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dying' and datname = current_database()
      `.execute(other.db)
      await other.close()
    },
  }
}
