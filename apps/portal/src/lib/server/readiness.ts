import { isMigrated } from '@ketnoi/db'
import type { Services } from './services.ts'

// The embedded database answers one question at a time: behind a long import it is busy, not broken.
const PATIENCE_MS = 2_000

/** How long the database takes for the simplest question; `null` when it does not answer in time. */
export async function askDatabase({ database: { db, kind } }: Services): Promise<number | null> {
  const start = performance.now()
  const asked = db.selectNoFrom((one) => one.val(1).as('one')).execute()
  const answered = await answerInTime(
    asked.then(() => true),
    kind === 'pglite',
    false,
  )
  return answered ? (performance.now() - start) / 1_000 : null
}

export type Readiness = 'ready' | 'database-unreachable' | 'schema-of-another-version' | 'queue-not-serving'

/** Whether this process can do everything: its database answers and has its schema, and its queue serves. */
export async function findReadiness(services: Services): Promise<Readiness> {
  if ((await askDatabase(services)) === null) return 'database-unreachable'
  const { db, kind } = services.database
  if (!(await answerInTime(isMigrated(db), kind === 'pglite', false))) return 'schema-of-another-version'
  return (await answerInTime(services.isServing(), false)) ? 'ready' : 'queue-not-serving'
}

/** The answer, or `late` when it takes too long or fails. */
export function answerInTime<T>(asked: Promise<T>, late: T, failed: T = late): Promise<T> {
  return Promise.race([
    new Promise<T>((resolve) => setTimeout(resolve, PATIENCE_MS, late).unref()),
    asked.catch(() => failed),
  ])
}
