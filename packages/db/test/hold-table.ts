import pg from 'pg'

/** Holds a table of a PostgreSQL, so that whoever writes to it waits in the middle of what they do. */
export async function holdTable(
  url: string,
  table: string,
): Promise<{ readonly isWaitedFor: () => Promise<boolean>; readonly release: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`begin; lock table ${table} in access exclusive mode`)
  return {
    isWaitedFor: async () => {
      const waiting = `select 1 from pg_locks where not granted and relation = '${table}'::regclass`
      return ((await client.query(waiting)).rowCount ?? 0) > 0
    },
    release: async () => {
      await client.query('rollback')
      await client.end()
    },
  }
}
