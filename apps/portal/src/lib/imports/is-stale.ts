import { problemOf } from '#lib/problem.ts'

/** Whether an import was refused because it would do something else by now than its preview said. */
export function isStale(error: unknown): boolean {
  return problemOf(error).code === 'import-stale'
}
