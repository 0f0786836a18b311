import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { startPostgres } from '../../../test/start-postgres.ts'

/** A PostgreSQL of its own, whose disk can be made slow: without rights, and without a tool. */
export interface SlowPostgres {
  readonly url: string
  /** From now on each commit waits that long, as for a slow `fsync`; that it does is measured. */
  readonly slow: () => Promise<void>
  readonly slowMs: number
  /** All its processes stand still, as behind a disk that does not answer; its connections stay open. What it gives lets them go on. */
  readonly hang: () => Promise<() => void>
  readonly end: () => Promise<void>
}

/** The longest that `commit_delay` can be. */
const SLOW_MS = 100

export async function slowPostgres(): Promise<SlowPostgres> {
  const flags = ['fsync=on', 'synchronous_commit=on', 'commit_siblings=0', 'wal_sync_method=fdatasync']
  const server = await startPostgres(flags.flatMap((one) => ['-c', one]))
  const url = `${server.url}/postgres`
  const ask = async (...statements: string[]): Promise<pg.QueryResult<{ pid: number }>[]> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const results: pg.QueryResult<{ pid: number }>[] = []
      for (const statement of statements) results.push(await client.query(statement))
      return results
    } finally {
      await client.end()
    }
  }
  return {
    url,
    slow: async () => {
      await ask('create table slowness (n int)', `alter system set commit_delay = ${String(SLOW_MS * 1_000)}`)
      await ask('select pg_reload_conf()')
      await setTimeout(200)
      const begun = performance.now()
      await ask(...Array.from({ length: 3 }, () => 'insert into slowness values (1)'))
      const took = (performance.now() - begun) / 3
      if (took < SLOW_MS * 0.95) throw new Error(`a commit takes ${String(took)} ms, and was to be slow`)
      await ask('drop table slowness')
    },
    slowMs: SLOW_MS * 0.95,
    hang: async () => {
      const [found] = await ask('select pid from pg_stat_activity where pid <> pg_backend_pid()')
      const pids = [server.pid, ...(found?.rows ?? []).map(({ pid }) => pid)]
      // One that has ended meanwhile needs no stop.
      const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
        for (const pid of pids)
          try {
            process.kill(pid, name)
          } catch (error) {
            if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
          }
      }
      signal('SIGSTOP')
      return () => signal('SIGCONT')
    },
    end: server.stop,
  }
}
