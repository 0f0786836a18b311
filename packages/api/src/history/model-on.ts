import { findModelOn } from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import { noteEvent } from '../audit/note-event.ts'
import type { Context } from '../context.ts'
import { getWorld, type World } from '../world.ts'

/** Whether a past day is told by what is known today, or by what stood in the database when it was over. */
export type Basis = 'known' | 'believed'

/**
 * The world of another day. What is known today is told by the rules of today, which say themselves since when they hold; where a
 * whole other model was in force, by that one. What was believed is told by the rules of then.
 */
export async function worldOn(ctx: Context, day: Day, basis: Basis): Promise<World> {
  const world = await getWorld(ctx)
  const then = await findModelOn(ctx.db, day)
  const isOther = then !== null && (basis === 'believed' || then.id !== world.model.id)
  return { ...world, asOf: day, model: isOther ? then : world.model }
}

/** When a day is over where the groups are. */
export function overAt(day: Day): number {
  return Date.parse(`${day}T17:00:00Z`)
}

/** Keeps who looked at the past of whom. */
export async function recordLook(
  ctx: Context,
  action: 'group-history-seen' | 'person-history-seen',
  subject: { readonly kind: 'group' | 'person'; readonly id: string },
  data: Readonly<Record<string, string | null>>,
): Promise<void> {
  await noteEvent(ctx, ctx.db, { action, subjectKind: subject.kind, subjectId: subject.id, data })
}
