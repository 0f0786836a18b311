import { sql } from 'kysely'
import { openDatabase } from '../src/connect.ts'
import type { Db } from '../src/schema.ts'

/** How many deadlocks the server had to break up while the work ran on connections of its own: those that were tried again as well. */
export async function countDeadlocks(url: string, work: (db: Db) => Promise<void>): Promise<number> {
  const before = await readDeadlocks(url)
  // The server looks for deadlocks after a second, which tests need not wait for.
  const own = await openDatabase({ url: `${url}?options=-c%20deadlock_timeout%3D20ms` }, { migrate: false })
  try {
    await work(own.db)
  } finally {
    // A connection reports what it counted when it ends.
    await own.close()
  }
  return (await readDeadlocks(url)) - before
}

async function readDeadlocks(url: string): Promise<number> {
  const watcher = await openDatabase({ url, poolSize: 1 }, { migrate: false })
  try {
    const { rows } = await sql<{ deadlocks: number }>`
      select deadlocks from pg_stat_database where datname = current_database()
    `.execute(watcher.db)
    return rows[0]?.deadlocks ?? 0
  } finally {
    await watcher.close()
  }
}
