import { listImports, updateImport } from '@ketnoi/db'
import type { Context } from './context.ts'
import { recoverJobs } from './jobs/run-job.ts'

/**
 * Marks what a process that died was doing as interrupted, so that it can be started again: its transaction was rolled back, and
 * nothing of it is left. To be called once before serving.
 */
export async function recoverInterruptedWork(ctx: Context): Promise<void> {
  const interrupted = new Set(await recoverJobs(ctx))
  for (const one of await listImports(ctx.db, { limit: 1000 })) {
    if (one.status !== 'importing') continue
    if (ctx.kind === 'postgres' && one.jobId !== null && !interrupted.has(one.jobId)) continue
    await updateImport(ctx.db, one.id, { status: 'failed', error: { code: 'interrupted', data: {} } })
  }
}
