import {
  insertReformPeople,
  inTransaction,
  listUnits,
  materialiseDesired,
  updateActiveModel,
  updateReformStarted,
  updateReformState,
  updateUnits,
  type Db,
} from '@ketnoi/db'
import { createRelocation, recordReform } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { ApiError, issuesError, need } from '../errors.ts'
import { reformWork } from '../runs/work-context.ts'
import { bumpPeople, bumpWorld, getWorld } from '../world.ts'
import { needApproval } from './approve-reform.ts'
import { moveNextPeople, WHOLE, type Pace } from './move-people.ts'
import { moveScopes } from './move-scopes.ts'
import { reachOfReform, readReached } from './reform-reached.ts'
import { getLockedReform, noteReform, readReform, type KnownReform, type ReformEffects } from './reform-store.ts'
import { workOut } from './rehearse-reform.ts'
import { takeEffect } from './take-effect.ts'

/**
 * Begins to apply an approved reform: units and model are recorded with its day, in one transaction, and everybody whose facts move is
 * written down; the queue does the rest in batches. Worked out again first: where it would do anything else than what was approved,
 * nothing is done.
 */
export async function startReform(ctx: Context, id: string): Promise<void> {
  const queue = await ctx.queue()
  await inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    const approval = await needApproval(ctx, trx, known, 'apply')
    const worked = await workOut(ctx, trx, known)
    if (!worked.ok) throw issuesError(worked.issues)
    if (worked.value.fingerprint !== approval.fingerprint)
      throw new ApiError('reform-moved', 'it would do something else by now: rehearse it again')
    const effects = await recordUnits(ctx, trx, known)
    await insertReformPeople(trx, id, reachOfReform(effects.record.reform, effects.record.units.after))
    const [at, account] = [ctx.now(), ctx.actor.id]
    await updateReformStarted(trx, approval.id, { account, at })
    await updateReformState(trx, { id, from: ['approved'], to: 'applying', at, effects })
    await noteReform(ctx, trx, id, 'reform-started')
    await queue.enqueue(trx, [reformWork(id)])
  })
}

async function recordUnits(ctx: Context, trx: Db, known: KnownReform): Promise<ReformEffects> {
  const world = await getWorld(ctx, trx)
  const { reform, applied } = need(readReform(known.stored.document, world))
  const ids = applied.changed.map(({ id }) => id)
  const before = await listUnits(trx, ids)
  const people = await readReached(trx, reachOfReform(reform, applied.changed))
  const { contested } = createRelocation({ reform, model: world.model, tree: world.tree, people })
  await updateUnits(trx, applied.changed)
  if (applied.model !== world.model) await updateActiveModel(trx, applied.model)
  await bumpWorld(trx)
  const record = recordReform(reform, world, applied)
  // As they are read: undoing it compares them with what is read then.
  return { record: { ...record, units: { before, after: await listUnits(trx, ids) } }, contested }
}

/** Whoever's turn it is, until nobody is left: a process that is killed leaves the batch it was at, and nothing else. */
export async function carryReform(ctx: Context, id: string, pace = WHOLE): Promise<void> {
  for (let done = 0; done < pace.batches; done++) if ((await carryBatch(ctx, id, pace)) === 'over') return
}

async function carryBatch(ctx: Context, id: string, { people }: Pace): Promise<'goes-on' | 'over'> {
  return inTransaction(ctx.db, async (trx) => {
    const known = await getLockedReform(trx, id)
    const { stored, effects } = known
    if (stored.state !== 'applying' || effects === null) return 'over'
    if (await moveNextPeople(ctx, trx, id, effects, people)) return 'goes-on'
    await moveScopes(ctx, trx, known, effects)
    await updateReformState(trx, { id, from: ['applying'], to: 'applied', at: ctx.now() })
    await noteReform(ctx, trx, id, 'reform-applied')
    const { asOf, model } = await getWorld(ctx, trx)
    if (stored.effectiveOn <= asOf) await takeEffect(ctx, trx, id)
    await materialiseDesired(trx, model, asOf, ...(stored.effectiveOn <= asOf ? [] : [{ personIds: [] }]))
    await bumpPeople(trx)
    return 'over'
  })
}
