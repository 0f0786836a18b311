import type { BackgroundWork } from '@ketnoi/api'
import { traceOf } from './error-trace.ts'
import { log } from './log.ts'
import { countFailure } from './metrics.ts'

/** What fails again every few seconds is one line a minute in the log; the count has all of it. */
const QUIET_MS = 60_000
const lastSaid = new Map<BackgroundWork, number>()

/** Counts and logs work in the background that failed. */
export function noteFailure(work: BackgroundWork, error: unknown, now: number = performance.now()): void {
  countFailure(work)
  if (now - (lastSaid.get(work) ?? -Infinity) < QUIET_MS) return
  lastSaid.set(work, now)
  log('error', 'background work failed', { work, trace: traceOf(error) })
}
