import { problemOf } from '#lib/problem.ts'

/** Whether somebody else carried the import out, or gave it up, meanwhile. */
export function hasMovedOn(error: unknown): boolean {
  return problemOf(error).code === 'import-state'
}
