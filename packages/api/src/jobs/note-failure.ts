import type { Context } from '../context.ts'
import type { WorkName } from '../runs/work-context.ts'
import type { JobKind } from './job-view.ts'

/** What is done while nobody waits for it: a name for the log and for alarms. `queue`: the queue itself. */
export type BackgroundWork = 'day' | 'sweep' | 'audit-seal' | 'queue' | WorkName | JobKind

/** Tells whoever watches over the program that work in the background failed. It goes on with the next. */
export function noteFailure(ctx: Pick<Context, 'noteFailure'>, work: BackgroundWork, error: unknown): void {
  if (ctx.noteFailure !== undefined) return ctx.noteFailure(work, error)
  // The text of an error may quote people: only its place is for the operator.
  const where =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) : []
  const name = error instanceof Error ? error.name : typeof error
  process.stderr.write(`${[`${work} failed: ${name}`, ...where.slice(0, 5)].join('\n')}\n`)
}
