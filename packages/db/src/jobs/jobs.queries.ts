import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { JobStatus } from './jobs.tables.ts'

export interface Job {
  readonly id: string
  readonly kind: string
  /** `interrupted`: its process died; it may be started again. */
  readonly status: JobStatus
  readonly payload: unknown
  readonly progress: number
  readonly total: number | null
  readonly message: string | null
  readonly result: unknown
  readonly error: unknown
  readonly createdAt: string
  readonly startedAt: string | null
  readonly heartbeatAt: string
  readonly finishedAt: string | null
}

const COLUMNS = [
  'id',
  'kind',
  'status',
  'payload',
  'progress',
  'total',
  'message',
  'result',
  'error',
  'created_at as createdAt',
  'started_at as startedAt',
  'heartbeat_at as heartbeatAt',
  'finished_at as finishedAt',
] as const

export async function insertJob(
  db: Db,
  job: { readonly id: string; readonly kind: string; readonly payload?: unknown; readonly total?: number | null },
): Promise<Job> {
  return db
    .insertInto('job')
    .values({
      id: job.id,
      kind: job.kind,
      status: 'waiting',
      payload: JSON.stringify(job.payload ?? {}),
      total: job.total ?? null,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

export async function findJob(db: Db, id: string): Promise<Job | null> {
  return (await db.selectFrom('job').select(COLUMNS).where('id', '=', id).executeTakeFirst()) ?? null
}

/** Newest first. */
export async function listJobs(
  db: Db,
  filter: { readonly kind?: string; readonly statuses?: readonly JobStatus[]; readonly limit: number },
): Promise<Job[]> {
  const { kind, statuses } = filter
  return db
    .selectFrom('job')
    .select(COLUMNS)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(statuses !== undefined && statuses.length > 0, (query) => query.where('status', 'in', [...(statuses ?? [])]))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

/**
 * Takes a job that is waiting or was interrupted, for one process alone: of two that try, one gets it and the other gets `null`.
 */
export async function lockJob(db: Db, id: string): Promise<Job | null> {
  const job = await db
    .updateTable('job')
    .set({
      status: 'running',
      started_at: sql`now()`,
      heartbeat_at: sql`now()`,
      finished_at: null,
      error: null,
      progress: 0,
    })
    .where('id', '=', id)
    .where('status', 'in', ['waiting', 'interrupted', 'failed'])
    .returning(COLUMNS)
    .executeTakeFirst()
  return job ?? null
}

export interface JobProgress {
  readonly progress?: number
  readonly total?: number | null
  readonly message?: string | null
}

/** Says how far the job is, which is its sign of life too; `false` when it is no longer running (somebody took it over). */
export async function updateJobProgress(db: Db, id: string, progress: JobProgress): Promise<boolean> {
  const result = await db
    .updateTable('job')
    .set({ heartbeat_at: sql`now()`, ...progress })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends the job. */
export async function updateJobEnd(
  db: Db,
  id: string,
  end:
    | { readonly status: 'done'; readonly result?: unknown }
    | {
        readonly status: 'failed'
        readonly error: { readonly code: string; readonly message: string; readonly data?: unknown }
      },
): Promise<void> {
  await db
    .updateTable('job')
    .set({
      status: end.status,
      result: end.status === 'done' ? JSON.stringify(end.result ?? null) : null,
      error: end.status === 'failed' ? JSON.stringify(end.error) : null,
      finished_at: sql`now()`,
      heartbeat_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * Marks jobs whose process gave no sign of life for so long as interrupted, and returns them. At the start of the only process
 * of an embedded database every job that is still open is one: `silentSeconds` 0.
 */
export async function updateInterruptedJobs(db: Db, silentSeconds: number): Promise<Job[]> {
  return db
    .updateTable('job')
    .set({ status: 'interrupted', finished_at: sql`now()` })
    .where('status', 'in', ['waiting', 'running'])
    .where('heartbeat_at', '<=', sql<string>`now() - make_interval(secs => ${silentSeconds})`)
    .returning(COLUMNS)
    .execute()
}
