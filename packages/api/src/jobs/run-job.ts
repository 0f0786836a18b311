import {
  findJob,
  insertJob,
  listJobs,
  lockJob,
  updateInterruptedJobs,
  updateJobEnd,
  updateJobProgress,
  withinArea,
  type Job,
} from '@ketnoi/db'
import type { Context } from '../context.ts'
import { ApiError, errorCodeOf, errorDataOf, NotFoundError } from '../errors.ts'
import type { JobKind, JobView } from './job-view.ts'
import { noteFailure } from './note-failure.ts'

/** Says how far the work is. Costs nothing: it may be called for every row. */
export type Report = (step: string, done: number, total: number) => void

interface LiveJob {
  view: JobView
  readonly ctx: Context
}

// Work of this process. It is looked up here first: on the embedded database a transaction keeps every query waiting, also the
// one that asks how far it is.
const live = new Map<string, LiveJob>()

/** A process that gave no sign of life for so long is dead: three heartbeats and a pause for a full disk. */
const SILENT_SECONDS = 60
const HEARTBEAT_MS = 5_000

/**
 * Starts long work in this process and returns at once. One of a kind at a time: another is refused with `job-running`.
 * `finished` is for tests and for whoever has to wait; it never rejects.
 */
export async function startJob(
  ctx: Context,
  kind: JobKind,
  payload: Readonly<Record<string, unknown>>,
  work: (report: Report, jobId: string) => Promise<unknown>,
): Promise<{ readonly jobId: string; readonly finished: Promise<JobView> }> {
  const running = [...live.values()].find((job) => job.ctx.db === ctx.db && job.view.kind === kind)
  if (running !== undefined) throw jobRunning(running.view.id)
  const id = ctx.newId()
  // Taken before the first await: two requests in one moment must not both find the place free.
  const job: LiveJob = { ctx, view: newView(id, kind, ctx.now()) }
  live.set(id, job)
  try {
    await updateInterruptedJobs(ctx.db, SILENT_SECONDS)
    const [other] = await listJobs(ctx.db, { kind, statuses: ['waiting', 'running'], limit: 1 })
    if (other !== undefined) throw jobRunning(other.id)
    await insertJob(ctx.db, { id, kind, payload })
    await lockJob(ctx.db, id)
  } catch (error) {
    live.delete(id)
    throw error
  }
  // A job goes on when the request that began it is over; what it may do was asked before.
  return { jobId: id, finished: withinArea('everything', () => carryOut(job, work)) }
}

async function carryOut(job: LiveJob, work: (report: Report, jobId: string) => Promise<unknown>): Promise<JobView> {
  const { ctx } = job
  const id = job.view.id
  // The embedded database has one process: nobody else looks, and a query would wait for the end of the transaction.
  const heartbeat =
    ctx.kind === 'postgres'
      ? setInterval(() => {
          const { step, done, total } = job.view
          updateJobProgress(ctx.db, id, { message: step, progress: done, total }).catch(() => {})
        }, HEARTBEAT_MS)
      : undefined
  try {
    const result = await work((step, done, total) => {
      job.view = { ...job.view, step, done, total }
    }, id)
    clearInterval(heartbeat)
    const { step, done, total } = job.view
    await updateJobProgress(ctx.db, id, { message: step, progress: done, total })
    await updateJobEnd(ctx.db, id, { status: 'done', result: result ?? null })
  } catch (error) {
    clearInterval(heartbeat)
    const failure = { code: errorCodeOf(error), data: errorDataOf(error) }
    job.view = { ...job.view, state: 'failed', endedAt: ctx.now(), error: failure }
    if (!isExpected(failure.code)) noteFailure(ctx, job.view.kind, error)
    await updateJobEnd(ctx.db, id, { status: 'failed', error: { ...failure, message: failure.code } }).catch(() => {})
  }
  const ended = await findJob(ctx.db, id).catch(() => null)
  if (ended !== null) job.view = viewOf(ended)
  live.delete(id)
  return job.view
}

/** What whoever watches over the program need not hear of. */
function isExpected(code: string): boolean {
  return !['unexpected', 'database-unreachable', 'outcome-unknown'].includes(code)
}

function jobRunning(jobId: string): ApiError {
  return new ApiError('job-running', 'another one of this kind is under way', { jobId })
}

/** The work of this kind that this process does now. */
export function liveJobOf(ctx: Context, kind: JobKind): JobView | null {
  return [...live.values()].find((job) => job.ctx.db === ctx.db && job.view.kind === kind)?.view ?? null
}

export async function getJobView(ctx: Context, id: string): Promise<JobView> {
  const now = live.get(id)
  if (now !== undefined) return now.view
  const job = await findJob(ctx.db, id)
  if (job === null) throw new NotFoundError('job', id)
  return viewOf(job)
}

/** Work under way, newest first. */
export async function listActiveJobs(ctx: Context): Promise<readonly JobView[]> {
  const own = [...live.values()].filter((job) => job.ctx.db === ctx.db).map((job) => job.view)
  if (ctx.kind === 'pglite') return own.reverse()
  const all = await listJobs(ctx.db, { statuses: ['waiting', 'running'], limit: 20 })
  return all.map((job) => live.get(job.id)?.view ?? viewOf(job))
}

export async function findLatestJob(ctx: Context, kind: JobKind): Promise<JobView | null> {
  const now = liveJobOf(ctx, kind)
  if (now !== null) return now
  const [job] = await listJobs(ctx.db, { kind, limit: 1 })
  return job === undefined ? null : viewOf(job)
}

/** Work whose process died, marked as such; `silentSeconds` 0 at the start of the only process of an embedded database. */
export async function recoverJobs(ctx: Context): Promise<readonly string[]> {
  const jobs = await updateInterruptedJobs(ctx.db, ctx.kind === 'pglite' ? 0 : SILENT_SECONDS)
  return jobs.map((job) => job.id)
}

function newView(id: string, kind: JobKind, startedAt: string): JobView {
  return { id, kind, state: 'running', step: 'start', done: 0, total: 0, startedAt, endedAt: null, error: null }
}

function viewOf(job: Job): JobView {
  return {
    id: job.id,
    // Only `startJob` writes this column.
    kind: job.kind as JobKind,
    state: job.status === 'waiting' ? 'running' : job.status,
    step: job.message ?? 'start',
    done: job.progress,
    total: job.total ?? 0,
    startedAt: job.startedAt ?? job.createdAt,
    endedAt: job.finishedAt,
    error: errorOf(job.error),
  }
}

function errorOf(value: unknown): JobView['error'] {
  if (typeof value !== 'object' || value === null || !('code' in value)) return null
  const data = 'data' in value && typeof value.data === 'object' && value.data !== null ? { ...value.data } : {}
  return { code: String(value.code), data }
}
