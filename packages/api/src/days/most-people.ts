import { hasMoreResidentsOn } from '@ketnoi/db'
import type { Day, UnitId } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'

/**
 * Nothing is kept for another day: what is shown for it is computed while somebody waits, in seconds for a district (58,000 people) and
 * in minutes for a province. Whoever asks for more is led to the units below.
 */
export const MOST_PEOPLE = 60_000

/** Whether too many people live in the units on the day for anything to be computed from them. */
export async function areTooMany(ctx: Context, unitIds: readonly UnitId[], day: Day): Promise<boolean> {
  return hasMoreResidentsOn(ctx.db, unitIds, day, MOST_PEOPLE)
}
