import { sql } from 'kysely'
import { migrations } from '../../migrations/index.ts'
import type { Db } from '../schema.ts'

/** How long a job may go without a sign of life before somebody has to look. */
const SILENT_MINUTES = 15

export interface WorkHealth {
  readonly jobs: Readonly<Record<'waiting' | 'running' | 'failed' | 'interrupted', number>>
  /** Jobs that are open and silent. */
  readonly stuck: number
  /** Pieces of work that wait in the queue and are due, and since how many seconds the oldest does; `null` before its first start. */
  readonly queue: { readonly due: number; readonly oldestSeconds: number; readonly failed: number } | null
}

/** What is under way, and what stays behind. */
export async function getWorkHealth(db: Db): Promise<WorkHealth> {
  const { rows } = await sql<WorkHealth['jobs'] & { stuck: number }>`
    select count(*) filter (where status = 'waiting') as waiting, count(*) filter (where status = 'running') as running,
      count(*) filter (where status = 'failed') as failed, count(*) filter (where status = 'interrupted') as interrupted,
      count(*) filter (
        where status in ('waiting', 'running') and heartbeat_at < now() - make_interval(mins => ${SILENT_MINUTES})
      ) as stuck
    from job where created_at > now() - interval '7 days'
  `.execute(db)
  const { stuck = 0, ...jobs } = rows[0] ?? { waiting: 0, running: 0, failed: 0, interrupted: 0 }
  return { jobs, stuck, queue: await findQueueHealth(db) }
}

async function findQueueHealth(db: Db): Promise<WorkHealth['queue']> {
  const { rows: found } = await sql<{ there: boolean }>`select to_regclass('jobs.job') is not null as there`.execute(db)
  if (found[0]?.there !== true) return null
  const { rows } = await sql<{ due: number; oldestSeconds: number; failed: number }>`
    select count(*) filter (where state < 'active' and start_after <= now()) as due,
      coalesce(extract(epoch from max(now() - start_after) filter (where state < 'active' and start_after <= now())), 0)::float8
        as "oldestSeconds",
      count(*) filter (where state = 'failed') as failed
    from jobs.job
  `.execute(db)
  return rows[0] ?? null
}

/** Whether the schema is the one of this program: not while another one migrates, nor after a newer one did. */
export async function isMigrated(db: Db): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return JSON.stringify(rows.map(({ name }) => name)) === JSON.stringify(Object.keys(migrations).sort())
}
