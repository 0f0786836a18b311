import {
  countFieldConflicts,
  countRegistrationsToConfirm,
  listAnnouncementsToSecond,
  listReformsToSecond,
  listRunsToSecond,
  type ToSecond,
} from '@ketnoi/db'
import type { UnitId } from '@ketnoi/hierarchy'
import { isAdministratorOf, isAllowed, reachOf } from '../authorise.ts'
import type { Action } from '../permissions.ts'
import { listWaitingUndos } from '../changes/batch-reach.ts'
import type { Context } from '../context.ts'
import { mayManage } from '../reforms/reform-reach.ts'
import { getReform } from '../reforms/reform-store.ts'
import { countAskedChanges } from '../selections/ask-to-change.ts'
import { getWorld } from '../world.ts'

/** What waits for whoever asks, by their roles and units: nothing that others have to do. */
export interface Waiting {
  /** Plans that somebody else approved and that weigh much, for them to agree to. */
  readonly runs: number
  /** Those of them that only an administrator can agree to, because brakes trip again and again. */
  readonly escalated: number
  readonly announcements: number
  readonly reforms: number
  readonly undos: number
  /** Changes of many people that others asked for. */
  readonly changes: number
  readonly registrations: number
  readonly conflicts: number
}

/** More than a person gets done before they look again. */
const MOST_COUNTED = 100
/** So many large plans are never approved at once; what is beyond is counted when these are settled. */
const MOST_APPROVALS = 50

export async function countWaiting(ctx: Context): Promise<Waiting> {
  const filter = { now: ctx.now(), notBy: ctx.actor.id, limit: MOST_APPROVALS }
  const runs = await mine(ctx, 'runs.second', () => listRunsToSecond(ctx.db, filter))
  const announcements = await mine(ctx, 'announcements.second', () => listAnnouncementsToSecond(ctx.db, filter))
  return {
    runs: runs.filter((run) => !run.forAdministrator).length,
    escalated: runs.filter((run) => run.forAdministrator && isAdministratorOf(ctx.actor, run.unitIds)).length,
    announcements: announcements.length,
    reforms: doesAnywhere(ctx, 'reforms.second') ? await countReforms(ctx, filter) : 0,
    undos: doesAnywhere(ctx, 'changes.second') ? (await listWaitingUndos(ctx)).length : 0,
    changes: doesAnywhere(ctx, 'selections.second') ? await countAskedChanges(ctx) : 0,
    registrations: await countWithin(ctx, 'registrations.list', countRegistrationsToConfirm),
    conflicts: await countWithin(ctx, 'onboarding.conflicts', countFieldConflicts),
  }
}

async function mine(ctx: Context, action: Action, list: () => Promise<ToSecond[]>): Promise<ToSecond[]> {
  if (!doesAnywhere(ctx, action)) return []
  return (await list()).filter(({ unitIds }) => unitIds.every((unitId) => isAllowed(ctx.actor, action, unitId)))
}

async function countReforms(ctx: Context, filter: Parameters<typeof listReformsToSecond>[1]): Promise<number> {
  const world = await getWorld(ctx)
  let count = 0
  for (const id of await listReformsToSecond(ctx.db, filter))
    if (mayManage(ctx, 'reforms.second', world, await getReform(ctx.db, id))) count += 1
  return count
}

async function countWithin(
  ctx: Context,
  action: Action,
  count: (
    db: Context['db'],
    filter: { readonly within: readonly UnitId[] | null; readonly most: number },
  ) => Promise<number>,
): Promise<number> {
  const reach = reachOf(ctx.actor, action)
  if (reach.kind === 'units' && reach.roots.length === 0) return 0
  return count(ctx.db, { within: reach.kind === 'everywhere' ? null : reach.roots, most: MOST_COUNTED })
}

function doesAnywhere(ctx: Context, action: Action): boolean {
  const reach = reachOf(ctx.actor, action)
  return reach.kind === 'everywhere' || reach.roots.length > 0
}
