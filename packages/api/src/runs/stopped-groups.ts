import { listPersonNames, listStoppedGroups, type TaskFilter } from '@ketnoi/db'
import type { Change, GroupId, Moved } from '@ketnoi/hierarchy'
import { isAllowed } from '../authorise.ts'
import type { Context } from '../context.ts'
import { compareNames } from '../people/person-names.ts'
import { getWorld } from '../world.ts'
import { continueGroups } from './moved-since.ts'

/** Some changes of one kind that nobody approved, or that are not wanted any more. */
export interface MovedPart {
  readonly kind: Change['kind']
  readonly count: number
  /** The first few, by name. */
  readonly names: readonly string[]
}

/** A group that waits for somebody to approve what moved in it, so that the rest goes on. */
export interface StoppedView {
  readonly groupId: GroupId
  readonly runId: string
  readonly appeared: readonly MovedPart[]
  readonly disappeared: readonly MovedPart[]
  /** Why nothing may be done in the group now; `null`: something may. */
  readonly blocked: string | null
  /** How many changes were approved, and how many of them are done: they stay so. */
  readonly approved: number
  readonly kept: number
  /** Whether whoever asks may approve the plan of the group as it is now. */
  readonly mayApprove: boolean
}

/** Enough to see what it is about; the plan has everybody. */
const MOST_NAMES = 3

/**
 * The groups that stopped because something moved, with what is different now: somebody who came after that is in it as well. A group in
 * which nothing is left to do is not.
 */
export async function loadStopped(ctx: Context, filter: TaskFilter): Promise<readonly StoppedView[]> {
  const stopped = await listStoppedGroups(ctx.db, filter)
  if (stopped.length === 0) return []
  const compared = await continueGroups(ctx.db, await getWorld(ctx), stopped)
  const found = compared.flatMap(({ group, changesNow, continued }) => {
    const data: Partial<Moved & { readonly code: string }> = continued.ok ? {} : (continued.issues[0]?.data ?? {})
    const blocked = data.code ?? null
    if (changesNow === 0 && blocked === null) return []
    return [{ group, blocked, appeared: data.appeared ?? [], disappeared: data.disappeared ?? [] }]
  })
  const people = found.flatMap(({ appeared, disappeared }) =>
    [...appeared, ...disappeared].flatMap((change) => ('personId' in change ? [change.personId] : [])),
  )
  const names = await listPersonNames(ctx.db, [...new Set(people)])
  const partsOf = (changes: readonly Change[]): MovedPart[] =>
    [...Map.groupBy(changes, ({ kind }) => kind)].map(([kind, all]) => ({
      kind,
      count: all.length,
      names: all
        .flatMap((change) => ('personId' in change ? [names.get(change.personId) ?? change.personId] : []))
        .sort(compareNames)
        .slice(0, MOST_NAMES),
    }))
  return found.map(({ group, blocked, appeared, disappeared }) => ({
    groupId: group.groupId,
    runId: group.runId,
    appeared: partsOf(appeared),
    disappeared: partsOf(disappeared),
    blocked,
    approved: group.changes.length,
    kept: group.kept,
    mayApprove: isAllowed(ctx.actor, 'runs.approve', group.unitId),
  }))
}
